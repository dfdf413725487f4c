#ifndef OMNITLS_BACKENDS_MBEDTLS_ERRORS_H_
#define OMNITLS_BACKENDS_MBEDTLS_ERRORS_H_

#include "omnitls/error.h"

namespace omnitls::mbedtls {

// A code of the library is the sum of a high-level and a low-level one, either of which may be 0.
constexpr int HighLevelCode(int native) { return -(-native & 0xFF80); }
constexpr int LowLevelCode(int native) { return -(-native & 0x007F); }

// Whether the library ran out of memory.
bool IsOutOfMemory(int native);

// Translate gives the error for a code, with the alert that the peer is to be sent. `chosen` is the
// alert that the library decided on, which tells more than the code; Alert::kNone if it did not.
Error Translate(int native, Alert chosen);

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_ERRORS_H_
