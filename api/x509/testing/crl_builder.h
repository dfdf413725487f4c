#ifndef OMNITLS_X509_TESTING_CRL_BUILDER_H_
#define OMNITLS_X509_TESTING_CRL_BUILDER_H_

#include <utility>

#include "omnitls/x509/testing/cert_builder.h"

namespace omnitls::x509::testing {

inline constexpr std::uint8_t kCrlNumberArc = 20;
inline constexpr std::uint8_t kReasonCodeArc = 21;
inline constexpr std::uint8_t kDeltaCrlArc = 27;
inline constexpr std::uint8_t kDistributionPointArc = 28;
inline constexpr std::uint8_t kCertificateIssuerArc = 29;

inline Der ExtensionOf(std::uint8_t arc, const Der& value, bool critical) {
  return Seq({Oid({0x55, 0x1D, arc}), critical ? Boolean(true) : Der{}, OctetString(value)});
}

// CrlBuilder makes CRLs that FakeVerifier can check.
class CrlBuilder {
 public:
  CrlBuilder& ThisUpdate(std::int64_t seconds) {
    this_update_ = Time(seconds);
    return *this;
  }
  CrlBuilder& NextUpdate(std::int64_t seconds) {
    next_update_ = Time(seconds);
    return *this;
  }
  CrlBuilder& WithoutNextUpdate() {
    next_update_ = {};
    return *this;
  }
  CrlBuilder& Revoke(Der serial, const Der& entry_extensions = {}) {
    entries_ = Join({entries_, Seq({std::move(serial), Time(kNow - kDay), entry_extensions})});
    return *this;
  }
  CrlBuilder& Revoke(std::uint32_t serial) { return Revoke(Integer(serial)); }
  CrlBuilder& With(std::uint8_t arc, const Der& value, bool critical = false) {
    extensions_ = Join({extensions_, ExtensionOf(arc, value, critical)});
    return *this;
  }
  CrlBuilder& Version(Der field) {
    version_ = std::move(field);
    return *this;
  }
  CrlBuilder& OuterAlgorithm(Der algorithm) {
    outer_ = std::move(algorithm);
    return *this;
  }

  Der SignedBy(const Cert& issuer) const {
    const Der entries = entries_.empty() ? Der{} : Tlv(der::kSequence, entries_);
    const Der extensions =
        extensions_.empty() ? Der{} : Explicit(0, Tlv(der::kSequence, extensions_));
    const Der tbs = Seq(
        {version_, EcdsaSha256(), issuer.subject, this_update_, next_update_, entries, extensions});
    return Seq({tbs, outer_, BitString(FakeSign(tbs, issuer.key))});
  }

 private:
  Der version_ = Integer(1);
  Der outer_ = EcdsaSha256();
  Der this_update_ = Time(kNow - kDay);
  Der next_update_ = Time(kNow + kDay);
  Der entries_;
  Der extensions_;
};

}  // namespace omnitls::x509::testing

#endif  // OMNITLS_X509_TESTING_CRL_BUILDER_H_
