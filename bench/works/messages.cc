#include <array>

#include "bench/works/work.h"

// Application data, in memory: sending and receiving apart.
namespace omnitls::bench {
namespace {

constexpr std::size_t kSmall = 64;
constexpr std::size_t kSpans = 16;

bool Prepare(Subject& subject) {
  subject.Handshake();
  return true;
}

Work Message(const char* size_name, std::size_t size, const char* cipher_name, Cipher cipher) {
  Work work;
  work.group = "messages";
  work.name = std::string(size_name) + ", " + cipher_name;
  work.quantities = {"send", "receive"};
  work.plan = {.cipher = cipher};
  work.prepare = Prepare;
  work.anew_each_round = true;
  const int batch = size <= kSmall ? 400 : size <= 1024 ? 200 : size <= 16384 ? 20 : 1;
  auto buffer = std::make_shared<std::vector<std::uint8_t>>(size);
  work.batch = [batch, buffer](Subject& subject, Spent& spent) {
    const double start = CpuSeconds();
    for (int i = 0; i < batch; ++i) subject.Write(Side::kServer, *buffer);
    const double middle = CpuSeconds();
    for (int i = 0; i < batch; ++i) subject.Read(Side::kClient, *buffer);
    const double end = CpuSeconds();
    spent.seconds[0] += middle - start;
    spent.seconds[1] += end - middle;
    spent.operations += batch;
  };
  return work;
}

using Spans = std::array<ByteView, kSpans>;

Spans MakeSpans() {
  static const std::uint8_t data[kSmall] = {};
  Spans spans;
  spans.fill(data);
  return spans;
}

Work Many(bool gathered) {
  Work work;
  work.group = "messages";
  work.name = gathered ? "16 spans of 64 B as one message" : "16 messages of 64 B";
  work.quantities = {"send"};
  work.prepare = Prepare;
  work.anew_each_round = true;
  work.batch = [gathered](Subject& subject, Spent& spent) {
    static const Spans spans = MakeSpans();
    constexpr int kBatch = 30;
    const double start = CpuSeconds();
    for (int i = 0; i < kBatch; ++i) {
      if (gathered) {
        subject.WriteGathered(Side::kServer, spans);
      } else {
        subject.WriteMany(Side::kServer, spans);
      }
    }
    spent.seconds[0] += CpuSeconds() - start;
    spent.operations += kBatch;
    std::uint8_t buffer[kSmall];
    for (std::size_t i = 0; i < kBatch * kSpans; ++i) subject.Read(Side::kClient, buffer);
  };
  return work;
}

}  // namespace

std::vector<Work> Messages() {
  std::vector<Work> works;
  struct Size {
    const char* name;
    std::size_t bytes;
  };
  for (const auto& [cipher_name, cipher] :
       {std::pair{"AES-128-GCM", Cipher::kAes128Gcm}, std::pair{"AES-256-GCM", Cipher::kAes256Gcm},
        std::pair{"ChaCha20-Poly1305", Cipher::kChaCha20Poly1305}}) {
    for (const Size& size :
         {Size{"64 B", 64}, Size{"1 KiB", 1024}, Size{"16 KiB", 16384}, Size{"1 MiB", 1048576}}) {
      works.push_back(Message(size.name, size.bytes, cipher_name, cipher));
    }
  }
  works.push_back(Many(false));
  works.push_back(Many(true));
  return works;
}

}  // namespace omnitls::bench
