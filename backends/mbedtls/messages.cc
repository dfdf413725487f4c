#include "backends/mbedtls/messages.h"

namespace omnitls::mbedtls {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::uint8_t kServerKeyExchange = 12;
constexpr std::uint8_t kCertificateVerify = 15;
constexpr std::uint8_t kClientKeyExchange = 16;

std::size_t TakeNumber(ByteView& rest, std::size_t bytes) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) number = number << 8 | rest[i];
  rest = rest.subspan(bytes);
  return number;
}

// TakeVector reads a vector after its length.
bool TakeVector(ByteView& rest, std::size_t length_bytes, ByteView& vector) {
  if (rest.size() < length_bytes) return false;
  const std::size_t size = TakeNumber(rest, length_bytes);
  if (size > rest.size()) return false;
  vector = rest.first(size);
  rest = rest.subspan(size);
  return true;
}

// A scheme and a signature, at the end of a message.
bool IsSignature(ByteView rest) {
  ByteView signature;
  if (rest.size() < 2) return false;
  rest = rest.subspan(2);
  return TakeVector(rest, 2, signature) && rest.empty();
}

// RFC 8422, 5.4: a named curve, a point, and a signature.
bool IsServerKeyExchange(ByteView rest) {
  ByteView point;
  if (rest.size() < 3) return false;
  rest = rest.subspan(3);
  return TakeVector(rest, 1, point) && !point.empty() && IsSignature(rest);
}

// RFC 8422, 5.7.
bool IsClientKeyExchange(ByteView rest) {
  ByteView point;
  return TakeVector(rest, 1, point) && !point.empty() && rest.empty();
}

}  // namespace

ChainStatus ReadChain(ByteView message, bool tls13, bool of_client,
                      internal::Vec<ByteView>& chain) {
  ByteView context;
  ByteView list;
  if (tls13 && !TakeVector(message, 1, context)) return ChainStatus::kMalformed;
  if (!of_client && !context.empty()) return ChainStatus::kMalformed;
  if (!TakeVector(message, 3, list) || !message.empty()) return ChainStatus::kMalformed;
  while (!list.empty()) {
    ByteView certificate;
    ByteView extensions;
    if (!TakeVector(list, 3, certificate) || certificate.empty() ||
        (tls13 && !TakeVector(list, 2, extensions))) {
      return ChainStatus::kMalformed;
    }
    if (!chain.Push(certificate)) return ChainStatus::kNoMemory;
  }
  return ChainStatus::kGood;
}

bool IsWellFormed(ByteView message, bool signs_ecdhe) {
  if (message.size() < kHeader) return false;
  const ByteView body = message.subspan(kHeader);
  switch (message[0]) {
    case kCertificateVerify:
      return IsSignature(body);
    case kServerKeyExchange:
      return !signs_ecdhe || IsServerKeyExchange(body);
    case kClientKeyExchange:
      return !signs_ecdhe || IsClientKeyExchange(body);
    default:
      return true;
  }
}

std::optional<std::uint16_t> SchemeOf(ByteView message) {
  if (message.size() < kHeader + 2 || message[0] != kCertificateVerify) return std::nullopt;
  return static_cast<std::uint16_t>(message[kHeader] << 8 | message[kHeader + 1]);
}

}  // namespace omnitls::mbedtls
