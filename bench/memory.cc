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
  std::FILE* const pipe = popen(("exec '" + probe_program + "'").c_str(), "r");
  if (pipe == nullptr) Die(probe_program);
  std::vector<MemoryFigure> figures;
  for (char line[256]; std::fgets(line, sizeof line, pipe) != nullptr;) {
    MemoryFigure figure;
    if (!(std::istringstream(line) >> figure.backend >> figure.role >> figure.version >>
          figure.max_fragment >> figure.idle >> figure.peak >> figure.own >> figure.peer_chain)) {
      Die(probe_program);
    }
    if (std::find(backends.begin(), backends.end(), figure.backend) != backends.end()) {
      figures.push_back(figure);
    }
  }
  for (const MemoryFigure& shorter : figures) {
    if (shorter.max_fragment == 0) continue;
    for (MemoryFigure& figure : figures) {
      figure.is_aside |= figure.max_fragment == 0 && figure.backend == shorter.backend &&
                         figure.role == shorter.role && figure.version == shorter.version;
    }
  }
  if (pclose(pipe) != 0) Die(probe_program);
  return figures;
}

}  // namespace omnitls::bench
