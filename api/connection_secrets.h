#ifndef OMNITLS_CONNECTION_SECRETS_H_
#define OMNITLS_CONNECTION_SECRETS_H_

#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/engine_secret.h"

namespace omnitls::internal {

// SentFlight is what must be known of the records that a handshake sent before somebody else can go
// on: how many the last flight has, and which nonce the Finished message of TLS 1.2 took.
class SentFlight {
 public:
  // Note looks at all records of one flight, as they go on the wire.
  void Note(ByteView records);

  // Of TLS 1.3: those that are encrypted, in the flight noted last.
  std::uint64_t encrypted_records() const { return encrypted_records_; }
  // Of TLS 1.2, with AES: the explicit part of the nonce (RFC 5288, 3).
  std::uint64_t explicit_nonce() const { return explicit_nonce_; }

 private:
  std::uint64_t encrypted_records_ = 0;
  std::uint64_t explicit_nonce_ = 0;
  bool after_change_cipher_spec_ = false;
};

// ConnectionSecrets is the secrets that a connection keeps because its context asks for it. Wiped
// when they are of no more use.
struct ConnectionSecrets : Allocated {
  static constexpr std::size_t kMasterSize = 48;
  static constexpr std::size_t kRandomsSize = 64;

  // TLS 1.2: the master secret, then the client's random number and the server's. TLS 1.3: the
  // exporter secret.
  SecretBytes exporter;
  SecretBytes client_traffic;  // TLS 1.3.
  SecretBytes server_traffic;
  Bytes first_finished;  // TLS 1.2.
  SentFlight flight;

  // Keep takes what belongs into one of these; false: no memory.
  [[nodiscard]] bool Keep(const EngineSecret& secret);

  // Whether `exporter` is what it has to be.
  bool IsComplete(bool tls12) const {
    return tls12 ? exporter.size() == kMasterSize + kRandomsSize : !exporter.empty();
  }
  // Of TLS 1.2, if it is.
  ByteView master() const { return exporter.view().first(kMasterSize); }
  ByteView randoms() const { return exporter.view().subspan(kMasterSize); }
};

}  // namespace omnitls::internal

#endif  // OMNITLS_CONNECTION_SECRETS_H_
