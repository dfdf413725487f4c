#ifndef OMNITLS_FUZZ_MAKE_PKCS12_SEEDS_H_
#define OMNITLS_FUZZ_MAKE_PKCS12_SEEDS_H_

#include <vector>

#include "omnitls/pkcs12/testing/pfx_builder.h"

// PKCS#12 files for the backend of pkcs12_fuzz.cc: to encrypt changes nothing, and every hash is
// zero.
struct Pkcs12Seed {
  const char* name;
  omnitls::x509::testing::Der file;
};

namespace pkcs12_seeds {

using namespace omnitls::pkcs12::testing;  // NOLINT

class NoCrypto final : public Crypto {
 public:
  Der Encrypt(const PfxSpec&, Scheme scheme, const Der& plain) const override {
    const bool is_des = scheme == Scheme::kTripleDes || scheme == Scheme::kPbes2TripleDes;
    const std::size_t block = is_des ? 8 : 16;
    const std::size_t padding = block - plain.size() % block;
    return Join({plain, Der(padding, static_cast<std::uint8_t>(padding))});
  }
  Der Mac(const PfxSpec& spec, const Der&) const override {
    return Der(omnitls::DigestSize(spec.mac_hash), 0);
  }
};

inline Der Make(const Der& leaf, const Der& issuer, Scheme scheme, MacKind mac) {
  // Without the public key: it goes by the localKeyId.
  const Der ec_key = Seq({Integer(1), OctetString(Der(32, 7))});
  const Der curve = Oid({0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07});
  const Der algorithm = Seq({Oid({0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01}), curve});
  PfxSpec spec;
  spec.certificates = {{issuer, ""}, {leaf, "1"}};
  spec.keys = {{Seq({Integer(0), algorithm, OctetString(ec_key)}), "1"}};
  spec.certificate_scheme = scheme;
  spec.key_scheme = scheme;
  spec.mac = mac;
  if (scheme == Scheme::kPbes2TripleDes) {
    spec.more_bags = {Bag(6, Seq({Bag(6, Seq({CertificateBag({leaf, "2"})}), "")}), "")};
    spec.mac_hash = omnitls::HashAlgorithm::kSha512;
  }
  return MakePfx(spec, NoCrypto());
}

}  // namespace pkcs12_seeds

inline std::vector<Pkcs12Seed> Pkcs12Seeds(const omnitls::x509::testing::Der& leaf,
                                           const omnitls::x509::testing::Der& issuer) {
  using namespace pkcs12_seeds;  // NOLINT
  return {{"pkcs12_aes", Make(leaf, issuer, Scheme::kAes256, MacKind::kPkcs12)},
          {"pkcs12_nested", Make(leaf, issuer, Scheme::kPbes2TripleDes, MacKind::kPkcs12)},
          {"pkcs12_pbmac1", Make(leaf, issuer, Scheme::kAes128, MacKind::kPbmac1)},
          {"pkcs12_plain", Make(leaf, issuer, Scheme::kPlain, MacKind::kNone)},
          {"pkcs12_triple_des", Make(leaf, issuer, Scheme::kTripleDes, MacKind::kPkcs12)}};
}

#endif  // OMNITLS_FUZZ_MAKE_PKCS12_SEEDS_H_
