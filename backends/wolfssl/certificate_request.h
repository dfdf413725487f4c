#ifndef OMNITLS_BACKENDS_WOLFSSL_CERTIFICATE_REQUEST_H_
#define OMNITLS_BACKENDS_WOLFSSL_CERTIFICATE_REQUEST_H_

#include "backends/wolfssl/handles.h"
#include "omnitls/bytes.h"

namespace omnitls::wolfssl {

// CertificateRequestBody finds, in the library's callback for it, the body of the message that a
// client has just read; empty: it is not there.
ByteView CertificateRequestBody(const WOLFSSL& ssl);

// SetIdentity gives a connection the certificates and the key of a context, which outlives it;
// null: none.
void SetIdentity(WOLFSSL* ssl, const WOLFSSL_CTX* ctx);

// ChooseScheme makes the library choose, once more, what a client of TLS 1.2 signs with: it has
// done so before there was an identity.
void ChooseScheme(WOLFSSL* ssl, ByteView certificate_request);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_CERTIFICATE_REQUEST_H_
