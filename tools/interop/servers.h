#ifndef OMNITLS_TOOLS_INTEROP_SERVERS_H_
#define OMNITLS_TOOLS_INTEROP_SERVERS_H_

#include <string>

#include "tools/interop/peer.h"

namespace omnitls::tools::peers {

// nginx on a port of the loopback interface, in one process: `settings` and `locations` are of its
// server block.
Words NginxCommand(const std::string& program, const std::string& port, const std::string& settings,
                   const std::string& locations);

}  // namespace omnitls::tools::peers

#endif  // OMNITLS_TOOLS_INTEROP_SERVERS_H_
