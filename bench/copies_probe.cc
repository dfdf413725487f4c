#include <cstdio>
#include <vector>

#include "bench/subjects/subjects.h"

// copies_probe: prints a line for each figure of copies, for memory.cc to read: backend, bytes of a
// message, and the bytes that are copied for it: sending by omnitls and by hand, receiving by both.
// It has a memcpy and a memmove of its own, which the libraries use, too, shared ones as well. What
// the compiler makes of copies of a few bytes that it knows is not counted, nor what encryption
// does on the way from one place to another.
namespace {

std::size_t copied = 0;
using Byte = unsigned char;

// The compiler would make a call of memcpy of a plain loop.
void CopyUp(void* to, const void* from, std::size_t size) {
  auto* out = static_cast<volatile Byte*>(to);
  for (const Byte* in = static_cast<const Byte*>(from); size != 0; --size) *out++ = *in++;
}

void CopyDown(void* to, const void* from, std::size_t size) {
  auto* const out = static_cast<volatile Byte*>(to);
  while (size-- != 0) out[size] = static_cast<const Byte*>(from)[size];
}

}  // namespace

extern "C" void* memcpy(void* __restrict to, const void* __restrict from, std::size_t size) {
  copied += size;
  CopyUp(to, from, size);
  return to;
}

extern "C" void* memmove(void* to, const void* from, std::size_t size) {
  copied += size;
  if (to < from) {
    CopyUp(to, from, size);
  } else {
    CopyDown(to, from, size);
  }
  return to;
}

namespace omnitls::bench {
namespace {

constexpr int kTimes = 16;

struct Copies {
  std::size_t send = 0;
  std::size_t receive = 0;
};

// Of a message from the server to the client.
Copies CopiesOf(Subject& subject, std::size_t size) {
  std::vector<std::uint8_t> buffer(size);
  Copies total;
  // The first ones make room.
  for (int i = -4; i < kTimes; ++i) {
    const std::size_t before = copied;
    subject.Write(Side::kServer, buffer);
    const std::size_t between = copied;
    subject.Read(Side::kClient, buffer);
    if (i < 0) continue;
    total.send += between - before;
    total.receive += copied - between;
  }
  return {total.send / kTimes, total.receive / kTimes};
}

int Main() {
  const Identity identity = MakeIdentity();
  for (const char* backend : {"openssl", "mbedtls", "wolfssl"}) {
    const std::unique_ptr<Subject> ours = Ours(backend, {}, identity);
    const std::unique_ptr<Subject> raw = Raw(backend, {}, identity);
    ours->Handshake();
    raw->Handshake();
    for (const std::size_t size : {64, 1024, 16384}) {
      const Copies of_ours = CopiesOf(*ours, size);
      const Copies of_raw = CopiesOf(*raw, size);
      std::printf("%s %zu %zu %zu %zu %zu\n", backend, size, of_ours.send, of_raw.send,
                  of_ours.receive, of_raw.receive);
    }
  }
  return 0;
}

}  // namespace
}  // namespace omnitls::bench

int main() { return omnitls::bench::Main(); }
