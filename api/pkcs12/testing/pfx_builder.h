#ifndef OMNITLS_PKCS12_TESTING_PFX_BUILDER_H_
#define OMNITLS_PKCS12_TESTING_PFX_BUILDER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "omnitls/digest.h"
#include "omnitls/x509/testing/der_builder.h"

namespace omnitls::pkcs12::testing {

using namespace x509::testing;  // NOLINT
namespace der = x509::der;

// Scheme is what bags are encrypted with.
enum class Scheme {
  kPlain,
  kAes128,  // PBES2 and PBKDF2, as the next three.
  kAes192,
  kAes256,
  kPbes2TripleDes,
  kTripleDes,  // pbeWithSHAAnd3-KeyTripleDES-CBC
  kRc2,        // pbeWithSHAAnd40BitRC2-CBC, not really.
  kUnknown,    // 1.2.3.4, not really.
};

enum class MacKind { kNone, kPkcs12, kPbmac1 };

inline const Der kSalt = {1, 2, 3, 4, 5, 6, 7, 8};
inline const Der kIv = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

struct PfxSpec;

// Crypto does what needs a library.
class Crypto {
 public:
  virtual ~Crypto() = default;
  // Encrypts with kSalt, and kIv where the scheme takes one, with padding.
  virtual Der Encrypt(const PfxSpec& spec, Scheme scheme, const Der& plain) const = 0;
  // The MAC with kSalt.
  virtual Der Mac(const PfxSpec& spec, const Der& authenticated) const = 0;
};

// PfxSpec is what to put into a file. For tests: it allocates as it likes, and writes wrong things.
struct PfxSpec {
  // A certificate, or a PKCS#8 key, and its localKeyId; empty: none.
  struct Entry {
    Der content;
    std::string id;
  };

  std::string password = "open sesame";
  bool password_is_nothing = false;  // Not even the zero unit of an empty one.
  std::vector<Entry> certificates;
  std::vector<Entry> keys;
  std::vector<Der> more_bags;  // In the safe of the keys, whole.
  Scheme certificate_scheme = Scheme::kAes256;
  Scheme key_scheme = Scheme::kAes256;
  HashAlgorithm prf = HashAlgorithm::kSha256;  // Of PBKDF2.
  bool names_prf = true;                       // False: it is SHA-1, the default, unsaid.
  MacKind mac = MacKind::kPkcs12;
  HashAlgorithm mac_hash = HashAlgorithm::kSha256;
  std::uint32_t iterations = 3;
  std::uint32_t mac_iterations = 2;
};

inline Der PkcsOid(std::initializer_list<std::uint8_t> arcs) {
  return Oid(Join({{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01}, Der(arcs)}));
}
inline Der AlgorithmOf(const Der& oid) { return Seq({oid, Null()}); }

inline Der HashOid(HashAlgorithm hash) {
  if (hash == HashAlgorithm::kSha1) return Oid({0x2B, 0x0E, 0x03, 0x02, 0x1A});
  const std::uint8_t arc = hash == HashAlgorithm::kSha256   ? 1
                           : hash == HashAlgorithm::kSha384 ? 2
                                                            : 3;
  return Oid({0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc});
}
inline Der HmacOid(HashAlgorithm hash) {
  std::uint8_t arc = 7;
  if (hash == HashAlgorithm::kSha256) arc = 9;
  if (hash == HashAlgorithm::kSha384) arc = 10;
  if (hash == HashAlgorithm::kSha512) arc = 11;
  return Oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, arc});
}

inline Der Pbkdf2(const PfxSpec& spec, const Der& key_length, std::uint32_t iterations,
                  HashAlgorithm prf) {
  const Der named = spec.names_prf ? AlgorithmOf(HmacOid(prf)) : Der();
  return Seq({PkcsOid({5, 12}), Seq({OctetString(kSalt), Integer(iterations), key_length, named})});
}

inline Der CipherOf(Scheme scheme) {
  if (scheme == Scheme::kPbes2TripleDes) {
    return Seq({Oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x03, 0x07}),
                OctetString(Der(kIv.begin(), kIv.begin() + 8))});
  }
  const std::uint8_t arc = scheme == Scheme::kAes128 ? 2 : scheme == Scheme::kAes192 ? 22 : 42;
  return Seq({Oid({0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, arc}), OctetString(kIv)});
}

