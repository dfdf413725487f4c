#include "omnitls/client_hello.h"

#include <algorithm>

#include "omnitls/byte_reader.h"

namespace omnitls {
namespace {

using internal::ByteReader;

constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kClientHelloType = 1;
constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kHandshakeHeader = 4;
constexpr std::size_t kMaxPlaintext = 16384;

enum Extension : std::uint16_t {
  kServerName = 0,
  kSupportedGroups = 10,
  kSignatureAlgorithms = 13,
  kAlpn = 16,
  kPreSharedKey = 41,
  kEarlyData = 42,
  kSupportedVersions = 43,
  kKeyShare = 51,
};

// One vector of 16-bit numbers that fills the extension.
bool ParseU16Vector(ByteView data, std::size_t length_size, U16List& list) {
  ByteReader reader(data);
  const ByteView body = reader.Vector(length_size);
  list = U16List(body);
  return reader.at_end() && body.size() % 2 == 0 && !body.empty();
}

bool ParseServerName(ByteView data, std::string_view& name) {
  ByteReader reader(data);
  ByteReader list(reader.Vector(2));
  if (!reader.at_end() || list.empty()) return false;
  while (!list.empty()) {
    const std::uint32_t type = list.Number(1);
    const ByteView value = list.Vector(2);
    if (!list.ok()) return false;
    if (type != 0) continue;
    if (!name.empty() || value.empty()) return false;  // One name of each type (RFC 6066, 3).
    name = AsText(value);
  }
  return true;
}

bool ParseAlpn(ByteView data, ByteView& alpn) {
  ByteReader reader(data);
  alpn = reader.Vector(2);
  if (!reader.at_end() || alpn.empty()) return false;
  for (ByteReader names(alpn); !names.empty();) {
    if (names.Vector(1).empty()) return false;  // Also when the length was wrong.
  }
  return true;
}

// RFC 8446, 4.2.8. What is in the keys is the library's.
bool IsKeyShare(ByteView data) {
  ByteReader reader(data);
  ByteReader shares(reader.Vector(2));
  if (!reader.at_end()) return false;
  while (!shares.empty()) {
    shares.Number(2);
    if (shares.Vector(2).empty()) return false;  // Also when the length was wrong.
  }
  return true;
}

bool ParseExtension(std::uint32_t type, ByteView data, ClientHello& hello) {
  switch (type) {
    case kServerName:
      return ParseServerName(data, hello.server_name);
    case kAlpn:
      return ParseAlpn(data, hello.alpn);
    case kSupportedGroups:
      hello.has_groups = true;
      return ParseU16Vector(data, 2, hello.groups);
    case kSignatureAlgorithms:
      hello.has_signature_schemes = true;
      return ParseU16Vector(data, 2, hello.signature_schemes);
    case kSupportedVersions:
      hello.has_supported_versions = true;
      return ParseU16Vector(data, 1, hello.supported_versions);
    case kPreSharedKey:
      hello.has_pre_shared_key = true;
      return true;
    case kKeyShare:
      return IsKeyShare(data);
    case kEarlyData:
      hello.has_early_data = true;
      return data.empty();
    default:
      return true;
  }
}

// Each of the extensions we read may stand once (RFC 8446, 4.2); the library looks at the others.
bool ParseExtensions(ByteView block, ClientHello& hello) {
  ByteReader reader(block);
  std::uint64_t seen = 0;
  while (!reader.empty()) {
    const std::uint32_t type = reader.Number(2);
    const ByteView data = reader.Vector(2);
    if (!reader.ok()) return false;
    if (type < 64) {
      if ((seen >> type & 1) != 0) return false;
      seen |= std::uint64_t{1} << type;
    }
    if (!ParseExtension(type, data, hello)) return false;
  }
  return true;
}

HelloResult Refuse(Detail detail, Alert alert) {
  return {HelloStatus::kRefused, {ErrorKind::kProtocol, detail, alert}};
}

// A client whose first record is an alert has given up already.
HelloResult ReadAlertRecord(ByteView wire) {
  if (wire.size() < kRecordHeader + 2) return {};
  return {HelloStatus::kRefused,
          {ErrorKind::kAlertReceived, Detail::kNone, static_cast<Alert>(wire[kRecordHeader + 1])}};
}

// The size of the handshake message whose header this is; 0 if it is not a ClientHello.
std::size_t MessageSize(ByteView header) {
  if (header[0] != kClientHelloType) return 0;
  return kHandshakeHeader +
         (static_cast<std::size_t>(header[1]) << 16 | header[2] << 8 | header[3]);
}

// Puts a message that spans records together.
HelloResult Assemble(ByteView wire, Bytes& assembled, ByteView& message) {
  assembled.Truncate(0);
  ByteView rest = wire;
  while (rest.size() >= kRecordHeader) {
    if (const HelloResult header = CheckRecordHeader(rest);
        header.status != HelloStatus::kComplete) {
      return header;
    }
    const std::size_t length = static_cast<std::size_t>(rest[3] << 8 | rest[4]);
    if (rest.size() < kRecordHeader + length) return {};
    if (!assembled.Append(rest.subspan(kRecordHeader, length))) {
      return {HelloStatus::kRefused, {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError}};
    }
    rest = rest.subspan(kRecordHeader + length);
    if (assembled.size() < kHandshakeHeader) continue;
    const std::size_t size = MessageSize(assembled.view());
    if (size == 0) return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
    if (size > kMaxClientHello) return Refuse(Detail::kDecodeError, Alert::kDecodeError);
    if (assembled.size() < size) continue;
    // Nothing may follow it in its record: the client has to wait for an answer (RFC 8446, 5.1).
    if (assembled.size() > size) {
      return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
    }
    message = assembled.view();
    return {HelloStatus::kComplete, {}, wire.size() - rest.size()};
  }
  return {};
}

}  // namespace

bool ParseClientHelloBody(ByteView message, ClientHello& hello) {
  hello = {};
  hello.message = message;
  ByteReader reader(message);
  if (reader.Number(1) != kClientHelloType) return false;
  ByteReader body(reader.Vector(3));
  if (!reader.at_end()) return false;
  hello.legacy_version = static_cast<std::uint16_t>(body.Number(2));
  body.Take(32);  // random
  hello.session_id = body.Vector(1);
  const ByteView suites = body.Vector(2);
  const ByteView compression = body.Vector(1);
  if (!body.ok() || hello.session_id.size() > 32) return false;
  if (suites.empty() || suites.size() % 2 != 0 || compression.empty()) return false;
  hello.cipher_suites = U16List(suites);
  if (body.empty()) return true;  // No extensions at all: old, but allowed in TLS 1.2.
  hello.extensions = body.Vector(2);
  return body.at_end() && ParseExtensions(hello.extensions, hello);
}

bool Offers(const ClientHello& hello, Version version) {
  const auto number = static_cast<std::uint16_t>(version);
  if (hello.has_supported_versions) return hello.supported_versions.Contains(number);
  return version == Version::kTls12 && hello.legacy_version >= number;
}

std::optional<ByteView> FindExtension(const ClientHello& hello, std::uint16_t type) {
  ByteReader reader(hello.extensions);
  while (!reader.empty() && reader.ok()) {
    const bool found = reader.Number(2) == type;
    const ByteView data = reader.Vector(2);
    if (found && reader.ok()) return data;
  }
  return std::nullopt;
}

ByteView FirstPskIdentity(const ClientHello& hello) {
  const std::optional<ByteView> extension = FindExtension(hello, kPreSharedKey);
  if (!extension) return {};
  ByteReader reader(*extension);
  ByteReader identities(reader.Vector(2));
  const ByteView identity = identities.Vector(2);
  return reader.ok() && identities.ok() ? identity : ByteView();
}

HelloResult CheckRecordHeader(ByteView header) {
  if (header[0] != kHandshakeRecord) {
    return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  }
  if (header[1] != 3) return Refuse(Detail::kNoCommonVersion, Alert::kProtocolVersion);
  const std::size_t length = static_cast<std::size_t>(header[3] << 8 | header[4]);
  if (length > kMaxPlaintext) return Refuse(Detail::kRecordOverflow, Alert::kRecordOverflow);
  // Empty handshake records are forbidden (RFC 8446, 5.1).
  if (length == 0) return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  return {HelloStatus::kComplete, {}};
}

bool AppendAsRecords(ByteView message, internal::Vec<std::uint8_t>& wire, std::uint8_t minor) {
  while (!message.empty()) {
    const ByteView fragment = message.first(std::min(message.size(), kMaxPlaintext));
    const std::uint8_t header[kRecordHeader] = {kHandshakeRecord, 3, minor,
                                                static_cast<std::uint8_t>(fragment.size() >> 8),
                                                static_cast<std::uint8_t>(fragment.size())};
    if (!wire.Append(header) || !wire.Append(fragment)) return false;
    message = message.subspan(fragment.size());
  }
  return true;
}

HelloResult FindClientHello(ByteView wire, Bytes& assembled, ByteView& message) {
  if (wire.empty()) return {};
  if (wire[0] == kAlertRecord) return ReadAlertRecord(wire);
  // Tell at the first byte: what is not TLS may be short and then wait for an answer for ever.
  if (wire[0] != kHandshakeRecord) {
    return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  }
  if (wire.size() < kRecordHeader) return {};
  if (const HelloResult header = CheckRecordHeader(wire); header.status != HelloStatus::kComplete) {
    return header;
  }
  const std::size_t length = static_cast<std::size_t>(wire[3] << 8 | wire[4]);
  const ByteView record = wire.subspan(kRecordHeader);
  if (record.size() >= kHandshakeHeader && length >= kHandshakeHeader) {
    const std::size_t size = MessageSize(record);
    if (size == 0) return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
    if (size > kMaxClientHello) return Refuse(Detail::kDecodeError, Alert::kDecodeError);
    if (size <= length) {
      if (record.size() < size) return {};
      message = record.first(size);
      return {HelloStatus::kComplete, {}, kRecordHeader + length};
    }
  }
  return Assemble(wire, assembled, message);
}

HelloResult ParseClientHello(ByteView wire, Bytes& assembled, ClientHello& hello) {
  ByteView message;
  const HelloResult found = FindClientHello(wire, assembled, message);
  if (found.status == HelloStatus::kComplete && !ParseClientHelloBody(message, hello)) {
    return Refuse(Detail::kDecodeError, Alert::kDecodeError);
  }
  return found;
}

}  // namespace omnitls
