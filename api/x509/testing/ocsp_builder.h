#ifndef OMNITLS_X509_TESTING_OCSP_BUILDER_H_
#define OMNITLS_X509_TESTING_OCSP_BUILDER_H_

#include <utility>

#include "omnitls/fnv.h"
#include "omnitls/testing/fake_backend.h"
#include "omnitls/x509/certificate.h"
#include "omnitls/x509/testing/cert_builder.h"

namespace omnitls::x509::testing {

inline const Der kOcspSigning = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x09};
inline const Der kOcspNocheckOid = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x05};
inline const Der kTlsFeatureOid = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x18};
inline const Der kOcspBasicOid = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01};
inline const Der kOcspNonceOid = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02};
inline const Der kSha1Oid = {0x2B, 0x0E, 0x03, 0x02, 0x1A};
inline const Der kSha256Oid = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};

// FakeHash is a hash that needs no cryptography: of the right size, and other for other content.
inline Der FakeHash(HashAlgorithm hash, ByteView content) {
  Der digest(DigestSize(hash), static_cast<std::uint8_t>(hash));
  internal::Fnv sum;
  sum.Add(content);
  for (std::size_t i = 0; i < 8; ++i) digest[i] = static_cast<std::uint8_t>(sum.value() >> 8 * i);
  return digest;
}

// FakeDigests is a backend that can only hash, by FakeHash.
class FakeDigests final : public FakeBackend {
 public:
  bool Digest(HashAlgorithm hash, std::span<const ByteView> parts,
              MutableBytes out) const override {
    Der content;
    for (const ByteView part : parts) content.insert(content.end(), part.begin(), part.end());
    const Der digest = FakeHash(hash, content);
    for (std::size_t i = 0; i < digest.size(); ++i) out[i] = digest[i];
    return works;
  }

  bool works = true;
};

// GeneralizedTime, also before 2050.
inline Der OcspTime(std::int64_t seconds) {
  const Der time = Time(seconds);
  if (time[0] == der::kGeneralizedTime) return time;
  return Tlv(der::kGeneralizedTime, Join({Text("20"), Der(time.begin() + 2, time.end())}));
}

// The bits of a key of EcKey or RsaKey.
inline Der KeyBitsOf(const Der& spki) {
  ByteView content, algorithm, bits;
  if (!ReadAlone(spki, der::kSequence, content)) return {};
  DerReader fields(content);
  if (!fields.ReadWhole(der::kSequence, algorithm) || !fields.ReadBitString(bits)) return {};
  return Der(bits.begin(), bits.end());
}

// OcspBuilder makes OCSP responses that FakeVerifier and FakeDigests can check.
class OcspBuilder {
 public:
  OcspBuilder(Cert issuer, std::uint32_t serial) : issuer_(std::move(issuer)), serial_(serial) {}

  OcspBuilder& Good() { return Status(Tlv(der::Context(0), {})); }
  OcspBuilder& Unknown() { return Status(Tlv(der::Context(2), {})); }
  OcspBuilder& Revoked(const Der& reason = {}) {
    return Status(Explicit(1, Join({OcspTime(kNow - kDay), reason})));
  }
  OcspBuilder& Status(Der status) { return Assign(status_, std::move(status)); }
  OcspBuilder& ThisUpdate(std::int64_t seconds) { return Assign(this_update_, OcspTime(seconds)); }
  OcspBuilder& NextUpdate(std::int64_t seconds) {
    return Assign(next_update_, Explicit(0, OcspTime(seconds)));
  }
  OcspBuilder& WithoutNextUpdate() { return Assign(next_update_, Der{}); }
  OcspBuilder& Hash(HashAlgorithm hash, Der oid) {
    hash_ = hash;
    return Assign(hash_oid_, std::move(oid));
  }
  OcspBuilder& NameHash(Der hash) { return Assign(name_hash_, std::move(hash)); }
  OcspBuilder& KeyHash(Der hash) { return Assign(key_hash_, std::move(hash)); }
  OcspBuilder& Version(Der field) { return Assign(version_, std::move(field)); }
  OcspBuilder& ByKey() {
    by_key_ = true;
    return *this;
  }
  OcspBuilder& Responder(Der id) { return Assign(responder_, std::move(id)); }
  OcspBuilder& ResponseStatus(Der status) { return Assign(response_status_, std::move(status)); }
  OcspBuilder& Type(Der oid) { return Assign(type_, std::move(oid)); }
  OcspBuilder& Algorithm(Der algorithm) { return Assign(algorithm_, std::move(algorithm)); }
  OcspBuilder& Extension(bool critical, bool of_answer = false) {
    const Der list = Explicit(
        1, Seq({Seq({Oid(kOcspNonceOid), critical ? Boolean(true) : Der{}, OctetString(Null())})}));
    return Assign(of_answer ? answer_extensions_ : extensions_, list);
  }
  // Puts this answer behind, and begins another.
  OcspBuilder& And(std::uint32_t serial) {
    answers_ = Join({answers_, Answer()});
    serial_ = serial;
    return *this;
  }
  OcspBuilder& Carries(const Cert& certificate) {
    return Assign(certificates_, Join({certificates_, certificate.der}));
  }

  Der SignedBy(const Cert& responder) const {
    const Der id =
        !responder_.empty() ? responder_
        : by_key_
            ? Explicit(2, OctetString(FakeHash(HashAlgorithm::kSha1, KeyBitsOf(responder.key))))
            : Explicit(1, responder.subject);
    const Der tbs = Seq({version_, id, OcspTime(kNow - kDay),
                         Tlv(der::kSequence, Join({answers_, Answer()})), extensions_});
    const Der certificates =
        certificates_.empty() ? Der{} : Explicit(0, Tlv(der::kSequence, certificates_));
    const Der basic = Seq({tbs, algorithm_, BitString(FakeSign(tbs, responder.key)), certificates});
    return Seq({response_status_, Explicit(0, Seq({Oid(type_), OctetString(basic)}))});
  }
  Der Signed() const { return SignedBy(issuer_); }

 private:
  OcspBuilder& Assign(Der& field, Der value) {
    field = std::move(value);
    return *this;
  }
  Der Answer() const {
    const Der name_hash = name_hash_.empty() ? FakeHash(hash_, issuer_.subject) : name_hash_;
    const Der key_hash = key_hash_.empty() ? FakeHash(hash_, KeyBitsOf(issuer_.key)) : key_hash_;
    const Der id = Seq({Seq({Oid(hash_oid_), Null()}), OctetString(name_hash),
                        OctetString(key_hash), Integer(serial_)});
    return Seq({id, status_, this_update_, next_update_, answer_extensions_});
  }

  Cert issuer_;
  std::uint32_t serial_;
  HashAlgorithm hash_ = HashAlgorithm::kSha1;
  Der hash_oid_ = kSha1Oid;
  Der name_hash_, key_hash_, version_, responder_, extensions_, answer_extensions_, answers_,
      certificates_;
  bool by_key_ = false;
  Der response_status_ = Tlv(0x0A, {0});
  Der type_ = kOcspBasicOid;
  Der algorithm_ = EcdsaSha256();
  Der status_ = Tlv(der::Context(0), {});
  Der this_update_ = OcspTime(kNow - kDay);
  Der next_update_ = Explicit(0, OcspTime(kNow + kDay));
};

}  // namespace omnitls::x509::testing

#endif  // OMNITLS_X509_TESTING_OCSP_BUILDER_H_
