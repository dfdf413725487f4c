#ifndef OMNITLS_CLIENT_HELLO_H_
#define OMNITLS_CLIENT_HELLO_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls {

// U16List is a list of 16-bit numbers as they stand in a message.
class U16List {
 public:
  U16List() = default;
  explicit U16List(ByteView bytes) : bytes_(bytes) {}
  std::size_t size() const { return bytes_.size() / 2; }
  bool empty() const { return size() == 0; }
  ByteView bytes() const { return bytes_; }
  std::uint16_t operator[](std::size_t i) const {
    return static_cast<std::uint16_t>(bytes_[2 * i] << 8 | bytes_[2 * i + 1]);
  }
  bool Contains(std::uint16_t value) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if ((*this)[i] == value) return true;
    }
    return false;
  }

 private:
  ByteView bytes_;
};

// ClientHello is a parsed ClientHello (RFC 8446, 4.1.2). Its views point into the message it was
// parsed from. Everything in it is what an unauthenticated peer says.
struct ClientHello {
  ByteView message;  // The whole handshake message, header included.
  std::uint16_t legacy_version = 0;
  ByteView session_id;
  U16List cipher_suites;
  std::string_view server_name;  // SNI's host_name; empty: none (RFC 6066, 3).
  ByteView alpn;                 // ProtocolNameList without its length; empty: none (RFC 7301).
  U16List supported_versions;    // RFC 8446, 4.2.1
  U16List groups;                // RFC 8446, 4.2.7
  U16List signature_schemes;     // RFC 8446, 4.2.3
  ByteView extensions;           // All of them, without their length.
  bool has_supported_versions = false;
  bool has_groups = false;
  bool has_signature_schemes = false;
  bool has_pre_shared_key = false;
  bool has_early_data = false;
};

enum class HelloStatus : std::uint8_t { kNeedMore, kComplete, kRefused };

struct HelloResult {
  HelloStatus status = HelloStatus::kNeedMore;
  Error error;               // kRefused: what is wrong, and the alert to send.
  std::size_t consumed = 0;  // kComplete: the bytes of the records that hold the message.
};

// The most bytes a ClientHello may have, its records' headers included. (Real ones are below 2 KiB;
// the longest with post-quantum keys and padding are below 16 KiB.)
inline constexpr std::size_t kMaxClientHello = 65536;

// FindClientHello looks for a whole ClientHello at the start of what a client sent, and not into
// it. `wire` is the stream from its first byte. If the message spans several records, it is put
// together in `assembled`, where `message` is then; else it is in `wire`. kNeedMore: complete so
// far, but not whole. kRefused: kProtocol with kUnexpectedMessage, kRecordOverflow, kDecodeError,
// kNoCommonVersion (not TLS); kAlertReceived; kNoMemory.
HelloResult FindClientHello(ByteView wire, Bytes& assembled, ByteView& message);

// ParseClientHello finds and parses one: `hello`'s views are into the message. kRefused:
// FindClientHello's errors; kProtocol with kDecodeError.
HelloResult ParseClientHello(ByteView wire, Bytes& assembled, ClientHello& hello);

// CheckRecordHeader looks at the header, of five bytes, of a record before any key is agreed on.
// kComplete: it may begin or go on with a handshake message. kRefused: as ParseClientHello.
HelloResult CheckRecordHeader(ByteView header);

// AppendAsRecords appends a handshake message to a stream, in as few records as it fits into, of
// version 3.`minor`: 1 in a client's first flight (RFC 8446, 5.1), else 3. False: no memory.
[[nodiscard]] bool AppendAsRecords(ByteView message, internal::Vec<std::uint8_t>& wire,
                                   std::uint8_t minor = 1);

// Offers tells whether a client would speak a version (RFC 8446, 4.2.1). One that sends
// supported_versions means it.
bool Offers(const ClientHello& hello, Version version);

// FindExtension returns an extension's body, as sent; nothing if the client did not send it.
std::optional<ByteView> FindExtension(const ClientHello& hello, std::uint16_t type);

// FirstPskIdentity returns the first identity of the client's pre_shared_key extension (RFC 8446,
// 4.2.11), which is the one that early data belongs to; empty if there is none.
ByteView FirstPskIdentity(const ClientHello& hello);

// ParseClientHelloBody parses one whole handshake message. False: it breaks RFC 8446's syntax.
bool ParseClientHelloBody(ByteView message, ClientHello& hello);

}  // namespace omnitls

#endif  // OMNITLS_CLIENT_HELLO_H_
