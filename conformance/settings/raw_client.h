#ifndef OMNITLS_CONFORMANCE_SETTINGS_RAW_CLIENT_H_
#define OMNITLS_CONFORMANCE_SETTINGS_RAW_CLIENT_H_

#include <memory>

#include "omnitls/omnitls.h"

namespace omnitls::conformance {

// RawClient is a TLS 1.2 client without tickets: OpenSSL alone. It resumes by session ID if the
// server lets it.
class RawClient {
 public:
  RawClient();
  ~RawClient();

  // A handshake with a server, with the session of the one before; whether it succeeded.
  bool Connect(const ServerContext& context);
  // Whether the last one was a resumed one, as both ends say.
  bool resumed() const { return resumed_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool resumed_ = false;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_SETTINGS_RAW_CLIENT_H_
