#include "omnitls/connection_secrets.h"

#include <cstring>

#include "omnitls/connection_core.h"
#include "omnitls/end_point.h"
#include "omnitls/key_log_line.h"
#include "omnitls/key_schedule.h"

namespace omnitls::internal {
namespace {

constexpr Unexpected Usage(Detail detail) { return Fail(ErrorKind::kUsage, detail); }

// --- records

constexpr std::size_t kHeader = 5;
constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kApplicationData = 23;
constexpr std::size_t kExplicitNonce = 8;

std::uint64_t ReadU64(const std::uint8_t* bytes) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return number;
}

// --- exporters

// Those that TLS 1.2 derives its own keys with (RFC 5705, 4; RFC 7627, 4).
bool IsOfTls(std::string_view label) {
  for (const std::string_view own : {"client finished", "server finished", "master secret",
                                     "extended master secret", "key expansion"}) {
    if (label == own) return true;
  }
  return false;
}

}  // namespace

void SentFlight::Note(ByteView records) {
  encrypted_records_ = 0;
  while (records.size() >= kHeader) {
    const std::size_t length = std::size_t{records[3]} << 8 | records[4];
    if (length > records.size() - kHeader) return;
    const std::uint8_t type = records[0];
    encrypted_records_ += type == kApplicationData;
    if (type == kHandshake && after_change_cipher_spec_ && length >= kExplicitNonce) {
      explicit_nonce_ = ReadU64(records.data() + kHeader);
    }
    after_change_cipher_spec_ |= type == kChangeCipherSpec;
    records = records.subspan(kHeader + length);
  }
}

bool ConnectionSecrets::Keep(const EngineSecret& secret) {
  switch (secret.label) {
    case SecretLabel::kMaster:
      exporter.Clear();
      return secret.secret.size() == kMasterSize &&
             secret.client_random.size() + secret.server_random.size() == kRandomsSize &&
             exporter.Reserve(kMasterSize + kRandomsSize) && exporter.Append(secret.secret) &&
             exporter.Append(secret.client_random) && exporter.Append(secret.server_random);
    case SecretLabel::kClientTraffic:
      return client_traffic.Assign(secret.secret);
    case SecretLabel::kServerTraffic:
      return server_traffic.Assign(secret.secret);
    case SecretLabel::kExporter:
      return exporter.Assign(secret.secret);
    case SecretLabel::kFirstFinished:
      return first_finished.Assign(secret.secret);
    case SecretLabel::kClientEarlyTraffic:
    case SecretLabel::kClientHandshakeTraffic:
    case SecretLabel::kServerHandshakeTraffic:
      return true;
  }
  return true;
}

// --- the handshake
// ----------------------------------------------------------------------------------------

Result<void> ConnectionCore::StartSecrets() {
  if (!context_->secrets().keeps()) return {};
  secrets_ = MakeOwned<ConnectionSecrets>();
  if (!secrets_) return Fail(ErrorKind::kNoMemory);
  return {};
}

void ConnectionCore::NoteSecret(const EngineSecret& secret) {
  if (context_->secrets().key_log != nullptr) WriteKeyLog(context_->secrets(), secret);
  if (secrets_ && !secrets_->Keep(secret)) host_.out_of_memory_ = true;
}

// Keeps no secret longer than somebody can ask for it.
void ConnectionCore::FinishSecrets() {
  if (!secrets_) return;
  const bool untouched = handshake_->early.view().empty() && !handshake_->wrote_half_rtt &&
                         early_data_status_ == EarlyDataStatus::kNone;
  if (context_->secrets().extraction && untouched) {
    Set(EngineHost::kUntouched);
  } else {
    ForgetTrafficSecrets();
  }
}

void ConnectionCore::ForgetTrafficSecrets() {
  Clear(EngineHost::kUntouched);
  secrets_->client_traffic.Clear();
  secrets_->server_traffic.Clear();
  // Without the extended master secret nothing may be exported (RFC 7627, 5.4).
  const bool safe = info_.version != Version::kTls12 || info_.extended_master_secret;
  if (context_->secrets().exporters && safe) return;
  secrets_.reset();
}

