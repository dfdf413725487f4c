#include <mbedtls/build_info.h>
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include "backends/mbedtls/external_key.h"

namespace omnitls::mbedtls {
namespace {

using x509::SignatureAlgorithm;

// Null: none that TLS signs with.
const SignatureAlgorithm* AlgorithmsOf(mbedtls_pk_type_t type) {
  static constexpr SignatureAlgorithm kPkcs1[] = {SignatureAlgorithm::kRsaPkcs1Sha256,
                                                  SignatureAlgorithm::kRsaPkcs1Sha384,
                                                  SignatureAlgorithm::kRsaPkcs1Sha512};
  static constexpr SignatureAlgorithm kPss[] = {SignatureAlgorithm::kRsaPssSha256,
                                                SignatureAlgorithm::kRsaPssSha384,
                                                SignatureAlgorithm::kRsaPssSha512};
  static constexpr SignatureAlgorithm kEcdsa[] = {SignatureAlgorithm::kEcdsaSha256,
                                                  SignatureAlgorithm::kEcdsaSha384,
                                                  SignatureAlgorithm::kEcdsaSha512};
  switch (type) {
    case MBEDTLS_PK_RSA:
      return kPkcs1;
    case MBEDTLS_PK_RSASSA_PSS:
      return kPss;
    case MBEDTLS_PK_ECKEY:
    case MBEDTLS_PK_ECDSA:
      return kEcdsa;
    default:
      return nullptr;
  }
}

std::size_t Sign(void* host, mbedtls_pk_type_t type, mbedtls_md_type_t hash,
                 const unsigned char* digest, std::size_t digest_size, unsigned char* out,
                 std::size_t room) {
  const SignatureAlgorithm* const algorithms = AlgorithmsOf(type);
  std::size_t index = 0;
  switch (hash) {
    case MBEDTLS_MD_SHA256:
      break;
    case MBEDTLS_MD_SHA384:
      index = 1;
      break;
    case MBEDTLS_MD_SHA512:
      index = 2;
      break;
    default:
      return 0;
  }
  if (algorithms == nullptr) return 0;
  return static_cast<EngineHost*>(host)->Sign(algorithms[index], {digest, digest_size},
                                              {out, room});
}

}  // namespace

ExternalKey::ExternalKey(EngineHost& host, KeyKind kind, std::uint32_t bits)
    : key_{bits, Sign, &host} {
  omnitls_mbedtls_use_external_key(&pk_, kind != KeyKind::kEcdsa, &key_);
}

}  // namespace omnitls::mbedtls

#endif  // MBEDTLS_X509_CRT_PARSE_C
