#include "bench/memory_of_subjects.h"

#include <vector>

#include "bench/clock.h"
#include "bench/counting_heap.h"
#include "bench/subjects/subjects.h"

namespace omnitls::bench {
namespace {

constexpr std::size_t kData = 16384;
constexpr const char* kBackends[] = {"openssl", "mbedtls", "wolfssl"};

Asker AskerOf(Side side) { return side == Side::kClient ? Asker::kClient : Asker::kServer; }

// Each end on its own account.
void Handshake(Subject& subject) {
  subject.Close();
  const auto step = [&](Side side) {
    const Asking asking(AskerOf(side));
    return subject.Step(side);
  };
  for (const Side side : {Side::kClient, Side::kServer}) {
    const Asking asking(AskerOf(side));
    subject.Open(side, false);
  }
  bool client_done = false;
  bool server_done = false;
  while (!client_done || !server_done) {
    if (!client_done) client_done = step(Side::kClient);
    if (!server_done) server_done = step(Side::kServer);
  }
  const Asking asking(Asker::kClient);
  for (int i = 0; i < 2; ++i) subject.Wait(Side::kClient);
}

// As programs with an event loop do: what is read is read until there is nothing more.
void Send(Subject& subject, Side side, std::size_t size) {
  std::vector<std::uint8_t> buffer(size);
  {
    const Asking asking(AskerOf(side));
    subject.Write(side, buffer);
  }
  const Asking asking(AskerOf(Other(side)));
  subject.Read(Other(side), buffer);
  subject.Wait(Other(side));
}

void Converse(Subject& subject) {
  Handshake(subject);
  Send(subject, Side::kClient, kData);
  Send(subject, Side::kServer, kData);
}

// Seconds of one handshake.
double Add(std::vector<std::unique_ptr<Subject>>& all, std::size_t count) {
  const std::size_t had = all.size();
  const double start = CpuSeconds();
  while (all.size() < count) {
    all.push_back(all.front()->Twin());
    Handshake(*all.back());
  }
  return (CpuSeconds() - start) / static_cast<double>(count - had);
}

std::size_t BytesOfEach(std::size_t count) {
  return (UseBy(Asker::kClient).bytes + UseBy(Asker::kServer).bytes) / count;
}

}  // namespace

int ProbeSubjects() {
  const Identity identity = MakeIdentity();
  for (const SubjectKind& kind : AllSubjects()) {
    if (kind.is_aead() || kind.is_forgetful()) continue;
    const std::unique_ptr<Subject> subject = kind.make({.cipher = Cipher::kAes256Gcm}, identity);
    if (subject == nullptr) continue;
    Converse(*subject);  // What libraries and contexts get at first use is theirs.
    subject->Close();
    ForgetUses();
    Converse(*subject);
    for (const Side side : {Side::kClient, Side::kServer}) {
      const HeapUse use = UseBy(AskerOf(side));
      std::printf("%s %s %zu %zu\n", kind.name, side == Side::kClient ? "client" : "server",
                  use.bytes, use.peak);
    }
  }
  return 0;
}

int ProbeCalls() {
  const Identity identity = MakeIdentity();
  for (const char* backend : kBackends) {
    const std::unique_ptr<Subject> subject = Ours(backend, {}, identity);
    Converse(*subject);
    std::uint8_t buffer[64] = {};
    ForgetUses();
    for (int i = 0; i < 100; ++i) {
      {
        const Asking asking(Asker::kServer);
        subject->Write(Side::kServer, buffer);
      }
      const Asking asking(Asker::kClient);
      subject->Read(Side::kClient, buffer);
    }
    std::printf("%s %zu %zu\n", backend, UseBy(Asker::kClient).own_calls,
                UseBy(Asker::kServer).own_calls);
  }
  return 0;
}

int ProbeGrowth(int count) {
  constexpr std::size_t kFew = 100;
  const auto many = static_cast<std::size_t>(count);
  Require(many > 3 * kFew, "a number of connections");
  const Identity identity = MakeIdentity();
  for (const char* backend : kBackends) {
    std::vector<std::unique_ptr<Subject>> all;
    all.reserve(many);
    all.push_back(Ours(backend, {}, identity));
    Handshake(*all.front());
    all.front()->Close();
    ForgetUses();
    Handshake(*all.front());
    const double few_seconds = Add(all, kFew);
    const std::size_t few_bytes = BytesOfEach(kFew);
    Add(all, many - kFew);
    const double many_seconds = Add(all, many);
    std::printf("%s %zu %zu %.4f\n", backend, few_bytes, BytesOfEach(many),
                many_seconds / few_seconds);
  }
  return 0;
}

}  // namespace omnitls::bench
