#include "tools/interop/table.h"

#include <algorithm>

namespace omnitls::tools::peers {
namespace {

std::string_view FeatureName(Feature feature) {
  switch (feature) {
    case Feature::kHandshake:
      return "handshake";
    case Feature::kResumption:
      return "resumption";
    case Feature::kClientCertificate:
      return "client certificate";
  }
  return {};
}

// The notes below the tables: each reason once.
using Notes = std::vector<std::string>;

std::string Number(Notes& notes, const std::string& why) {
  auto found = std::find(notes.begin(), notes.end(), why);
  if (found == notes.end()) found = notes.insert(notes.end(), why);
  return std::to_string(found - notes.begin() + 1);
}

// " ok | ok | – [1] |..." for one feature of a peer: all cells between the first and the last.
std::string Cells(const Row& row, Feature feature, Notes& notes) {
  std::string cells;
  for (const Result& result : row.results) {
    if (result.cell.feature != feature) continue;
    switch (result.kind) {
      case Result::Kind::kOk:
        cells += " ok |";
        break;
      case Result::Kind::kBad:
        cells += " **bad** |";
        break;
      case Result::Kind::kLimit:
        cells += " – [" + Number(notes, result.why) + "] |";
        break;
    }
  }
  return cells;
}

// The numbers depend on which peers are installed.
std::string WithoutNumbers(std::string cells) {
  for (std::size_t at; (at = cells.find(" [")) != std::string::npos;) {
    cells.erase(at, cells.find(']', at) + 1 - at);
  }
  return cells;
}

// The cells of the lines of a table, from one on: what is between the first and the last column.
class Lines {
 public:
  Lines(const std::string& table, const std::string& first)
      : table_(table), at_(std::min(table.find(first), table.size())) {}
  std::string Next() {
    const std::size_t end = std::min(table_.find('\n', at_), table_.size());
    const std::string line = table_.substr(at_, end - at_);
    at_ = std::min(end + 1, table_.size());
    const std::size_t from = line.find(" |");
    const std::size_t last = line.rfind(" |");
    if (from == std::string::npos || last < from + 2) return {};
    return line.substr(from + 2, line.rfind(" |", last - 1) - from);
  }

 private:
  const std::string& table_;
  std::size_t at_;
};

std::string Name(const Row& row) {
  return row.version.empty() ? row.peer.name : std::string(row.peer.name) + " " + row.version;
}

std::string Table(const std::vector<Row>& rows, bool servers, Notes& notes) {
  std::string head = servers ? "| their server, our client |" : "| their client, our server |";
  std::string line = "|---|";
  for (const Cell& column : Columns()) {
    head += " " + column.backend + " " + column.version + " |";
    line += "---|";
  }
  std::string table = head + " what of it |\n" + line + "---|\n";
  for (const Row& row : rows) {
    if (row.peer.is_server != servers || !row.is_installed) continue;
    for (const Feature feature : kFeatures) {
      const bool is_first = feature == Feature::kHandshake;
      table += "| " + (is_first ? "**" + Name(row) + "**: " : std::string("… ")) +
               std::string(FeatureName(feature)) + " |" + Cells(row, feature, notes) + " " +
               (is_first ? row.peer.what : "") + " |\n";
    }
  }
  return table;
}

}  // namespace

std::vector<Cell> Columns() {
  std::vector<Cell> columns;
  for (const std::string& backend : kBackends) {
    for (const char* version : {"1.2", "1.3"}) columns.push_back({backend, version});
  }
  return columns;
}

std::string ToMarkdown(const std::vector<Row>& rows) {
  Notes notes;
  std::string text = Table(rows, false, notes) + "\n";
  text += Table(rows, true, notes) + "\n";
  for (const std::string& note : notes) text += "[" + Number(notes, note) + "] " + note + ".  \n";
  return text;
}

std::vector<std::string> Differences(const std::string& tables, const std::vector<Row>& rows) {
  std::vector<std::string> differences;
  for (const Row& row : rows) {
    if (!row.is_installed) continue;
    Lines lines(tables, "| **" + std::string(row.peer.name));
    for (const Feature feature : kFeatures) {
      Notes ignored;
      if (WithoutNumbers(lines.Next()) == WithoutNumbers(Cells(row, feature, ignored))) continue;
      differences.push_back(std::string(row.peer.name) + ", " + std::string(FeatureName(feature)));
    }
  }
  return differences;
}

}  // namespace omnitls::tools::peers
