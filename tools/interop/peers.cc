// peers tries our programs with other people's, with every backend and both versions, and shows
// what came out.

#include <cctype>
#include <cstdio>
#include <exception>

#include "tools/interop/document.h"
#include "tools/interop/run_main.h"
#include "tools/interop/table.h"

namespace omnitls::tools::peers {
namespace {

struct Options {
  std::string only;     // Peers whose name contains it.
  std::string backend;  // "": all.
};

// The first thing like "3.0.15" that a program says of itself.
std::string VersionOf(const Peer& peer, const std::string& program) {
  if (peer.version_flag == nullptr) return {};
  const Outcome outcome = RunProgram({program, peer.version_flag});
  const std::string text = outcome.out + outcome.err;
  const auto is_digit = [&](std::size_t at) {
    return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
  };
  for (std::size_t start = 0; start < text.size(); ++start) {
    std::size_t end = start;
    while (is_digit(end) || (text[end] == '.' && is_digit(end + 1))) ++end;
    const std::string word = text.substr(start, end - start);
    if (word.find('.') != std::string::npos) return word;
    if (end > start) start = end;
  }
  return {};
}

Result Try(const Peer& peer, const std::string& program, const Cell& cell) {
  if (const char* limit = peer.limit(cell)) return {cell, Result::Kind::kLimit, limit};
  try {
    const Problem problem = peer.attempt(program, cell);
    return {cell, problem.empty() ? Result::Kind::kOk : Result::Kind::kBad, problem};
  } catch (const std::exception& error) {
    return {cell, Result::Kind::kBad, error.what()};
  }
}

char Mark(Result::Kind kind) {
  constexpr char kMarks[] = {'+', 'X', '-'};
  return kMarks[static_cast<std::size_t>(kind)];
}

// One line: a mark for each cell, backends side by side.
Row TryAll(const Peer& peer, const Options& options) {
  Row row = {peer, false, {}, {}};
  const std::string program = FindProgram(peer.program);
  std::printf("%-17s", peer.name);
  if (program.empty()) {
    std::printf(" not tried: %s is not installed (Debian: %s)\n", peer.program, peer.package);
    return row;
  }
  row.is_installed = true;
  row.version = VersionOf(peer, program);
  for (Cell cell : Columns()) {
    if (!options.backend.empty() && cell.backend != options.backend) continue;
    std::printf(" %s %s ", cell.backend.c_str(), cell.version.c_str());
    for (const Feature feature : kFeatures) {
      cell.feature = feature;
      row.results.push_back(Try(peer, program, cell));
      std::printf("%c", Mark(row.results.back().kind));
      std::fflush(stdout);
    }
  }
  std::printf("\n");
  for (const Result& result : row.results) {
    if (result.kind == Result::Kind::kBad) std::printf("  bad: %s\n", result.why.c_str());
  }
  return row;
}

std::size_t Count(const std::vector<Row>& rows, Result::Kind kind) {
  std::size_t count = 0;
  for (const Row& row : rows) {
    for (const Result& result : row.results) count += result.kind == kind ? 1 : 0;
  }
  return count;
}

int TryAndCompare(const Options& options, const Document& document) {
  if (document.is_given() && !(options.only.empty() && options.backend.empty())) {
    std::fprintf(stderr, "peers: a document has all: leave out --only and --backend\n");
    return kUsage;
  }
  std::vector<Peer> all = Clients();
  for (const Peer& peer : Servers()) all.push_back(peer);
  std::printf("each: handshake, resumption, client certificate; + ok, X bad, - the peer cannot\n");
  std::vector<Row> rows;
  for (const Peer& peer : all) {
    if (std::string(peer.name).find(options.only) == std::string::npos) continue;
    rows.push_back(TryAll(peer, options));
  }
  const bool is_documented = document.Look(
      ToMarkdown(rows),
      [&](const std::string& part, const std::string&) { return Differences(part, rows); });
  const std::size_t bad = Count(rows, Result::Kind::kBad);
  std::printf("handshakes ok %zu bad %zu\n", Count(rows, Result::Kind::kOk), bad);
  return bad == 0 && is_documented ? kOk : kFailed;
}

int Main(int argc, char** argv) {
  CLI::App app("Our programs with other people's, with every backend, at TLS 1.2 and 1.3.",
               "peers");
  Options options;
  app.add_option("--only", options.only, "Peers whose name has this in it")->type_name("WORD");
  app.add_option("--backend", options.backend, "This one only")->check(CLI::IsMember(kBackends));
  Document document("peers", "//tools:peers");
  document.AddCheckAndUpdate(app);
  return RunMain(app, argc, argv, [&] { return TryAndCompare(options, document); });
}

}  // namespace
}  // namespace omnitls::tools::peers

int main(int argc, char** argv) { return omnitls::tools::peers::Main(argc, argv); }
