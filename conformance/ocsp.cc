#include "conformance/ocsp.h"

#include <openssl/ocsp.h>

#include "conformance/openssl_handles.h"

namespace omnitls::conformance {
namespace {

using raw::Check;
using raw::Key;
using raw::ReadCertificate;
using raw::ReadKey;
using raw::Time;
using raw::X509Ptr;
using Basic = raw::Handle<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using Response = raw::Handle<OCSP_RESPONSE, OCSP_RESPONSE_free>;

Time FromNow(std::int64_t seconds) { return Time(X509_time_adj_ex(nullptr, 0, seconds, nullptr)); }

int NativeStatus(OcspSpec::Status status) {
  switch (status) {
    case OcspSpec::Status::kGood:
      return V_OCSP_CERTSTATUS_GOOD;
    case OcspSpec::Status::kRevoked:
      return V_OCSP_CERTSTATUS_REVOKED;
    case OcspSpec::Status::kUnknown:
      break;
  }
  return V_OCSP_CERTSTATUS_UNKNOWN;
}

}  // namespace

std::string MakeOcspResponse(const Certificate& certificate, const Certificate& issuer,
                             const OcspSpec& spec) {
  const X509Ptr subject = ReadCertificate(certificate.pem);
  const X509Ptr parent = ReadCertificate(issuer.pem);
  const Certificate& signer = spec.responder != nullptr ? *spec.responder : issuer;
  const X509Ptr signing = ReadCertificate(signer.pem);
  const Key key = ReadKey(signer.key_pem);
  const Basic basic(OCSP_BASICRESP_new());
  OCSP_CERTID* const id =
      OCSP_cert_to_id(spec.sha256 ? EVP_sha256() : EVP_sha1(), subject.get(), parent.get());
  const Time from = FromNow(spec.this_update_seconds);
  const Time to = FromNow(spec.next_update_seconds);
  Check(OCSP_basic_add1_status(basic.get(), id, NativeStatus(spec.status),
                               OCSP_REVOKED_STATUS_KEYCOMPROMISE, from.get(), from.get(),
                               to.get()) != nullptr,
        "adding a status");
  OCSP_CERTID_free(id);
  const unsigned long flags = spec.responder != nullptr ? 0 : OCSP_NOCERTS;
  Check(OCSP_basic_sign(basic.get(), signing.get(), key.get(), EVP_sha256(), nullptr, flags) == 1,
        "signing an OCSP response");
  const Response response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  unsigned char* der = nullptr;
  const int size = i2d_OCSP_RESPONSE(response.get(), &der);
  Check(size > 0, "encoding an OCSP response");
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  // Without certificates it ends with the signature.
  if (spec.corrupt_signature) text.back() = static_cast<char>(text.back() ^ 1);
  return text;
}

}  // namespace omnitls::conformance
