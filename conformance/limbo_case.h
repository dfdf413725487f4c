#ifndef OMNITLS_CONFORMANCE_LIMBO_CASE_H_
#define OMNITLS_CONFORMANCE_LIMBO_CASE_H_

#include <cstdint>
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

// What libraries that were asked on their own said of the suite's cases: raw-libraries.json, where
// it lies beside the suite. RefusedByAny tells whether one of them refuses a case.
class RawVerdicts {
 public:
  explicit RawVerdicts(const std::string& limbo_path);

  bool exist() const { return exist_; }
  bool RefusedByAny(const std::string& id) const;

 private:
  bool exist_ = false;
  std::vector<std::string> refused_;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_LIMBO_CASE_H_
