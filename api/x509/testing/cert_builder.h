#ifndef OMNITLS_X509_TESTING_CERT_BUILDER_H_
#define OMNITLS_X509_TESTING_CERT_BUILDER_H_

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "omnitls/fnv.h"
#include "omnitls/x509/signature.h"
#include "omnitls/x509/testing/der_builder.h"

namespace omnitls::x509::testing {

// Certificates for tests, with a signature that needs no cryptography: a hash of the message and of
// the signer's public key. FakeVerifier checks it.
//
//   const Cert root = Ca("Root").SelfSigned();
//   const Cert leaf = Leaf("example.com").NotAfter(kNow - 1).IssuedBy(root);

inline constexpr std::int64_t kNow = 1'800'000'000;  // 2027-01-15 08:00:00Z
inline constexpr std::int64_t kDay = 86400;

// Content of OBJECT IDENTIFIERs.
inline const Der kServerAuth = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01};
inline const Der kClientAuth = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02};
inline const Der kAnyPurpose = {0x55, 0x1D, 0x25, 0x00};

// Last arcs under id-ce (2.5.29).
inline constexpr std::uint8_t kSubjectKeyIdArc = 14;
inline constexpr std::uint8_t kKeyUsageArc = 15;
inline constexpr std::uint8_t kSubjectAltNameArc = 17;
inline constexpr std::uint8_t kBasicConstraintsArc = 19;
inline constexpr std::uint8_t kNameConstraintsArc = 30;
inline constexpr std::uint8_t kAuthorityKeyIdArc = 35;
inline constexpr std::uint8_t kExtendedKeyUsageArc = 37;

// AlgorithmIdentifiers.
inline Der EcdsaSha256() { return Seq({Oid({0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02})}); }
inline Der EcdsaSha1() { return Seq({Oid({0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01})}); }
inline Der RsaSha256() {
  return Seq({Oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B}), Null()});
}

// SubjectPublicKeyInfos. Keys of different numbers differ.
inline Der EcKey(std::uint8_t number) {
  Der point(65, number);
  point[0] = 0x04;
  return Seq({Seq({Oid({0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01}),
                   Oid({0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07})}),
              BitString(point)});
}
inline Der RsaKey(unsigned bits, std::uint32_t exponent = 65537) {
  Der modulus((bits + 7) / 8, 0x5A);
  modulus[0] = static_cast<std::uint8_t>(1u << ((bits - 1) % 8));
  return Seq({Seq({Oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01}), Null()}),
              BitString(Seq({Unsigned(modulus), Integer(exponent)}))});
}

// Extension values.
inline Der BasicConstraints(bool ca, int path_length = -1) {
  return Seq({ca ? Boolean(true) : Der{},
              path_length < 0 ? Der{} : Integer(static_cast<std::uint32_t>(path_length))});
}
// Bit 0 (digitalSignature) is 0x80, bit 5 (keyCertSign) is 0x04.
inline Der KeyUsage(std::uint8_t bits) {
  std::uint8_t unused = 0;
  while (unused < 7 && (bits & (1u << unused)) == 0) ++unused;
  return Tlv(der::kBitString, {unused, bits});
}
inline Der Purposes(std::initializer_list<Der> oids) {
  Der list;
  for (const Der& oid : oids) list = Join({list, Oid(oid)});
  return Tlv(der::kSequence, list);
}
inline Der Dns(std::string_view name) { return Tlv(der::Context(2), Text(name)); }
inline Der Mail(std::string_view mailbox) { return Tlv(der::Context(1), Text(mailbox)); }
inline Der Uri(std::string_view uri) { return Tlv(der::Context(6), Text(uri)); }
inline Der Ip(const Der& address) { return Tlv(der::Context(7), address); }
inline Der Directory(const Der& name) { return Explicit(4, name); }

inline Der Subtrees(std::initializer_list<Der> bases) {
  Der list;
  for (const Der& base : bases) list = Join({list, Seq({base})});
  return list;
}
inline Der Permitted(std::initializer_list<Der> bases) {
  return Seq({Explicit(0, Subtrees(bases))});
}
inline Der Excluded(std::initializer_list<Der> bases) {
  return Seq({Explicit(1, Subtrees(bases))});
}

inline Der FakeSign(ByteView message, ByteView signer_key) {
  internal::Fnv hash;
  hash.Add(message);
  hash.Add(signer_key);
  Der signature;
  for (int shift = 0; shift < 64; shift += 8) {
    signature.push_back(static_cast<std::uint8_t>(hash.value() >> shift));
  }
  return signature;
}

// The identifier of a key, and the extensions that hold it.
inline Der KeyId(const Der& spki) { return FakeSign({}, spki); }
inline Der SubjectKeyId(const Der& spki) { return OctetString(KeyId(spki)); }
inline Der AuthorityKeyId(const Der& spki) { return Seq({Tlv(der::Context(0), KeyId(spki))}); }

// FakeVerifier checks FakeSign's signatures and counts.
class FakeVerifier : public SignatureVerifier {
 public:
  SignatureStatus VerifySignature(const SignatureCheck& check) const override {
    ++calls;
    last_anchor = check.anchor >= 0 ? check.anchor : last_anchor;
    if (forced != SignatureStatus::kGood) return forced;
    const Der expected = FakeSign(check.message, check.issuer_spki);
    return Equal(expected, check.signature) ? SignatureStatus::kGood : SignatureStatus::kBad;
  }

  SignatureStatus forced = SignatureStatus::kGood;  // Otherwise: the answer to everything.
  mutable int calls = 0;
  mutable int last_anchor = -1;
};

// Cert is a finished certificate and what its holder needs to issue others.
struct Cert {
  Der der;
  Der subject;
  Der key;
};

