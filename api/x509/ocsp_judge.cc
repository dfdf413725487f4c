#include <cstddef>

#include "omnitls/backend.h"
#include "omnitls/revocation_lists.h"
#include "omnitls/x509/certificate.h"
#include "omnitls/x509/der.h"
#include "omnitls/x509/ocsp.h"
#include "omnitls/x509/verify.h"

namespace omnitls::x509 {
namespace {

// id-kp-OCSPSigning (RFC 6960, 4.2.2.2).
constexpr std::uint8_t kOcspSigning[] = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x09};

// How many of a response's certificates are looked at.
constexpr int kMaxCertificates = 8;

// What is hashed of a key: the content of subjectPublicKey, without its count of unused bits (RFC
// 6960, 4.1.1).
bool KeyBits(ByteView spki, ByteView& bits) {
  ByteView content, algorithm;
  if (!ReadAlone(spki, der::kSequence, content)) return false;
  DerReader fields(content);
  return fields.ReadWhole(der::kSequence, algorithm) && fields.ReadBitString(bits);
}

// Judge goes through one response with what it is judged by.
class Judge {
 public:
  explicit Judge(const OcspInput& input) : input_(input) {}

  OcspVerdict Run();

 private:
  bool HashIs(HashAlgorithm hash, ByteView content, ByteView expected) const;
  bool IsFor(const OcspAnswer& answer) const;
  bool FindAnswer(OcspAnswer& answer) const;
  bool IsResponder(const Certificate& certificate) const;
  bool MayRespond(const Certificate& responder) const;
  SignatureStatus CheckDelegate(const Certificate& responder) const;
  SignatureStatus CheckSignature() const;
  SignatureStatus CheckBy(ByteView spki, KeyKind kind, int anchor) const;

  const OcspInput& input_;
  OcspResponse response_;
};

OcspVerdict Judge::Run() {
  OcspAnswer answer;
  if (!ParseOcspResponse(input_.response, response_) || !FindAnswer(answer)) {
    return OcspVerdict::kBad;
  }
  const SignatureStatus signature = CheckSignature();
  if (signature == SignatureStatus::kNoMemory) return OcspVerdict::kNoMemory;
  if (signature != SignatureStatus::kGood) return OcspVerdict::kBad;
  if (answer.status == OcspCertStatus::kRevoked) return OcspVerdict::kRevoked;
  if (!answer.IsCurrent(input_.now)) return OcspVerdict::kStale;
  return answer.status == OcspCertStatus::kGood ? OcspVerdict::kGood : OcspVerdict::kUnknown;
}

bool Judge::HashIs(HashAlgorithm hash, ByteView content, ByteView expected) const {
  std::uint8_t digest[kMaxDigest];
  const std::size_t size = DigestSize(hash);
  return expected.size() == size && input_.digests->Digest(hash, {&content, 1}, {digest, size}) &&
         Equal({digest, size}, expected);
}

bool Judge::IsFor(const OcspAnswer& answer) const {
  ByteView key;
  return Equal(answer.serial, input_.certificate->serial) && answer.hash &&
         HashIs(*answer.hash, input_.certificate->issuer, answer.issuer_name_hash) &&
         KeyBits(input_.issuer->spki, key) && HashIs(*answer.hash, key, answer.issuer_key_hash);
}

// Of several, one that revokes; else one that is current.
bool Judge::FindAnswer(OcspAnswer& answer) const {
  bool found = false;
  OcspAnswers answers(response_);
  for (OcspAnswer next; answers.Next(next);) {
    if (!IsFor(next)) continue;
    const bool is_better = next.status == OcspCertStatus::kRevoked ||
                           (answer.status != OcspCertStatus::kRevoked &&
                            !answer.IsCurrent(input_.now) && next.IsCurrent(input_.now));
    if (!found || is_better) answer = next;
    found = true;
  }
  return found;
}

bool Judge::IsResponder(const Certificate& certificate) const {
  if (!response_.responder_name.empty()) {
    return Equal(response_.responder_name, certificate.subject);
  }
  ByteView key;
  return KeyBits(certificate.spki, key) &&
         HashIs(HashAlgorithm::kSha1, key, response_.responder_key_hash);
}

// What RFC 6960, 4.2.2.2 asks of a delegated responder, but for its signature. That another CA
// stands behind it, however trusted, does not count.
bool Judge::MayRespond(const Certificate& responder) const {
  if (!Equal(responder.issuer, input_.issuer->subject) || responder.version != 3 ||
      responder.has_unknown_critical_extension || input_.now < responder.not_before ||
      input_.now > responder.not_after || CheckKey(responder.key) != Detail::kNone ||
      CheckSignatureAlgorithm(responder.signature_algorithm) != Detail::kNone) {
    return false;
  }
  if (responder.has_key_usage && (responder.key_usage & kDigitalSignature) == 0) return false;
  DerReader purposes(responder.extended_key_usage);
  for (ByteView oid; purposes.ReadOid(oid);) {
    if (Equal(oid, kOcspSigning)) return true;
  }
  return false;
}

SignatureStatus Judge::CheckDelegate(const Certificate& responder) const {
  if (!CanSign(input_.issuer->key.kind, responder.signature_algorithm)) {
    return SignatureStatus::kBad;
  }
  const SignatureStatus status =
      input_.signatures->VerifySignature({responder.signature_algorithm, input_.issuer->spki,
                                          responder.tbs, responder.signature, input_.anchor});
  if (status != SignatureStatus::kGood || responder.ocsp_nocheck ||
      input_.revocation_lists == nullptr) {
    return status;
  }
  switch (input_.revocation_lists->StatusOf(responder, *input_.issuer, input_.anchor, input_.now,
                                            *input_.signatures)) {
    case RevocationStatus::kRevoked:
      return SignatureStatus::kBad;
    case RevocationStatus::kNoMemory:
      return SignatureStatus::kNoMemory;
    case RevocationStatus::kGood:
    case RevocationStatus::kUnknown:
      break;
  }
  return SignatureStatus::kGood;
}

SignatureStatus Judge::CheckBy(ByteView spki, KeyKind kind, int anchor) const {
  if (CheckSignatureAlgorithm(response_.signature_algorithm) != Detail::kNone ||
      !CanSign(kind, response_.signature_algorithm)) {
    return SignatureStatus::kBad;
  }
  return input_.signatures->VerifySignature(
      {response_.signature_algorithm, spki, response_.tbs, response_.signature, anchor});
}

SignatureStatus Judge::CheckSignature() const {
  if (IsResponder(*input_.issuer)) {
    return CheckBy(input_.issuer->spki, input_.issuer->key.kind, input_.anchor);
  }
  DerReader certificates(response_.certificates);
  ByteView der;
  for (int i = 0; i < kMaxCertificates && certificates.ReadWhole(der::kSequence, der); ++i) {
    Certificate responder;
    if (!ParseCertificate(der, responder) || !IsResponder(responder) || !MayRespond(responder)) {
      continue;
    }
    // The first that fits decides: so two signatures are the most.
    const SignatureStatus status = CheckDelegate(responder);
    return status == SignatureStatus::kGood ? CheckBy(responder.spki, responder.key.kind, -1)
                                            : status;
  }
  return SignatureStatus::kBad;
}

}  // namespace

OcspVerdict JudgeOcspResponse(const OcspInput& input) { return Judge(input).Run(); }

}  // namespace omnitls::x509
