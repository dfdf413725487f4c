#include "conformance/limbo_peer.h"

#include <openssl/x509.h>

namespace omnitls::conformance {
namespace {

using X509Ptr = std::unique_ptr<X509, RawDeleter<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, RawDeleter<EVP_PKEY_free>>;

std::unique_ptr<BIO, RawDeleter<BIO_free>> Source(const std::string& text) {
  return std::unique_ptr<BIO, RawDeleter<BIO_free>>(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

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

// Whether TLS has a signature scheme for a key (RFC 8446, 4.2.3), as far as the suite's go.
bool CanSignHandshakes(const EVP_PKEY* key) {
  return key != nullptr && (EVP_PKEY_is_a(key, "RSA") ||
                            (EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_bits(key) >= 256));
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

RawContext NewLimboPeer(bool is_server, Version version, const std::string& leaf,
                        const std::vector<std::string>& intermediates, const std::string& key,
                        std::string& problem) {
  RawContext context(SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method()));
  SSL_CTX* const ctx = context.get();
  const int number = version == Version::kTls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
  SSL_CTX_set_min_proto_version(ctx, number);
  SSL_CTX_set_max_proto_version(ctx, number);
  SSL_CTX_set_security_level(ctx, 0);
  SSL_CTX_set_mode(ctx, SSL_MODE_NO_AUTO_CHAIN);
  const X509Ptr certificate = ReadCertificate(leaf);
  if (certificate == nullptr) {
    problem = "OpenSSL, which presents the chain, cannot read the leaf";
    return nullptr;
  }
  KeyPtr private_key = key.empty() ? nullptr : ReadKey(key);
  if (!CanSignHandshakes(private_key.get())) {
    private_key = ReadKey(Server(IsRsa(certificate.get()) ? KeyType::kRsa2048 : KeyType::kEcdsaP256)
                              .key_pem);
    Pretend(certificate.get(), private_key.get());
  }
  if (SSL_CTX_use_certificate(ctx, certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(ctx, private_key.get()) != 1) {
    problem = "OpenSSL, which presents the chain, does not take the leaf's key";
    return nullptr;
  }
  for (const std::string& pem : intermediates) {
    X509Ptr intermediate = ReadCertificate(pem);
    if (intermediate == nullptr || SSL_CTX_add0_chain_cert(ctx, intermediate.get()) != 1) {
      problem = "OpenSSL, which presents the chain, cannot read an intermediate";
      return nullptr;
    }
    static_cast<void>(intermediate.release());
  }
  return context;
}

}  // namespace omnitls::conformance
