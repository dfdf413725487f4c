#ifndef OMNITLS_REVOCATION_LISTS_H_
#define OMNITLS_REVOCATION_LISTS_H_

#include <atomic>
#include <cstdint>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/x509/certificate.h"
#include "omnitls/x509/crl.h"
#include "omnitls/x509/signature.h"

namespace omnitls {

// RevocationStatus is what CRLs say of a certificate.
enum class RevocationStatus : std::uint8_t {
  kGood,      // A list that is current speaks of it, and does not name it.
  kRevoked,   // A list names it, current or not.
  kUnknown,   // No list that is current, and signed by its issuer, speaks of it.
  kNoMemory,  // To verify a list's signature.
};

// RevocationLists is the CRLs of a context (RFC 5280, 5): parsed and indexed once, then immutable,
// reference-counted, and shared by threads.
class RevocationLists : public internal::Allocated {
 public:
  // Add adds the X509 CRL blocks of a PEM text, or one DER CRL. Before it is shared. `source` names
  // it in `message`, which says what is wrong. Errors: kConfig with kEmptyInput, kMalformedPem,
  // kMalformedCrl, kNoCrlFound; kNoMemory.
  Result<void> Add(ByteView pem_or_der, std::string_view source, Bytes& message);

  // StatusOf looks a certificate up. `issuer` is the certificate that signed it, as has been
  // verified; `anchor` its index among the trust anchors, or -1. A list's signature is verified
  // when it is first needed, and remembered.
  RevocationStatus StatusOf(const x509::Certificate& certificate, const x509::Certificate& issuer,
                            int anchor, std::int64_t now,
                            const x509::SignatureVerifier& signatures) const;

  std::size_t size() const { return lists_.size(); }
  ByteView der(std::size_t i) const { return lists_[i].der; }

  void AddReference() const { references_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveReference() const {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

 private:
  struct List {
    List() = default;
    List(List&& other) noexcept  // Before it is shared.
        : der(std::move(other.der)), crl(other.crl), serials(std::move(other.serials)) {}

    bool Names(ByteView serial) const;
    // Whether the signature is this key's. Remembered; where another thread is looking, not known.
    bool IsKnownFrom(ByteView spki) const;
    void RememberFrom(ByteView spki) const;

    Bytes der;
    x509::Crl crl;
    internal::Vec<ByteView> serials;  // Sorted.
    mutable std::atomic<bool> locked{false};
    mutable Bytes signer;  // The SubjectPublicKeyInfo that it was last verified with.
  };

  Result<void> AddDer(ByteView der, std::string_view& fault);
  static x509::SignatureStatus CheckSignature(const List& list, const x509::Certificate& issuer,
                                              int anchor,
                                              const x509::SignatureVerifier& signatures);

  mutable std::atomic<std::uint32_t> references_{1};
  internal::Vec<List> lists_;
};

}  // namespace omnitls

#endif  // OMNITLS_REVOCATION_LISTS_H_
