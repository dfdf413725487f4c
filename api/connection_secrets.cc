#include "omnitls/connection_secrets.h"

#include <algorithm>
#include <cstring>

#include "omnitls/connection_core.h"
#include "omnitls/end_point.h"
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

void PutU64(std::uint64_t number, std::uint8_t* out) {
  for (int i = 7; i >= 0; --i, number >>= 8) out[i] = static_cast<std::uint8_t>(number);
}

// --- key logs

constexpr std::size_t kMaxLogLine = 256;

std::string_view LogLabel(SecretLabel label) {
  switch (label) {
    case SecretLabel::kMaster:
      return "CLIENT_RANDOM";
    case SecretLabel::kClientEarlyTraffic:
      return "CLIENT_EARLY_TRAFFIC_SECRET";
    case SecretLabel::kClientHandshakeTraffic:
      return "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
    case SecretLabel::kServerHandshakeTraffic:
      return "SERVER_HANDSHAKE_TRAFFIC_SECRET";
    case SecretLabel::kClientTraffic:
      return "CLIENT_TRAFFIC_SECRET_0";
    case SecretLabel::kServerTraffic:
      return "SERVER_TRAFFIC_SECRET_0";
    case SecretLabel::kExporter:
      return "EXPORTER_SECRET";
    case SecretLabel::kFirstFinished:
      break;
  }
  return {};
}

char* AppendHex(ByteView bytes, char* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  *out++ = ' ';
  for (const std::uint8_t byte : bytes) {
    *out++ = kDigits[byte >> 4];
    *out++ = kDigits[byte & 15];
  }
  return out;
}

void Log(const SecretSettings& settings, const EngineSecret& secret) {
  const std::string_view label = LogLabel(secret.label);
  if (label.empty() ||
      label.size() + 2 + 2 * (secret.client_random.size() + secret.secret.size()) > kMaxLogLine) {
    return;
  }
  char line[kMaxLogLine];
  char* end = std::copy(label.begin(), label.end(), line);
  end = AppendHex(secret.client_random, end);
  end = AppendHex(secret.secret, end);
  settings.key_log(settings.key_log_user, {line, static_cast<std::size_t>(end - line)});
  Wipe(line, sizeof line);
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

// --- traffic keys

// The length of a suite's key in bytes, and whether half of its nonces are on the wire in TLS 1.2.
struct Aead {
  std::uint8_t key_size = 0;  // 0: not an AEAD.
  bool explicit_nonce = false;
};

Aead AeadOf(CipherSuite suite) {
  const std::string_view name = CipherSuiteName(suite);
  const auto has = [name](std::string_view part) { return name.find(part) != name.npos; };
  if (has("_CHACHA20_POLY1305")) return {32, false};
  if (has("_AES_128_GCM") || has("_AES_128_CCM")) return {16, true};
  if (has("_AES_256_GCM") || has("_AES_256_CCM")) return {32, true};
  return {};
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
  if (context_->secrets().key_log != nullptr) Log(context_->secrets(), secret);
  if (secrets_ && !secrets_->Keep(secret)) host_.out_of_memory_ = true;
}

// Keeps no secret longer than somebody can ask for it.
void ConnectionCore::FinishSecrets() {
  if (!secrets_) return;
  if (context_->secrets().extraction && handshake_->early.view().empty()) {
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
  ByteView binding = context_->end_point();
  if (context_->role() == Role::kClient) {
    x509::Certificate leaf;
    if (chain_ends_.empty() || !x509::ParseCertificate(peer_chain()[0], leaf)) {
      return Usage(Detail::kNotAvailable);
    }
    binding = {hash, HashCertificate(context_->backend(), leaf, hash)};
  }
  if (binding.empty()) return Usage(Detail::kNotAvailable);
  if (out.size() < binding.size()) return Usage(Detail::kOutOfRange);
  std::memcpy(out.data(), binding.data(), binding.size());
  return binding.size();
}

// --- traffic secrets
// --------------------------------------------------------------------------------------

Result<void> ConnectionCore::ExtractTrafficSecrets(TrafficSecrets& out) {
  if (Has(kNoCalling)) return CannotCall();
  if (!Has(EngineHost::kUntouched) || !host_.Flush() || host_.broken() || !host_.inbox_.empty() ||
      AeadOf(info_.cipher_suite).key_size == 0) {
    return Usage(Detail::kNotAvailable);
  }
  out.version = info_.version;
  out.cipher_suite = info_.cipher_suite;
  if (!FillTrafficSecrets(out)) {
    out.read.Clear();
    out.write.Clear();
    return Fail(ErrorKind::kInternal);
  }
  secrets_.reset();
  (void)FailWith({ErrorKind::kUsage, Detail::kNotAvailable});
  return {};
}

// RFC 8446, 7.3; RFC 5246, 6.3.
bool ConnectionCore::FillTrafficSecrets(TrafficSecrets& out) const {
  if (!secrets_->IsComplete(info_.version == Version::kTls12)) return false;
  const KeySchedule keys(context_->backend(), info_.cipher_suite);
  const Aead aead = AeadOf(info_.cipher_suite);
  const bool is_client = context_->role() == Role::kClient;
  TrafficKeys& client = is_client ? out.write : out.read;
  TrafficKeys& server = is_client ? out.read : out.write;
  client.key_size_ = server.key_size_ = aead.key_size;
  if (info_.version == Version::kTls13) {
    const auto fill = [&](ByteView secret, TrafficKeys& to) {
      return keys.ExpandLabel(secret, "key", {}, MutableBytes(to.key_, aead.key_size)) &&
             keys.ExpandLabel(secret, "iv", {}, to.iv_);
    };
    // The tickets of a server are its first records under these keys.
    out.read.sequence_number_ = 0;
    out.write.sequence_number_ = is_client ? 0 : secrets_->flight.encrypted_records();
    return !secrets_->client_traffic.empty() && !secrets_->server_traffic.empty() &&
           fill(secrets_->client_traffic, client) && fill(secrets_->server_traffic, server);
  }
  const std::size_t iv_size = aead.explicit_nonce ? 4 : sizeof client.iv_;
  const ByteView randoms = secrets_->randoms();
  const ByteView seed[] = {randoms.subspan(randoms.size() / 2), randoms.first(randoms.size() / 2)};
  SecretArray<2 * (sizeof client.key_ + sizeof client.iv_)> block;
  if (!keys.Prf(secrets_->master(), "key expansion", seed,
                block.first(2 * (aead.key_size + iv_size)))) {
    return false;
  }
  const std::uint8_t* next = block.bytes;
  for (TrafficKeys* to : {&client, &server}) {
    std::memcpy(to->key_, next, aead.key_size);
    next += aead.key_size;
  }
  for (TrafficKeys* to : {&client, &server}) {
    std::memcpy(to->iv_, next, iv_size);
    next += iv_size;
    to->sequence_number_ = 1;  // After the Finished message.
    if (aead.explicit_nonce) PutU64(1, to->iv_ + iv_size);
  }
  // The library has begun to count somewhere, and no nonce may be used twice.
  if (aead.explicit_nonce) PutU64(secrets_->flight.explicit_nonce() + 1, out.write.iv_ + iv_size);
  return true;
}

}  // namespace omnitls::internal
