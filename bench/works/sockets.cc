#include <array>

#include "bench/works/work.h"

// Application data over TCP on the loopback interface; the kernel's time is part of it. Pipelined:
// a burst of messages is written, then read.
namespace omnitls::bench {
namespace {

bool Prepare(Subject& subject) {
  subject.Handshake();
  return true;
}

template <std::size_t kCount, std::size_t kSize>
std::span<const ByteView> Burst() {
  static const std::vector<std::uint8_t> data(kSize);
  static const std::array<ByteView, kCount> messages = [] {
    std::array<ByteView, kCount> all;
    all.fill(data);
    return all;
  }();
  return messages;
}

template <std::size_t kCount, std::size_t kSize>
Work Bursts(const char* name, Plan plan, bool gathered = false) {
  Work work;
  work.group = "sockets";
  work.name = name;
  work.quantities = {"send", "receive"};
  plan.sockets = true;
  work.plan = plan;
  work.prepare = Prepare;
  work.anew_each_round = true;
  work.batch = [gathered](Subject& subject, Spent& spent) {
    static std::vector<std::uint8_t> buffer(kSize);
    const double start = CpuSeconds();
    if (gathered) {
      subject.WriteGathered(Side::kServer, Burst<kCount, kSize>());
    } else {
      subject.WriteMany(Side::kServer, Burst<kCount, kSize>());
    }
    const double middle = CpuSeconds();
    for (std::size_t i = 0; i < kCount; ++i) subject.Read(Side::kClient, buffer);
    const double end = CpuSeconds();
    spent.seconds[0] += middle - start;
    spent.seconds[1] += end - middle;
    spent.operations += kCount;
  };
  return work;
}

Work Gathered(Plan plan) {
  Work work;
  work.group = "sockets";
  work.name = "16 spans of 64 B as one message";
  work.quantities = {"send"};
  plan.sockets = true;
  work.plan = plan;
  work.prepare = Prepare;
  work.anew_each_round = true;
  work.batch = [](Subject& subject, Spent& spent) {
    constexpr int kBatch = 8;
    std::uint8_t buffer[64];
    const double start = CpuSeconds();
    for (int i = 0; i < kBatch; ++i) subject.WriteGathered(Side::kServer, Burst<16, 64>());
    spent.seconds[0] += CpuSeconds() - start;
    spent.operations += kBatch;
    for (int i = 0; i < kBatch * 16; ++i) subject.Read(Side::kClient, buffer);
  };
  return work;
}

}  // namespace

std::vector<Work> SocketMessages() {
  std::vector<Work> works;
  // AES-256-GCM, because libtls can do no other in TLS 1.3.
  const Plan plan = {.cipher = Cipher::kAes256Gcm};
  works.push_back(Bursts<128, 64>("64 B, in bursts of 128", plan));
  works.push_back(Bursts<128, 64>("64 B, in bursts of 128, gathered", plan, true));
  works.push_back(Bursts<16, 1024>("1 KiB, in bursts of 16", plan));
  works.push_back(Bursts<2, 16384>("16 KiB, in bursts of 2", plan));
  works.push_back(Gathered(plan));
  return works;
}

}  // namespace omnitls::bench
