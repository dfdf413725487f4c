// A read or a write takes no heap memory of ours. The library below takes what it takes.

#include <atomic>
#include <cstdlib>
#include <new>

#include "conformance/cases.h"
#include "conformance/wrapped_allocate.h"

// The linker sends every call of omnitls::internal::Allocate(size_t) here (--wrap).
namespace {

std::atomic<int> allocations = 0;
std::atomic<int> news = 0;

}  // namespace

void* OMNITLS_WRAPPED_ALLOCATE(std::size_t size) {
  ++allocations;
  return OMNITLS_REAL_ALLOCATE(size);
}

void* operator new(std::size_t size) {
  ++news;
  if (void* data = std::malloc(size == 0 ? 1 : size)) return data;
  std::abort();
}
void operator delete(void* data) noexcept { std::free(data); }
void operator delete(void* data, std::size_t) noexcept { std::free(data); }

namespace omnitls::conformance {
namespace {

// The caller's buffers as a transport: it allocates nothing itself.
class Ring final : public Transport {
 public:
  IoResult Read(MutableBytes out) override {
    const std::size_t take = std::min(out.size(), in->used - in->position);
    if (take == 0) return IoResult::WouldBlock();
    std::memcpy(out.data(), in->bytes + in->position, take);
    in->position += take;
    if (in->position == in->used) in->position = in->used = 0;
    return IoResult::Ok(take);
  }
  IoResult Write(ByteView data) override {
    const std::size_t take = std::min(data.size(), sizeof out->bytes - out->used);
    if (take == 0) return IoResult::WouldBlock();
    std::memcpy(out->bytes + out->used, data.data(), take);
    out->used += take;
    return IoResult::Ok(take);
  }

  struct Buffer {
    std::uint8_t bytes[65536];
    std::size_t position = 0;
    std::size_t used = 0;
  };
  Buffer* in = nullptr;
  Buffer* out = nullptr;
};

class AllocationTest : public PairTest {};
OMNITLS_FOR_ALL_PAIRS(AllocationTest);

TEST_P(AllocationTest, ReadsAndWritesTakeNoMemory) {
  static Ring::Buffer to_server;
  static Ring::Buffer to_client;
  to_server = {};
  to_client = {};
  Ring client_end;
  Ring server_end;
  client_end.out = server_end.in = &to_server;
  server_end.out = client_end.in = &to_client;
  Pair pair(GetParam());
  pair.client = *pair.client_context.Connect(client_end, "server.test");
  pair.server = *pair.server_context.Accept(server_end);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(pair.client.Handshake());
    ASSERT_TRUE(pair.server.Handshake());
  }
  static std::uint8_t message[16384];
  static std::uint8_t buffer[16384];
  ASSERT_TRUE(pair.client.Read(buffer));  // The tickets.
  EXPECT_GT(allocations, 0);              // The counter works.

  const int allocations_before = allocations;
  const int news_before = news;
  int failures = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::size_t size = i % 10 == 0 ? sizeof message : 100;
    for (const auto& [from, to] :
         {std::pair{&pair.client, &pair.server}, std::pair{&pair.server, &pair.client}}) {
      const ByteView data = ByteView(message).first(size);
      const ByteView spans[] = {data.first(9), data.subspan(9, 80), data.subspan(89)};
      const Result<Progress> put = i % 3 == 0 ? from->WriteGathered(spans) : from->Write(data);
      failures += !put || put->bytes != size || put->next != Next::kReady;
      std::size_t received = 0;
      Next next = Next::kReady;
      while (next == Next::kReady) {
        const Result<Progress> got = to->Read(buffer);
        received += got ? got->bytes : 0;
        next = got ? got->next : Next::kClosed;
      }
      failures += received != size || next != Next::kWantRead;
    }
  }
  const int allocations_after = allocations;
  const int news_after = news;
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(allocations_after, allocations_before);
  EXPECT_EQ(news_after, news_before);
  pair.client = {};  // Before the transports.
  pair.server = {};
}

}  // namespace
}  // namespace omnitls::conformance
