#ifndef OMNITLS_TOOLS_CLIENT_REPORT_H_
#define OMNITLS_TOOLS_CLIENT_REPORT_H_

#include <nlohmann/json.hpp>
#include <optional>

#include "tools/client_options.h"
#include "tools/exchange.h"

namespace omnitls::tools {

// Report says on standard error what became of one connection: lines of text as things happen, or
// with --json one line with one object when it has ended.
class Report {
 public:
  explicit Report(const ClientOptions& options);

  void Connecting(const Endpoint& endpoint);
  void Offering(const Session& session);
  // What the server has shown, be the handshake done or refused.
  void Chain(const PeerChain& chain);
  void Connected(const Connection& tls);
  void Exchanged(const Exchange& exchange);
  void KeptSession(bool kept);
  // The end; null: all went well. Returns what is left to say of the failure.
  std::string End(const Failure* failure);

 private:
  void Log(const std::string& line) const;

  const ClientOptions& options_;
  nlohmann::ordered_json object_;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_CLIENT_REPORT_H_