// --- exporters and channel bindings
// -----------------------------------------------------------------------

Result<void> ConnectionCore::ExportKeyingMaterial(MutableBytes out, std::string_view label,
                                                  std::optional<ByteView> context) {
  if (Has(kNoCalling)) return CannotCall();
  constexpr std::size_t kMaxContext = 65535;
  if (out.empty() || out.size() > kMaxExpanded || label.empty() ||
      label.size() > KeySchedule::kMaxLabel || (context && context->size() > kMaxContext)) {
    return Usage(Detail::kOutOfRange);
  }
  if (out.data() == nullptr || (context && context->data() == nullptr && !context->empty())) {
    return Usage(Detail::kNullBuffer);
  }
  const bool tls12 = info_.version == Version::kTls12;
  if (!secrets_ || !context_->secrets().exporters || IsOfTls(label) ||
      (tls12 && !info_.extended_master_secret)) {
    return Usage(Detail::kNotAvailable);
  }
  const KeySchedule keys(context_->backend(), info_.cipher_suite);
  // What a backend did not tell must not become a key that anybody knows.
  if (!secrets_->IsComplete(tls12)) return Fail(ErrorKind::kInternal);
  const bool done =
      tls12 ? keys.ExportTls12(secrets_->master(), secrets_->randoms(), label,
                               context ? &*context : nullptr, out)
            : keys.ExportTls13(secrets_->exporter, label, context.value_or(ByteView()), out);
  if (done) return {};
  Wipe(out.data(), out.size());
  return Fail(ErrorKind::kInternal);
}

Result<std::size_t> ConnectionCore::ChannelBinding(ChannelBindingType type, MutableBytes out) {
  if (Has(kNoCalling)) return CannotCall();
  switch (type) {
    case ChannelBindingType::kTlsUnique:
      return TlsUnique(out);
    case ChannelBindingType::kTlsServerEndPoint:
      return ServerEndPoint(out);
    case ChannelBindingType::kTlsExporter:
      break;
  }
  // RFC 9266, 2: an empty context, which in TLS 1.2 is not the same as none.
  constexpr std::size_t kSize = 32;
  if (out.size() < kSize) return Usage(Detail::kOutOfRange);
  const Result<void> exported =
      ExportKeyingMaterial(out.first(kSize), "EXPORTER-Channel-Binding", ByteView());
  if (!exported) return Fail(exported.error());
  return kSize;
}

Result<std::size_t> ConnectionCore::TlsUnique(MutableBytes out) const {
  if (info_.version != Version::kTls12) return Usage(Detail::kNotAvailable);
  if (!context_->backend().Supports(Feature::kTlsUnique)) {
    return Fail(ErrorKind::kUnsupported, Detail::kSetting);
  }
  if (!info_.extended_master_secret || !secrets_ || !context_->secrets().exporters ||
      secrets_->first_finished.empty()) {
    return Usage(Detail::kNotAvailable);
  }
  const ByteView binding = secrets_->first_finished;
  if (out.size() < binding.size()) return Usage(Detail::kOutOfRange);
  std::memcpy(out.data(), binding.data(), binding.size());
  return binding.size();
}

Result<std::size_t> ConnectionCore::ServerEndPoint(MutableBytes out) const {
  std::uint8_t hash[kMaxDigest];
  if (info_.psk) return Usage(Detail::kNotAvailable);  // No certificate was sent.
  ByteView binding = context_->end_point();
  if (context_->role() == Role::kClient) {
    x509::Certificate leaf;
    if (chain_ends_.empty() || !x509::ParseCertificate(chain()[0], leaf)) {
      return Usage(Detail::kNotAvailable);
    }
    binding = {hash, HashCertificate(context_->backend(), leaf, hash)};
  }
  if (binding.empty()) return Usage(Detail::kNotAvailable);
  if (out.size() < binding.size()) return Usage(Detail::kOutOfRange);
  std::memcpy(out.data(), binding.data(), binding.size());
  return binding.size();
}

}  // namespace omnitls::internal
