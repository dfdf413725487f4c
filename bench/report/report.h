#ifndef OMNITLS_BENCH_REPORT_REPORT_H_
#define OMNITLS_BENCH_REPORT_REPORT_H_

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "bench/bars.h"
#include "bench/instructions.h"
#include "bench/memory.h"
#include "bench/runner.h"

namespace omnitls::bench {

// TrafficFigure is what one full handshake does to the transport; always the same.
struct TrafficFigure {
  std::string subject;
  std::uint64_t client_writes = 0;  // Calls of the transport's Write.
  std::uint64_t server_writes = 0;
  std::uint64_t client_bytes = 0;
  std::uint64_t server_bytes = 0;
};
std::vector<TrafficFigure> MeasureTraffic();

// Everything that one run has found. What was not asked for is empty.
struct Results {
  std::vector<std::pair<std::string, std::string>> machine;  // Name and value.
  int rounds = 0;
  std::vector<Series> series;
  std::vector<TrafficFigure> traffic;
  std::vector<InstructionFigure> instructions;
  std::vector<MemoryFigure> memory;
  std::vector<SubjectMemory> subject_memory;
  std::vector<CallFigure> calls;
  std::vector<CopyFigure> copies;
  std::vector<GrowthFigure> growth;
};

std::vector<std::pair<std::string, std::string>> DescribeMachine();

// Matrix is the ratios of one group of works: how many times as fast as each other subject one of
// ours is.
struct Matrix {
  struct Row {
    std::string work;
    std::string ours;
    std::vector<Spread> cells;  // By column; median 0: there is none.
  };
  std::string group;
  std::vector<std::string> columns;  // The other subjects.
  std::vector<Row> rows;
};
std::vector<Matrix> MatricesOf(const std::vector<Series>& series);

void PrintText(const Results& results, std::ostream& out);
// Markdown for docs/performance.md: ratios only.
void PrintMarkdown(const Results& results, std::ostream& out);
void PrintHtml(const Results& results, std::ostream& out);
void PrintCsv(const Results& results, std::ostream& out);
nlohmann::ordered_json ToJson(const Results& results);

// "1.23" or "12.3".
std::string Short(double value);
// With half the distance between the quartiles: "1.23 ±0.04".
std::string Short(const Spread& spread);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_REPORT_REPORT_H_
