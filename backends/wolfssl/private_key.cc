#include "backends/wolfssl/private_key.h"

#include <wolfssl/wolfcrypt/asn.h>

#include <algorithm>

#include "omnitls/pem.h"

namespace omnitls::wolfssl {
namespace {

constexpr Error kMalformedPem{ErrorKind::kConfig, Detail::kMalformedPem};
constexpr Error kMalformedDer{ErrorKind::kConfig, Detail::kMalformedDer};
constexpr Error kPasswordRequired{ErrorKind::kConfig, Detail::kPasswordRequired};
constexpr Error kWrongPassword{ErrorKind::kConfig, Detail::kWrongPassword};
constexpr Error kKeyMismatch{ErrorKind::kConfig, Detail::kKeyMismatch};
constexpr Error kUnsupportedCipher{ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm};

// Key is a key's encoding, which does not stay in memory.
struct Key {
  ~Key() { Wipe(bytes.data(), bytes.size()); }
  Bytes bytes;
};

// `otherwise`: the meaning of every code that says nothing of its own.
Error Translate(int code, const Error& otherwise) {
  Error error = otherwise;
  switch (code) {
    case MEMORY_E:
    case MEMORY_ERROR:
      error = {ErrorKind::kNoMemory};
      break;
    case ALGO_ID_E:
    case ASN_UNKNOWN_OID_E:
    case NOT_COMPILED_IN:
      error = kUnsupportedCipher;
      break;
    default:
      break;
  }
  error.native = code;
  return error;
}

// For the old encryption of PEM. Given to every call that could ask.
int GivePassword(char* out, int size, int /*writing*/, void* user) {
  const ByteView password = *static_cast<const ByteView*>(user);
  if (password.size() > static_cast<std::size_t>(size)) return -1;
  std::copy(password.begin(), password.end(), out);
  return static_cast<int>(password.size());
}

Result<void> Use(WOLFSSL_CTX* ctx, ByteView key, int format, const Error& malformed) {
  const int code =
      wolfSSL_CTX_use_PrivateKey_buffer(ctx, key.data(), static_cast<long>(key.size()), format);
  if (code != WOLFSSL_SUCCESS) return Fail(Translate(code, malformed));
  return {};
}

// A key that made no sense only after decryption was decrypted with the wrong password.
Result<void> UseEncryptedDer(WOLFSSL_CTX* ctx, ByteView der, ByteView password) {
  Key key;
  if (!key.bytes.Append(der)) return Fail(ErrorKind::kNoMemory);
  const int size = wc_DecryptPKCS8Key(key.bytes.data(), static_cast<word32>(der.size()),
                                      reinterpret_cast<const char*>(password.data()),
                                      static_cast<int>(password.size()));
  if (size <= 0) return Fail(Translate(size, kWrongPassword));
  return Use(ctx, key.bytes.view().first(static_cast<std::size_t>(size)), WOLFSSL_FILETYPE_ASN1,
             kWrongPassword);
}

Result<void> UseDer(WOLFSSL_CTX* ctx, ByteView der, ByteView password) {
  if (!password.empty()) return UseEncryptedDer(ctx, der, password);
  return Use(ctx, der, WOLFSSL_FILETYPE_ASN1, kMalformedDer);
}

Result<void> UseOldEncryptedPem(WOLFSSL_CTX* ctx, ByteView pem, ByteView password) {
  if (password.empty()) return Fail(kPasswordRequired);
  wolfSSL_CTX_set_default_passwd_cb(ctx, GivePassword);
  wolfSSL_CTX_set_default_passwd_cb_userdata(ctx, &password);
  const Result<void> used = Use(ctx, pem, WOLFSSL_FILETYPE_PEM, kWrongPassword);
  wolfSSL_CTX_set_default_passwd_cb(ctx, nullptr);
  wolfSSL_CTX_set_default_passwd_cb_userdata(ctx, nullptr);
  return used;
}

Result<void> UsePem(WOLFSSL_CTX* ctx, ByteView pem, ByteView password) {
  PemReader reader(AsText(pem));
  PemBlock block;
  const Result<bool> found = reader.Next(block);
  if (!found || !*found) return Fail(kMalformedPem);
  if (!block.headers.empty()) return UseOldEncryptedPem(ctx, pem, password);
  Key key;
  if (!key.bytes.Reserve(block.body.size())) return Fail(ErrorKind::kNoMemory);
  if (const Result<void> decoded = DecodePemBody(block.body, key.bytes); !decoded) return decoded;
  if (block.label == "ENCRYPTED PRIVATE KEY" && password.empty()) return Fail(kPasswordRequired);
  return UseDer(ctx, key.bytes, password);
}

// The library takes no key for a certificate with a critical extension that it does not know.
bool Matches(const WOLFSSL_CTX& ctx) {
  if (wolfSSL_CTX_check_private_key(&ctx) == WOLFSSL_SUCCESS) return true;
  DecodedCert certificate;
  wc_InitDecodedCert(&certificate, ctx.certificate->buffer, ctx.certificate->length, nullptr);
  const bool matches =
      wc_ParseCert(&certificate, CERT_TYPE, NO_VERIFY, nullptr) == ASN_CRIT_EXT_E &&
      wc_CheckPrivateKey(ctx.privateKey->buffer, ctx.privateKey->length, certificate.publicKey,
                         certificate.pubKeySize, static_cast<Key_Sum>(certificate.keyOID),
                         nullptr) == 1;
  wc_FreeDecodedCert(&certificate);
  return matches;
}

}  // namespace

Result<void> UsePrivateKey(WOLFSSL_CTX* ctx, const EngineIdentity& identity) {
  const Result<void> used = identity.private_key_is_pem
                                ? UsePem(ctx, identity.private_key, identity.password)
                                : UseDer(ctx, identity.private_key, identity.password);
  if (!used) return used;
  if (!Matches(*ctx)) return Fail(kKeyMismatch);
  return {};
}

}  // namespace omnitls::wolfssl
