#ifndef OMNITLS_BACKENDS_OPENSSL_PEER_CERTIFICATES_H_
#define OMNITLS_BACKENDS_OPENSSL_PEER_CERTIFICATES_H_

#include <openssl/x509.h>

#include <span>

#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/x509/signature.h"

namespace omnitls::openssl {

class Context;

// ReadCertificateStatus returns the OCSP response in a CertificateStatus (RFC 6066, 8), which is a
// message of its own in TLS 1.2 and an extension in TLS 1.3; empty if it is malformed.
ByteView ReadCertificateStatus(ByteView status);

// PeerCertificates is the peer's chain while it is judged: the bytes as they were sent, which
// OpenSSL would take longer to encode again than to parse, and the public keys OpenSSL has parsed.
class PeerCertificates final : public x509::SignatureVerifier {
 public:
  explicit PeerCertificates(const Context& context) : context_(context) {}

  // Read finds the certificates in a Certificate message (RFC 5246, 7.4.2; RFC 8446, 4.4.2), which
  // stays as it is as long as this object. `parsed` is what OpenSSL made of the same message, and
  // lasts as long. Errors: kNoMemory; kInternal: the two disagree.
  Result<void> Read(ByteView message, bool is_tls13, const STACK_OF(X509) * parsed);

  std::span<const ByteView> chain() const { return chain_.view(); }

  // The OCSP response in the first certificate's extensions; empty if there is none.
  ByteView ocsp_response() const;

  x509::SignatureStatus VerifySignature(const x509::SignatureCheck& check) const override;

 private:
  EVP_PKEY* FindKey(ByteView spki) const;

  const Context& context_;
  internal::Vec<ByteView> chain_;
  ByteView leaf_extensions_;  // TLS 1.3.
  const STACK_OF(X509) * parsed_ = nullptr;
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_PEER_CERTIFICATES_H_
