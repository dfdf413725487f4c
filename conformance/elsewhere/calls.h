#ifndef OMNITLS_CONFORMANCE_ELSEWHERE_CALLS_H_
#define OMNITLS_CONFORMANCE_ELSEWHERE_CALLS_H_

#include "conformance/certificates.h"
#include "conformance/ocsp.h"

// What a test asks the program that has OpenSSL: a Call and its arguments, answered by a result.
namespace omnitls::conformance {

enum class Call {
  kIssue,
  kPublicKeyPin,
  kMakeCrl,
  kCrlAsDer,
  kKeyAs,
  kEncryptKey,
  kMisleadingPassword,
  kMakeOcspResponse,
  kSignMessage,
  kSignDigest,
  kPasswordKey,
  kPkcs12Key,
  kPkcs12KeyOfUnits,
  kEncryptCbc,
  kKeySizeOf,
  kHmacOf,
};

template <class Visitor>
void Each(Visitor& visit, Certificate& certificate) {
  visit(certificate.pem);
  visit(certificate.der);
  visit(certificate.key_pem);
  visit(certificate.chain_pem);
}

template <class Visitor>
void Each(Visitor& visit, CertificateSpec& spec) {
  visit(spec.key);
  visit(spec.common_name);
  visit(spec.dns_names);
  visit(spec.ip_addresses);
  visit(spec.not_before_seconds);
  visit(spec.not_after_seconds);
  visit(spec.is_ca);
  visit(spec.path_length);
  visit(spec.extended_key_usage);
  visit(spec.key_usage);
  visit(spec.must_staple);
  visit(spec.name_constraints);
  visit(spec.digest);
  visit(spec.corrupt_signature);
  visit(spec.negative_serial);
  visit(spec.extensions);
}

// Without the responder.
template <class Visitor>
void Each(Visitor& visit, OcspSpec& spec) {
  visit(spec.status);
  visit(spec.this_update_seconds);
  visit(spec.next_update_seconds);
  visit(spec.sha256);
  visit(spec.corrupt_signature);
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_ELSEWHERE_CALLS_H_
