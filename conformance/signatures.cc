#include "conformance/signatures.h"

#include <openssl/rsa.h>

#include "conformance/openssl_handles.h"

namespace omnitls::conformance {
namespace {

const EVP_MD* HashOf(const std::string& digest) {
  switch (digest.size()) {
    case 32:
      return EVP_sha256();
    case 48:
      return EVP_sha384();
    default:
      return EVP_sha512();
  }
}

unsigned char* Data(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Data(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool IsRsa(EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA || EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA_PSS;
}

}  // namespace

std::string SignMessage(const Certificate& certificate, const std::string& message) {
  const raw::Key key = raw::ReadKey(certificate.key_pem);
  const raw::Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  std::string signature(200, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), Data(signature), &size, Data(message), message.size()) != 1) {
    return "";
  }
  signature.resize(size);
  return signature;
}

std::string SignDigest(const Certificate& certificate, bool is_pss, const std::string& digest) {
  const raw::Key key = raw::ReadKey(certificate.key_pem);
  const raw::Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new(key.get(), nullptr));
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  if (EVP_PKEY_sign_init(context.get()) != 1) return "";
  if (IsRsa(key.get())) {
    EVP_PKEY_CTX_set_rsa_padding(context.get(), is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING);
    if (is_pss) EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST);
  }
  if (EVP_PKEY_CTX_set_signature_md(context.get(), HashOf(digest)) != 1 ||
      EVP_PKEY_sign(context.get(), Data(signature), &size, Data(digest), digest.size()) != 1) {
    return "";
  }
  signature.resize(size);
  return signature;
}

void LeaveAnError() { ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR); }

}  // namespace omnitls::conformance
