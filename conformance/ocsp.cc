#include "conformance/ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace omnitls::conformance {
namespace {

template <auto kFree>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Time = std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>>;
using X509Ptr = std::unique_ptr<X509, Deleter<X509_free>>;
using Basic = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
using Response = std::unique_ptr<OCSP_RESPONSE, Deleter<OCSP_RESPONSE_free>>;

// A failure here is a bug in a test.
void Check(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "conformance/ocsp.cc: %s failed\n", what);
  ERR_print_errors_fp(stderr);
  std::abort();
}

X509Ptr Read(const Certificate& certificate) {
  const Bio bio(BIO_new_mem_buf(certificate.pem.data(), static_cast<int>(certificate.pem.size())));
  X509Ptr read(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  Check(read != nullptr, "reading a certificate");
  return read;
}

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
  const X509Ptr subject = Read(certificate);
  const X509Ptr parent = Read(issuer);
  const Certificate& signer = spec.responder != nullptr ? *spec.responder : issuer;
  const X509Ptr signing = Read(signer);
  const Bio key_bio(
      BIO_new_mem_buf(signer.key_pem.data(), static_cast<int>(signer.key_pem.size())));
  const Key key(PEM_read_bio_PrivateKey(key_bio.get(), nullptr, nullptr, nullptr));
  Check(key != nullptr, "reading a key");
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
