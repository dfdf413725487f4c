#include "conformance/limbo_peer.h"

#include <openssl/x509.h>

namespace omnitls::conformance {
namespace {

using raw::Source;
using raw::X509Ptr;
using KeyPtr = raw::Key;

// Null for what OpenSSL does not take: there are such cases.
X509Ptr ReadCertificate(const std::string& pem) {
  return X509Ptr(PEM_read_bio_X509(Source(pem).get(), nullptr, nullptr, nullptr));
}

KeyPtr ReadKey(const std::string& pem) {
  return KeyPtr(PEM_read_bio_PrivateKey(Source(pem).get(), nullptr, nullptr, nullptr));
}

bool IsRsa(const X509* certificate) {
  const X509_ALGOR* algorithm = nullptr;
  X509_PUBKEY_get0_param(nullptr, nullptr, nullptr, const_cast<X509_ALGOR**>(&algorithm),
                         X509_get_X509_PUBKEY(certificate));
  return OBJ_obj2nid(algorithm->algorithm) == NID_rsaEncryption;
}

// The peer's own, made once.
EVP_PKEY* OwnKey(bool rsa) {
  static const KeyPtr rsa_key(EVP_RSA_gen(2048));
  static const KeyPtr ec_key(EVP_EC_gen("P-256"));
  return rsa ? rsa_key.get() : ec_key.get();
}

// Whether TLS has a signature scheme for a key (RFC 8446, 4.2.3), as far as the suite's go.
bool CanSignHandshakes(const EVP_PKEY* key) {
  return key != nullptr &&
         (EVP_PKEY_is_a(key, "RSA") || (EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_bits(key) >= 256));
}

// Makes OpenSSL take `key` for the certificate's: the parsed public key is replaced. What is sent
// are the bytes that were read, which OpenSSL keeps.
void Pretend(X509* certificate, EVP_PKEY* key) {
  std::uint8_t* spki = nullptr;
  const int size = i2d_PUBKEY(key, &spki);
  X509_PUBKEY* public_key = X509_get_X509_PUBKEY(certificate);
  const std::uint8_t* position = spki;
  d2i_X509_PUBKEY(&public_key, &position, size);
  OPENSSL_free(spki);
}

}  // namespace

bool LimboPeer::UseLeaf(const std::string& pem, const std::string& key) {
  const X509Ptr leaf = ReadCertificate(pem);
  if (leaf == nullptr) return false;
  const KeyPtr leafs_key = key.empty() ? nullptr : ReadKey(key);
  has_key = CanSignHandshakes(leafs_key.get());
  EVP_PKEY* const private_key = has_key ? leafs_key.get() : OwnKey(IsRsa(leaf.get()));
  if (!has_key) Pretend(leaf.get(), private_key);
  return SSL_CTX_use_certificate(context.get(), leaf.get()) == 1 &&
         SSL_CTX_use_PrivateKey(context.get(), private_key) == 1;
}

bool LimboPeer::UseIntermediate(const std::string& pem) {
  const X509Ptr intermediate = ReadCertificate(pem);
  return intermediate != nullptr && SSL_CTX_add1_chain_cert(context.get(), intermediate.get()) == 1;
}

LimboPeer::LimboPeer(bool is_server, Version version, const std::string& leaf,
                     const std::vector<std::string>& intermediates, const std::string& key)
    : context(SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method())) {
  const int number = version == Version::kTls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
  SSL_CTX_set_min_proto_version(context.get(), number);
  SSL_CTX_set_max_proto_version(context.get(), number);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN);
  if (!UseLeaf(leaf, key))
    problem = "OpenSSL, which is to present the chain, does not take its leaf";
  for (const std::string& pem : intermediates) {
    if (!UseIntermediate(pem)) {
      problem = "OpenSSL, which is to present the chain, cannot read all of it";
    }
  }
}

}  // namespace omnitls::conformance
