#ifndef OMNITLS_BACKENDS_WOLFSSL_SESSION_H_
#define OMNITLS_BACKENDS_WOLFSSL_SESSION_H_

#include <utility>

#include "backends/wolfssl/context.h"
#include "backends/wolfssl/handles.h"
#include "omnitls/backend.h"

namespace omnitls::wolfssl {

// Session is what a client needs to resume a connection. It is never changed: every connection gets
// a copy, since the library writes to the one it has. The library wipes what it frees.
class Session final : public EngineSession {
 public:
  // CopyOf copies a session that may change later. Errors: kNoMemory.
  static Result<internal::Owned<EngineSession>> CopyOf(WOLFSSL_SESSION& session);

  // Load reads what Save wrote. Errors: as Backend::LoadSession.
  static Result<internal::Owned<EngineSession>> Load(ByteView saved);

  bool Save(SecretBytes& out) const override;
  std::uint32_t max_early_data() const override;

  // GiveTo lets a connection resume this session, unless it is too old, or of a version or suite
  // that the context does not allow. False: no memory.
  [[nodiscard]] bool GiveTo(WOLFSSL* ssl, const Context& context) const;

  // CopyIf returns a copy, for the caller to own, if this is the session's ID. Null: it is not, or
  // there is no memory.
  WOLFSSL_SESSION* CopyIf(ByteView id) const;

 private:
  explicit Session(SessionHandle session) : session_(std::move(session)) {}

  const SessionHandle session_;
};

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_SESSION_H_
