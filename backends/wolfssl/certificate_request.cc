#include "backends/wolfssl/certificate_request.h"

#include "omnitls/client_identities.h"

namespace omnitls::wolfssl {
namespace {

constexpr std::size_t kHeader = 4;  // Type, and the size in three bytes.

bool IsRequest(ByteView message) {
  return message[0] == certificate_request &&
         (std::size_t{message[1]} << 16 | std::size_t{message[2]} << 8 | message[3]) ==
             message.size() - kHeader;
}

}  // namespace

// The library tells where a message ends, but not where it began, which may be anywhere in its
// record; one in several records it has put together elsewhere. A wrong guess would only misread
// what the server says, who can say anything.
ByteView CertificateRequestBody(const WOLFSSL& ssl) {
  const Arrays* const arrays = ssl.arrays;
  if (arrays != nullptr && arrays->pendingMsgSz != 0) {
    const ByteView message(arrays->pendingMsg, arrays->pendingMsgSz);
    const bool is_whole = arrays->pendingMsgOffset == arrays->pendingMsgSz;
    return is_whole && IsRequest(message) ? message.subspan(kHeader) : ByteView();
  }
  const std::size_t end = ssl.buffers.inputBuffer.idx;
  const ByteView read(ssl.buffers.inputBuffer.buffer, end);
  const Version version = ssl.options.tls1_3 != 0 ? Version::kTls13 : Version::kTls12;
  ByteView malformed;
  for (std::size_t size = kHeader; ssl.curStartIdx + size <= end; ++size) {
    const ByteView message = read.last(size);
    if (!IsRequest(message)) continue;
    const ByteView body = message.subspan(kHeader);
    if (internal::ParseCertificateRequest(body, version)) return body;
    malformed = body;
  }
  return malformed;
}

// As SetSSL_CTX does at the beginning, for which it is too late.
void SetIdentity(WOLFSSL* ssl, const WOLFSSL_CTX* ctx) {
  Buffers& own = ssl->buffers;
  own.certificate = ctx != nullptr ? ctx->certificate : nullptr;
  own.certChain = ctx != nullptr ? ctx->certChain : nullptr;
  own.certChainCnt = ctx != nullptr ? ctx->certChainCnt : 0;
  own.key = ctx != nullptr ? ctx->privateKey : nullptr;
  if (ctx == nullptr) return;
  own.keyType = ctx->privateKeyType;
  own.keyId = ctx->privateKeyId;
  own.keyLabel = ctx->privateKeyLabel;
  own.keySz = ctx->privateKeySz;
  own.keyDevId = ctx->privateKeyDevId;
#if defined(HAVE_ECC) || defined(HAVE_ED25519) || defined(HAVE_ED448)
  ssl->pkCurveOID = ctx->pkCurveOID;
#endif
}

// By the kind of the key: the library goes by the cipher suite, which is the server's.
void ChooseScheme(WOLFSSL* ssl, ByteView certificate_request) {
  const Result<internal::CertificateRequest> request =
      internal::ParseCertificateRequest(certificate_request, Version::kTls12);
  if (!request) return;
  const ByteView schemes = request->signature_schemes.bytes();
  const byte of_suite = ssl->specs.sig_algo;
  ssl->specs.sig_algo = ssl->buffers.keyType;
  PickHashSigAlgo(ssl, schemes.data(), static_cast<word32>(schemes.size()), 0);
  ssl->specs.sig_algo = of_suite;
#ifdef WC_RSA_PSS
  const bool is_pss = ssl->options.sigAlgo == rsa_pss_sa_algo;
  ssl->pssAlgo = is_pss ? static_cast<word16>(1 << ssl->options.hashAlgo) : 0;
#endif
}

}  // namespace omnitls::wolfssl
