#include "omnitls/fiber.h"

#include <gtest/gtest.h>

#include <thread>

namespace omnitls::internal {
namespace {

struct Steps {
  Fiber* fiber = nullptr;
  int done = 0;
  int pauses = 0;
};

void Work(void* user) {
  auto& steps = *static_cast<Steps*>(user);
  volatile char local[4096];
  for (int i = 0; i < steps.pauses; ++i) {
    local[i] = static_cast<char>(i);
    ++steps.done;
    steps.fiber->Pause();
    EXPECT_EQ(local[i], static_cast<char>(i)) << "the stack was kept";
  }
  ++steps.done;
}

class FiberTest : public testing::Test {
 protected:
  FiberTest() : fiber_(Fiber::Make()) {
    if (!kHasFibers) return;
    EXPECT_TRUE(fiber_);
    steps_.fiber = fiber_.get();
  }
  void SetUp() override {
    if (!kHasFibers) GTEST_SKIP() << "there are no fibers on this system";
  }
  bool Run() { return fiber_->Run(Work, &steps_); }

  Owned<Fiber> fiber_;
  Steps steps_;
};

TEST_F(FiberTest, RunsToTheEnd) {
  EXPECT_TRUE(Run());
  EXPECT_EQ(steps_.done, 1);
}

TEST_F(FiberTest, StopsAndGoesOn) {
  steps_.pauses = 3;
  for (int i = 1; i <= 3; ++i) {
    EXPECT_FALSE(Run());
    EXPECT_TRUE(fiber_->paused());
    EXPECT_EQ(steps_.done, i);
  }
  EXPECT_TRUE(Run());
  EXPECT_FALSE(fiber_->paused());
  EXPECT_EQ(steps_.done, 4);
}

TEST_F(FiberTest, ServesAgain) {
  for (int i = 0; i < 5; ++i) {
    steps_.pauses = i % 2;
    while (!Run()) {
    }
  }
  EXPECT_EQ(steps_.done, 7);
}

TEST_F(FiberTest, GoesOnInOtherThreads) {
  steps_.pauses = 10;
  bool done = false;
  while (!done) std::thread([&] { done = Run(); }).join();
  EXPECT_EQ(steps_.done, 11);
}

TEST_F(FiberTest, ManyAtOnce) {
  Owned<Fiber> others[20];
  Steps steps[20];
  for (int i = 0; i < 20; ++i) {
    others[i] = Fiber::Make();
    steps[i] = {others[i].get(), 0, 1};
    EXPECT_FALSE(others[i]->Run(Work, &steps[i]));
  }
  for (int i = 19; i >= 0; --i) EXPECT_TRUE(others[i]->Run(Work, &steps[i]));
}

}  // namespace
}  // namespace omnitls::internal
