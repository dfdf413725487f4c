#ifndef OMNITLS_CONFORMANCE_LIMBO_CASE_H_
#define OMNITLS_CONFORMANCE_LIMBO_CASE_H_

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace omnitls::conformance {

// LimboCase is a chain of the x509-limbo suite (C2SP) and what is to be said of it.
struct LimboCase {
  std::string id;
  bool is_server = true;                   // Whose chain it is.
  std::string trusted;                     // PEM
  std::string leaf;                        // PEM
  std::vector<std::string> intermediates;  // PEM
  std::string key;                         // PEM; empty: the suite does not have it.
  std::string crls;                        // PEM
  std::string name;                        // Of the server.
  std::int64_t time = 0;                   // Seconds since 1970-01-01 UTC.
  std::optional<int> max_depth;            // The most intermediates that are allowed.
  bool is_good = false;
};

// ReadLimbo reads the suite's JSON; on failure it is empty, and `problem` says why.
std::vector<LimboCase> ReadLimbo(const std::string& path, std::string& problem);

// RawVerdicts is what the libraries that were asked on their own said of the suite's cases:
// raw-libraries.json, where it lies beside the suite.
class RawVerdicts {
 public:
  explicit RawVerdicts(const std::string& limbo_path);

  bool exist() const { return !cases_.empty(); }
  int count() const { return static_cast<int>(cases_.size()); }
  // Whether they were asked about a case, and whether one of them refuses it.
  bool Asked(const std::string& id) const { return cases_.contains(id); }
  bool RefusedByAny(const std::string& id) const;
  // How each of them did.
  void Print(std::ostream& out) const;

 private:
  struct Case {
    bool is_good = false;
    std::map<std::string, bool> accepted;  // By library.
  };
  std::map<std::string, Case> cases_;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_LIMBO_CASE_H_
