#ifndef OMNITLS_BACKENDS_MBEDTLS_MESSAGES_H_
#define OMNITLS_BACKENDS_MBEDTLS_MESSAGES_H_

#include <cstdint>
#include <optional>

#include "omnitls/bytes.h"

// Handshake messages, read for themselves: the library tells too little about those that it
// refuses.
namespace omnitls::mbedtls {

enum class ChainStatus { kGood, kMalformed, kNoMemory };

// ReadChain reads the certificates of the body of a Certificate message (RFC 5246, 7.4.2; RFC 8446,
// 4.4.2). `of_client`: it may be an answer to a request with a context.
ChainStatus ReadChain(ByteView message, bool tls13, bool of_client, internal::Vec<ByteView>& chain);

// IsWellFormed tells whether the lengths in a message with its header add up: of CertificateVerify,
// and of the key exchange if that is signed ECDHE. Others count as well-formed.
bool IsWellFormed(ByteView message, bool signs_ecdhe);

// SchemeOf gives the signature scheme of a CertificateVerify that is well-formed.
std::optional<std::uint16_t> SchemeOf(ByteView message);

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_MESSAGES_H_
