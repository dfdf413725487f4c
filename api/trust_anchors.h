#ifndef OMNITLS_TRUST_ANCHORS_H_
#define OMNITLS_TRUST_ANCHORS_H_

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/error.h"
#include "omnitls/x509/certificate.h"

namespace omnitls {

// TrustStore is a set of trust anchors in the form verification wants: parsed once, indexed by
// subject, immutable, reference-counted, shared by contexts and threads. Made by TrustAnchors.
class TrustStore : public internal::Allocated {
 public:
  struct Anchor {
    x509::Certificate certificate;   // Its views are valid as long as the store.
    std::uint32_t subject_hash = 0;  // Anchors are sorted by it.
  };

  // Ordered by subject_hash. Valid as long as the store.
  std::span<const Anchor> anchors() const { return anchors_.view(); }
  // The anchors whose subject has this hash; compare the subject itself.
  std::span<const Anchor> FindByHash(std::uint32_t subject_hash) const;
  static std::uint32_t HashName(ByteView der_name);

  void AddReference() const { references_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveReference() const {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

 private:
  friend class TrustAnchors;
  mutable std::atomic<std::uint32_t> references_{1};
  internal::Vec<Bytes> certificates_;
  internal::Vec<Anchor> anchors_;
};

// TrustAnchors collects the certificates a peer's chain must lead to. A builder: one thread at a
// time; the first error sticks, is returned by every later call and by the context's Build, and
// nothing half-read is ever used. Reading files is in omnitls/files.h, so that devices need no file
// system.
class TrustAnchors {
 public:
  TrustAnchors() = default;
  TrustAnchors(TrustAnchors&&) = default;
  TrustAnchors& operator=(TrustAnchors&&) = default;

  // AddPem adds every CERTIFICATE block of a PEM text; AddDer adds one DER certificate. Duplicates
  // count once. `source` names where the bytes are from (a file name) in error messages; copied.
  // Errors: kConfig with kEmptyInput, kMalformedPem, kNoCertificateFound, kMalformedCertificate;
  // kNoMemory. A text with one bad block adds nothing.
  Result<void> AddPem(std::string_view pem, std::string_view source = {});
  Result<void> AddDer(ByteView der, std::string_view source = {});

  std::size_t size() const { return certificates_.size(); }

  // Fail records an error with its message, for code that reads files on behalf of this object.
  Result<void> RecordError(const Error& error, std::string_view message);
  // The first error and its message, or an error of kind kInternal and "" when there was none.
  bool failed() const { return failed_; }
  const Error& error() const { return error_; }
  // Valid until the next call.
  std::string_view error_message() const { return message_.text(); }

  // Finish makes the store and leaves this object empty. Errors: the recorded one;
  // kConfig/kMissingTrustAnchors when nothing was added; kNoMemory. The caller owns one reference.
  Result<const TrustStore*> Finish();

 private:
  internal::Vec<Bytes> certificates_;
  Bytes message_;
  Error error_;
  bool failed_ = false;
};

}  // namespace omnitls

#endif  // OMNITLS_TRUST_ANCHORS_H_
