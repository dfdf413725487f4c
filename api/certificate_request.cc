#include "omnitls/certificate_request.h"

#include "omnitls/byte_reader.h"
#include "omnitls/client_identities.h"
#include "omnitls/context_core.h"
#include "omnitls/x509/der.h"

namespace omnitls {

namespace internal {
namespace {

constexpr std::uint16_t kSignatureAlgorithms = 13;
constexpr std::uint16_t kCertificateAuthorities = 47;

constexpr Unexpected Refusal(Detail detail, Alert alert) {
  return Fail(ErrorKind::kProtocol, detail, alert);
}
constexpr Unexpected Malformed() { return Refusal(Detail::kDecodeError, Alert::kDecodeError); }

// A list of 16-bit numbers, not empty.
bool ReadSchemes(ByteReader& reader, U16List& schemes) {
  const ByteView list = reader.Vector(2);
  schemes = U16List(list);
  return reader.ok() && !list.empty() && list.size() % 2 == 0;
}

bool ReadAuthorities(ByteReader& reader, ByteView& authorities) {
  authorities = reader.Vector(2);
  for (ByteReader names(authorities); !names.at_end();) {
    x509::DerReader name(names.Vector(2));
    ByteView attributes;
    if (!names.ok() || !name.Read(x509::der::kSequence, attributes) || !name.empty()) {
      return false;
    }
  }
  return reader.ok();
}

// RFC 5246, 7.4.4.
Result<CertificateRequest> ParseTls12(ByteView body) {
  CertificateRequest request;
  request.version = Version::kTls12;
  ByteReader reader(body);
  request.certificate_types = reader.Vector(1);
  if (!ReadSchemes(reader, request.signature_schemes) ||
      !ReadAuthorities(reader, request.authorities) || !reader.at_end() ||
      request.certificate_types.empty()) {
    return Malformed();
  }
  return request;
}

bool ReadExtension(std::uint32_t type, ByteView data, CertificateRequest& request) {
  ByteReader reader(data);
  switch (type) {
    case kSignatureAlgorithms:
      return request.signature_schemes.empty() && ReadSchemes(reader, request.signature_schemes) &&
             reader.at_end();
    case kCertificateAuthorities:  // An empty list has no extension (RFC 8446, 4.2.4).
      return request.authorities.empty() && ReadAuthorities(reader, request.authorities) &&
             reader.at_end() && !request.authorities.empty();
    default:
      return true;
  }
}

// RFC 8446, 4.3.2.
Result<CertificateRequest> ParseTls13(ByteView body) {
  CertificateRequest request;
  request.version = Version::kTls13;
  ByteReader reader(body);
  reader.Vector(1);  // certificate_request_context: the library's affair.
  const ByteView extensions = reader.Vector(2);
  if (!reader.at_end()) return Malformed();
  for (ByteReader rest(extensions); !rest.at_end();) {
    const std::uint32_t type = rest.Number(2);
    const ByteView data = rest.Vector(2);
    if (!rest.ok() || !ReadExtension(type, data, request)) return Malformed();
  }
  if (request.signature_schemes.empty()) {
    return Refusal(Detail::kMissingExtension, Alert::kMissingExtension);
  }
  return request;
}

}  // namespace

Result<CertificateRequest> ParseCertificateRequest(ByteView body, Version version) {
  return version == Version::kTls13 ? ParseTls13(body) : ParseTls12(body);
}

}  // namespace internal

Version CertificateRequestView::version() const { return request_->version; }

OfferedList<SignatureScheme> CertificateRequestView::signature_schemes() const {
  return OfferedList<SignatureScheme>(request_->signature_schemes.bytes());
}

DistinguishedNames CertificateRequestView::authorities() const {
  return DistinguishedNames(request_->authorities);
}

std::size_t CertificateRequestView::identity_count() const { return context_->identity_count(); }

ByteView CertificateRequestView::certificate(std::size_t identity) const {
  return identity < identity_count() ? context_->identity(identity).own_chain()->leaf.view()
                                     : ByteView();
}

bool CertificateRequestView::CanSign(std::size_t identity) const {
  // ClientCertificateType: rsa_sign and ecdsa_sign, which EdDSA goes by, too (RFC 8422, 5.5).
  constexpr std::uint8_t kRsaSign = 1;
  constexpr std::uint8_t kEcdsaSign = 64;
  if (identity >= identity_count()) return false;
  const internal::ContextCore& own = context_->identity(identity);
  const bool tls13 = version() == Version::kTls13;
  const bool is_rsa = own.key_kind() == KeyKind::kRsa || own.key_kind() == KeyKind::kRsaPss;
  bool has_type = tls13;
  for (const std::uint8_t type : request_->certificate_types) {
    has_type |= type == (is_rsa ? kRsaSign : kEcdsaSign);
  }
  if (!has_type) return false;
  for (const SignatureScheme scheme : own.own_schemes()) {
    const SignatureSchemeInfo& info = *FindSignatureScheme(scheme);
    const bool fits_curve = info.curve_bits == 0 || info.curve_bits == own.curve_bits();
    if ((!tls13 || (info.tls13 && fits_curve)) &&
        request_->signature_schemes.Contains(static_cast<std::uint16_t>(scheme))) {
      return true;
    }
  }
  return false;
}

bool CertificateRequestView::IsFromAuthority(std::size_t identity) const {
  if (identity >= identity_count()) return false;
  const DistinguishedNames listed = authorities();
  if (listed.empty()) return true;
  for (const Bytes& issuer : context_->identity(identity).own_chain()->issuers) {
    if (listed.Contains(issuer)) return true;
  }
  return false;
}

}  // namespace omnitls
