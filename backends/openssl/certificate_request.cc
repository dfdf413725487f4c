#include "backends/openssl/certificate_request.h"

#include "backends/openssl/context.h"
#include "omnitls/certificate_request.h"

namespace omnitls::openssl {
namespace {

bool AppendNumber(std::size_t number, std::size_t size, Bytes& out) {
  while (size-- > 0) {
    const auto byte = static_cast<std::uint8_t>(number >> (8 * size));
    if (!out.Append({&byte, 1})) return false;
  }
  return true;
}

// An extension with one vector in it.
bool AppendExtension(std::uint16_t type, ByteView list, Bytes& out) {
  return AppendNumber(type, 2, out) && AppendNumber(list.size() + 2, 2, out) &&
         AppendNumber(list.size(), 2, out) && out.Append(list);
}

// RFC 8446, 4.3.2, without a certificate_request_context.
bool AppendMessage(ByteView schemes, ByteView names, Bytes& out) {
  Bytes extensions;
  if (!AppendExtension(TLSEXT_TYPE_signature_algorithms, schemes, extensions) ||
      !(names.empty() || AppendExtension(TLSEXT_TYPE_certificate_authorities, names, extensions))) {
    return false;
  }
  return AppendNumber(SSL3_MT_CERTIFICATE_REQUEST, 1, out) &&
         AppendNumber(1 + 2 + extensions.size(), 3, out) && AppendNumber(0, 1, out) &&
         AppendNumber(extensions.size(), 2, out) && out.Append(extensions);
}

}  // namespace

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

bool DescribeRequest(SSL* ssl, Bytes& message) {
  Bytes schemes;
  Bytes names;
  const int count = SSL_get_sigalgs(ssl, 0, nullptr, nullptr, nullptr, nullptr, nullptr);
  for (int i = 0; i < count; ++i) {
    std::uint8_t scheme[2];
    SSL_get_sigalgs(ssl, i, nullptr, nullptr, nullptr, &scheme[1], &scheme[0]);
    if (!schemes.Append(scheme)) return false;
  }
  const STACK_OF(X509_NAME)* const list = SSL_get0_peer_CA_list(ssl);
  for (int i = 0; i < sk_X509_NAME_num(list); ++i) {
    const unsigned char* der = nullptr;
    std::size_t size = 0;
    if (X509_NAME_get0_der(sk_X509_NAME_value(list, i), &der, &size) != 1) return false;
    if (!AppendNumber(size, 2, names) || !names.Append({der, size})) return false;
  }
  return AppendMessage(schemes, names, message);
}

bool PresentIdentity(SSL* ssl, const Context* identity, EngineHost& host) {
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
