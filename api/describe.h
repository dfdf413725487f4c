#ifndef OMNITLS_DESCRIBE_H_
#define OMNITLS_DESCRIBE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "omnitls/backend.h"
#include "omnitls/connection.h"
#include "omnitls/error.h"

namespace omnitls::internal {

// Failure is what there is to say about a connection that has failed.
struct Failure {
  Error error;
  Role role = Role::kClient;  // Of this side.
  bool in_handshake = true;
  std::string_view backend;      // Its name.
  std::string_view server_name;  // What the certificate should have carried.
  PeerChain chain;
  std::size_t bad_certificate = 0;  // In the chain; beyond it: none of them is to blame.
  std::int64_t verified_at = 0;     // Seconds since 1970 UTC.
};

// WriteSentence writes one sentence into `out`, as much as fits, and returns the part it used: what
// happened, to which certificate or where, what to do, and in brackets the library's or the
// transport's own code.
std::string_view WriteSentence(const Failure& failure, std::span<char> out);

}  // namespace omnitls::internal

#endif  // OMNITLS_DESCRIBE_H_
