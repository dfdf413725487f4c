#include <thread>

#include "bench/works/work.h"

// Two threads on one context: each with connections of its own. The wall's clock, per operation of
// one thread: the same for one thread and for two where nobody waits and there are two processors.
namespace omnitls::bench {
namespace {

double TimeOn(Subject& subject, const std::function<void(Subject&)>& operation) {
  const double start = WallSeconds();
  operation(subject);
  return WallSeconds() - start;
}

Work OnThreads(const char* name, std::function<void(Subject&)> operation) {
  Work work;
  work.group = "threads";
  work.name = name;
  work.plan.threads = true;
  work.quantities = {"1 thread", "2 threads"};
  work.prepare = [](Subject& subject) {
    subject.Handshake();
    return true;
  };
  work.batch = [operation](Subject& subject, Spent& spent) {
    const std::unique_ptr<Subject> twin = subject.Twin();
    twin->Handshake();
    spent.seconds[0] += TimeOn(subject, operation);
    double here = 0;
    double there = 0;
    std::thread other([&] { there = TimeOn(*twin, operation); });
    here = TimeOn(subject, operation);
    other.join();
    spent.seconds[1] += std::max(here, there);
    ++spent.operations;
  };
  return work;
}

}  // namespace

std::vector<Work> Threads() {
  std::vector<Work> works;
  works.push_back(OnThreads("4 handshakes, TLS 1.3", [](Subject& subject) {
    for (int i = 0; i < 4; ++i) subject.Handshake();
  }));
  works.push_back(OnThreads("256 KiB there and back", [](Subject& subject) {
    std::vector<std::uint8_t> buffer(16384);
    for (int i = 0; i < 16; ++i) {
      for (const Side side : {Side::kClient, Side::kServer}) {
        subject.Write(side, buffer);
        subject.Read(Other(side), buffer);
      }
    }
  }));
  return works;
}

}  // namespace omnitls::bench
