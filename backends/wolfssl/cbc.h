#ifndef OMNITLS_BACKENDS_WOLFSSL_CBC_H_
#define OMNITLS_BACKENDS_WOLFSSL_CBC_H_

#include "omnitls/bytes.h"
#include "omnitls/cbc.h"
#include "omnitls/error.h"

namespace omnitls::wolfssl {

// DecryptCbc is Backend::DecryptCbc.
Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv, MutableBytes data);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_CBC_H_
