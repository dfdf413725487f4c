#include "omnitls/connection_core.h"

// What a connection has to do with external PSKs.
namespace omnitls::internal {

bool ConnectionCore::HoldPsk(Owned<HeldPsk> psk) {
  if (!psk) return true;
  handshake_->engine_psk = psk->view();
  handshake_->psk = std::move(psk);
  return chain_.Assign(handshake_->engine_psk.identity);
}

// In TLS 1.2 the identity is not in the ClientHello. A client that fails here learns as much as RFC
// 4279, 2 says: there is no such identity.
const EnginePsk* ConnectionCore::FindPreSharedKey(ByteView identity) {
  if (!handshake_ || context_->psk().store == nullptr) return nullptr;
  HandshakeData& data = *handshake_;
  if (data.psk) return Equal(data.engine_psk.identity, identity) ? &data.engine_psk : nullptr;
  if (data.psk_settled) return nullptr;
  data.psk_settled = true;
  Result<Owned<HeldPsk>> found = LookUpPsk(*context_, Version::kTls12, identity);
  const bool known = found && *found;
  if (known && HoldPsk(std::move(*found))) return &data.engine_psk;
  peer_checked_ = true;
  peer_error_ = {ErrorKind::kNoMemory, Detail::kNone, Alert::kUnknownPskIdentity};
  if (found && !known) {
    peer_error_ = {ErrorKind::kProtocol, Detail::kUnknownPskIdentity, Alert::kUnknownPskIdentity};
  }
  return nullptr;
}

void ConnectionCore::SettlePsk() {
  if (info_.version == Version::kTls12) info_.psk = UsesPsk(info_.cipher_suite);
  // After a HelloRetryRequest a client need not offer again what was chosen.
  if (!info_.psk && context_->psk().store != nullptr) chain_.Reset();
}

ByteView ConnectionCore::psk_identity() const {
  if (!handshake_done() || !info_.psk) return {};
  const PskSettings& psk = context_->psk();
  return psk.own ? psk.own->view().identity : chain_.view();
}

}  // namespace omnitls::internal
