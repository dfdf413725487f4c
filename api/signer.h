#ifndef OMNITLS_SIGNER_H_
#define OMNITLS_SIGNER_H_

#include <cstdint>
#include <utility>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"

namespace omnitls {

namespace internal {
class SigningJob;
class ConnectionCore;
}  // namespace internal

// SignatureRequest is what one handshake wants signed with an external key.
struct SignatureRequest {
  // How, by its number in RFC 8446, 4.2.3, in TLS 1.2, too: rsa_pkcs1_sha256 and its like are
  // RSASSA-PKCS1-v1_5, rsa_pss_rsae_sha256 and its like RSASSA-PSS with MGF1, both with that hash,
  // and a salt as long as it; ecdsa_secp256r1_sha256 and its like are ECDSA with that hash (and, in
  // TLS 1.2, any curve), the signature in DER (ECDSA-Sig-Value).
  SignatureScheme scheme = SignatureScheme::kNone;
  // The hash of what is to be signed: 32, 48 or 64 bytes. Empty with ed25519 and ed448.
  ByteView digest;
  // With ed25519 and ed448: what is to be signed, as it is. Else empty.
  ByteView message;
};

// SignatureReply is where the answer to one request goes. It may be moved to another thread and
// answered there, at any time, also when the connection is gone. Move-only; used by one thread at
// a time. One that is destroyed without an answer answers Fail.
class SignatureReply {
 public:
  SignatureReply() = default;  // Empty: calls do nothing.
  SignatureReply(SignatureReply&& other) noexcept : job_(std::exchange(other.job_, nullptr)) {}
  SignatureReply& operator=(SignatureReply&& other) noexcept {
    std::swap(job_, other.job_);
    return *this;
  }
  ~SignatureReply() { Fail(); }

  // The request; its views stay valid until it is answered. Not to be called when empty.
  const SignatureRequest& request() const;
  // Whether the connection still waits. If not, nobody will look at the answer.
  bool wanted() const;

  // Done answers with the signature, which is copied, and leaves this empty.
  void Done(ByteView signature);
  // Fail answers that there is no signature; `native` is a code of the signer's own, for
  // Error::native.
  void Fail(std::int32_t native = 0);

 private:
  friend class internal::ConnectionCore;
  explicit SignatureReply(internal::SigningJob* job) : job_(job) {}

  internal::SigningJob* job_ = nullptr;  // One reference.
};

// SignerTiming is when a signer answers.
enum class SignerTiming : std::uint8_t {
  kAtOnce,  // Before Sign returns, always.
  kLater,   // At any time: until then Connection::Handshake returns Next::kWantSignature.
};

// Signer signs with a private key that this library never sees, as one in an HSM or in a secure
// element. It is used by all connections of a context, so by several threads at a time.
class Signer {
 public:
  // Sign is called within Connection::Handshake, once per full handshake that needs the key, on
  // that call's thread. It must not throw or call the connection. It answers `reply`, or (kLater)
  // sees to it that somebody does. The program then calls Handshake again: this library notifies
  // nobody.
  virtual void Sign(const SignatureRequest& request, SignatureReply reply) = 0;

 protected:
  ~Signer() = default;
};

}  // namespace omnitls

#endif  // OMNITLS_SIGNER_H_
