#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "bench/callgrind.h"
#include "bench/report/report.h"
#include "tools/generated_part.h"

// Compares omnitls with the libraries below it and with what people use. See docs/performance.md.
namespace omnitls::bench {
namespace {

using tools::UserPath;

struct Options {
  bool instructions = false;
  bool memory = false;
  bool time = false;
  bool quick = false;
  std::string json;
  std::string csv;
  std::string html;
  std::string docs;
  std::string profiles;
  std::vector<std::string> backends = {"openssl", "mbedtls", "wolfssl"};
  RunOptions run;
  int jobs = 2;

  bool all() const { return !instructions && !memory && !time; }
};

// //bench:count and //bench:memory_probe are built beside this program.
std::string ProgramBeside(const char* name) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

// Everything went wrong that the user can mend: exit status 2.
[[noreturn]] void Refuse(const std::string& message) {
  std::fprintf(stderr, "compare: %s\n", message.c_str());
  std::exit(2);
}

std::vector<InstructionFigure> CountAll(const Options& options) {
  if (!HasValgrind()) {
    const char* const message =
        "valgrind, which counts instructions, cannot be run; is it installed?";
    if (options.instructions) Refuse(message);
    std::fprintf(stderr, "compare: %s Left out.\n", message);
    return {};
  }
  InstructionOptions how;
  how.count_program = ProgramBeside("count");
  how.backends = options.backends;
  how.jobs = options.jobs;
  if (!options.profiles.empty()) {
    how.profiles = UserPath(options.profiles);
    std::filesystem::create_directories(how.profiles);
  }
  std::fprintf(stderr, "counting instructions\n");
  return MeasureInstructions(how);
}

Results Measure(const Options& options) {
  Results results;
  results.machine = DescribeMachine();
  results.rounds = options.run.rounds;
  // In this order, because what comes first is what disturbs the least.
  if (options.all() || options.time) {
    results.series = Run(options.run);
    results.traffic = MeasureTraffic();
  }
  if (options.all() || options.memory) {
    const std::string probe = ProgramBeside("memory_probe");
    std::fprintf(stderr, "counting bytes of heap\n");
    results.memory = MeasureMemory(probe, options.backends);
    results.subject_memory = MeasureSubjectMemory(probe);
    results.calls = MeasureCalls(probe);
    results.copies = MeasureCopies(ProgramBeside("copies_probe"));
    results.growth = MeasureGrowth(probe, options.quick ? 500 : 10000);
  }
  // Minutes long: not in a quick run that does not ask for it.
  if (options.instructions || (options.all() && !options.quick)) {
    results.instructions = CountAll(options);
  }
  return results;
}

// File is opened before anything is measured.
class File {
 public:
  explicit File(const std::string& path) : path_(path) {
    if (path_.empty()) return;
    file_.open(UserPath(path_));
    if (!file_) Refuse(path_ + ": " + std::strerror(errno));
  }
  template <class Print>
  void Write(const Print& print) {
    if (path_.empty()) return;
    print(file_);
    if (!file_.flush()) Refuse(path_ + ": " + std::strerror(errno));
  }

 private:
  std::string path_;
  std::ofstream file_;
};

void UpdateDocs(const std::string& path, const Results& results) {
  if (path.empty()) return;
  std::ostringstream tables;
  tables << '\n';
  PrintMarkdown(results, tables);
  tables << '\n';
  if (!tools::WritePart(path, "compare", tables.str())) std::exit(2);
}

int Report(Options& options) {
  File json(options.json);
  File csv(options.csv);
  File html(options.html);
  if (options.quick) {
    options.run.rounds = 7;
    options.run.slice = 0.003;
  }
#if !defined(NDEBUG) || !defined(__OPTIMIZE__)
  std::fprintf(stderr, "compare: not optimized, so these figures mean nothing: add --config=opt\n");
#endif
  const Results results = Measure(options);
  PrintText(results, std::cout);
  json.Write([&](std::ostream& out) { out << ToJson(results).dump(2) << '\n'; });
  csv.Write([&](std::ostream& out) { PrintCsv(results, out); });
  html.Write([&](std::ostream& out) { PrintHtml(results, out); });
  UpdateDocs(options.docs, results);
  return 0;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Compares omnitls with the TLS libraries used by hand and with what other programs use: "
      "processor time, instructions, bytes of heap. Without --time, --instructions or --memory: "
      "all three.");
  app.add_flag("--instructions", options.instructions,
               "Count instructions with valgrind: reads and writes of 64 bytes, handshakes");
  app.add_flag("--memory", options.memory,
               "Count the bytes of the heap that an idle connection holds");
  app.add_flag("--time", options.time, "Measure ratios of processor time");
  app.add_flag("--quick", options.quick,
               "Short rounds, seven of them: to see that all works rather than to measure");
  app.add_option("--json", options.json, "Write all figures to this file, too");
  app.add_option("--csv", options.csv, "Write the ratios to this file, too");
  app.add_option("--html", options.html, "Write a page with plots to this file, too");
  app.add_option("--docs", options.docs,
                 "Put the tables into this file (Markdown), between its two marks");
  app.add_option("--backend", options.backends,
                 "With --instructions and --memory, only these: openssl, mbedtls, wolfssl")
      ->check(CLI::IsMember({"openssl", "mbedtls", "wolfssl"}));
  app.add_option("--subject", options.run.subjects, "With --time, only these");
  app.add_option("--work", options.run.works, "With --time, only those with this in their name");
  app.add_option("--rounds", options.run.rounds, "With --time: rounds, 7 or more")
      ->check(CLI::Range(7, 1000));
  app.add_option("--slice", options.run.slice,
                 "With --time: seconds of each subject, work and round")
      ->check(CLI::Range(0.0001, 10.0));
  app.add_option("--jobs", options.jobs, "With --instructions: processes at a time")
      ->check(CLI::Range(1, 64));
  app.add_option("--profiles", options.profiles,
                 "With --instructions: keep callgrind's files in this directory");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  for (const std::string& name : options.run.subjects) {
    if (FindSubjectKind(name) == nullptr) Refuse(name + ": no such subject");
  }
  return Report(options);
}

}  // namespace
}  // namespace omnitls::bench

int main(int argc, char** argv) { return omnitls::bench::Main(argc, argv); }
