#ifndef OMNITLS_BACKENDS_OPENSSL_CBC_H_
#define OMNITLS_BACKENDS_OPENSSL_CBC_H_

#include "omnitls/bytes.h"
#include "omnitls/cbc.h"
#include "omnitls/error.h"

namespace omnitls::openssl {

// DecryptCbc is Backend::DecryptCbc.
Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv, MutableBytes data);

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_CBC_H_