inline Der EncryptionOf(const PfxSpec& spec, Scheme scheme) {
  const Der pbe = Seq({OctetString(kSalt), Integer(spec.iterations)});
  switch (scheme) {
    case Scheme::kTripleDes:
      return Seq({PkcsOid({12, 1, 3}), pbe});
    case Scheme::kRc2:
      return Seq({PkcsOid({12, 1, 6}), pbe});
    case Scheme::kUnknown:
      return Seq({Oid({0x2A, 3, 4}), pbe});
    default:
      return Seq(
          {PkcsOid({5, 13}), Seq({Pbkdf2(spec, {}, spec.iterations, spec.prf), CipherOf(scheme)})});
  }
}

inline Der Bag(std::uint8_t type, const Der& value, const std::string& id) {
  const Der attributes = Set({Seq({PkcsOid({9, 20}), Set({Tlv(der::kBmpString, {0, 'a'})})}),
                              Seq({PkcsOid({9, 21}), Set({OctetString(Text(id))})})});
  return Seq({PkcsOid({12, 10, 1, type}), Explicit(0, value), id.empty() ? Der() : attributes});
}

inline Der JoinAll(const std::vector<Der>& parts) {
  Der joined;
  for (const Der& part : parts) joined.insert(joined.end(), part.begin(), part.end());
  return joined;
}

inline Der SafeOf(const PfxSpec& spec, const Crypto& crypto, Scheme scheme, const Der& bags) {
  const Der contents = Tlv(der::kSequence, bags);
  const Der data_oid = PkcsOid({7, 1});
  if (scheme == Scheme::kPlain) return Seq({data_oid, Explicit(0, OctetString(contents))});
  const Der encrypted = Tlv(der::Context(0), crypto.Encrypt(spec, scheme, contents));
  return Seq(
      {PkcsOid({7, 6}),
       Explicit(0, Seq({Integer(0), Seq({data_oid, EncryptionOf(spec, scheme), encrypted})}))});
}

inline Der KeyBag(const PfxSpec& spec, const Crypto& crypto, const PfxSpec::Entry& key) {
  if (spec.key_scheme == Scheme::kPlain) return Bag(1, key.content, key.id);
  const Der encrypted = crypto.Encrypt(spec, spec.key_scheme, key.content);
  return Bag(2, Seq({EncryptionOf(spec, spec.key_scheme), OctetString(encrypted)}), key.id);
}

inline Der CertificateBag(const PfxSpec::Entry& certificate) {
  return Bag(3, Seq({PkcsOid({9, 22, 1}), Explicit(0, OctetString(certificate.content))}),
             certificate.id);
}

inline Der MacData(const PfxSpec& spec, const Crypto& crypto, const Der& authenticated) {
  if (spec.mac == MacKind::kNone) return {};
  Der algorithm = AlgorithmOf(HashOid(spec.mac_hash));
  if (spec.mac == MacKind::kPbmac1) {
    const Der length = Integer(static_cast<std::uint32_t>(DigestSize(spec.mac_hash)));
    algorithm =
        Seq({PkcsOid({5, 14}), Seq({Pbkdf2(spec, length, spec.mac_iterations, spec.mac_hash),
                                    AlgorithmOf(HmacOid(spec.mac_hash))})});
  }
  const Der value = OctetString(crypto.Mac(spec, authenticated));
  // 1 is the default.
  const Der iterations = spec.mac_iterations == 1 ? Der() : Integer(spec.mac_iterations);
  return Seq({Seq({algorithm, value}), OctetString(kSalt), iterations});
}

// The file.
inline Der MakePfx(const PfxSpec& spec, const Crypto& crypto) {
  std::vector<Der> certificates;
  std::vector<Der> keys;
  for (const PfxSpec::Entry& entry : spec.certificates)
    certificates.push_back(CertificateBag(entry));
  for (const PfxSpec::Entry& entry : spec.keys) keys.push_back(KeyBag(spec, crypto, entry));
  keys.insert(keys.end(), spec.more_bags.begin(), spec.more_bags.end());
  const Der authenticated =
      Seq({SafeOf(spec, crypto, spec.certificate_scheme, JoinAll(certificates)),
           SafeOf(spec, crypto, Scheme::kPlain, JoinAll(keys))});
  return Seq({Integer(3), Seq({PkcsOid({7, 1}), Explicit(0, OctetString(authenticated))}),
              MacData(spec, crypto, authenticated)});
}

}  // namespace omnitls::pkcs12::testing

#endif  // OMNITLS_PKCS12_TESTING_PFX_BUILDER_H_
