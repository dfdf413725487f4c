#include <mbedtls/build_info.h>
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include <mbedtls/pem.h>
#include <mbedtls/pkcs12.h>
#include <mbedtls/pkcs5.h>

#include "backends/mbedtls/errors.h"
#include "backends/mbedtls/private_key.h"
#include "backends/mbedtls/shim.h"

namespace omnitls::mbedtls {
namespace {

// SecretText is a copy that ends with a NUL, as the library wants PEM, and does not stay in memory.
class SecretText {
 public:
  ~SecretText() { Wipe(bytes_.data(), bytes_.size()); }

  [[nodiscard]] bool Assign(ByteView text) {
    return bytes_.Reserve(text.size() + 1) && bytes_.Append(text) && bytes_.Push(0);
  }
  ByteView view() const { return bytes_.view(); }

 private:
  internal::Vec<std::uint8_t> bytes_;
};

// An encrypted key that opens into nonsense was opened with the wrong password: padding that looks
// right by chance hides that from the library, one time in 256.
Detail MalformedDetail(const EngineIdentity& identity) {
  return identity.password.empty() ? Detail::kMalformedDer : Detail::kWrongPassword;
}

Unexpected Refuse(const EngineIdentity& identity, int native) {
  if (IsOutOfMemory(native)) return Fail(ErrorKind::kNoMemory);
  ErrorKind kind = ErrorKind::kConfig;
  Detail detail = Detail::kNone;
  switch (HighLevelCode(native)) {
    case MBEDTLS_ERR_PK_PASSWORD_REQUIRED:
    case MBEDTLS_ERR_PK_PASSWORD_MISMATCH:
    case MBEDTLS_ERR_PEM_PASSWORD_MISMATCH:
    case MBEDTLS_ERR_PKCS5_PASSWORD_MISMATCH:
    case MBEDTLS_ERR_PKCS12_PASSWORD_MISMATCH:
      detail = Detail::kWrongPassword;
      break;
    case MBEDTLS_ERR_PEM_NO_HEADER_FOOTER_PRESENT:
    case MBEDTLS_ERR_PEM_INVALID_DATA:
    case MBEDTLS_ERR_PEM_BAD_INPUT_DATA:
      detail = Detail::kMalformedPem;
      break;
    case MBEDTLS_ERR_PK_UNKNOWN_PK_ALG:
    case MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE:
      detail = Detail::kKeyMismatch;
      break;
    case MBEDTLS_ERR_PEM_UNKNOWN_ENC_ALG:
    case MBEDTLS_ERR_PEM_FEATURE_UNAVAILABLE:
    case MBEDTLS_ERR_PKCS5_FEATURE_UNAVAILABLE:
    case MBEDTLS_ERR_PKCS12_FEATURE_UNAVAILABLE:
    case MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE:
      kind = ErrorKind::kUnsupported;
      detail = Detail::kUnsupportedAlgorithm;
      break;
    default:
      detail = MalformedDetail(identity);
  }
  return Fail(kind, detail, Alert::kNone, native);
}

}  // namespace

Result<void> ReadPrivateKey(const EngineIdentity& identity, mbedtls_pk_context& key) {
  SecretText pem;
  ByteView bytes = identity.private_key;
  if (identity.private_key_is_pem) {
    if (!pem.Assign(bytes)) return Fail(ErrorKind::kNoMemory);
    bytes = pem.view();
  }
  const int parsed =
      mbedtls_pk_parse_key(&key, bytes.data(), bytes.size(), identity.password.data(),
                           identity.password.size(), omnitls_mbedtls_random, nullptr);
  if (parsed != 0) return Refuse(identity, parsed);
  return {};
}

Result<void> CheckMatch(const mbedtls_pk_context& certified, const mbedtls_pk_context& key) {
  const int match = mbedtls_pk_check_pair(&certified, &key, omnitls_mbedtls_random, nullptr);
  if (match == 0) return {};
  if (IsOutOfMemory(match)) return Fail(ErrorKind::kNoMemory);
  return Fail(ErrorKind::kConfig, Detail::kKeyMismatch, Alert::kNone, match);
}

}  // namespace omnitls::mbedtls

#endif  // MBEDTLS_X509_CRT_PARSE_C
