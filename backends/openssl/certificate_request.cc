#include "backends/openssl/certificate_request.h"

#include "backends/openssl/context.h"
#include "omnitls/certificate_request.h"

namespace omnitls::openssl {

bool NameAuthorities(SSL_CTX* ctx, ByteView names) {
  NamesHandle list(sk_X509_NAME_new_null());
  if (!list) return false;
  for (const ByteView der : DistinguishedNames(names)) {
    const unsigned char* position = der.data();
    NameHandle name(d2i_X509_NAME(nullptr, &position, static_cast<long>(der.size())));
    if (!name || sk_X509_NAME_push(list.get(), name.get()) == 0) return false;
    name.release();
  }
  SSL_CTX_set_client_CA_list(ctx, list.release());
  return true;
}

bool PresentIdentity(SSL* ssl, const Context& own, const Context* identity, EngineHost& host) {
  if (identity == &own) return true;
  SSL_certs_clear(ssl);
  if (identity == nullptr) return true;
  SSL_CTX* const from = identity->native();
  X509* const leaf = SSL_CTX_get0_certificate(from);
  STACK_OF(X509)* others = nullptr;
  SSL_CTX_get0_chain_certs(from, &others);
  if (identity->external_key().empty()) {
    EVP_PKEY* const key = SSL_CTX_get0_privatekey(from);
    return SSL_use_cert_and_key(ssl, leaf, key, others, 1) == 1;
  }
  const Result<KeyHandle> key = identity->external_key().For(host);
  return key && SSL_use_certificate(ssl, leaf) == 1 && SSL_set1_chain(ssl, others) == 1 &&
         SSL_use_PrivateKey(ssl, key->get()) == 1;
}

}  // namespace omnitls::openssl
