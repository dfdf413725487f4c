#include "bench/instructions.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "bench/callgrind.h"
#include "bench/fixed_random.h"
#include "bench/identity.h"
#include "bench/subject.h"

namespace omnitls::bench {
namespace {

constexpr double kMostOver = 60;      // Instructions per read or write.
constexpr double kMostRatio = 1.001;  // Per handshake.

constexpr std::size_t kSmall = 64;
constexpr int kDataOperations = 1000;
// With repeatable random numbers both subjects do the same arithmetic, so that few are enough.
constexpr int kHandshakes = 16;
// First uses fill caches and resolve symbols.
constexpr int kWarmUps = 3;

using Operation = void (*)(Subject& subject, MutableBytes buffer);

Operation FindOperation(const std::string& what) {
  if (what == "read") {
    return [](Subject& subject, MutableBytes buffer) { subject.Read(Side::kClient, buffer); };
  }
  if (what == "write") {
    return [](Subject& subject, MutableBytes buffer) { subject.Write(Side::kClient, buffer); };
  }
  Require(what == "handshake", "finding the operation");
  return [](Subject& subject, MutableBytes) { subject.Handshake(); };
}

// Callgrind counts in here.
extern "C" __attribute__((noinline)) void OMNITLS_BENCH_COUNTED(Operation operation,
                                                                Subject& subject,
                                                                MutableBytes buffer) {
  operation(subject, buffer);
}

struct Task {
  std::string backend;
  std::string subject;
  std::string what;
  std::uint64_t instructions = 0;
};

double PerOperation(const Task& task) {
  const int operations = task.what == "handshake" ? kHandshakes : kDataOperations;
  return static_cast<double>(task.instructions) / operations;
}

void RunAll(std::vector<Task>& tasks, const InstructionOptions& options,
            const std::string& directory) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      Task& task = tasks[i];
      task.instructions = CountInstructions(
          {options.program, kCountFlag, task.backend, task.subject, task.what, directory},
          directory + "/" + task.backend + "." + task.subject + "." + task.what + ".callgrind");
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < options.jobs; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

bool InstructionFigure::good() const {
  return what == "handshake" ? ratio() <= kMostRatio : over() <= kMostOver;
}

std::string InstructionFigure::bar() const {
  std::ostringstream text;
  text << "at most ";
  if (what == "handshake") {
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
        (task.subject == "ours" ? figure.ours : figure.raw) = PerOperation(task);
      }
      figures.push_back(figure);
    }
  }
  return figures;
}

int CountMain(int argc, char** argv) {
  Require(argc == 6, "reading the arguments");
  const std::string backend = argv[2];
  const std::string what = argv[4];
  const Identity identity = Load(argv[5]);
  FixRandom(0);
  const std::unique_ptr<Subject> subject =
      std::string(argv[3]) == "ours" ? Ours(backend, identity) : Raw(backend, identity);
  const Operation operation = FindOperation(what);
  const bool handshake = what == "handshake";
  const int operations = handshake ? kHandshakes : kDataOperations;
  std::uint8_t bytes[kSmall] = {};
  const MutableBytes buffer(bytes);
  for (int i = -kWarmUps; i < operations; ++i) {
    if (handshake || i == -kWarmUps) {
      FixRandom(static_cast<std::uint64_t>(i + kWarmUps));
      if (!handshake) subject->Handshake();
    }
    if (what == "read") subject->Write(Side::kServer, buffer);
    if (i < 0) {
      operation(*subject, buffer);
    } else {
      OMNITLS_BENCH_COUNTED(operation, *subject, buffer);
    }
    if (what == "write") subject->Read(Side::kServer, buffer);
  }
  return 0;
}

}  // namespace omnitls::bench
