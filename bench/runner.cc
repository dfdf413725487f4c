#include "bench/runner.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

namespace omnitls::bench {
namespace {

constexpr int kTurns = 3;

bool IsChosen(const std::vector<std::string>& wanted, const std::string& name) {
  if (wanted.empty()) return true;
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const std::string& part) { return name.find(part) != name.npos; });
}

// One subject at one work.
struct Entry {
  const SubjectKind* kind;
  std::unique_ptr<Subject> subject;
  std::vector<double> seconds[2];  // By quantity and round.
};

struct Contest {
  const Work* work;
  std::vector<Entry> entries;
};

Contest MakeContest(const Work& work, const RunOptions& options, const Identity& identity) {
  Contest contest{&work, {}};
  for (const SubjectKind& kind : AllSubjects()) {
    const bool chosen = options.subjects.empty() ||
                        std::find(options.subjects.begin(), options.subjects.end(), kind.name) !=
                            options.subjects.end();
    if (!chosen) continue;
    if (kind.is_aead() && work.group != "messages") continue;
    if (kind.is_forgetful() && work.group != "handshakes") continue;
    std::unique_ptr<Subject> subject = kind.make(work.plan, identity);
    if (subject == nullptr || !work.prepare(*subject)) continue;
    contest.entries.push_back({&kind, std::move(subject), {}});
  }
  return contest;
}

void RunRound(Contest& contest, double slice, std::mt19937& random) {
  const Work& work = *contest.work;
  std::vector<Spent> spent(contest.entries.size());
  std::vector<std::size_t> order(contest.entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (work.anew_each_round) {
    for (Entry& entry : contest.entries) work.prepare(*entry.subject);
  }
  for (int turn = 0; turn < kTurns; ++turn) {
    std::shuffle(order.begin(), order.end(), random);
    for (const std::size_t i : order) {
      const double end = CpuSeconds() + slice / kTurns;
      do {
        work.batch(*contest.entries[i].subject, spent[i]);
      } while (CpuSeconds() < end);
    }
  }
  for (std::size_t i = 0; i < spent.size(); ++i) {
    Entry& entry = contest.entries[i];
    for (std::size_t q = 0; q < work.quantities.size(); ++q) {
      entry.seconds[q].push_back(spent[i].seconds[q] / spent[i].operations);
    }
  }
}

}  // namespace

std::vector<Series> Run(const RunOptions& options) {
  const Identity identities[] = {MakeIdentity(false), MakeIdentity(true)};
  const std::vector<Work> works = AllWorks();
  std::vector<Contest> contests;
  for (const Work& work : works) {
    if (!IsChosen(options.works, work.group + ": " + work.name)) continue;
    contests.push_back(MakeContest(work, options, identities[work.plan.rsa ? 1 : 0]));
  }
  std::mt19937 random(std::random_device{}());
  std::vector<Contest*> order;
  for (Contest& contest : contests) order.push_back(&contest);
  for (int round = 0; round < options.rounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (Contest* contest : order) RunRound(*contest, options.slice, random);
    if (options.progress) {
      std::fprintf(stderr, "\rround %d of %d ", round + 1, options.rounds);
      if (round + 1 == options.rounds) std::fputc('\n', stderr);
    }
  }
  std::vector<Series> all;
  for (Contest& contest : contests) {
    const Work& work = *contest.work;
    for (std::size_t q = 0; q < work.quantities.size(); ++q) {
      for (Entry& entry : contest.entries) {
        // Only their sending means anything.
        if (entry.kind->is_aead() && work.quantities[q] != "send") continue;
        all.push_back({work.group, work.quantity(q), entry.kind->name, entry.seconds[q]});
      }
    }
  }
  return all;
}

Spread SpeedUp(const Series& ours, const Series& other) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < ours.seconds.size() && i < other.seconds.size(); ++i) {
    ratios.push_back(other.seconds[i] / ours.seconds[i]);
  }
  return SpreadOf(std::move(ratios));
}

}  // namespace omnitls::bench
