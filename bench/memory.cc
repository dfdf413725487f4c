#include "bench/memory.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace omnitls::bench {
namespace {

// What servers may hold, by library. TLS 1.3 and a maximum fragment length of 4 KiB go apart.
struct Bar {
  const char* backend;
  const char* version;
  int max_fragment;
  std::size_t most_idle;
};
constexpr Bar kServerBars[] = {
    {"openssl", "TLS1.2", 0, 14500},    {"openssl", "TLS1.3", 0, 14500},
    {"mbedtls", "TLS1.2", 4096, 12600}, {"wolfssl", "TLS1.2", 0, 4600},
    {"wolfssl", "TLS1.3", 0, 4600},
};

[[noreturn]] void Die(const std::string& program) {
  std::fprintf(stderr, "bench: %s failed\n", program.c_str());
  std::exit(1);
}

// Runs the program and hands its lines to `take`, which says whether it understood one.
template <class Take>
void ReadLines(const std::string& program, const std::string& arguments, const Take& take) {
  std::FILE* const pipe = popen(("exec '" + program + "' " + arguments).c_str(), "r");
  if (pipe == nullptr) Die(program);
  for (char line[256]; std::fgets(line, sizeof line, pipe) != nullptr;) {
    std::istringstream words(line);
    if (!take(words)) Die(program);
  }
  if (pclose(pipe) != 0) Die(program);
}

}  // namespace

std::size_t MemoryFigure::most_idle() const {
  if (role != "server") return 0;
  for (const Bar& bar : kServerBars) {
    if (backend == bar.backend && version == bar.version && max_fragment == bar.max_fragment) {
      return bar.most_idle;
    }
  }
  return 0;
}

std::vector<MemoryFigure> MeasureMemory(const std::string& probe_program,
                                        const std::vector<std::string>& backends) {
  std::vector<MemoryFigure> figures;
  ReadLines(probe_program, "", [&](std::istringstream& words) {
    MemoryFigure figure;
    words >> figure.backend >> figure.role >> figure.version >> figure.max_fragment >>
        figure.idle >> figure.peak >> figure.own >> figure.peer_chain;
    if (std::find(backends.begin(), backends.end(), figure.backend) != backends.end()) {
      figures.push_back(figure);
    }
    return !words.fail();
  });
  for (const MemoryFigure& shorter : figures) {
    if (shorter.max_fragment == 0) continue;
    for (MemoryFigure& figure : figures) {
      figure.is_aside |= figure.max_fragment == 0 && figure.backend == shorter.backend &&
                         figure.role == shorter.role && figure.version == shorter.version;
    }
  }
  return figures;
}

std::vector<SubjectMemory> MeasureSubjectMemory(const std::string& probe_program) {
  std::vector<SubjectMemory> figures;
  ReadLines(probe_program, "subjects", [&](std::istringstream& words) {
    SubjectMemory& figure = figures.emplace_back();
    return !(words >> figure.subject >> figure.role >> figure.idle >> figure.peak).fail();
  });
  return figures;
}

std::vector<CallFigure> MeasureCalls(const std::string& probe_program) {
  std::vector<CallFigure> figures;
  ReadLines(probe_program, "calls", [&](std::istringstream& words) {
    CallFigure& figure = figures.emplace_back();
    return !(words >> figure.backend >> figure.reads >> figure.writes).fail();
  });
  return figures;
}

std::vector<CopyFigure> MeasureCopies(const std::string& probe_program) {
  std::vector<CopyFigure> figures;
  ReadLines(probe_program, "", [&](std::istringstream& words) {
    CopyFigure& figure = figures.emplace_back();
    words >> figure.backend >> figure.size >> figure.sent >> figure.raw_sent >> figure.received >>
        figure.raw_received;
    return !words.fail();
  });
  return figures;
}

std::vector<GrowthFigure> MeasureGrowth(const std::string& probe_program, int count) {
  std::vector<GrowthFigure> figures;
  ReadLines(probe_program, "growth " + std::to_string(count), [&](std::istringstream& words) {
    GrowthFigure& figure = figures.emplace_back();
    figure.count = count;
    words >> figure.backend >> figure.few_bytes >> figure.many_bytes >> figure.time_ratio;
    return !words.fail();
  });
  return figures;
}

}  // namespace omnitls::bench
