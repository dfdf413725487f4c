#ifndef OMNITLS_PSK_OFFER_H_
#define OMNITLS_PSK_OFFER_H_

#include <cstddef>

#include "omnitls/bytes.h"
#include "omnitls/client_hello.h"
#include "omnitls/error.h"

namespace omnitls::internal {

// PskOffer is what a ClientHello says about pre-shared keys: its pre_shared_key extension (RFC
// 8446, 4.2.11). Its views point into the message.
struct PskOffer {
  // Takes the next identity and its binder off the front; false when there is none.
  bool Next(ByteView& identity, ByteView& binder);

  ByteView identities;
  ByteView binders;
  ByteView truncated;       // The message up to the binders, which is what they are made of.
  bool psk_dhe_ke = false;  // Whether the client would do (EC)DHE, too (RFC 8446, 4.2.9).
};

// ReadPskOffer reads it. `hello.has_pre_shared_key` must hold. kProtocol with the alert to send:
// kDecodeError; kIllegalParameter (not the last extension; not one binder for each identity);
// kMissingExtension (psk_key_exchange_modes).
Result<PskOffer> ReadPskOffer(const ClientHello& hello);

}  // namespace omnitls::internal

#endif  // OMNITLS_PSK_OFFER_H_
