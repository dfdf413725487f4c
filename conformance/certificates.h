#ifndef OMNITLS_CONFORMANCE_CERTIFICATES_H_
#define OMNITLS_CONFORMANCE_CERTIFICATES_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Test certificates, made when a test asks for them: nothing here goes stale and nothing is checked
// in.
namespace omnitls::conformance {

enum class KeyType {
  kEcdsaP256,
  kEcdsaP384,
  kEcdsaP521,
  kRsa2048,
  kRsa3072,
  kRsa1024,
  kRsaPss,  // A key of 2,048 bits for PSS only (id-RSASSA-PSS).
  kEd25519,
  kEd448,
};

// A certificate with its key, in PEM and DER. `chain_pem` has the leaf first and no root.
struct Certificate {
  std::string pem;
  std::string der;
  std::string key_pem;  // PKCS#8
  std::string chain_pem;
};

// What to put into a certificate. The defaults make a good server certificate for "server.test".
struct CertificateSpec {
  KeyType key = KeyType::kEcdsaP256;
  std::string common_name = "server.test";
  std::vector<std::string> dns_names = {"server.test"};
  std::vector<std::string> ip_addresses;
  std::int64_t not_before_seconds = -24 * 3600;     // From now.
  std::int64_t not_after_seconds = 30 * 24 * 3600;  // From now.
  bool is_ca = false;
  int path_length = -1;  // -1: none.
  // "serverAuth", "clientAuth", ...; empty: no extension.
  std::vector<std::string> extended_key_usage = {"serverAuth"};
  std::string key_usage;     // OpenSSL's words ("digitalSignature,keyCertSign"); empty: fits is_ca.
  bool must_staple = false;  // RFC 7633.
  std::string name_constraints;  // OpenSSL's words ("permitted;DNS:test"), critical; empty: none.
  std::string digest = "SHA256";
  bool corrupt_signature = false;
  bool negative_serial = false;
  // More extensions, in OpenSSL's words: {"1.2.3.4", "critical,DER:0500"}. One that stands here and
  // above, too, is there twice.
  std::vector<std::pair<std::string, std::string>> extensions = {};
};

// Issue makes a key and a certificate signed by `issuer`; null: self-signed. Aborts with a message
// on misuse: it is for tests. Keys of one type are taken from a small pool made once per process,
// because making RSA keys takes long.
Certificate Issue(const CertificateSpec& spec, const Certificate* issuer);

// The usual cast, made once per process and thread-safe: a root "omnitls test root", an
// intermediate under it, a server certificate for "server.test" under the root (for each key type),
// a client certificate "client.test", and an unrelated root.
const Certificate& Root();
const Certificate& OtherRoot();
const Certificate& Intermediate();
const Certificate& Server(KeyType key = KeyType::kEcdsaP256);
const Certificate& Client(KeyType key = KeyType::kEcdsaP256);

// The specs of the last two, to change one thing.
CertificateSpec ServerSpec();
CertificateSpec ClientSpec();
CertificateSpec CaSpec(const std::string& name);

// The pin of a certificate's key: "sha256//" and base64.
std::string PublicKeyPin(const Certificate& certificate);

// MakeCrl makes a CRL (PEM) of `issuer`, with times from now in seconds.
std::string MakeCrl(const Certificate& issuer, const std::vector<const Certificate*>& revoked,
                    std::int64_t this_update = -3600, std::int64_t next_update = 3600);
std::string CrlAsDer(const std::string& pem);

// The forms a private key may come in. Traditional: PKCS#1 (RSA) or SEC 1 (EC).
enum class KeyForm { kPkcs8Pem, kPkcs8Der, kTraditionalPem, kTraditionalDer };

// The key of a certificate in one of its forms; not for Ed25519 and Ed448, which have no
// traditional one.
std::string KeyAs(const Certificate& certificate, KeyForm form);

// The same encrypted with a password: PKCS#8 with PBES2 and AES-256-CBC, or the older PEM form with
// a DEK-Info header. There is no such thing as a traditional DER form.
std::string EncryptKey(const Certificate& certificate, const std::string& password,
                       KeyForm form = KeyForm::kPkcs8Pem);

// A password that is not the key's, but seems to be at first: one in 256 leaves good padding
// behind.
std::string MisleadingPassword(const std::string& encrypted_key, KeyForm form);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_CERTIFICATES_H_
