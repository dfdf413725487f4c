#include "bench/works/work.h"

// Full handshakes, resumed ones, early data: the processor time of the two ends apart.
namespace omnitls::bench {
namespace {

constexpr std::size_t kEarly = 1024;

struct Timer {
  explicit Timer(double& total) : total(total), start(CpuSeconds()) {}
  ~Timer() { total += CpuSeconds() - start; }
  double& total;
  double start;
};

// Making and freeing the connections is part of it.
void TimedHandshake(Subject& subject, bool resume, bool early, Spent& spent) {
  double& client = spent.seconds[0];
  double& server = spent.seconds[1];
  subject.Close();
  {
    const Timer timer(client);
    subject.Open(Side::kClient, resume);
    if (early) {
      const std::uint8_t data[kEarly] = {};
      Require(subject.WriteEarly(data), "WriteEarly");
    }
  }
  {
    const Timer timer(server);
    subject.Open(Side::kServer, resume);
  }
  bool client_done = false;
  bool server_done = false;
  for (int i = 0; !client_done || !server_done; ++i) {
    Require(i < 100, "a handshake");
    if (!client_done) {
      const Timer timer(client);
      client_done = subject.Step(Side::kClient);
    }
    if (!server_done) {
      const Timer timer(server);
      server_done = subject.Step(Side::kServer);
    }
  }
  {
    const Timer timer(client);
    for (int i = 0; i < 2; ++i) subject.Wait(Side::kClient);  // Reads the ticket.
  }
  if (early) Require(subject.EarlyBytes() == kEarly, "early data");
  ++spent.operations;
}

// Takes a session to resume; false: there is none, even after two more handshakes.
bool TakeSession(Subject& subject) {
  for (int i = 0; !subject.KeepSession(); ++i) {
    if (i == 2) return false;
    subject.Handshake();
  }
  return true;
}

// A resumed handshake sends no certificates: so it is seen that it was one.
bool PrepareToResume(Subject& subject) {
  subject.Handshake();
  const std::uint64_t full = subject.Written(Side::kServer).bytes;
  if (!TakeSession(subject)) return false;
  subject.Handshake(true);
  Require(subject.Written(Side::kServer).bytes < full * 6 / 10, "resuming");
  return true;
}

bool PrepareEarly(Subject& subject) {
  subject.Handshake();
  return TakeSession(subject);
}

Work Handshake(std::string name, const Plan& plan, bool resume) {
  Work work;
  work.group = "handshakes";
  work.name = std::move(name);
  work.quantities = {"client", "server"};
  work.plan = plan;
  work.prepare = resume ? PrepareToResume : [](Subject& subject) {
    for (int i = 0; i < 3; ++i) subject.Handshake();
    return true;
  };
  work.batch = [resume](Subject& subject, Spent& spent) {
    TimedHandshake(subject, resume, false, spent);
  };
  return work;
}

}  // namespace

std::vector<Work> Handshakes() {
  std::vector<Work> works;
  works.push_back(Handshake("TLS 1.3, ECDSA P-256", {}, false));
  works.push_back(Handshake("TLS 1.2, RSA-2048", {.tls12 = true, .rsa = true}, false));
  works.push_back(Handshake("TLS 1.3, RSA-2048", {.rsa = true}, false));
  works.push_back(Handshake("TLS 1.2 resumed", {.tls12 = true}, true));
  works.push_back(Handshake("TLS 1.3 resumed", {}, true));
  Work early = Handshake("TLS 1.3 resumed, 1 KiB of early data", {.early_data = true}, true);
  early.prepare = PrepareEarly;
  early.batch = [](Subject& subject, Spent& spent) {
    TimedHandshake(subject, true, true, spent);
    Require(subject.KeepSession(), "a session for the next early data");
  };
  works.push_back(early);
  return works;
}

}  // namespace omnitls::bench
