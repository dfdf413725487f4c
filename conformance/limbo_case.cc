#include "conformance/limbo_case.h"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <stdexcept>

namespace omnitls::conformance {
namespace {

using nlohmann::json;

// "2024-03-01T00:00:00.999+00:00"; the clock of a verifier shows whole seconds.
std::int64_t ToTime(const std::string& text) {
  std::tm time = {};
  if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d", &time.tm_year, &time.tm_mon, &time.tm_mday,
                  &time.tm_hour, &time.tm_min, &time.tm_sec) != 6 ||
      !text.ends_with("+00:00")) {
    throw std::runtime_error("a validation_time that is no time of UTC: " + text);
  }
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  return timegm(&time);
}

std::string Join(const json& list) {
  std::string all;
  for (const json& pem : list) all += pem.get<std::string>();
  return all;
}

LimboCase ToCase(const json& from) {
  LimboCase to;
  to.id = from.at("id");
  to.is_server = from.at("validation_kind") == "SERVER";
  to.trusted = Join(from.at("trusted_certs"));
  to.leaf = from.at("peer_certificate");
  to.intermediates = from.at("untrusted_intermediates").get<std::vector<std::string>>();
  if (from.at("peer_certificate_key").is_string()) to.key = from.at("peer_certificate_key");
  to.crls = Join(from.at("crls"));
  if (from.at("expected_peer_name").is_object()) {
    to.name = from.at("expected_peer_name").at("value");
  }
  const json& time = from.at("validation_time");
  to.time = time.is_string() ? ToTime(time) : std::time(nullptr);
  if (from.at("max_chain_depth").is_number()) to.max_depth = from.at("max_chain_depth");
  to.is_good = from.at("expected_result") == "SUCCESS";
  return to;
}

}  // namespace

std::vector<LimboCase> ReadLimbo(const std::string& path, std::string& problem) try {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    problem = "cannot read " + path;
    return {};
  }
  std::vector<LimboCase> cases;
  const json suite = json::parse(file);
  for (const json& one : suite.at("testcases")) cases.push_back(ToCase(one));
  if (cases.empty()) problem = path + " has no test cases";
  return cases;
} catch (const std::exception& exception) {
  problem = path + ": " + exception.what();
  return {};
}

RawVerdicts::RawVerdicts(const std::string& limbo_path) {
  std::ifstream file(limbo_path.substr(0, limbo_path.rfind('/') + 1) + "raw-libraries.json");
  if (!file) return;
  const json all = json::parse(file);
  for (const auto& [id, verdicts] : all.items()) {
    if (verdicts.at("openssl") == "SKIP") continue;
    Case& one = cases_[id];
    one.is_good = verdicts.at("expected") == "SUCCESS";
    for (const char* library : {"mbedtls", "openssl", "wolfssl"}) {
      one.accepted[library] = verdicts.at(library) == "SUCCESS";
    }
  }
}

bool RawVerdicts::RefusedByAny(const std::string& id) const {
  const auto found = cases_.find(id);
  if (found == cases_.end()) return false;
  for (const auto& [library, accepted] : found->second.accepted) {
    if (!accepted) return true;
  }
  return false;
}

void RawVerdicts::Print(std::ostream& out) const {
  std::map<std::string, int> expected;
  int disagreements = 0;
  for (const auto& [id, one] : cases_) {
    int accepts = 0;
    for (const auto& [library, accepted] : one.accepted) {
      expected[library] += accepted == one.is_good ? 1 : 0;
      accepts += accepted ? 1 : 0;
    }
    disagreements += accepts != 0 && accepts != 3 ? 1 : 0;
  }
  for (const auto& [library, count] : expected) {
    out << "limbo raw " << library << " expected " << count << " of " << cases_.size()
        << " disagreements " << disagreements << "\n";
  }
}

}  // namespace omnitls::conformance
