#ifndef OMNITLS_BACKENDS_OPENSSL_EXTERNAL_KEY_H_
#define OMNITLS_BACKENDS_OPENSSL_EXTERNAL_KEY_H_

#include "backends/openssl/handles.h"
#include "omnitls/backend.h"
#include "omnitls/engine_host.h"

namespace omnitls::openssl {

// ExternalKey makes keys for OpenSSL that have nothing but the way to EngineHost::Sign. They are
// of a provider of our own, in a library context of its own: the program's see nothing of it.
class ExternalKey {
 public:
  // Errors: kUnsupported (this kind of key); kNoMemory.
  Result<void> Init(const EngineIdentity& identity);
  bool empty() const { return type_ == nullptr; }

  // For makes the key of one connection, whose `host` must outlive it. Errors: kNoMemory,
  // kInternal.
  Result<KeyHandle> For(EngineHost& host) const;

  const char* group() const { return group_; }  // ECDSA: the curve; else null.
  int bits() const { return bits_; }
  bool is_eddsa() const { return is_eddsa_; }
  std::size_t max_signature() const { return max_signature_; }

 private:
  const char* type_ = nullptr;
  const char* group_ = nullptr;
  int bits_ = 0;
  bool is_eddsa_ = false;
  std::size_t max_signature_ = 0;
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_EXTERNAL_KEY_H_
