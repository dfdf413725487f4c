#ifndef OMNITLS_BACKENDS_MBEDTLS_CBC_H_
#define OMNITLS_BACKENDS_MBEDTLS_CBC_H_

#include "omnitls/bytes.h"
#include "omnitls/cbc.h"
#include "omnitls/error.h"

namespace omnitls::mbedtls {

// DecryptCbc is Backend::DecryptCbc.
Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv, MutableBytes data);

}  // namespace omnitls::mbedtls

#endif  // OMNITLS_BACKENDS_MBEDTLS_CBC_H_
