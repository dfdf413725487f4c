#include "bench/memory_of_subjects.h"

#include <algorithm>
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

void Add(std::vector<std::unique_ptr<Subject>>& all, std::size_t count) {
  while (all.size() < count) {
    all.push_back(all.front()->Twin());
    Handshake(*all.back());
  }
}

// Seconds of processor time of a handshake, while other connections are open: the shortest of some
// turns, which is what nothing else disturbed.
double SecondsOfHandshake(Subject& subject) {
  constexpr int kTurns = 9;
  constexpr int kHandshakes = 25;
  double shortest = 0;
  for (int turn = 0; turn < kTurns; ++turn) {
    const double start = CpuSeconds();
    for (int i = 0; i < kHandshakes; ++i) subject.Handshake();
    const double seconds = (CpuSeconds() - start) / kHandshakes;
    if (turn == 0 || seconds < shortest) shortest = seconds;
  }
  return shortest;
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
    // Nobody's: one more.
    const std::unique_ptr<Subject> another = all.front()->Twin();
    Add(all, kFew);
    const std::size_t few_bytes = BytesOfEach(kFew);
    const double few_seconds = SecondsOfHandshake(*another);
    Add(all, many);
    const std::size_t many_bytes = BytesOfEach(many);
    const double many_seconds = SecondsOfHandshake(*another);
    all.resize(kFew);
    // Once more: what else the machine does changes meanwhile.
    const double few_again = SecondsOfHandshake(*another);
    std::printf("%s %zu %zu %.4f\n", backend, few_bytes, many_bytes,
                many_seconds / std::min(few_seconds, few_again));
  }
  return 0;
}

}  // namespace omnitls::bench
