#include "omnitls/end_point.h"

#include <optional>

namespace omnitls::internal {
namespace {

using x509::SignatureAlgorithm;

// The hash function of the certificate's signature, but SHA-256 in place of what is broken. What
// signs without one (Ed25519) has no such channel binding.
std::optional<HashAlgorithm> HashOf(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kRsaPkcs1Md5:
    case SignatureAlgorithm::kRsaPkcs1Sha1:
    case SignatureAlgorithm::kEcdsaSha1:
    case SignatureAlgorithm::kRsaPkcs1Sha256:
    case SignatureAlgorithm::kRsaPssSha256:
    case SignatureAlgorithm::kEcdsaSha256:
      return HashAlgorithm::kSha256;
    case SignatureAlgorithm::kRsaPkcs1Sha384:
    case SignatureAlgorithm::kRsaPssSha384:
    case SignatureAlgorithm::kEcdsaSha384:
      return HashAlgorithm::kSha384;
    case SignatureAlgorithm::kRsaPkcs1Sha512:
    case SignatureAlgorithm::kRsaPssSha512:
    case SignatureAlgorithm::kEcdsaSha512:
      return HashAlgorithm::kSha512;
    case SignatureAlgorithm::kUnknown:
    case SignatureAlgorithm::kEd25519:
    case SignatureAlgorithm::kEd448:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::size_t HashCertificate(const Backend& backend, const x509::Certificate& certificate,
                            MutableBytes out) {
  const std::optional<HashAlgorithm> hash = HashOf(certificate.signature_algorithm);
  if (!hash) return 0;
  const std::size_t size = DigestSize(*hash);
  return backend.Digest(*hash, {&certificate.der, 1}, out.first(size)) ? size : 0;
}

}  // namespace omnitls::internal
