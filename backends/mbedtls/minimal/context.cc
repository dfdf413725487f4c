#include <mbedtls/oid.h>

#include "backends/mbedtls/minimal/core.h"
#include "backends/mbedtls/shim.h"

namespace omnitls {
namespace internal {
namespace {

#if defined(MBEDTLS_X509_CRT_PARSE_C)
// Names are in subjectAltName (RFC 9525, 6.3); the library would look into the subject, too.
int OnCertificate(void* /*user*/, mbedtls_x509_crt* certificate, int depth, std::uint32_t* flags) {
  if (depth == 0 &&
      mbedtls_x509_crt_has_ext_type(certificate, MBEDTLS_X509_EXT_SUBJECT_ALT_NAME) == 0) {
    *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
  }
  return 0;
}
#endif

}  // namespace

ContextCore::ContextCore(Role r) : role(r) {
  mbedtls_ssl_config_init(&config);
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_x509_crt_init(&anchors);
  mbedtls_x509_crt_init(&chain);
  mbedtls_pk_init(&key);
  if (is_client()) mbedtls_ssl_conf_verify(&config, OnCertificate, nullptr);
#endif
}

ContextCore::~ContextCore() {
  mbedtls_ssl_config_free(&config);
#if defined(OMNITLS_MINIMAL_BOTH)
  while (extras != nullptr) {
    Extra* const extra = std::exchange(extras, extras->next);
    extra->free(extra);
  }
#endif
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_x509_crt_free(&anchors);
  mbedtls_x509_crt_free(&chain);
  mbedtls_pk_free(&key);
#endif
}

}  // namespace internal

using internal::ConnectionCore;
using internal::ContextCore;

namespace {

Result<Connection> Make(ContextCore* core, Transport& transport, std::string_view name) {
  if (core == nullptr) return Fail(ErrorKind::kUsage, Detail::kEmptyHandle);
  return ConnectionCore::Make(*core, transport, name);
}

ContextCore* Share(ContextCore* core) {
  if (core != nullptr) core->AddReference();
  return core;
}

void Drop(ContextCore* core) {
  if (core != nullptr) core->RemoveReference();
}

}  // namespace

ClientContext::ClientContext(const ClientContext& other) : core_(Share(other.core_)) {}
ClientContext::~ClientContext() { Drop(core_); }
ServerContext::ServerContext(const ServerContext& other) : core_(Share(other.core_)) {}
ServerContext::~ServerContext() { Drop(core_); }

Result<Connection> ClientContext::Connect(Transport& transport, std::string_view name) const {
  return Make(core_, transport, name);
}
#if !defined(OMNITLS_MINIMAL_BOTH)
Result<Connection> ClientContext::Connect(Transport& transport,
                                          const ConnectOptions& options) const {
  return Make(core_, transport, options.server_name);
}
#endif
Result<Connection> ServerContext::Accept(Transport& transport) const {
  return Make(core_, transport, {});
}

}  // namespace omnitls
