#include "omnitls/session_store.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "omnitls/session_core.h"

namespace omnitls {
namespace {

Session Named(std::string_view name) {
  auto core = internal::MakeOwned<internal::SessionCore>();
  EXPECT_TRUE(core->server_name.Assign(AsBytes(name)));
  return internal::SessionCore::Make(core.release());
}

std::string Take(SessionStore& store, std::string_view key) {
  return std::string(store.Take(AsBytes(key)).server_name());
}

TEST(MemorySessionStore, GivesTheNewestAwayOnce) {
  MemorySessionStore store;
  store.Put(AsBytes("a"), Named("first"));
  store.Put(AsBytes("b"), Named("other"));
  store.Put(AsBytes("a"), Named("second"));
  EXPECT_EQ(Take(store, "a"), "second");
  EXPECT_EQ(Take(store, "a"), "first");
  EXPECT_EQ(Take(store, "a"), "");
  EXPECT_EQ(Take(store, "b"), "other");
  EXPECT_EQ(store.size(), 0u);
}

TEST(MemorySessionStore, ForgetsTheOldestBeyondItsBound) {
  MemorySessionStore store(2);
  for (const char* key : {"a", "b", "c"}) store.Put(AsBytes(key), Named(key));
  EXPECT_EQ(store.size(), 2u);
  EXPECT_EQ(Take(store, "a"), "");
  EXPECT_EQ(Take(store, "b"), "b");
  EXPECT_EQ(Take(store, "c"), "c");
}

TEST(MemorySessionStore, OneKeyDoesNotDriveOutTheOthers) {
  MemorySessionStore store(8, 2);
  store.Put(AsBytes("a"), Named("a"));
  for (const char* name : {"1", "2", "3"}) store.Put(AsBytes("b"), Named(name));
  EXPECT_EQ(store.size(), 3u);
  EXPECT_EQ(Take(store, "b"), "3");
  EXPECT_EQ(Take(store, "b"), "2");
  EXPECT_EQ(Take(store, "b"), "");
  EXPECT_EQ(Take(store, "a"), "a");
}

TEST(MemorySessionStore, KeepsNoEmptySessionsAndNothingWithoutRoom) {
  MemorySessionStore store;
  store.Put(AsBytes("a"), Session());
  EXPECT_EQ(store.size(), 0u);
  MemorySessionStore none(0);
  none.Put(AsBytes("a"), Named("a"));
  EXPECT_EQ(none.size(), 0u);
}

TEST(MemorySessionStore, CanBeCleared) {
  MemorySessionStore store;
  store.Put(AsBytes("a"), Named("a"));
  store.Clear();
  EXPECT_EQ(store.size(), 0u);
}

TEST(MemorySessionStore, IsSharedByThreads) {
  MemorySessionStore store(16);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&store] {
      for (int i = 0; i < 500; ++i) {
        const std::string key = std::to_string(i % 7);
        store.Put(AsBytes(key), Named(key));
        const std::string name = Take(store, key);
        EXPECT_TRUE(name == key || name.empty());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace omnitls
