#include "omnitls/connection.h"

#include "omnitls/connection_core.h"

namespace omnitls {
namespace {

constexpr Unexpected Empty() { return Fail(ErrorKind::kUsage, Detail::kEmptyHandle); }

}  // namespace

Connection& Connection::operator=(Connection&& other) noexcept {
  if (this != &other) delete std::exchange(core_, std::exchange(other.core_, nullptr));
  return *this;
}

Connection::~Connection() { delete core_; }

Result<Next> Connection::Handshake() {
  if (core_ == nullptr) return Empty();
  return core_->Handshake();
}

Result<Progress> Connection::Read(MutableBytes out) {
  if (core_ == nullptr) [[unlikely]]
    return Empty();
  return core_->Read(out);
}

Result<Progress> Connection::Write(ByteView data) {
  if (core_ == nullptr) [[unlikely]]
    return Empty();
  return core_->Write(data);
}

Result<Progress> Connection::WriteGathered(std::span<const ByteView> spans) {
  if (core_ == nullptr) return Empty();
  return core_->WriteGathered(spans);
}

Result<Progress> Connection::WriteEarlyData(ByteView data) {
  if (core_ == nullptr) return Empty();
  return core_->WriteEarlyData(data);
}

std::size_t Connection::early_data_limit() const {
  return core_ == nullptr ? 0 : core_->early_data_limit();
}

EarlyDataStatus Connection::early_data_status() const {
  return core_ == nullptr ? EarlyDataStatus::kNone : core_->early_data_status();
}

SecretBytes Connection::TakeRejectedEarlyData() {
  return core_ == nullptr ? SecretBytes() : core_->TakeRejectedEarlyData();
}

Result<Progress> Connection::ReadEarlyData(MutableBytes out) {
  if (core_ == nullptr) return Empty();
  return core_->ReadEarlyData(out);
}

bool Connection::can_write_half_rtt() const {
  return core_ != nullptr && core_->can_write_half_rtt();
}

Result<Next> Connection::UpdateKeys(KeyUpdateRequest request) {
  if (core_ == nullptr) return Empty();
  return core_->UpdateKeys(request);
}

Result<Next> Connection::RequestClientCertificate() {
  if (core_ == nullptr) return Empty();
  return core_->RequestClientCertificate();
}

CertificateRequestStatus Connection::certificate_request_status() const {
  return core_ == nullptr ? CertificateRequestStatus::kNone : core_->certificate_request_status();
}

Result<Next> Connection::Flush() {
  if (core_ == nullptr) return Empty();
  return core_->Flush();
}

Result<Next> Connection::SendClose() {
  if (core_ == nullptr) return Empty();
  return core_->SendClose();
}

Result<void> Connection::ReleaseBuffers() {
  if (core_ == nullptr) return Empty();
  return core_->ReleaseBuffers();
}

CloseState Connection::close_state() const {
  return core_ == nullptr ? CloseState::kOpen : core_->close_state();
}

bool Connection::handshake_done() const { return core_ != nullptr && core_->handshake_done(); }

Version Connection::version() const {
  return core_ == nullptr ? Version::kNone : core_->info().version;
}

CipherSuite Connection::cipher_suite() const {
  return core_ == nullptr ? CipherSuite::kNone : core_->info().cipher_suite;
}

Group Connection::group() const { return core_ == nullptr ? Group::kNone : core_->info().group; }

std::string_view Connection::alpn() const {
  return core_ == nullptr ? std::string_view() : core_->alpn();
}

std::string_view Connection::server_name() const {
  return core_ == nullptr ? std::string_view() : core_->server_name();
}

bool Connection::resumed() const { return core_ != nullptr && core_->info().resumed; }

ByteView Connection::psk_identity() const {
  return core_ == nullptr ? ByteView() : core_->psk_identity();
}

PeerChain Connection::peer_chain() const {
  return core_ == nullptr ? PeerChain() : core_->peer_chain();
}

ByteView Connection::peer_certificate() const {
  const PeerChain chain = peer_chain();
  return chain.empty() ? ByteView() : chain[0];
}

ByteView Connection::ocsp_response() const {
  return core_ == nullptr ? ByteView() : core_->ocsp_response();
}

ByteView Connection::signed_certificate_timestamps() const {
  return core_ == nullptr ? ByteView() : core_->timestamps();
}

SessionReadiness Connection::session_readiness() const {
  return core_ == nullptr ? SessionReadiness::kNever : core_->session_readiness();
}

Result<Session> Connection::TakeSession() {
  if (core_ == nullptr) return Empty();
  return core_->TakeSession();
}

Result<void> Connection::ExportKeyingMaterial(MutableBytes out, std::string_view label,
                                              std::optional<ByteView> context) {
  if (core_ == nullptr) return Empty();
  return core_->ExportKeyingMaterial(out, label, context);
}

Result<std::size_t> Connection::ChannelBinding(ChannelBindingType type, MutableBytes out) {
  if (core_ == nullptr) return Empty();
  return core_->ChannelBinding(type, out);
}

Result<void> Connection::ExtractTrafficSecrets(TrafficSecrets& out) {
  if (core_ == nullptr) return Empty();
  return core_->ExtractTrafficSecrets(out);
}

std::string_view Connection::DescribeError(std::span<char> out) const {
  return core_ == nullptr ? std::string_view() : core_->DescribeError(out);
}

}  // namespace omnitls
