#include "omnitls/connection_core.h"

// Clients that are asked for a certificate when the handshake is done (RFC 8446, 4.6.2).
namespace omnitls::internal {
namespace {

constexpr Unexpected Usage(Detail detail) { return Fail(ErrorKind::kUsage, detail); }

constexpr std::uint16_t kPostHandshakeAuth = 49;  // RFC 8446, 4.2.6.

}  // namespace

bool ConnectionCore::MayRequestLater(const ClientHello& hello) const {
  return context_->post_handshake_auth() != ClientAuth::kNone &&
         FindExtension(hello, kPostHandshakeAuth).has_value();
}

Result<Next> ConnectionCore::RequestClientCertificate() {
  if (Has(kNoCalling)) return CannotCall();
  if (Has(EngineHost::kCloseSent | EngineHost::kCloseReceived)) return Usage(Detail::kAfterClose);
  if (context_->role() == Role::kClient || info_.version != Version::kTls13) {
    return Usage(Detail::kNotAvailable);
  }
  if (!context_->backend().Supports(Feature::kPostHandshakeAuth)) {
    return Fail(ErrorKind::kUnsupported, Detail::kSetting);
  }
  // The answer to an earlier one may have come.
  if (const Result<void> settled = SettleRequest(); !settled) return Fail(settled.error());
  if (!may_request_later_ || request_status_ == CertificateRequestStatus::kPending) {
    return Usage(Detail::kNotAvailable);
  }
  handshake_ = MakeOwned<HandshakeData>();
  if (!handshake_) return Fail(ErrorKind::kNoMemory);
  chain_.Reset();
  chain_ends_.Truncate(0);
  peer_checked_ = peer_good_ = false;
  request_status_ = CertificateRequestStatus::kPending;
  Touch();
  const Busy busy(*this);
  if (engine_->RequestCertificate() != Step::kDone) return EngineFailed();
  if (!host_.Flush()) return Next::kWantWrite;
  if (host_.broken()) return WaitEnded();
  return Next::kReady;
}

// As CheckAuthenticated: whatever happened below, nobody gets through without the verification
// asked for.
Result<void> ConnectionCore::SettleRequest() {
  if (request_status_ != CertificateRequestStatus::kPending || Has(EngineHost::kFailed) ||
      !engine_->CertificateAnswered()) {
    return {};
  }
  const bool may_be_missing = context_->post_handshake_auth() == ClientAuth::kRequest;
  if (!peer_good_ || (chain_.empty() && !may_be_missing)) {
    return FailWith({ErrorKind::kInternal});
  }
  request_status_ = CertificateRequestStatus::kAnswered;
  handshake_.reset();
  return {};
}

CertificateRequestStatus ConnectionCore::certificate_request_status() {
  if (!Has(EngineHost::kBusy)) (void)SettleRequest();
  return request_status_;
}

// Nobody is to take for authenticated who has only shown a certificate.
PeerChain ConnectionCore::peer_chain() {
  const bool is_pending = certificate_request_status() == CertificateRequestStatus::kPending;
  if (is_pending && !Has(EngineHost::kFailed)) return {};
  return chain();
}

}  // namespace omnitls::internal
