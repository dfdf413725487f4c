#include "omnitls/server_hello.h"

#include "omnitls/algorithms.h"
#include "omnitls/byte_reader.h"

namespace omnitls {
namespace {

using internal::ByteReader;

constexpr std::uint8_t kServerHelloType = 2;
constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kHandshakeHeader = 4;
constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;
// TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746, 3.3).
constexpr std::uint16_t kRenegotiationScsv = 0x00FF;

enum Extension : std::uint16_t {
  kAlpn = 16,
  kPreSharedKey = 41,
  kSupportedVersions = 43,
  kCookie = 44,
  kKeyShare = 51,
  kRenegotiationInfo = 0xFF01,
};

// The SHA-256 hash of "HelloRetryRequest" (RFC 8446, 4.1.3).
constexpr std::uint8_t kRetryRandom[] = {
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};

std::uint16_t U16(ByteView bytes, std::size_t at = 0) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

// Takes one extension off the front.
bool TakeExtension(ByteReader& reader, std::uint16_t& type, ByteView& data) {
  type = static_cast<std::uint16_t>(reader.Number(2));
  data = reader.Vector(2);
  return reader.ok();
}

// Of those that ParseServerHello has found well-formed.
std::optional<ByteView> Find(ByteView extensions, std::uint16_t wanted) {
  ByteReader reader(extensions);
  std::uint16_t type = 0;
  for (ByteView data; TakeExtension(reader, type, data);) {
    if (type == wanted) return data;
  }
  return std::nullopt;
}

// There are few: no need for memory. (No client offers more.)
bool AreWellFormed(ByteView extensions) {
  constexpr int kMaxExtensions = 64;
  ByteReader reader(extensions);
  std::uint16_t type = 0;
  ByteView data;
  for (int count = 0; !reader.empty(); ++count) {
    if (count == kMaxExtensions || !TakeExtension(reader, type, data)) return false;
    if (Find(reader.rest(), type)) return false;
  }
  return true;
}

HelloResult Refuse(Detail detail, Alert alert) {
  return {HelloStatus::kRefused, {ErrorKind::kProtocol, detail, alert}};
}

using Fault = std::optional<Error>;
Error Illegal() {
  return {ErrorKind::kProtocol, Detail::kIllegalParameter, Alert::kIllegalParameter};
}
Error Malformed() { return {ErrorKind::kProtocol, Detail::kDecodeError, Alert::kDecodeError}; }
Error WrongVersion() {
  return {ErrorKind::kProtocol, Detail::kNoCommonVersion, Alert::kProtocolVersion};
}

bool IsOffered(const ClientHello& offer, std::uint16_t extension) {
  if (FindExtension(offer, extension)) return true;
  return extension == kRenegotiationInfo && offer.cipher_suites.Contains(kRenegotiationScsv);
}

// What may stand in a ServerHello or HelloRetryRequest of TLS 1.3 (RFC 8446, 4.2).
bool IsForTls13(std::uint16_t extension, bool is_retry) {
  return extension == kSupportedVersions || extension == kKeyShare ||
         extension == (is_retry ? kCookie : kPreSharedKey);
}

Fault CheckExtensions(const ClientHello& offer, const ServerHello& answer, bool tls13) {
  ByteReader reader(answer.extensions);
  std::uint16_t type = 0;
  for (ByteView data; TakeExtension(reader, type, data);) {
    const bool is_retry = tls13 && answer.is_retry();
    if (!IsOffered(offer, type) && !(is_retry && type == kCookie)) {
      return Error{ErrorKind::kProtocol, Detail::kUnsupportedExtension,
                   Alert::kUnsupportedExtension};
    }
    if (tls13 && !IsForTls13(type, is_retry)) return Illegal();
  }
  return std::nullopt;
}

// Whether the client's key_share has one for a group (RFC 8446, 4.2.8).
bool HasShare(const ClientHello& offer, std::uint16_t group) {
  const std::optional<ByteView> extension = FindExtension(offer, kKeyShare);
  ByteReader shares(ByteReader(extension.value_or(ByteView())).Vector(2));
  std::uint16_t known = 0;
  for (ByteView share; TakeExtension(shares, known, share);) {  // They have the same form.
    if (known == group) return true;
  }
  return false;
}

Fault CheckRetry(const ClientHello& offer, const ServerHello& answer) {
  const std::optional<ByteView> share = Find(answer.extensions, kKeyShare);
  // It has to change something (RFC 8446, 4.1.4).
  if (!share) return Find(answer.extensions, kCookie) ? Fault() : Fault(Illegal());
  if (share->size() != 2) return Malformed();
  const std::uint16_t group = U16(*share);
  if (!offer.groups.Contains(group) || HasShare(offer, group)) return Illegal();
  return std::nullopt;
}

// A PSK is never offered without (EC)DHE.
Fault CheckShare(const ClientHello& offer, const ServerHello& answer) {
  const std::optional<ByteView> share = Find(answer.extensions, kKeyShare);
  if (!share) {
    return Error{ErrorKind::kProtocol, Detail::kMissingExtension, Alert::kMissingExtension};
  }
  std::uint16_t group = 0;
  ByteView key;
  ByteReader reader(*share);
  if (!TakeExtension(reader, group, key) || !reader.empty() || key.empty()) return Malformed();
  return HasShare(offer, group) ? Fault() : Fault(Illegal());
}

Fault CheckTls13(const ClientHello& offer, const ServerHello& answer) {
  if (!Equal(answer.session_id, offer.session_id)) return Illegal();
  return answer.is_retry() ? CheckRetry(offer, answer) : CheckShare(offer, answer);
}

// RFC 8446, 4.1.3: a server that knows TLS 1.3 says so to a client that speaks an older version.
bool IsDowngraded(ByteView random) {
  constexpr std::uint8_t kSentinel[] = {'D', 'O', 'W', 'N', 'G', 'R', 'D'};
  const ByteView end = random.last(sizeof kSentinel + 1);
  return Equal(end.first(sizeof kSentinel), kSentinel) && end.back() <= 1;
}

// RFC 7301, 3.1: one name, of those that were offered.
Fault CheckAlpn(const ClientHello& offer, ByteView data) {
  ByteReader reader(data);
  ByteReader list(reader.Vector(2));
  const ByteView name = list.Vector(1);
  if (!reader.at_end() || !list.at_end() || name.empty()) return Malformed();
  for (ByteReader offered(offer.alpn); !offered.empty();) {
    if (Equal(offered.Vector(1), name)) return std::nullopt;
  }
  return Illegal();
}

Fault CheckTls12(const ClientHello& offer, const ServerHello& answer) {
  if (Offers(offer, Version::kTls13) && IsDowngraded(answer.random)) return Illegal();
  const std::optional<ByteView> alpn = Find(answer.extensions, kAlpn);
  return alpn ? CheckAlpn(offer, *alpn) : Fault();
}

// The version that the server has chosen, if it is one that the client has offered.
Fault CheckVersion(const ClientHello& offer, const ServerHello& answer, bool& tls13) {
  if (answer.legacy_version != kTls12) return WrongVersion();
  const std::optional<ByteView> chosen = Find(answer.extensions, kSupportedVersions);
  tls13 = chosen && offer.has_supported_versions;
  if (!tls13) return Offers(offer, Version::kTls12) ? Fault() : Fault(WrongVersion());
  if (chosen->size() != 2) return Malformed();
  // RFC 8446, 4.2.1.
  return U16(*chosen) == kTls13 && Offers(offer, Version::kTls13) ? Fault() : Fault(Illegal());
}

}  // namespace

bool ServerHello::is_retry() const { return Equal(random, kRetryRandom); }

bool ChoosesTls13(const ServerHello& answer) {
  return Find(answer.extensions, kSupportedVersions).has_value();
}

bool ParseServerHello(ByteView message, ServerHello& hello) {
  hello = {};
  ByteReader reader(message);
  if (reader.Number(1) != kServerHelloType) return false;
  ByteReader body(reader.Vector(3));
  if (!reader.at_end()) return false;
  hello.legacy_version = static_cast<std::uint16_t>(body.Number(2));
  hello.random = body.Take(32);
  hello.session_id = body.Vector(1);
  hello.cipher_suite = static_cast<std::uint16_t>(body.Number(2));
  hello.compression = static_cast<std::uint8_t>(body.Number(1));
  if (!body.ok() || hello.session_id.size() > 32) return false;
  if (body.empty()) return true;  // No extensions at all: allowed in TLS 1.2.
  hello.extensions = body.Vector(2);
  return body.at_end() && AreWellFormed(hello.extensions);
}

HelloResult FindServerHello(ByteView wire, Bytes& assembled, ByteView& message) {
  assembled.Truncate(0);
  for (ByteView rest = wire; rest.size() >= kRecordHeader;) {
    const HelloResult header = CheckRecordHeader(rest);
    if (header.status != HelloStatus::kComplete) return header;
    const std::size_t length = U16(rest, 3);
    const std::size_t there = rest.size() - kRecordHeader;
    if (!assembled.Append(rest.subspan(kRecordHeader, there < length ? there : length))) {
      return {HelloStatus::kRefused, {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError}};
    }
    if (!assembled.empty() && assembled.view()[0] != kServerHelloType) {
      return Refuse(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
    }
    const ByteView content = assembled.view();
    if (content.size() >= kHandshakeHeader) {
      const std::size_t size = kHandshakeHeader + (std::size_t{content[1]} << 16 | U16(content, 2));
      if (size > kMaxServerHello) return Refuse(Detail::kDecodeError, Alert::kDecodeError);
      if (there >= length && content.size() >= size) {
        message = content.first(size);
        return {HelloStatus::kComplete, {}, wire.size() - rest.size() + kRecordHeader + length};
      }
    }
    if (there < length) return {};
    rest = rest.subspan(kRecordHeader + length);
  }
  return {};
}

std::optional<Error> CheckAnswer(const ClientHello& offer, const ServerHello& answer) {
  bool tls13 = false;
  if (const Fault fault = CheckVersion(offer, answer, tls13)) return fault;
  if (const Fault fault = CheckExtensions(offer, answer, tls13)) return fault;
  const CipherSuiteInfo* const suite = FindCipherSuite(CipherSuite{answer.cipher_suite});
  const Version version = tls13 ? Version::kTls13 : Version::kTls12;
  if (!offer.cipher_suites.Contains(answer.cipher_suite) || suite == nullptr ||
      suite->version != version || answer.compression != 0) {
    return Illegal();
  }
  return tls13 ? CheckTls13(offer, answer) : CheckTls12(offer, answer);
}

}  // namespace omnitls
