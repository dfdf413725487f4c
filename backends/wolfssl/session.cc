#include "backends/wolfssl/session.h"

namespace omnitls::wolfssl {

Result<internal::Owned<EngineSession>> Session::CopyOf(WOLFSSL_SESSION& session) {
  SessionHandle copy(wolfSSL_SESSION_dup(&session));
  if (!copy) return Fail(ErrorKind::kNoMemory);
  internal::Owned<EngineSession> result(new (std::nothrow) Session(std::move(copy)));
  if (!result) return Fail(ErrorKind::kNoMemory);
  return result;
}

Result<internal::Owned<EngineSession>> Session::Load(ByteView saved) {
  const unsigned char* position = saved.data();
  SessionHandle session(
      wolfSSL_d2i_SSL_SESSION(nullptr, &position, static_cast<long>(saved.size())));
  if (!session || position != saved.data() + saved.size()) {
    return Fail(ErrorKind::kConfig, Detail::kMalformedSession);
  }
  internal::Owned<EngineSession> result(new (std::nothrow) Session(std::move(session)));
  if (!result) return Fail(ErrorKind::kNoMemory);
  return result;
}

bool Session::Save(SecretBytes& out) const {
  const int size = wolfSSL_i2d_SSL_SESSION(session_.get(), nullptr);
  MutableBytes added;
  if (size <= 0 || !out.Grow(static_cast<std::size_t>(size), added)) return false;
  unsigned char* position = added.data();
  return wolfSSL_i2d_SSL_SESSION(session_.get(), &position) == size;
}

std::uint32_t Session::max_early_data() const {
#ifdef WOLFSSL_EARLY_DATA
  if (session_->version.minor == TLSv1_3_MINOR) return session_->maxEarlyDataSz;
#endif
  return 0;
}

// The library would take up the session's version and suite without a look at the context.
bool Session::GiveTo(WOLFSSL* ssl, const Context& context) const {
  const Version version =
      session_->version.minor == TLSv1_3_MINOR ? Version::kTls13 : Version::kTls12;
  if (!context.Allows(version) ||
      FindSuite(context.get()->suites, session_->cipherSuite0, session_->cipherSuite) < 0) {
    return true;
  }
  if (version == Version::kTls12 && session_->ticketLen > 0 && !context.tls12_tickets()) {
    return true;
  }
  const SessionHandle copy(wolfSSL_SESSION_dup(session_.get()));
  if (!copy) return false;
  wolfSSL_set_session(ssl, copy.get());
  return true;
}

WOLFSSL_SESSION* Session::CopyIf(ByteView id) const {
  const bool is_this = Equal({session_->sessionID, session_->sessionIDSz}, id);
  return is_this ? wolfSSL_SESSION_dup(session_.get()) : nullptr;
}

}  // namespace omnitls::wolfssl
