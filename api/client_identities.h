#ifndef OMNITLS_CLIENT_IDENTITIES_H_
#define OMNITLS_CLIENT_IDENTITIES_H_

#include <cstddef>
#include <optional>

#include "omnitls/bytes.h"
#include "omnitls/certificate_request.h"
#include "omnitls/client_hello.h"
#include "omnitls/error.h"

namespace omnitls::internal {

class ContextCore;

// CertificateRequest is a parsed CertificateRequest message. Its views point into the message.
struct CertificateRequest {
  Version version = Version::kNone;
  ByteView certificate_types;  // TLS 1.2.
  U16List signature_schemes;
  ByteView authorities;  // DistinguishedNames in wire form.
};

// ParseCertificateRequest reads the body of a message, without its header. Errors: kProtocol with
// kDecodeError, kIllegalParameter, kMissingExtension.
Result<CertificateRequest> ParseCertificateRequest(ByteView body, Version version);

// OwnChain is what a client has to know of a certificate chain of its own to choose it.
struct OwnChain : Allocated {
  Bytes leaf;          // DER.
  Vec<Bytes> issuers;  // DER Names: of each certificate.
};

// ClientIdentities is a client's further identities: each a context as complete as the first.
class ClientIdentities : public Allocated {
 public:
  ~ClientIdentities();

  // Add takes over one reference to `core`, if it succeeds. False: no memory.
  [[nodiscard]] bool Add(const ContextCore& core) { return cores_.Push(&core); }
  std::size_t size() const { return cores_.size(); }
  const ContextCore& operator[](std::size_t i) const { return *cores_[i]; }

 private:
  Vec<const ContextCore*> cores_;
};

// ChooseIdentity settles who a client is to a server: null: nobody. Errors: kUsage/kNotAvailable,
// the program's choice.
Result<const ContextCore*> ChooseIdentity(const ContextCore& context,
                                          const CertificateRequest& request,
                                          std::string_view server_name);

}  // namespace omnitls::internal

#endif  // OMNITLS_CLIENT_IDENTITIES_H_
