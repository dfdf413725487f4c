#ifndef OMNITLS_SERVER_HELLO_H_
#define OMNITLS_SERVER_HELLO_H_

#include <cstdint>
#include <optional>

#include "omnitls/bytes.h"
#include "omnitls/client_hello.h"
#include "omnitls/error.h"

namespace omnitls {

// ServerHello is a parsed ServerHello or HelloRetryRequest (RFC 8446, 4.1.3 and 4.1.4; RFC 5246,
// 7.4.1.3). Its views point into the message it was parsed from. Nothing in it is authenticated.
struct ServerHello {
  std::uint16_t legacy_version = 0;
  ByteView random;  // 32 bytes.
  ByteView session_id;
  std::uint16_t cipher_suite = 0;
  std::uint8_t compression = 0;
  ByteView extensions;  // All of them, without their length.

  // Of TLS 1.3.
  bool is_retry() const;
};

// The most bytes a ServerHello may have. (Real ones have below 2 KiB.)
inline constexpr std::size_t kMaxServerHello = 16384;

// ParseServerHello parses one whole handshake message. False: it breaks RFC 8446's syntax, or an
// extension stands in it twice.
bool ParseServerHello(ByteView message, ServerHello& hello);

// ChoosesTls13 tells whether a server's answer is of TLS 1.3, to a client that offers it.
bool ChoosesTls13(const ServerHello& answer);

// FindServerHello looks for a whole ServerHello at the start of what a server sent; `assembled`
// gets the content of the records that hold it, and so perhaps messages that follow, and `message`
// is a view of it. kNeedMore and kRefused as in ParseClientHello. What begins with anything but a
// record for handshake messages is not for here.
HelloResult FindServerHello(ByteView wire, Bytes& assembled, ByteView& message);

// CheckAnswer compares a server's answer with what the client has offered: whether it chose what it
// may choose, and says all that it has to. Null: it did. Errors: kProtocol with kNoCommonVersion,
// kIllegalParameter, kUnsupportedExtension, kMissingExtension, kDecodeError.
std::optional<Error> CheckAnswer(const ClientHello& offer, const ServerHello& answer);

}  // namespace omnitls

#endif  // OMNITLS_SERVER_HELLO_H_
