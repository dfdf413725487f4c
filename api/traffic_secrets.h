#ifndef OMNITLS_TRAFFIC_SECRETS_H_
#define OMNITLS_TRAFFIC_SECRETS_H_

#include <cstdint>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"

namespace omnitls {

namespace internal {
class ConnectionCore;
}

// TrafficKeys is what protects the records of one direction from now on. Wiped when destroyed.
class TrafficKeys {
 public:
  TrafficKeys() = default;
  TrafficKeys(const TrafficKeys&) = delete;
  TrafficKeys& operator=(const TrafficKeys&) = delete;
  ~TrafficKeys() { Clear(); }
  void Clear() {
    Wipe(key_, sizeof key_);
    Wipe(iv_, sizeof iv_);
    key_size_ = 0;
  }

  // 16 or 32 bytes.
  ByteView key() const { return {key_, key_size_}; }
  // 12 bytes. The nonce of a record is this exclusive-or its sequence number (RFC 8446, 5.3; RFC
  // 7905, 2); but with AES in TLS 1.2 it is the first 4 bytes, and 8 that each record brings along
  // (RFC 5288, 3): the last 8 here are those of the next record to write, to be counted up by one
  // with each. None may ever be used twice.
  ByteView iv() const { return {iv_, sizeof iv_}; }
  // The next record's.
  std::uint64_t sequence_number() const { return sequence_number_; }

 private:
  friend class internal::ConnectionCore;

  std::uint8_t key_[32] = {};
  std::uint8_t iv_[12] = {};
  std::uint8_t key_size_ = 0;
  std::uint64_t sequence_number_ = 0;
};

// TrafficSecrets is both directions of a connection that somebody else goes on with: the kernel
// (kTLS), a network card. See Connection::ExtractTrafficSecrets.
struct TrafficSecrets {
  Version version = Version::kNone;
  CipherSuite cipher_suite = CipherSuite::kNone;
  TrafficKeys read;
  TrafficKeys write;
};

}  // namespace omnitls

#endif  // OMNITLS_TRAFFIC_SECRETS_H_
