#include "backends/wolfssl/stapling.h"

#include <cstring>

#include "backends/wolfssl/algorithms.h"
#include "backends/wolfssl/connection.h"

namespace omnitls::wolfssl {

#if defined(OMNITLS_WOLFSSL_STAPLES_OCSP)

namespace {

const CertificateStatusRequest* FindRequest(const WOLFSSL* ssl) {
  for (const TLSX* extension = ssl->extensions; extension != nullptr; extension = extension->next) {
    if (extension->type == TLSX_STATUS_REQUEST) {
      return static_cast<const CertificateStatusRequest*>(extension->data);
    }
  }
  return nullptr;
}

// Called with each response after the library's own verdict, which the value returned replaces. In
// TLS 1.3 all are at hand when the certificates are judged.
int OnResponse(WOLFSSL* ssl, int /*verdict*/, byte* response, word32 size, word32 index, void*) {
  if (index == 0 && ToVersion(wolfSSL_GetVersion(ssl)) == Version::kTls12) {
    Connection::Of(ssl).host().OcspResponse({response, size});
  }
  return 0;
}

int OnRequest(WOLFSSL* ssl, void*) {
  const ByteView response = Connection::Of(ssl).staple();
  if (response.empty()) return WOLFSSL_OCSP_STATUS_CB_NOACK;
  // As the library frees it.
  auto* const copy = static_cast<byte*>(XMALLOC(response.size(), nullptr, 0));
  if (copy == nullptr) return WOLFSSL_OCSP_STATUS_CB_ALERT_FATAL;
  std::memcpy(copy, response.data(), response.size());
  wolfSSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<int>(response.size()));
  return WOLFSSL_OCSP_STATUS_CB_OK;
}

}  // namespace

bool InstallStapling(Context& context) {
  if (context.role() == Role::kServer) {
    return wolfSSL_CTX_set_tlsext_status_cb(context.get(), OnRequest) == WOLFSSL_SUCCESS;
  }
  wolfSSL_CTX_set_ocsp_status_verify_cb(context.get(), OnResponse, nullptr);
  return wolfSSL_CTX_EnableOCSPStapling(context.get()) == WOLFSSL_SUCCESS;
}

// For each connection: the library does not find a context's in TLS 1.3.
bool RequestOcsp(WOLFSSL* ssl) {
  return wolfSSL_UseOCSPStapling(ssl, WOLFSSL_CSR_OCSP, 0) == WOLFSSL_SUCCESS;
}

ByteView ReceivedStaple(const WOLFSSL* ssl) {
  const CertificateStatusRequest* const request = FindRequest(ssl);
  if (request == nullptr) return {};
#ifdef WOLFSSL_TLS13
  return {request->responses[0].buffer, request->responses[0].length};
#else
  return {};
#endif
}

void ForgetStaple(WOLFSSL* ssl) {
  TLSX_Remove(&ssl->extensions, TLSX_STATUS_REQUEST, ssl->heap);
  wolfSSL_set_tlsext_status_ocsp_resp(ssl, nullptr, 0);
}

#else

bool InstallStapling(Context&) { return false; }
bool RequestOcsp(WOLFSSL*) { return false; }
ByteView ReceivedStaple(const WOLFSSL*) { return {}; }
void ForgetStaple(WOLFSSL*) {}

#endif

}  // namespace omnitls::wolfssl
