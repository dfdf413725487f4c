#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/callgrind.h"
#include "bench/cpu_time.h"
#include "bench/instructions.h"
#include "bench/memory.h"

// What omnitls costs over the libraries below it. See docs/performance.md.
namespace omnitls::bench {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  bool instructions = false;
  bool memory = false;
  bool time = false;
  std::string json;
  std::string profiles;
  std::vector<std::string> backends = {"openssl", "mbedtls", "wolfssl"};
  int rounds = 15;
  int jobs = 2;
};

// A path as the user means it: under `bazel run` this program starts elsewhere.
std::string UserPath(const std::string& path) {
  const char* directory = std::getenv("BUILD_WORKING_DIRECTORY");
  return directory == nullptr ? path : (std::filesystem::path(directory) / path).string();
}

// //bench:count and //bench:memory_probe are built beside this program.
std::string ProgramBeside(const char* name) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

void WarnAboutBuild() {
#if !defined(NDEBUG) || !defined(__OPTIMIZE__)
  std::fprintf(stderr, "compare: not optimized, so these figures mean nothing: add --config=opt\n");
#endif
}

void ReportInstructions(const Options& options, Json& json) {
  InstructionOptions how;
  how.count_program = ProgramBeside("count");
  how.backends = options.backends;
  how.jobs = options.jobs;
  if (!options.profiles.empty()) {
    how.profiles = UserPath(options.profiles);
    std::filesystem::create_directories(how.profiles);
  }
  json["instructions"] = json["first_handshakes"] = Json::array();
  std::printf("%-8s %-16s %12s %12s %10s %9s\n", "library", "what", "omnitls", "raw", "over",
              "ratio");
  for (const InstructionFigure& figure : MeasureInstructions(how)) {
    std::printf("%-8s %-16s %12.0f %12.0f %+10.0f %9.5f  %s\n", figure.backend.c_str(),
                figure.what.c_str(), figure.ours, figure.raw, figure.over(), figure.ratio(),
                figure.good() ? "" : ("above the bar: " + figure.bar()).c_str());
    json[figure.is_first() ? "first_handshakes" : "instructions"].push_back(
        {{"backend", figure.backend},
         {"what", figure.what},
         {"over", figure.over()},
         {"ratio", figure.ratio()},
         {"ours", figure.ours},
         {"raw", figure.raw}});
  }
}

void ReportMemory(const Options& options, Json& json) {
  json["memory"] = json["memory_full_fragments"] = Json::array();
  std::printf("%-8s %-6s %-7s %8s %8s %8s %8s %11s\n", "library", "role", "version", "fragment",
              "idle", "peak", "own", "peer chain");
  for (const MemoryFigure& figure :
       MeasureMemory(ProgramBeside("memory_probe"), options.backends)) {
    const std::string fragment =
        figure.max_fragment == 0 ? "-" : std::to_string(figure.max_fragment);
    std::printf("%-8s %-6s %-7s %8s %8zu %8zu %8zu %11zu  %s\n", figure.backend.c_str(),
                figure.role.c_str(), figure.version.c_str(), fragment.c_str(), figure.idle,
                figure.peak, figure.own, figure.peer_chain, figure.good() ? "" : "above the bar");
    json[figure.is_aside ? "memory_full_fragments" : "memory"].push_back(
        {{"backend", figure.backend},
         {"role", figure.role},
         {"version", figure.version},
         {"max_fragment", figure.max_fragment},
         {"idle_bytes", figure.idle},
         {"peak_bytes", figure.peak},
         {"own_bytes", figure.own},
         {"peer_chain_bytes", figure.peer_chain}});
  }
}

Json ReportTimes(const Options& options) {
  Json json = Json::array();
  std::printf("%-8s %-16s %8s   %s\n", "library", "what", "median", "all of them between");
  for (const TimeFigure& figure : MeasureTimes(options.backends, options.rounds)) {
    std::printf("%-8s %-16s %8.3f   %.3f and %.3f\n", figure.backend.c_str(), figure.what.c_str(),
                figure.median, figure.low, figure.high);
    json.push_back({{"backend", figure.backend},
                    {"what", figure.what},
                    {"ratio", figure.median},
                    {"low", figure.low},
                    {"high", figure.high}});
  }
  return json;
}

Json ReportTraffic(const Options& options) {
  Json json = Json::array();
  std::printf("\n%-8s %-8s %14s %14s %14s %14s\n", "library", "subject", "client writes",
              "server writes", "client bytes", "server bytes");
  for (const TrafficFigure& figure : MeasureTraffic(options.backends)) {
    const auto number = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
    std::printf("%-8s %-8s %14llu %14llu %14llu %14llu\n", figure.backend.c_str(),
                figure.subject.c_str(), number(figure.client_writes), number(figure.server_writes),
                number(figure.client_bytes), number(figure.server_bytes));
    json.push_back({{"backend", figure.backend},
                    {"subject", figure.subject},
                    {"client_writes", figure.client_writes},
                    {"server_writes", figure.server_writes},
                    {"client_bytes", figure.client_bytes},
                    {"server_bytes", figure.server_bytes}});
  }
  return json;
}

// Everything went wrong that the user can mend: exit status 2.
int Refuse(const std::string& message) {
  std::fprintf(stderr, "compare: %s\n", message.c_str());
  return 2;
}

int Report(const Options& options) {
  std::ofstream file;
  if (!options.json.empty()) {
    file.open(UserPath(options.json));
    if (!file) return Refuse(options.json + ": " + std::strerror(errno));
  }
  if (options.instructions && !HasValgrind()) {
    return Refuse("valgrind, which counts instructions, cannot be run; is it installed?");
  }
  WarnAboutBuild();
  Json json;
  if (options.instructions) ReportInstructions(options, json);
  if (options.memory) ReportMemory(options, json);
  if (options.time || !(options.instructions || options.memory)) {
    json["time"] = ReportTimes(options);
    json["traffic"] = ReportTraffic(options);
  }
  if (file.is_open() && !(file << json.dump(2) << '\n' << std::flush)) {
    return Refuse(options.json + ": " + std::strerror(errno));
  }
  return 0;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Compares omnitls with the TLS libraries used by hand: processor time, or "
      "instructions; or counts the memory of a connection.");
  app.add_flag("--instructions", options.instructions,
               "Count instructions with valgrind: reads and writes of 64 bytes, handshakes");
  app.add_flag("--memory", options.memory,
               "Count the bytes of the heap that an idle connection holds");
  app.add_flag("--time", options.time, "Measure ratios of processor time (the default)");
  app.add_option("--json", options.json, "Write the figures to this file, too");
  app.add_option("--backend", options.backends, "Only these: openssl, mbedtls, wolfssl")
      ->check(CLI::IsMember({"openssl", "mbedtls", "wolfssl"}));
  app.add_option("--rounds", options.rounds, "With --time: rounds, 7 or more")
      ->check(CLI::Range(7, 1000));
  app.add_option("--jobs", options.jobs, "With --instructions: processes at a time")
      ->check(CLI::Range(1, 64));
  app.add_option("--profiles", options.profiles,
                 "With --instructions: keep callgrind's files in this directory");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Report(options);
}

}  // namespace
}  // namespace omnitls::bench

int main(int argc, char** argv) { return omnitls::bench::Main(argc, argv); }
