#include "bench/cpu_time.h"

#include <algorithm>
#include <ctime>
#include <random>

#include "bench/identity.h"
#include "bench/subject.h"

namespace omnitls::bench {
namespace {

// How long one subject works on one thing in one round, in seconds.
constexpr double kSlice = 0.03;

// Seconds of processor time used so far.
double Now() {
  std::timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

enum class What { kRead, kWrite, kExchange, kHandshake };

struct Work {
  const char* name;
  What what;
  std::size_t size;  // Of one read or write.
  int batch;         // Operations that are timed together.
};
constexpr Work kWorks[] = {
    {"read 64 B", What::kRead, 64, 500},         {"write 64 B", What::kWrite, 64, 500},
    {"read 16 KiB", What::kRead, 16384, 20},     {"write 16 KiB", What::kWrite, 16384, 20},
    {"exchange 64 B", What::kExchange, 64, 200}, {"exchange 16 KiB", What::kExchange, 16384, 10},
    {"handshake", What::kHandshake, 0, 1},
};
constexpr Work kFirstHandshake = {"first handshake", What::kHandshake, 0, 1};

// The time that one batch takes. The other side's part does not count.
double TimeBatch(Subject& subject, const Work& work) {
  std::vector<std::uint8_t> buffer(work.size);
  const auto repeat = [&](const auto& operation) {
    const double start = Now();
    for (int i = 0; i < work.batch; ++i) operation();
    return Now() - start;
  };
  double seconds = 0;
  switch (work.what) {
    case What::kRead:
      repeat([&] { subject.Write(Side::kServer, buffer); });
      seconds = repeat([&] { subject.Read(Side::kClient, buffer); });
      break;
    case What::kWrite:
      seconds = repeat([&] { subject.Write(Side::kClient, buffer); });
      repeat([&] { subject.Read(Side::kServer, buffer); });
      break;
    case What::kExchange:
      seconds = repeat([&] {
        for (const Side side : {Side::kClient, Side::kServer}) {
          const Side other = side == Side::kClient ? Side::kServer : Side::kClient;
          subject.Write(side, buffer);
          subject.Read(other, buffer);
          subject.Wait(other);
        }
      });
      break;
    case What::kHandshake:
      seconds = repeat([&] { subject.Handshake(); });
      break;
  }
  return seconds;
}

// Pair is what is compared: the same work, done by both subjects.
struct Pair {
  std::string backend;
  const Work* work;
  Subject* ours;
  Subject* raw;
  std::vector<double> ratios;

  // Batches of the two take turns, so that both see the same disturbances.
  void Compare(std::mt19937& random) {
    double ours_time = 0;
    double raw_time = 0;
    while (ours_time + raw_time < 2 * kSlice) {
      const bool ours_first = (random() & 1) != 0;
      if (ours_first) ours_time += TimeBatch(*ours, *work);
      raw_time += TimeBatch(*raw, *work);
      if (!ours_first) ours_time += TimeBatch(*ours, *work);
    }
    ratios.push_back(ours_time / raw_time);
  }

  TimeFigure Figure() {
    std::sort(ratios.begin(), ratios.end());
    const std::size_t n = ratios.size();
    const double median = (ratios[(n - 1) / 2] + ratios[n / 2]) / 2;
    return {backend, work->name, median, ratios.front(), ratios.back()};
  }
};

}  // namespace

std::vector<TimeFigure> MeasureTimes(const std::vector<std::string>& backends, int rounds) {
  const Identity identity = MakeIdentity();
  std::vector<std::unique_ptr<Subject>> subjects;
  std::vector<Pair> pairs;
  for (const std::string& backend : backends) {
    Subject* ours = subjects.emplace_back(Ours(backend, identity)).get();
    Subject* raw = subjects.emplace_back(Raw(backend, identity)).get();
    for (const Work& work : kWorks) pairs.push_back({backend, &work, ours, raw, {}});
    Subject* first = subjects.emplace_back(OursWithoutMemory(backend, identity)).get();
    pairs.push_back({backend, &kFirstHandshake, first, raw, {}});
  }
  for (const auto& subject : subjects) {
    for (int i = 0; i < 5; ++i) subject->Handshake();  // Warms up.
  }
  std::mt19937 random(std::random_device{}());
  std::vector<Pair*> order;
  for (Pair& pair : pairs) order.push_back(&pair);
  for (int round = 0; round < rounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (Pair* pair : order) pair->Compare(random);
  }
  std::vector<TimeFigure> figures;
  for (Pair& pair : pairs) figures.push_back(pair.Figure());
  return figures;
}

std::vector<TrafficFigure> MeasureTraffic(const std::vector<std::string>& backends) {
  const Identity identity = MakeIdentity();
  std::vector<TrafficFigure> figures;
  for (const std::string& backend : backends) {
    for (const char* name : {"ours", "raw"}) {
      const std::unique_ptr<Subject> subject =
          name == std::string("ours") ? Ours(backend, identity) : Raw(backend, identity);
      subject->Handshake();
      const MemoryPipe::Direction& from_client = subject->pipe().to_server();
      const MemoryPipe::Direction& from_server = subject->pipe().to_client();
      figures.push_back({backend, name, from_client.writes, from_server.writes, from_client.total,
                         from_server.total});
    }
  }
  return figures;
}

}  // namespace omnitls::bench
