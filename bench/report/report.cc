#include "bench/report/report.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace omnitls::bench {
namespace {

std::string CpuModel() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
  }
  return "unknown";
}

// Of the extensions that decide about cryptography, those that are there.
std::string CpuExtensions() {
  std::ifstream file("/proc/cpuinfo");
  std::string found;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("flags") && !line.starts_with("Features")) continue;
    for (const char* name : {"aes", "pclmulqdq", "avx2", "bmi2", "adx", "sha_ni", "avx512f", "vaes",
                             "vpclmulqdq", "asimd", "pmull", "sha2"}) {
      if ((line + " ").find(std::string(" ") + name + " ") == line.npos) continue;
      found += (found.empty() ? "" : " ") + std::string(name);
    }
    break;
  }
  return found;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> DescribeMachine() {
  utsname system{};
  uname(&system);
  std::vector<std::pair<std::string, std::string>> facts = {
    {"processor", CpuModel()},
    {"extensions", CpuExtensions()},
    {"cores", std::to_string(sysconf(_SC_NPROCESSORS_ONLN))},
    {"system", std::string(system.sysname) + " " + system.release + " " + system.machine},
    {"compiler", __VERSION__},
#if defined(NDEBUG) && defined(__OPTIMIZE__)
    {"build", "optimized"},
#else
    {"build", "NOT OPTIMIZED: add --config=opt"},
#endif
  };
  for (const SubjectKind& kind : AllSubjects()) {
    if (kind.is_aead() || kind.is_ours()) continue;
    facts.emplace_back(kind.name, std::string(kind.what) + ", " + kind.version());
  }
  for (const MissingSubject& missing : MissingSubjects()) {
    facts.emplace_back(missing.name, std::string("left out: needs ") + missing.needs);
  }
  return facts;
}

std::vector<TrafficFigure> MeasureTraffic() {
  const Identity identity = MakeIdentity();
  std::vector<TrafficFigure> figures;
  for (const SubjectKind& kind : AllSubjects()) {
    if (kind.is_aead()) continue;
    const std::unique_ptr<Subject> subject = kind.make({}, identity);
    if (subject == nullptr) continue;
    subject->Handshake();
    const Subject::Traffic client = subject->Written(Side::kClient);
    const Subject::Traffic server = subject->Written(Side::kServer);
    figures.push_back({kind.name, client.writes, server.writes, client.bytes, server.bytes});
  }
  return figures;
}

std::vector<Matrix> MatricesOf(const std::vector<Series>& all) {
  std::vector<Matrix> matrices;
  const auto matrix_of = [&](const std::string& group) -> Matrix& {
    for (Matrix& matrix : matrices) {
      if (matrix.group == group) return matrix;
    }
    return matrices.emplace_back(Matrix{group, {}, {}});
  };
  for (const Series& series : all) {
    if (series.subject.starts_with("ours/")) continue;
    std::vector<std::string>& columns = matrix_of(series.group).columns;
    if (std::find(columns.begin(), columns.end(), series.subject) == columns.end()) {
      columns.push_back(series.subject);
    }
  }
  for (const Series& series : all) {
    if (!series.subject.starts_with("ours/")) continue;
    Matrix& matrix = matrix_of(series.group);
    Matrix::Row row{series.work, series.subject, {}};
    for (const std::string& column : matrix.columns) {
      const Series* other = Find(all, series.work, column);
      row.cells.push_back(other != nullptr ? SpeedUp(series, *other) : Spread{});
    }
    matrix.rows.push_back(std::move(row));
  }
  return matrices;
}

std::string Short(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value >= 9.995 ? "%.1f" : "%.2f", value);
  return text;
}

std::string Short(const Spread& spread) {
  if (spread.median == 0) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "±%.2f", (spread.high - spread.low) / 2);
  return Short(spread.median) + " " + text;
}

}  // namespace omnitls::bench
