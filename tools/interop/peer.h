#ifndef OMNITLS_TOOLS_INTEROP_PEER_H_
#define OMNITLS_TOOLS_INTEROP_PEER_H_

#include <string>
#include <vector>

#include "tools/testing/our_programs.h"

// Other people's programs against tlsclient and tlsserver: who they are, and what is tried.
namespace omnitls::tools::peers {

enum class Feature {
  kHandshake,          // Verified; data both ways; ALPN where the peer has it; a clean end.
  kResumption,         // A second handshake with the session of the first.
  kClientCertificate,  // The server requires one.
};
inline constexpr Feature kFeatures[] = {Feature::kHandshake, Feature::kResumption,
                                        Feature::kClientCertificate};

// What our programs are linked with.
inline const std::vector<std::string> kBackends = {"openssl", "mbedtls", "wolfssl"};

// Cell is one thing to try.
struct Cell {
  std::string backend;  // One of kBackends.
  std::string version;  // "1.2", "1.3".
  Feature feature = Feature::kHandshake;

  bool resumes() const { return feature == Feature::kResumption; }
  bool shows_certificate() const { return feature == Feature::kClientCertificate; }
};

// What went wrong; "" if nothing did.
using Problem = std::string;

// Peer is one program of other people.
struct Peer {
  const char* name;          // "curl"
  const char* program;       // What must be found in PATH, "curl".
  const char* package;       // Debian's.
  const char* version_flag;  // Prints its version; null: nothing does.
  bool is_server;
  const char* what;  // What of it is tried, for the documentation.
  // Why it cannot do something, though it may have nothing to do with us; null: it can.
  const char* (*limit)(const Cell& cell);
  // `program` is the path of it.
  Problem (*attempt)(const std::string& program, const Cell& cell);
};

// In the order of the documentation.
std::vector<Peer> Clients();
std::vector<Peer> Servers();

}  // namespace omnitls::tools::peers

#endif  // OMNITLS_TOOLS_INTEROP_PEER_H_
