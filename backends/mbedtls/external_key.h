#ifndef OMNITLS_BACKENDS_MBEDTLS_EXTERNAL_KEY_H_
#define OMNITLS_BACKENDS_MBEDTLS_EXTERNAL_KEY_H_

#include "backends/mbedtls/external_key_shim.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/engine_host.h"

namespace omnitls::mbedtls {

// ExternalKey is, in a connection's own configuration, a key that has nothing but the way to
// EngineHost::Sign.
class ExternalKey : public internal::Allocated {
 public:
  ExternalKey(EngineHost& host, KeyKind kind, std::uint32_t bits);
  ExternalKey(const ExternalKey&) = delete;
  ExternalKey& operator=(const ExternalKey&) = delete;

  mbedtls_pk_context& native() { return pk_; }

 private:
  omnitls_mbedtls_external_key key_;
  mbedtls_pk_context pk_;
};

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_EXTERNAL_KEY_H_