class CertBuilder {
 public:
  CertBuilder& Subject(Der name) { return Assign(subject_, std::move(name)); }
  CertBuilder& Issuer(Der name) { return Assign(issuer_, std::move(name)); }
  CertBuilder& Key(Der spki) { return Assign(key_, std::move(spki)); }
  CertBuilder& Serial(Der integer) { return Assign(serial_, std::move(integer)); }
  CertBuilder& NotBefore(std::int64_t seconds) { return Assign(not_before_, Time(seconds)); }
  CertBuilder& NotAfter(std::int64_t seconds) { return Assign(not_after_, Time(seconds)); }
  CertBuilder& Validity(Der from, Der to) {
    not_before_ = std::move(from);
    return Assign(not_after_, std::move(to));
  }
  CertBuilder& Algorithm(Der algorithm) { return Assign(algorithm_, std::move(algorithm)); }
  CertBuilder& OuterAlgorithm(Der algorithm) { return Assign(outer_, std::move(algorithm)); }
  // The whole version field; empty for version 1.
  CertBuilder& Version(Der field) { return Assign(version_, std::move(field)); }
  CertBuilder& BadSignature() {
    bad_signature_ = true;
    return *this;
  }

  CertBuilder& With(std::uint8_t arc, Der value, bool critical = false) {
    Without(arc);
    return Add({0x55, 0x1D, arc}, std::move(value), critical);
  }
  CertBuilder& Without(std::uint8_t arc) {
    const Der oid = {0x55, 0x1D, arc};
    std::erase_if(extensions_, [&](const Extension& extension) { return extension.oid == oid; });
    return *this;
  }
  CertBuilder& Add(Der oid, Der value, bool critical = false) {
    extensions_.push_back({std::move(oid), std::move(value), critical});
    return *this;
  }
  CertBuilder& WithoutExtensions() {
    extensions_.clear();
    key_ids_ = false;
    return *this;
  }
  // With both key identifiers, unless they are set otherwise.
  CertBuilder& KeyIds() {
    key_ids_ = true;
    return *this;
  }
  CertBuilder& Names(std::initializer_list<Der> names) {
    return With(kSubjectAltNameArc, Seq(names));
  }

  Cert IssuedBy(const Cert& issuer) const { return Build(issuer.subject, issuer.key); }
  Cert SelfSigned() const { return Build(subject_, key_); }

 private:
  struct Extension {
    Der oid;
    Der value;
    bool critical;
  };

  template <class T>
  CertBuilder& Assign(T& field, T value) {
    field = std::move(value);
    return *this;
  }

  Der Extensions() const {
    if (extensions_.empty()) return {};
    Der list;
    for (const Extension& extension : extensions_) {
      list = Join({list, Seq({Oid(extension.oid), extension.critical ? Boolean(true) : Der{},
                              OctetString(extension.value)})});
    }
    return Explicit(3, Tlv(der::kSequence, list));
  }

  bool Has(std::uint8_t arc) const {
    const Der oid = {0x55, 0x1D, arc};
    return std::any_of(extensions_.begin(), extensions_.end(),
                       [&](const Extension& extension) { return extension.oid == oid; });
  }

  Cert Build(const Der& issuer, const Der& signer_key) const {
    if (key_ids_) {
      CertBuilder with(*this);
      with.key_ids_ = false;
      if (!Has(kSubjectKeyIdArc)) with.With(kSubjectKeyIdArc, SubjectKeyId(key_));
      if (!Has(kAuthorityKeyIdArc)) with.With(kAuthorityKeyIdArc, AuthorityKeyId(signer_key));
      return with.Build(issuer, signer_key);
    }
    const Der tbs = Seq({version_, serial_, algorithm_, issuer_.empty() ? issuer : issuer_,
                         Seq({not_before_, not_after_}), subject_, key_, Extensions()});
    Der signature = FakeSign(tbs, signer_key);
    if (bad_signature_) signature[0] ^= 1;
    const Der& outer = outer_.empty() ? algorithm_ : outer_;
    return {Seq({tbs, outer, BitString(signature)}), subject_, key_};
  }

  Der version_ = Explicit(0, Integer(2));
  Der serial_ = Integer(1);
  Der algorithm_ = EcdsaSha256();
  Der outer_;
  Der issuer_;
  Der not_before_ = Time(kNow - 30 * kDay);
  Der not_after_ = Time(kNow + 30 * kDay);
  Der subject_;
  Der key_ = EcKey(1);
  std::vector<Extension> extensions_;
  bool bad_signature_ = false;
  bool key_ids_ = false;
};

// NumberOf gives each name a key number of its own, so that a chain needs no Key() calls.
inline std::uint8_t NumberOf(std::string_view name) {
  unsigned sum = 7;
  for (const char c : name) sum = sum * 31 + static_cast<unsigned char>(c);
  return static_cast<std::uint8_t>(sum);
}

// Ca is a certification authority without constraints.
inline CertBuilder Ca(std::string_view name) {
  return CertBuilder()
      .Subject(Name(name))
      .Key(EcKey(NumberOf(name)))
      .With(kBasicConstraintsArc, BasicConstraints(true), true)
      .With(kKeyUsageArc, KeyUsage(0x06), true)
      .KeyIds();
}

// Leaf is a TLS server's certificate for one DNS name.
inline CertBuilder Leaf(std::string_view dns_name) {
  return CertBuilder()
      .Subject(Name(dns_name))
      .Key(EcKey(NumberOf(dns_name)))
      .With(kKeyUsageArc, KeyUsage(0x80), true)
      .With(kExtendedKeyUsageArc, Purposes({kServerAuth}))
      .Names({Dns(dns_name)});
}

}  // namespace omnitls::x509::testing

#endif  // OMNITLS_X509_TESTING_CERT_BUILDER_H_
