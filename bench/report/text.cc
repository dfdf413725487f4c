#include <algorithm>
#include <iomanip>

#include "bench/report/report.h"

// Tables, for the terminal and for Markdown: the same cells, with other lines around them.
namespace omnitls::bench {
namespace {

struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

// In characters; what is not ASCII here is the one sign ± of two bytes.
std::size_t Width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void PrintRow(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
              bool markdown, std::ostream& out) {
  std::string line = markdown ? "|" : "";
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string space(widths[i] - Width(row[i]), ' ');
    const bool left = i == 0 || markdown;
    line += (markdown ? " "
             : i == 0 ? ""
                      : "  ") +
            (left ? row[i] + space : space + row[i]) + (markdown ? " |" : "");
  }
  while (!markdown && line.ends_with(' ')) line.pop_back();
  out << line << '\n';
}

void Print(const Table& table, bool markdown, std::ostream& out) {
  if (table.rows.empty()) return;
  std::vector<std::size_t> widths(table.head.size(), markdown ? 3 : 0);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    widths[i] = std::max(widths[i], Width(table.head[i]));
    for (const auto& row : table.rows) widths[i] = std::max(widths[i], Width(row[i]));
  }
  PrintRow(table.head, widths, markdown, out);
  if (markdown) {
    std::vector<std::string> line;
    for (const std::size_t width : widths) line.push_back(std::string(width, '-'));
    PrintRow(line, widths, markdown, out);
  }
  for (const auto& row : table.rows) PrintRow(row, widths, markdown, out);
}

std::string Number(double value, const char* format) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

// Whether people would choose between the two: not between one library and a wrapper of another.
// JSON, CSV and HTML have all pairs.
bool IsComparable(const std::string& ours, const std::string& other) {
  const std::string backend = ours.substr(ours.find('/') + 1);
  if (other == "raw/openssl" || other == "gnutls" || other == "rustls") return true;
  const std::size_t slash = other.find('/');
  const std::string suffix = slash == other.npos ? "" : other.substr(slash + 1);
  if (suffix == "mbedtls" || suffix == "wolfssl" || suffix == "openssl") return suffix == backend;
  return backend == "openssl";
}

