#include "omnitls/context_core.h"
#include "omnitls/key_schedule.h"

// What external PSKs change about a context.
namespace omnitls::internal {

// In TLS 1.3 every suite goes with everything.
bool ContextCore::CanAuthenticate(KeyExchange exchange) const {
  if (exchange == KeyExchange::kTls13 && psk_.any()) return true;
  if (UsesPsk(exchange)) return psk_.any();
  if (role_ == Role::kClient) return !only_psk_;
  // An external key signs; it does not decrypt.
  const bool decrypts = exchange == KeyExchange::kRsa;
  return KeyFits(key_kind_, exchange) && !(decrypts && external_key_.signer != nullptr);
}

Result<void> ContextCore::ResolvePsk(ContextSettings& settings) {
  if (const Result<void> checked = CheckPsk(settings, psk_); !checked) return checked;
  // Sessions are for certificates: to resume is no cheaper than to use a PSK, and would leave the
  // identity in the dark.
  if (psk_.own || only_psk_) {
    resumption_ = false;
    session_store_ = nullptr;
  }
  if (!psk_.own) return {};
  HeldPsk& own = *psk_.own;
  for (const CipherSuite suite : tls13_suites_) {
    if (KeySchedule::HashOf(suite) != own.psk.hash) continue;
    own.tls13_suite = suite;
    break;
  }
  engine_psk_ = own.view();
  if (own.tls13_suite != CipherSuite::kNone || tls13_suites_.empty()) return {};
  return Fail(settings.Fail({ErrorKind::kConfig, Detail::kNothingLeft},
                            {"no TLS 1.3 suite has the hash function of the pre-shared key"}));
}

}  // namespace omnitls::internal
