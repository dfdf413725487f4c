#include "omnitls/server_session_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace omnitls {
namespace {

constexpr std::uint32_t kLifetime = 100;

bool Put(ServerSessionStore& store, std::string_view id, std::string_view session,
         std::uint32_t lifetime = kLifetime) {
  return store.Put(AsBytes(id), AsBytes(session), lifetime);
}

std::string Get(ServerSessionStore& store, std::string_view id) {
  SecretBytes out;
  return store.Get(AsBytes(id), out) ? std::string(AsText(out)) : "none";
}

TEST(MemoryServerSessionStore, KeepsWhatWasPut) {
  MemoryServerSessionStore store;
  EXPECT_EQ(Get(store, "a"), "none");
  EXPECT_TRUE(Put(store, "a", "first"));
  EXPECT_TRUE(Put(store, "b", "second"));
  EXPECT_EQ(Get(store, "a"), "first");
  EXPECT_EQ(Get(store, "a"), "first") << "it can be asked for again";
  EXPECT_EQ(Get(store, "b"), "second");
  EXPECT_EQ(store.size(), 2u);
}

TEST(MemoryServerSessionStore, PutReplaces) {
  MemoryServerSessionStore store;
  EXPECT_TRUE(Put(store, "a", "first"));
  EXPECT_TRUE(Put(store, "a", "second"));
  EXPECT_EQ(Get(store, "a"), "second");
  EXPECT_EQ(store.size(), 1u);
}

TEST(MemoryServerSessionStore, RemoveForgets) {
  MemoryServerSessionStore store;
  EXPECT_TRUE(Put(store, "a", "first"));
  store.Remove(AsBytes("b"));
  EXPECT_EQ(store.size(), 1u);
  store.Remove(AsBytes("a"));
  store.Remove(AsBytes("a"));
  EXPECT_EQ(store.size(), 0u);
  EXPECT_EQ(Get(store, "a"), "none");
}

TEST(MemoryServerSessionStore, BeyondItsBoundForgetsWhatWasUsedLongestAgo) {
  MemoryServerSessionStore store(3);
  for (const char* id : {"a", "b", "c"}) EXPECT_TRUE(Put(store, id, id));
  EXPECT_EQ(Get(store, "a"), "a");
  EXPECT_TRUE(Put(store, "b", "B"));
  EXPECT_TRUE(Put(store, "d", "d"));
  EXPECT_EQ(store.size(), 3u);
  EXPECT_EQ(Get(store, "c"), "none");
  EXPECT_EQ(Get(store, "a"), "a");
  EXPECT_EQ(Get(store, "b"), "B");
  EXPECT_EQ(Get(store, "d"), "d");
}

TEST(MemoryServerSessionStore, ForgetsWhatIsTooOld) {
  MemoryServerSessionStore store;
  EXPECT_TRUE(Put(store, "a", "short", 1));
  EXPECT_TRUE(Put(store, "b", "long"));
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_EQ(Get(store, "a"), "none");
  EXPECT_EQ(Get(store, "b"), "long");
  EXPECT_EQ(store.size(), 1u);
}

TEST(MemoryServerSessionStore, RefusesWhatItCannotKeep) {
  MemoryServerSessionStore none(0);
  EXPECT_FALSE(Put(none, "a", "session"));
  MemoryServerSessionStore store;
  EXPECT_FALSE(Put(store, "a", "session", 0));
  EXPECT_FALSE(Put(store, std::string(33, 'x'), "session"));
  EXPECT_TRUE(Put(store, std::string(32, 'x'), "session"));
  EXPECT_EQ(Get(store, std::string(33, 'x')), "none");
  EXPECT_EQ(store.size(), 1u);
}

TEST(MemoryServerSessionStore, ClearForgetsAll) {
  MemoryServerSessionStore store;
  EXPECT_TRUE(Put(store, "a", "a"));
  store.Clear();
  EXPECT_EQ(store.size(), 0u);
  EXPECT_EQ(Get(store, "a"), "none");
  EXPECT_TRUE(Put(store, "a", "again"));
  EXPECT_EQ(Get(store, "a"), "again");
}

// Against a plain list: the most recently used first.
TEST(MemoryServerSessionStore, DoesWhatAListWould) {
  constexpr std::size_t kCapacity = 20;
  MemoryServerSessionStore store(kCapacity);
  std::vector<std::pair<std::string, std::string>> list;
  std::uint32_t state = 1;
  for (int i = 0; i < 20000; ++i) {
    state = state * 1664525 + 1013904223;
    const std::string id = std::to_string(state >> 16 & 31);
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const auto& entry) { return entry.first == id; });
    switch (state >> 28 & 3) {
      case 0:
        store.Remove(AsBytes(id));
        if (found != list.end()) list.erase(found);
        break;
      case 1:
        EXPECT_EQ(Get(store, id), found == list.end() ? "none" : found->second);
        if (found != list.end()) std::rotate(list.begin(), found, found + 1);
        break;
      default:
        EXPECT_TRUE(Put(store, id, std::to_string(i)));
        if (found != list.end()) list.erase(found);
        list.insert(list.begin(), {id, std::to_string(i)});
        if (list.size() > kCapacity) list.pop_back();
    }
    ASSERT_EQ(store.size(), list.size());
  }
}

TEST(MemoryServerSessionStore, IsForThreads) {
  MemoryServerSessionStore store(32);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&store, t] {
      for (int i = 0; i < 1000; ++i) {
        const std::string id = std::to_string((t * 7 + i) % 64);
        EXPECT_TRUE(Put(store, id, "session " + id));
        const std::string got = Get(store, id);
        EXPECT_TRUE(got == "none" || got == "session " + id) << got;
        if (i % 5 == 0) store.Remove(AsBytes(id));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(store.size(), 32u);
}

}  // namespace
}  // namespace omnitls
