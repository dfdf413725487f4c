#include "bench/report/report.h"

// JSON and CSV: every ratio with its spread.
namespace omnitls::bench {
namespace {

using Json = nlohmann::ordered_json;

Json Of(const Spread& spread) {
  return {{"median", spread.median}, {"quartile1", spread.low}, {"quartile3", spread.high}};
}

Json Instructions(const Results& results, bool first) {
  Json list = Json::array();
  for (const InstructionFigure& figure : results.instructions) {
    if (figure.is_first() != first) continue;
    list.push_back({{"backend", figure.backend},
                    {"what", figure.what},
                    {"over", figure.over()},
                    {"ratio", figure.ratio()},
                    {"ours", figure.ours},
                    {"raw", figure.raw}});
  }
  return list;
}

Json Memory(const Results& results, bool aside) {
  Json list = Json::array();
  for (const MemoryFigure& figure : results.memory) {
    if (figure.is_aside != aside) continue;
    list.push_back({{"backend", figure.backend},
                    {"role", figure.role},
                    {"version", figure.version},
                    {"max_fragment", figure.max_fragment},
                    {"idle_bytes", figure.idle},
                    {"peak_bytes", figure.peak},
                    {"own_bytes", figure.own},
                    {"peer_chain_bytes", figure.peer_chain}});
  }
  return list;
}

Json Traffic(const Results& results) {
  Json list = Json::array();
  for (const TrafficFigure& figure : results.traffic) {
    list.push_back({{"subject", figure.subject},
                    {"client_writes", figure.client_writes},
                    {"server_writes", figure.server_writes},
                    {"client_bytes", figure.client_bytes},
                    {"server_bytes", figure.server_bytes}});
  }
  return list;
}

template <class Each>
void ForEachRatio(const Results& results, const Each& each) {
  for (const Matrix& matrix : MatricesOf(results.series)) {
    for (const Matrix::Row& row : matrix.rows) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].median != 0) each(matrix.group, row, matrix.columns[i], row.cells[i]);
      }
    }
  }
}

std::string Quoted(const std::string& text) { return '"' + text + '"'; }

}  // namespace

Json ToJson(const Results& results) {
  Json json;
  for (const auto& [name, value] : results.machine) json["machine"][name] = value;
  if (!results.series.empty()) {
    json["rounds"] = results.rounds;
    json["speed"] = Json::array();
    ForEachRatio(results, [&](const std::string& group, const Matrix::Row& row,
                              const std::string& other, const Spread& speed) {
      json["speed"].push_back({{"group", group},
                               {"work", row.work},
                               {"ours", row.ours},
                               {"other", other},
                               {"times_as_fast", Of(speed)}});
    });
    json["bars"] = Json::array();
    for (const Reached& reached : CheckBars(results.series)) {
      json["bars"].push_back({{"number", reached.bar->number},
                              {"work", reached.bar->work},
                              {"ours", reached.bar->ours},
                              {"other", reached.bar->other},
                              {"at_least", reached.bar->at_least},
                              {"measured", reached.measured},
                              {"times_as_fast", Of(reached.speed)},
                              {"good", reached.good()}});
    }
  }
  if (!results.instructions.empty()) {
    json["instructions"] = Instructions(results, false);
    json["first_handshakes"] = Instructions(results, true);
  }
  if (!results.memory.empty()) {
    json["memory"] = Memory(results, false);
    json["memory_full_fragments"] = Memory(results, true);
  }
  for (const SubjectMemory& figure : results.subject_memory) {
    json["subject_memory"].push_back({{"subject", figure.subject},
                                      {"role", figure.role},
                                      {"idle_bytes", figure.idle},
                                      {"peak_bytes", figure.peak}});
  }
  for (const CallFigure& figure : results.calls) {
    json["own_allocations"].push_back({{"backend", figure.backend},
                                       {"in_100_reads", figure.reads},
                                       {"in_100_writes", figure.writes}});
  }
  for (const CopyFigure& figure : results.copies) {
    json["copied_bytes"].push_back({{"backend", figure.backend},
                                    {"message", figure.size},
                                    {"sent", figure.sent},
                                    {"raw_sent", figure.raw_sent},
                                    {"received", figure.received},
                                    {"raw_received", figure.raw_received}});
  }
  for (const GrowthFigure& figure : results.growth) {
    json["growth"].push_back({{"backend", figure.backend},
                              {"connections", figure.count},
                              {"bytes_each_of_100", figure.few_bytes},
                              {"bytes_each", figure.many_bytes},
                              {"heap_ratio", figure.heap_ratio()},
                              {"time_ratio", figure.time_ratio}});
  }
  if (!results.traffic.empty()) json["traffic"] = Traffic(results);
  return json;
}

void PrintCsv(const Results& results, std::ostream& out) {
  out << "group,work,ours,other,times_as_fast,quartile1,quartile3\n";
  ForEachRatio(results, [&](const std::string& group, const Matrix::Row& row,
                            const std::string& other, const Spread& speed) {
    out << group << ',' << Quoted(row.work) << ',' << row.ours << ',' << other << ','
        << speed.median << ',' << speed.low << ',' << speed.high << '\n';
  });
}

}  // namespace omnitls::bench
