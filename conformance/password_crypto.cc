#include "conformance/password_crypto.h"

#include <openssl/hmac.h>
#include <openssl/pkcs12.h>

#include "conformance/openssl_handles.h"

namespace omnitls::conformance {
namespace {

using raw::Check;

const EVP_MD* Hash(const std::string& name) {
  const EVP_MD* const hash = EVP_get_digestbyname(name.c_str());
  Check(hash != nullptr, name.c_str());
  return hash;
}

const EVP_CIPHER* Cipher(const std::string& name) {
  const EVP_CIPHER* const cipher = EVP_get_cipherbyname(name.c_str());
  Check(cipher != nullptr, name.c_str());
  return cipher;
}

unsigned char* Data(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Data(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

int Size(const std::string& text) { return static_cast<int>(text.size()); }

std::string Room(int size) { return std::string(static_cast<std::size_t>(size), '\0'); }

}  // namespace

std::string PasswordKey(const std::string& hash, const std::string& password,
                        const std::string& salt, int iterations, int size) {
  std::string key = Room(size);
  Check(PKCS5_PBKDF2_HMAC(password.data(), Size(password), Data(salt), Size(salt), iterations,
                          Hash(hash), size, Data(key)) == 1,
        "PBKDF2");
  return key;
}

std::string Pkcs12Key(const std::string& hash, const std::optional<std::string>& password,
                      const std::string& salt, Pkcs12Purpose purpose, int iterations, int size) {
  std::string key = Room(size);
  std::string own_salt = salt;
  Check(PKCS12_key_gen_utf8(password ? password->data() : nullptr, password ? Size(*password) : 0,
                            Data(own_salt), Size(salt), static_cast<int>(purpose), iterations, size,
                            Data(key), Hash(hash)) == 1,
        "the derivation of PKCS#12");
  return key;
}

std::string Pkcs12KeyOfUnits(const std::string& hash, const std::string& password,
                             const std::string& salt, Pkcs12Purpose purpose, int iterations,
                             int size) {
  std::string key = Room(size);
  std::string own_password = password;
  std::string own_salt = salt;
  Check(PKCS12_key_gen_uni(Data(own_password), Size(password), Data(own_salt), Size(salt),
                           static_cast<int>(purpose), iterations, size, Data(key), Hash(hash)) == 1,
        "the derivation of PKCS#12");
  return key;
}

std::string EncryptCbc(const std::string& cipher, const std::string& key, const std::string& iv,
                       const std::string& plain) {
  std::string out(plain.size() + EVP_MAX_BLOCK_LENGTH, '\0');
  int size = 0;
  int rest = 0;
  const raw::Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> owner(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX* const context = owner.get();
  Check(EVP_EncryptInit_ex(context, Cipher(cipher), nullptr, Data(key), Data(iv)) == 1 &&
            EVP_EncryptUpdate(context, Data(out), &size, Data(plain), Size(plain)) == 1 &&
            EVP_EncryptFinal_ex(context, Data(out) + size, &rest) == 1,
        "encryption");
  out.resize(static_cast<std::size_t>(size + rest));
  return out;
}

int KeySizeOf(const std::string& cipher) { return EVP_CIPHER_get_key_length(Cipher(cipher)); }

std::string HmacOf(const std::string& hash, const std::string& key, const std::string& data) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  Check(
      HMAC(Hash(hash), key.data(), Size(key), Data(data), data.size(), Data(out), &size) != nullptr,
      "HMAC");
  out.resize(size);
  return out;
}

}  // namespace omnitls::conformance
