#ifndef OMNITLS_CONFORMANCE_PASSWORD_CRYPTO_H_
#define OMNITLS_CONFORMANCE_PASSWORD_CRYPTO_H_

#include <optional>
#include <string>

// What PKCS#12 files are encrypted and authenticated with, by OpenSSL: `hash` and `cipher` are its
// names. All abort with a message on misuse: they are for tests.
namespace omnitls::conformance {

// PBKDF2 (RFC 8018, 5.2).
std::string PasswordKey(const std::string& hash, const std::string& password,
                        const std::string& salt, int iterations, int size);

// What the key of PKCS#12's own derivation is for (RFC 7292, B.3).
enum class Pkcs12Purpose { kKey = 1, kIv = 2, kMac = 3 };

// That derivation, from a password in UTF-8; nothing at all is not the same as an empty one.
std::string Pkcs12Key(const std::string& hash, const std::optional<std::string>& password,
                      const std::string& salt, Pkcs12Purpose purpose, int iterations, int size);
// The same from a password in 16-bit units, with the zero at its end.
std::string Pkcs12KeyOfUnits(const std::string& hash, const std::string& password,
                             const std::string& salt, Pkcs12Purpose purpose, int iterations,
                             int size);

// CBC with padding. `iv` may be longer than it has to be.
std::string EncryptCbc(const std::string& cipher, const std::string& key, const std::string& iv,
                       const std::string& plain);
// The size of its keys in bytes.
int KeySizeOf(const std::string& cipher);

std::string HmacOf(const std::string& hash, const std::string& key, const std::string& data);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_PASSWORD_CRYPTO_H_
