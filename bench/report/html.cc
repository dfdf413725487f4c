#include <algorithm>
#include <cmath>
#include <sstream>

#include "bench/report/report.h"

// One page that needs nothing else: the tables, and a plot for each group of works.
namespace omnitls::bench {
namespace {

constexpr const char* kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>omnitls: benchmarks</title>
<style>
:root { color-scheme: light dark; --line: #8886; --good: #2a9d5c; --bad: #c8553d; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; font-size: 12px; }
svg { display: block; max-width: 100%; height: auto; margin: .5rem 0 1.5rem; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; }
svg .axis { stroke: var(--line); }
svg .one { stroke: currentColor; stroke-dasharray: 3 3; }
svg .good { fill: var(--good); stroke: var(--good); }
svg .bad { fill: var(--bad); stroke: var(--bad); }
</style></head><body>
<h1>omnitls: benchmarks</h1>
<p>How many times as fast as others omnitls did the same work, in the same run. A dot is the median of all rounds, the
line through it goes from quartile to quartile; right of 1 omnitls was faster. The scale is logarithmic.</p>
)";

std::string Escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

// One plot: a line for each work and other subject, for one of ours.
class Plot {
 public:
  Plot(const Matrix& matrix, const std::string& ours) {
    for (const Matrix::Row& row : matrix.rows) {
      if (row.ours != ours) continue;
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].median > 0) Add(row.work + " : " + matrix.columns[i], row.cells[i]);
      }
    }
  }

  bool empty() const { return lines_.empty(); }

  void Print(std::ostream& out) const {
    const int height = kTop + kStep * static_cast<int>(lines_.size()) + 8;
    out << "<svg viewBox=\"0 0 " << kWidth << ' ' << height << "\" width=\"" << kWidth
        << "\" role=\"img\">\n";
    for (const double tick : {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0}) {
      if (tick < low_ || tick > high_) continue;
      out << "<line class=\"" << (tick == 1 ? "one" : "axis") << "\" x1=\"" << X(tick) << "\" x2=\""
          << X(tick) << "\" y1=\"" << kTop - 6 << "\" y2=\"" << height - 4 << "\"/><text x=\""
          << X(tick) << "\" y=\"" << kTop - 9 << "\" text-anchor=\"middle\">" << tick
          << "</text>\n";
    }
    int y = kTop + kStep / 2;
    for (const auto& [name, speed] : lines_) {
      const char* color = speed.median >= 1 ? "good" : "bad";
      out << "<text x=\"" << kLabels - 8 << "\" y=\"" << y + 4 << "\" text-anchor=\"end\">"
          << Escaped(name) << "</text><g class=\"" << color << "\"><line stroke-width=\"2\" x1=\""
          << X(speed.low) << "\" x2=\"" << X(speed.high) << "\" y1=\"" << y << "\" y2=\"" << y
          << "\"/><circle r=\"3.5\" cx=\"" << X(speed.median) << "\" cy=\"" << y << "\"><title>"
          << Short(speed) << "</title></circle></g><text x=\"" << kWidth - 44 << "\" y=\"" << y + 4
          << "\">" << Short(speed.median) << "</text>\n";
      y += kStep;
    }
    out << "</svg>\n";
  }

 private:
  static constexpr int kWidth = 1000;
  static constexpr int kLabels = 420;
  static constexpr int kTop = 26;
  static constexpr int kStep = 16;

  void Add(const std::string& name, const Spread& speed) {
    lines_.emplace_back(name, speed);
    low_ = std::min(low_, speed.low * 0.9);
    high_ = std::max(high_, speed.high * 1.1);
  }
  double X(double speed) const {
    const double part = std::log(speed / low_) / std::log(high_ / low_);
    return std::round((kLabels + part * (kWidth - 56 - kLabels)) * 10) / 10;
  }

  std::vector<std::pair<std::string, Spread>> lines_;
  double low_ = 0.7;
  double high_ = 1.5;
};

}  // namespace

void PrintHtml(const Results& results, std::ostream& out) {
  out << kHead << "<h2>The machine</h2>\n<ul>\n";
  for (const auto& [name, value] : results.machine) {
    out << "<li>" << Escaped(name) << ": " << Escaped(value) << "</li>\n";
  }
  out << "</ul>\n";
  for (const Matrix& matrix : MatricesOf(results.series)) {
    out << "<h2>" << Escaped(matrix.group) << "</h2>\n";
    for (const char* ours : {"ours/openssl", "ours/mbedtls", "ours/wolfssl"}) {
      const Plot plot(matrix, ours);
      if (plot.empty()) continue;
      out << "<h3>omnitls over " << (ours + 5) << "</h3>\n";
      plot.Print(out);
    }
  }
  std::ostringstream tables;
  PrintText(results, tables);
  out << "<h2>All figures</h2>\n<pre>" << Escaped(tables.str()) << "</pre>\n</body></html>\n";
}

}  // namespace omnitls::bench
