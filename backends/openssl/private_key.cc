#include "backends/openssl/private_key.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

#include "backends/openssl/errors.h"

namespace omnitls::openssl {
namespace {

constexpr Error kMalformedPem{ErrorKind::kConfig, Detail::kMalformedPem};
constexpr Error kMalformedDer{ErrorKind::kConfig, Detail::kMalformedDer};
constexpr Error kPasswordRequired{ErrorKind::kConfig, Detail::kPasswordRequired};
constexpr Error kWrongPassword{ErrorKind::kConfig, Detail::kWrongPassword};
constexpr Error kUnsupportedCipher{ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm};

// PemData is what PEM_read_bio allocates; the data is a key and is wiped.
struct PemData {
  ~PemData() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(allocated));
  }
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long allocated = 0;
};

// For PEM_do_header. Given to every call that could ask, so that none ever asks on the terminal.
int GivePassword(char* out, int size, int /*writing*/, void* user) {
  const ByteView password = *static_cast<const ByteView*>(user);
  if (password.size() > static_cast<std::size_t>(size)) return -1;
  std::copy(password.begin(), password.end(), out);
  return static_cast<int>(password.size());
}

// Whether what failed is a lack of the algorithm, not the password or the data.
bool AlgorithmIsMissing() {
  bool missing = false;
  for (unsigned long code; (code = ERR_get_error()) != 0;) {
    const int reason = ERR_GET_REASON(code);
    missing |= reason == ERR_R_UNSUPPORTED;
    if (ERR_GET_LIB(code) != ERR_LIB_EVP) continue;
    missing |= reason == EVP_R_UNSUPPORTED_ALGORITHM || reason == EVP_R_UNKNOWN_PBE_ALGORITHM ||
               reason == EVP_R_UNKNOWN_CIPHER || reason == EVP_R_UNSUPPORTED_CIPHER;
  }
  return missing;
}

Error DecryptionError() { return AlgorithmIsMissing() ? kUnsupportedCipher : kWrongPassword; }

// A key that made no sense only after decryption was decrypted with the wrong password.
Error ContentError(bool decrypted) {
  return TakeConfigError(decrypted ? kWrongPassword : kMalformedDer);
}

Result<KeyHandle> FromPkcs8(const PKCS8_PRIV_KEY_INFO& info) {
  KeyHandle key(EVP_PKCS82PKEY(&info));
  if (!key) return Fail(TakeConfigError(kMalformedDer));
  return key;
}

Result<KeyHandle> FromEncryptedPkcs8(const X509_SIG& encrypted, ByteView password) {
  if (password.empty()) return Fail(kPasswordRequired);
  const Pkcs8Handle info(PKCS8_decrypt(&encrypted, reinterpret_cast<const char*>(password.data()),
                                       static_cast<int>(password.size())));
  if (!info) return Fail(DecryptionError());
  return FromPkcs8(*info);
}

// PKCS#8, plain or encrypted, PKCS#1 or SEC 1. `decrypted`: the bytes come out of a decryption.
Result<KeyHandle> FromDer(ByteView der, ByteView password, bool decrypted) {
  const unsigned char* const end = der.data() + der.size();
  const long size = static_cast<long>(der.size());
  const unsigned char* position = der.data();
  const EncryptedKeyHandle encrypted(d2i_X509_SIG(nullptr, &position, size));
  if (encrypted && position == end) return FromEncryptedPkcs8(*encrypted, password);
  position = der.data();
  KeyHandle key(d2i_AutoPrivateKey(nullptr, &position, size));
  if (!key || position != end) return Fail(ContentError(decrypted));
  return key;
}

Result<KeyHandle> FromPem(ByteView pem, ByteView password) {
  const BioHandle text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!text) return Fail(ErrorKind::kNoMemory);
  PemData block;
  if (PEM_read_bio(text.get(), &block.name, &block.header, &block.data, &block.allocated) != 1) {
    return Fail(TakeConfigError(kMalformedPem));
  }
  EVP_CIPHER_INFO cipher;
  if (PEM_get_EVP_CIPHER_INFO(block.header, &cipher) != 1) {
    return Fail(AlgorithmIsMissing() ? kUnsupportedCipher : kMalformedPem);
  }
  const bool is_encrypted = cipher.cipher != nullptr;
  if (is_encrypted && password.empty()) return Fail(kPasswordRequired);
  long size = block.allocated;
  if (PEM_do_header(&cipher, block.data, &size, GivePassword, &password) != 1) {
    return Fail(DecryptionError());
  }
  return FromDer({block.data, static_cast<std::size_t>(size)}, password, is_encrypted);
}

}  // namespace

Result<KeyHandle> ParsePrivateKey(const EngineIdentity& identity) {
  ERR_clear_error();  // What is in the queue afterwards is from here.
  Result<KeyHandle> key = identity.private_key_is_pem
                              ? FromPem(identity.private_key, identity.password)
                              : FromDer(identity.private_key, identity.password, false);
  ERR_clear_error();  // Guessing the form leaves errors behind.
  return key;
}

}  // namespace omnitls::openssl
