#include "backends/openssl/secrets.h"

#include <openssl/err.h>

namespace omnitls::openssl {
namespace {

constexpr std::size_t kRandomSize = SSL3_RANDOM_SIZE;

// The labels of key logs (RFC 9850) that are of use.
constexpr struct {
  std::string_view name;
  SecretLabel label;
} kLabels[] = {
    {"CLIENT_RANDOM", SecretLabel::kMaster},
    {"CLIENT_EARLY_TRAFFIC_SECRET", SecretLabel::kClientEarlyTraffic},
    {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", SecretLabel::kClientHandshakeTraffic},
    {"SERVER_HANDSHAKE_TRAFFIC_SECRET", SecretLabel::kServerHandshakeTraffic},
    {"CLIENT_TRAFFIC_SECRET_0", SecretLabel::kClientTraffic},
    {"SERVER_TRAFFIC_SECRET_0", SecretLabel::kServerTraffic},
    {"EXPORTER_SECRET", SecretLabel::kExporter},
};

int DigitValue(char digit) {
  if ('0' <= digit && digit <= '9') return digit - '0';
  if ('a' <= digit && digit <= 'f') return digit - 'a' + 10;
  if ('A' <= digit && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// The bytes written, or 0 for what is not hexadecimal, or longer than `out`.
std::size_t ReadHex(std::string_view hex, MutableBytes out) {
  if (hex.size() % 2 != 0 || hex.size() / 2 > out.size()) return 0;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = DigitValue(hex[i]);
    const int low = DigitValue(hex[i + 1]);
    if (high < 0 || low < 0) return 0;
    out[i / 2] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return hex.size() / 2;
}

std::string_view TakeWord(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

const EVP_MD* Native(HashAlgorithm hash) {
  switch (hash) {
    case HashAlgorithm::kSha256:
      return EVP_sha256();
    case HashAlgorithm::kSha384:
      return EVP_sha384();
    case HashAlgorithm::kSha512:
      return EVP_sha512();
    case HashAlgorithm::kSha1:
      return EVP_sha1();
  }
  return nullptr;
}

}  // namespace

bool Digest(HashAlgorithm hash, std::span<const ByteView> parts, MutableBytes out) {
  const DigestContextHandle context(EVP_MD_CTX_new());
  bool good = context && EVP_DigestInit_ex(context.get(), Native(hash), nullptr) == 1;
  for (const ByteView part : parts) {
    good = good && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  good = good && EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1;
  if (!good) ERR_clear_error();
  return good;
}

void TellSecret(const SSL* ssl, const char* line, EngineHost& host) {
  std::string_view rest = line;
  const std::string_view name = TakeWord(rest);
  std::uint8_t client_random[kRandomSize];
  std::uint8_t server_random[kRandomSize];
  std::uint8_t bytes[kMaxDigest];
  const std::size_t random_size = ReadHex(TakeWord(rest), client_random);
  const std::size_t size = ReadHex(rest, bytes);
  for (const auto& known : kLabels) {
    if (known.name != name || random_size != kRandomSize || size == 0) continue;
    EngineSecret secret{known.label, {bytes, size}, client_random, {}};
    if (known.label == SecretLabel::kMaster) {
      SSL_get_server_random(ssl, server_random, kRandomSize);
      secret.server_random = server_random;
    }
    host.NoteSecret(secret);
  }
  Wipe(bytes, sizeof bytes);
}

// The client's, unless a session was resumed (RFC 5246, 7.3).
void TellFirstFinished(const SSL* ssl, EngineHost& host) {
  const bool own = (SSL_is_server(ssl) == 1) == (SSL_session_reused(ssl) == 1);
  std::uint8_t bytes[EVP_MAX_MD_SIZE];
  const std::size_t size = own ? SSL_get_finished(ssl, bytes, sizeof bytes)
                               : SSL_get_peer_finished(ssl, bytes, sizeof bytes);
  host.NoteSecret({SecretLabel::kFirstFinished, {bytes, std::min(size, sizeof bytes)}, {}, {}});
}

}  // namespace omnitls::openssl
