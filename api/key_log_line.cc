#include "omnitls/key_log_line.h"

#include <algorithm>

namespace omnitls::internal {
namespace {

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

}  // namespace

void WriteKeyLog(const SecretSettings& settings, const EngineSecret& secret) {
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

}  // namespace omnitls::internal
