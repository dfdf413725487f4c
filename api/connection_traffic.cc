// ConnectionCore's keys for somebody who goes on with the records.

#include <cstring>

#include "omnitls/connection_core.h"
#include "omnitls/key_schedule.h"

namespace omnitls::internal {
namespace {

constexpr Unexpected Usage(Detail detail) { return Fail(ErrorKind::kUsage, detail); }

void PutU64(std::uint64_t number, std::uint8_t* out) {
  for (int i = 7; i >= 0; --i, number >>= 8) out[i] = static_cast<std::uint8_t>(number);
}

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

Result<void> ConnectionCore::ExtractTrafficSecrets(TrafficSecrets& out) {
  if (Has(kNoCalling)) return CannotCall();
  const Busy busy(*this);
  if (!Has(EngineHost::kUntouched) || !host_.Flush() || host_.broken() || !host_.inbox_.empty() ||
      AeadOf(info_.cipher_suite).key_size == 0) {
    return Usage(Detail::kNotAvailable);
  }
  out.version = info_.version;
  out.cipher_suite = info_.cipher_suite;
  const bool tls12 = info_.version == Version::kTls12;
  // What a backend did not tell must not become a key that anybody knows.
  if (!secrets_->IsComplete(tls12) || !(tls12 ? FillTls12(out) : FillTls13(out))) {
    out.read.Clear();
    out.write.Clear();
    return Fail(ErrorKind::kInternal);
  }
  secrets_.reset();
  (void)FailWith({ErrorKind::kUsage, Detail::kNotAvailable});
  return {};
}

// RFC 8446, 7.3.
bool ConnectionCore::FillTls13(TrafficSecrets& out) const {
  const KeySchedule keys(context_->backend(), info_.cipher_suite);
  const std::uint8_t key_size = AeadOf(info_.cipher_suite).key_size;
  const auto fill = [&](ByteView secret, TrafficKeys& to) {
    to.key_size_ = key_size;
    return !secret.empty() &&
           keys.ExpandLabel(secret, "key", {}, MutableBytes(to.key_, key_size)) &&
           keys.ExpandLabel(secret, "iv", {}, to.iv_);
  };
  const bool is_client = context_->role() == Role::kClient;
  // The tickets of a server are its first records under these keys.
  out.read.sequence_number_ = 0;
  out.write.sequence_number_ = is_client ? 0 : secrets_->flight.encrypted_records();
  return fill(secrets_->client_traffic, is_client ? out.write : out.read) &&
         fill(secrets_->server_traffic, is_client ? out.read : out.write);
}

// RFC 5246, 6.3.
bool ConnectionCore::FillTls12(TrafficSecrets& out) const {
  const KeySchedule keys(context_->backend(), info_.cipher_suite);
  const Aead aead = AeadOf(info_.cipher_suite);
  const std::size_t iv_size = aead.explicit_nonce ? 4 : sizeof out.write.iv_;
  const ByteView randoms = secrets_->randoms();
  const ByteView seed[] = {randoms.subspan(randoms.size() / 2), randoms.first(randoms.size() / 2)};
  SecretArray<2 * (sizeof out.write.key_ + sizeof out.write.iv_)> block;
  if (!keys.Prf(secrets_->master(), "key expansion", seed,
                block.first(2 * (aead.key_size + iv_size)))) {
    return false;
  }
  const bool is_client = context_->role() == Role::kClient;
  const std::uint8_t* key = block.bytes;
  const std::uint8_t* iv = block.bytes + 2 * std::size_t{aead.key_size};
  for (const bool clients : {true, false}) {
    TrafficKeys& to = clients == is_client ? out.write : out.read;
    to.key_size_ = aead.key_size;
    std::memcpy(to.key_, key, aead.key_size);
    std::memcpy(to.iv_, iv, iv_size);
    key += aead.key_size;
    iv += iv_size;
    to.sequence_number_ = 1;  // After the Finished message.
    if (aead.explicit_nonce) PutU64(1, to.iv_ + iv_size);
  }
  // The library has begun to count somewhere, and no nonce may be used twice.
  if (aead.explicit_nonce) PutU64(secrets_->flight.explicit_nonce() + 1, out.write.iv_ + iv_size);
  return true;
}

}  // namespace omnitls::internal
