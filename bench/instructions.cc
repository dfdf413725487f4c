#include "bench/instructions.h"

#include <algorithm>
#include <atomic>
#include <sstream>
#include <thread>

#include "bench/callgrind.h"
#include "bench/subjects/identity.h"

namespace omnitls::bench {
namespace {

constexpr double kMostOver = 60;           // Instructions per read or write.
constexpr double kMostRatio = 1.001;       // Per handshake.
constexpr double kMostFirstRatio = 1.005;  // Per handshake of a client with a new server.

struct Task {
  std::string backend;
  std::string subject;
  std::string what;
  std::uint64_t instructions = 0;
};

double PerOperation(const Task& task) {
  return static_cast<double>(task.instructions) / CountedOperations(task.what);
}

void RunAll(std::vector<Task>& tasks, const InstructionOptions& options,
            const std::string& directory) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      Task& task = tasks[i];
      task.instructions = CountInstructions(
          {options.count_program, task.backend, task.subject, task.what, directory},
          directory + "/" + task.backend + "." + task.subject + "." + task.what + ".callgrind");
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < options.jobs; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

bool InstructionFigure::good() const {
  if (is_first()) return ratio() <= kMostFirstRatio;
  return what == "handshake" ? ratio() <= kMostRatio : over() <= kMostOver;
}

std::string InstructionFigure::bar() const {
  std::ostringstream text;
  text << "at most ";
  if (is_first()) {
    text << kMostFirstRatio;
  } else if (what == "handshake") {
    text << kMostRatio;
  } else {
    text << "+" << kMostOver;
  }
  return text.str();
}

std::vector<InstructionFigure> MeasureInstructions(const InstructionOptions& options) {
  const TemporaryDirectory temporary;
  const std::string directory = options.profiles.empty() ? temporary.path() : options.profiles;
  // All processes use the same keys and certificates.
  Save(MakeIdentity(), directory);

  std::vector<Task> tasks;
  std::vector<InstructionFigure> figures;
  // What takes longest goes first.
  for (const std::string& backend : options.backends) {
    tasks.push_back({backend, "first", "handshake"});
  }
  for (const char* what : {"handshake", "read", "write"}) {
    for (const std::string& backend : options.backends) {
      for (const char* subject : {"ours", "raw"}) tasks.push_back({backend, subject, what});
    }
  }
  RunAll(tasks, options, directory);
  for (const std::string& backend : options.backends) {
    for (const char* what : {"read", "write", "handshake"}) {
      InstructionFigure figure{backend, what};
      for (const Task& task : tasks) {
        if (task.backend != backend || task.what != what) continue;
        if (task.subject == "ours") figure.ours = PerOperation(task);
        if (task.subject == "raw") figure.raw = PerOperation(task);
      }
      figures.push_back(figure);
    }
    InstructionFigure first = figures.back();
    first.what = "first handshake";
    for (const Task& task : tasks) {
      if (task.backend == backend && task.subject == "first") first.ours = PerOperation(task);
    }
    figures.push_back(first);
  }
  return figures;
}

}  // namespace omnitls::bench
