#ifndef OMNITLS_BENCH_SUBJECTS_AEAD_H_
#define OMNITLS_BENCH_SUBJECTS_AEAD_H_

#include "bench/subjects/subject.h"

// The library's own encryption of records and nothing else: what bulk data cannot be faster than.
namespace omnitls::bench {

// An AEAD cipher under one key, once set up: Seal encrypts `data`, at most 16 KiB, to `out`, which
// has room for 16 bytes more, under a nonce and a header of its own.
template <class Aead>
class AeadSubject final : public Subject {
 public:
  explicit AeadSubject(const Plan& plan) : aead_(plan) {}

  void Close() override {}
  void Open(Side, bool) override {}
  bool Step(Side) override { return true; }
  void Write(Side, ByteView data) override {
    while (!data.empty()) {
      const std::size_t size = data.size() < kRecord ? data.size() : kRecord;
      aead_.Seal(data.first(size), out_);
      data = data.subspan(size);
    }
  }
  void WriteMany(Side side, std::span<const ByteView> messages) override {
    for (const ByteView message : messages) Write(side, message);
  }
  void WriteGathered(Side side, std::span<const ByteView> spans) override {
    WriteMany(side, spans);
  }
  void Read(Side, MutableBytes) override {}
  void Wait(Side) override {}
  bool KeepSession() override { return false; }
  bool WriteEarly(ByteView) override { return false; }
  std::size_t EarlyBytes() override { return 0; }
  bool ParseChain() override { return false; }
  std::unique_ptr<Subject> Twin() override { return nullptr; }
  Traffic Written(Side) override { return {}; }

 private:
  static constexpr std::size_t kRecord = 16384;

  Aead aead_;
  std::uint8_t out_[kRecord + 16];
};

template <class Aead>
std::unique_ptr<Subject> MakeAead(const Plan& plan, const Identity&) {
  if (plan.sockets || plan.tls12 || plan.rsa || plan.early_data) return nullptr;
  return std::make_unique<AeadSubject<Aead>>(plan);
}

std::unique_ptr<Subject> OpenSslAead(const Plan& plan, const Identity& identity);
std::unique_ptr<Subject> MbedTlsAead(const Plan& plan, const Identity& identity);
std::unique_ptr<Subject> WolfSslAead(const Plan& plan, const Identity& identity);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECTS_AEAD_H_
