#ifndef OMNITLS_CONFORMANCE_INTEROP_REPORT_H_
#define OMNITLS_CONFORMANCE_INTEROP_REPORT_H_

#include <string>
#include <vector>

#include "conformance/interop_scenarios.h"

namespace omnitls::conformance {

// What came out, in the order in which it ran: all pairs of the first scenario, then the next.
struct Report {
  std::vector<Cell> cells;
  double seconds = 0;
};

struct Totals {
  int ok = 0;
  int unsupported = 0;
  int failed = 0;
};
Totals Count(const Report& report);

// The pairs in the order of the table's columns: by version, client, server.
std::vector<PairParam> TableOrder();

// Console prints cells as they come: a table where standard output is a terminal, else a line for
// each.
class Console {
 public:
  Console();
  void Begin() const;
  void Print(const Cell& cell) const;
  // The reasons of failures, and the totals.
  void End(const Report& report) const;

 private:
  void PrintInTable(const Cell& cell) const;
  const char* Colour(const Cell& cell) const;

  bool is_terminal_;
  bool has_colours_;
};

// The two files, as text.
std::string ToJson(const Report& report);
std::string ToHtml(const Report& report);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_INTEROP_REPORT_H_
