#include "conformance/interop_report.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

namespace omnitls::conformance {
namespace {

constexpr int kTitleWidth = 24;

char Initial(const Backend& backend) { return static_cast<char>(backend.name()[0] - 'a' + 'A'); }

// One line of the table's head: a letter above each column.
void PrintLetters(const char* role, const Backend* PairParam::*side) {
  std::printf("%-*s", kTitleWidth, role);
  Version version = Version::kNone;
  for (const PairParam& param : TableOrder()) {
    std::printf("%s  %c", version == param.version ? "" : " ", Initial(*(param.*side)));
    version = param.version;
  }
  std::printf("\n");
}

std::string Words(const Cell& cell) {
  return std::string(cell.param.client->name()) + " -> " + std::string(cell.param.server->name()) +
         ", " + std::string(VersionName(cell.param.version)) + ", " + cell.scenario->name;
}

}  // namespace

Totals Count(const Report& report) {
  Totals totals;
  for (const Cell& cell : report.cells) {
    ++(cell.ok ? totals.ok : cell.unsupported ? totals.unsupported : totals.failed);
  }
  return totals;
}

std::vector<PairParam> TableOrder() {
  std::vector<PairParam> pairs = AllPairs();
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const PairParam& a, const PairParam& b) { return a.version < b.version; });
  return pairs;
}

Console::Console()
    : is_terminal_(isatty(STDOUT_FILENO) != 0),
      has_colours_(is_terminal_ && std::getenv("NO_COLOR") == nullptr) {}

const char* Console::Colour(const Cell& cell) const {
  if (!has_colours_) return "";
  return cell.ok ? "\033[32m" : cell.unsupported ? "\033[33m" : "\033[1;31m";
}

void Console::Begin() const {
  for (const Backend* backend : AllBackends()) {
    std::printf("%-8s %.*s\n", std::string(backend->name()).c_str(),
                static_cast<int>(backend->library_version().size()),
                backend->library_version().data());
  }
  std::printf("\n");
  if (!is_terminal_) return;
  std::printf("%-*s %-27s %-27s\n", kTitleWidth, "", "  TLS 1.2", "  TLS 1.3");
  PrintLetters("client", &PairParam::client);
  PrintLetters("server", &PairParam::server);
}

void Console::Print(const Cell& cell) const {
  if (is_terminal_) {
    PrintInTable(cell);
  } else {
    std::printf("%-11s  %s%s%s\n",
                cell.ok            ? "ok"
                : cell.unsupported ? "unsupported"
                                   : "FAILED",
                Words(cell).c_str(), cell.why.empty() ? "" : ": ", cell.why.c_str());
  }
  std::fflush(stdout);
}

void Console::PrintInTable(const Cell& cell) const {
  const std::vector<PairParam> order = TableOrder();
  const auto is_here = [&](const PairParam& param) {
    return param.client == cell.param.client && param.server == cell.param.server &&
           param.version == cell.param.version;
  };
  const auto column =
      static_cast<std::size_t>(std::find_if(order.begin(), order.end(), is_here) - order.begin());
  if (column == 0) std::printf("%-*s", kTitleWidth, cell.scenario->title);
  if (column % (order.size() / 2) == 0) std::printf(" ");
  std::printf(" %s%s%s", Colour(cell),
              cell.ok            ? "ok"
              : cell.unsupported ? "--"
                                 : "XX",
              has_colours_ ? "\033[0m" : "");
  if (column + 1 == order.size()) std::printf("\n");
}

void Console::End(const Report& report) const {
  if (is_terminal_) {
    std::printf(
        "\nO openssl   M mbedtls   W wolfssl      ok: it works   --: a library cannot   "
        "XX: failed\n");
    for (const Cell& cell : report.cells) {
      if (!cell.failed()) continue;
      std::printf("%sXX%s %s: %s\n", Colour(cell), has_colours_ ? "\033[0m" : "",
                  Words(cell).c_str(), cell.why.c_str());
    }
  }
  const Totals totals = Count(report);
  std::printf("\n%zu cells: %d ok, %d unsupported, %d failed (%.1f s)\n", report.cells.size(),
              totals.ok, totals.unsupported, totals.failed, report.seconds);
}

std::string ToJson(const Report& report) {
  nlohmann::ordered_json root;
  for (const Backend* backend : AllBackends()) {
    root["libraries"][std::string(backend->name())] = backend->library_version();
  }
  root["cells"] = nlohmann::ordered_json::array();
  for (const Cell& cell : report.cells) {
    root["cells"].push_back({{"client", cell.param.client->name()},
                             {"server", cell.param.server->name()},
                             {"version", VersionName(cell.param.version)},
                             {"scenario", cell.scenario->name},
                             {"ok", cell.ok},
                             {"unsupported", cell.unsupported},
                             {"why", cell.why}});
  }
  // Whatever bytes an error message may hold, the file is UTF-8.
  return root.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace omnitls::conformance
