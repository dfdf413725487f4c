#ifndef OMNITLS_TOOLS_LISTENER_H_
#define OMNITLS_TOOLS_LISTENER_H_

#include <optional>
#include <string>

#include "omnitls/transports/socket.h"
#include "tools/common.h"

namespace omnitls::tools {

// Listener is a listening TCP socket.
class Listener {
 public:
  // Throws a Failure.
  explicit Listener(const Endpoint& endpoint);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int descriptor() const { return descriptor_; }
  // With the port that the system picked, if it was to.
  std::string address() const;

  struct Guest {
    SocketTransport socket;
    std::string address;
  };
  // The next that has connected, if there is one. `out_of_resources` is set when there may be one,
  // but the system cannot let it in now.
  std::optional<Guest> Accept(bool& out_of_resources) const;

 private:
  int descriptor_ = -1;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_LISTENER_H_
