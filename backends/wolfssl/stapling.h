#ifndef OMNITLS_BACKENDS_WOLFSSL_STAPLING_H_
#define OMNITLS_BACKENDS_WOLFSSL_STAPLING_H_

#include "backends/wolfssl/context.h"
#include "backends/wolfssl/handles.h"
#include "omnitls/bytes.h"

// OCSP stapling (RFC 6066, 8). The library takes responses apart and would judge them; here it is
// overruled, but for those that it cannot parse.
namespace omnitls::wolfssl {

// By the library's own clock, responses would be refused before anybody could overrule it.
#if defined(HAVE_CERTIFICATE_STATUS_REQUEST) && defined(WOLFSSL_NO_OCSP_DATE_CHECK) && \
    !defined(NO_WOLFSSL_SERVER) && !defined(NO_WOLFSSL_CLIENT)
#define OMNITLS_WOLFSSL_STAPLES_OCSP
inline constexpr bool kStaplesOcsp = true;
#else
inline constexpr bool kStaplesOcsp = false;
#endif

// InstallStapling lets the connections of a context find what to staple, and show what they get.
[[nodiscard]] bool InstallStapling(Context& context);

// Clients: RequestOcsp asks for a response; ReceivedStaple is what came with the peer's own
// certificate in TLS 1.3, until ForgetStaple.
[[nodiscard]] bool RequestOcsp(WOLFSSL* ssl);
ByteView ReceivedStaple(const WOLFSSL* ssl);

// ForgetStaple frees what only the handshake needed, on both sides.
void ForgetStaple(WOLFSSL* ssl);

}  // namespace omnitls::wolfssl

#endif  // OMNITLS_BACKENDS_WOLFSSL_STAPLING_H_