Table MatrixTable(const Matrix& matrix, const std::string& ours) {
  Table table{{matrix.group + ", " + ours}, {}};
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    const bool has_figures = std::any_of(
        matrix.rows.begin(), matrix.rows.end(),
        [&](const Matrix::Row& row) { return row.ours == ours && row.cells[i].median != 0; });
    if (!has_figures || !IsComparable(ours, matrix.columns[i])) continue;
    columns.push_back(i);
    table.head.push_back(matrix.columns[i]);
  }
  if (columns.empty()) return table;
  for (const Matrix::Row& row : matrix.rows) {
    if (row.ours != ours) continue;
    std::vector<std::string> cells = {row.work};
    for (const std::size_t i : columns) cells.push_back(Short(row.cells[i]));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table BarTable(const Results& results) {
  Table table{{"bar", "what", "work", "ours over", "wanted", "reached", ""}, {}};
  for (const Reached& reached : CheckBars(results.series)) {
    const Bar& bar = *reached.bar;
    table.rows.push_back({bar.number, bar.what, bar.work,
                          std::string(bar.ours).substr(5) + " : " + bar.other, Short(bar.at_least),
                          reached.measured ? Short(reached.speed) : "not measured",
                          !reached.measured ? ""
                          : reached.good()  ? "yes"
                                            : "no"});
  }
  return table;
}

Table InstructionTable(const Results& results) {
  Table table{{"library", "what", "omnitls", "raw", "over", "ratio", ""}, {}};
  for (const InstructionFigure& figure : results.instructions) {
    table.rows.push_back({figure.backend, figure.what, Number(figure.ours, "%.0f"),
                          Number(figure.raw, "%.0f"), Number(figure.over(), "%+.0f"),
                          Number(figure.ratio(), "%.5f"),
                          figure.good() ? "" : "above the bar: " + figure.bar()});
  }
  return table;
}

Table MemoryTable(const Results& results) {
  Table table{{"subject", "role", "version", "fragment", "idle", "peak", "own", "peer chain", ""},
              {}};
  for (const MemoryFigure& figure : results.memory) {
    const auto text = [](std::size_t value) { return std::to_string(value); };
    table.rows.push_back({figure.backend, figure.role, figure.version,
                          figure.max_fragment == 0 ? "-" : std::to_string(figure.max_fragment),
                          text(figure.idle), text(figure.peak), text(figure.own),
                          text(figure.peer_chain), figure.good() ? "" : "above the bar"});
  }
  return table;
}

// With our idle bytes as a part of each other subject's.
Table SubjectMemoryTable(const Results& results) {
  Table table{{"subject", "role", "idle", "peak", "ours/openssl", "ours/mbedtls", "ours/wolfssl"},
              {}};
  for (const SubjectMemory& figure : results.subject_memory) {
    std::vector<std::string> row = {figure.subject, figure.role, std::to_string(figure.idle),
                                    std::to_string(figure.peak)};
    for (const char* name : {"ours/openssl", "ours/mbedtls", "ours/wolfssl"}) {
      for (const SubjectMemory& ours : results.subject_memory) {
        if (ours.subject != name || ours.role != figure.role) continue;
        row.push_back(
            Number(static_cast<double>(ours.idle) / static_cast<double>(figure.idle), "%.2f"));
      }
    }
    row.resize(table.head.size());
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table CallTable(const Results& results) {
  Table table{{"library", "in 100 reads", "in 100 writes"}, {}};
  for (const CallFigure& figure : results.calls) {
    table.rows.push_back(
        {figure.backend, std::to_string(figure.reads), std::to_string(figure.writes)});
  }
  return table;
}

Table CopyTable(const Results& results) {
  Table table{{"library", "message", "sending", "raw", "receiving", "raw"}, {}};
  for (const CopyFigure& figure : results.copies) {
    table.rows.push_back({figure.backend, std::to_string(figure.size), std::to_string(figure.sent),
                          std::to_string(figure.raw_sent), std::to_string(figure.received),
                          std::to_string(figure.raw_received)});
  }
  return table;
}

Table GrowthTable(const Results& results) {
  Table table{{"library", "connections", "bytes each of 100", "bytes each", "ratio", "time ratio"},
              {}};
  for (const GrowthFigure& figure : results.growth) {
    table.rows.push_back({figure.backend, std::to_string(figure.count),
                          std::to_string(figure.few_bytes), std::to_string(figure.many_bytes),
                          Number(figure.heap_ratio(), "%.4f"), Number(figure.time_ratio, "%.2f")});
  }
  return table;
}

Table TrafficTable(const Results& results) {
  Table table{{"subject", "client writes", "server writes", "client bytes", "server bytes"}, {}};
  for (const TrafficFigure& figure : results.traffic) {
    table.rows.push_back({figure.subject, std::to_string(figure.client_writes),
                          std::to_string(figure.server_writes), std::to_string(figure.client_bytes),
                          std::to_string(figure.server_bytes)});
  }
  return table;
}

void PrintSection(const char* title, const Table& table, bool markdown, std::ostream& out) {
  if (table.rows.empty()) return;
  out << '\n' << (markdown ? "### " : "") << title << "\n\n";
  Print(table, markdown, out);
}

void PrintAll(const Results& results, bool markdown, std::ostream& out) {
  for (const auto& [name, value] : results.machine) {
    out << (markdown ? "* " : "") << name << ": " << value << '\n';
  }
  if (!results.series.empty()) {
    out << '\n'
        << (markdown ? "### " : "") << "How many times as fast as others: medians of "
        << results.rounds << " rounds, ± half the distance between their quartiles\n";
    for (const char* ours : {"ours/openssl", "ours/mbedtls", "ours/wolfssl"}) {
      for (const Matrix& matrix : MatricesOf(results.series)) {
        const Table table = MatrixTable(matrix, ours);
        if (!table.rows.empty()) out << '\n';
        Print(table, markdown, out);
      }
    }
  }
  PrintSection("What was wanted", BarTable(results), markdown, out);
  PrintSection("Instructions", InstructionTable(results), markdown, out);
  PrintSection("Bytes of heap", MemoryTable(results), markdown, out);
  PrintSection("Bytes of heap, all subjects, TLS 1.3; ours as a part of it",
               SubjectMemoryTable(results), markdown, out);
  PrintSection("How often omnitls asks for memory", CallTable(results), markdown, out);
  PrintSection("Bytes copied for a message, the transport's copy included", CopyTable(results),
               markdown, out);
  PrintSection("Growth: both ends of a connection, of 100 and of many", GrowthTable(results),
               markdown, out);
  PrintSection("What a handshake does to the transport", TrafficTable(results), markdown, out);
}

}  // namespace

void PrintText(const Results& results, std::ostream& out) { PrintAll(results, false, out); }
void PrintMarkdown(const Results& results, std::ostream& out) { PrintAll(results, true, out); }

}  // namespace omnitls::bench
