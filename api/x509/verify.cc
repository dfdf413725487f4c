#include "omnitls/x509/verify.h"

#include <array>
#include <cstddef>

#include "omnitls/x509/certificate.h"
#include "omnitls/x509/host_name.h"
#include "omnitls/x509/key_identifiers.h"
#include "omnitls/x509/name_constraints.h"
#include "omnitls/x509/ocsp.h"

namespace omnitls::x509 {
namespace {

using Anchor = TrustStore::Anchor;

// Far above what any honest chain needs: issuers that are tried, and name constraints compared.
constexpr int kMaxSteps = 256;
constexpr int kMaxNameComparisons = 100'000;

constexpr std::uint32_t kMinRsaBits = 2048;
constexpr std::uint32_t kMaxRsaBits = 8192;  // More only costs time: the peer's choice, our work.

constexpr std::uint8_t kServerAuthOid[] = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01};
constexpr std::uint8_t kClientAuthOid[] = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02};
constexpr std::uint8_t kAnyExtendedKeyUsageOid[] = {0x55, 0x1D, 0x25, 0x00};

enum class Position : std::uint8_t { kLeaf, kIssuer, kTrustAnchor };

bool IsRsa(KeyKind kind) { return kind == KeyKind::kRsa || kind == KeyKind::kRsaPss; }

}  // namespace

Detail CheckKey(const PublicKey& key) {
  if (key.kind == KeyKind::kUnknown) return Detail::kUnsupportedAlgorithm;
  if (!IsRsa(key.kind)) return Detail::kNone;
  if (key.bits < kMinRsaBits || key.has_weak_exponent) return Detail::kWeakKey;
  // Not every backend can compute with a modulus that does not fill its bytes; no CA may sign one.
  if (key.bits > kMaxRsaBits || key.bits % 8 != 0) return Detail::kUnsupportedAlgorithm;
  return Detail::kNone;
}

Detail CheckSignatureAlgorithm(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::kUnknown:
      return Detail::kUnsupportedAlgorithm;
    case SignatureAlgorithm::kRsaPkcs1Md5:
    case SignatureAlgorithm::kRsaPkcs1Sha1:
    case SignatureAlgorithm::kEcdsaSha1:
      return Detail::kWeakSignature;
    default:
      return Detail::kNone;
  }
}

namespace {

// CheckForm is what parsing leaves open. An anchor is excused: it was chosen, not received.
Detail CheckForm(const Certificate& certificate, Position position) {
  if (position == Position::kTrustAnchor) return Detail::kNone;
  const bool is_serial_zero = certificate.serial.size() == 1 && certificate.serial[0] == 0;
  if (certificate.version != 3 || is_serial_zero) return Detail::kMalformedCertificate;
  // Without a subject, the other names are what the certificate is about (RFC 5280, 4.2.1.6).
  if (IsEmptyName(certificate.subject) && !certificate.alt_name_is_critical) {
    return Detail::kMalformedCertificate;
  }
  if (position == Position::kIssuer || certificate.is_ca) return Detail::kNone;
  // RFC 5280, 4.2.1.9 and 4.2.1.10: for CAs only.
  const bool signs = (certificate.key_usage & kKeyCertSign) != 0;
  return signs || !certificate.name_constraints.empty() ? Detail::kMalformedCertificate
                                                        : Detail::kNone;
}

// CheckAny is what every certificate of a path has to pass.
Detail CheckAny(const Certificate& certificate, Position position, bool is_anchor,
                std::int64_t now) {
  Detail fault = CheckForm(certificate, position);
  if (fault != Detail::kNone) return fault;
  if (certificate.has_unknown_critical_extension) return Detail::kUnknownCriticalExtension;
  fault = CheckKey(certificate.key);
  if (fault == Detail::kNone && !is_anchor) {
    fault = CheckSignatureAlgorithm(certificate.signature_algorithm);
  }
  if (fault != Detail::kNone) return fault;
  if (now < certificate.not_before) return Detail::kNotYetValid;
  return now > certificate.not_after ? Detail::kExpired : Detail::kNone;
}

// AllowsPurpose looks at extKeyUsage (RFC 5280, 4.2.1.12). In an issuer, "any" restricts nothing;
// in a leaf it does not say that the certificate is meant for TLS, and RFC 5280 lets us ask for
// that.
bool AllowsPurpose(const Certificate& certificate, Purpose purpose, Position position) {
  if (certificate.extended_key_usage.empty()) return true;
  const ByteView wanted =
      purpose == Purpose::kServerAuth ? ByteView(kServerAuthOid) : ByteView(kClientAuthOid);
  DerReader reader(certificate.extended_key_usage);
  for (ByteView oid; reader.ReadOid(oid);) {
    if (Equal(oid, wanted)) return true;
    if (position != Position::kLeaf && Equal(oid, kAnyExtendedKeyUsageOid)) return true;
  }
  return false;
}

// A TLS key signs the handshake, or, with TLS 1.2's older suites, decrypts or agrees (RFC
// 5246, 7.4.2).
bool AllowsTls(const Certificate& leaf) {
  constexpr std::uint16_t kAnyOf = kDigitalSignature | kKeyEncipherment | kKeyAgreement;
  return !leaf.has_key_usage || (leaf.key_usage & kAnyOf) != 0;
}

Detail CheckLeaf(const Certificate& leaf, const VerifyInput& input, bool is_anchor) {
  const Detail fault = CheckAny(leaf, Position::kLeaf, is_anchor, input.now);
  if (fault != Detail::kNone) return fault;
  // A CA's key should sign certificates, nothing else. A self-signed one that was trusted by hand
  // is excused: common tools make them CAs.
  if (leaf.is_ca && !is_anchor) return Detail::kBadPurpose;
  if (!AllowsPurpose(leaf, input.purpose, Position::kLeaf)) return Detail::kBadPurpose;
  if (!AllowsTls(leaf) && !(leaf.is_ca && is_anchor)) return Detail::kBadPurpose;
  if (input.name != nullptr && !MatchesName(leaf, *input.name, input.name_flags)) {
    return Detail::kNameMismatch;
  }
  return Detail::kNone;
}

bool MayIssue(const Certificate& issuer, Position position) {
  if (position == Position::kTrustAnchor && issuer.version < 3) return issuer.is_self_issued();
  return issuer.is_ca && (!issuer.has_key_usage || (issuer.key_usage & kKeyCertSign) != 0);
}

// PathBuilder searches depth first from the leaf for a path to an anchor.
class PathBuilder {
 public:
  explicit PathBuilder(const VerifyInput& input) : input_(input) {}

  Verdict Run();

 private:
  static constexpr std::uint8_t kNowhere = 0xFF;

  const Certificate& At(std::size_t depth) const { return certificates_[path_[depth]]; }

  void ParseChain();
  bool IsTrustAnchor(const Certificate& certificate) const;
  bool Extend(Verdict fault);
  bool TryAnchors(const Verdict& fault);
  bool TryAnchor(const Anchor& anchor, Verdict fault);
  bool TryIssuer(std::uint8_t index, const Verdict& fault);
  Verdict CheckIssuer(const Certificate& issuer, std::uint8_t index, Position position);
  Verdict CheckSignatures(const Anchor& anchor);
  Verdict CheckSignature(std::size_t depth, const Certificate& issuer, int anchor);
  Verdict CheckRevocation(const Anchor& anchor);
  Verdict CheckRevocation(std::size_t depth, const Certificate& issuer, int anchor);
  Verdict CheckStaple(const StapledStatus& staple, const Certificate& issuer, int anchor);
  bool Candidate(const Certificate& issuer);
  bool IsSelfSigned(const Certificate& anchor);
  bool IsOnPath(std::uint8_t index) const;
  void Record(const Verdict& fault);
  Verdict NoPath() const;

  const VerifyInput& input_;
  std::array<Certificate, kMaxChain> certificates_;
  std::size_t count_ = 0;                      // Of certificates_.
  std::array<bool, kMaxChain> usable_{};       // Whether certificates_[i] could be parsed.
  std::array<std::uint8_t, kMaxPath> path_{};  // Indices into certificates_, leaf first.
  std::size_t depth_ = 0;                      // Of path_.
  Verdict fault_;                      // The best report so far from a path that reached an anchor.
  std::uint8_t dead_end_ = kNowhere;   // The first certificate whose issuer is not known.
  std::uint8_t malformed_ = kNowhere;  // The first certificate that cannot be parsed.
  bool limited_ = false;               // Whether a bound cut the search short.
  int steps_left_ = kMaxSteps;
  int comparisons_left_ = kMaxNameComparisons;
  int signatures_left_ = kMaxSignatureChecks;
};

Verdict PathBuilder::Run() {
  ParseChain();
  if (malformed_ == 0) return {Detail::kMalformedCertificate, 0};
  const bool is_anchor = IsTrustAnchor(certificates_[0]);
  const Verdict fault{CheckLeaf(certificates_[0], input_, is_anchor), 0};
  if (is_anchor) return fault;
  path_[0] = 0;
  depth_ = 1;
  if (Extend(fault)) return {};
  return fault_.ok() ? NoPath() : fault_;
}

void PathBuilder::ParseChain() {
  limited_ = input_.chain.size() > kMaxChain;
  count_ = limited_ ? kMaxChain : input_.chain.size();
  for (std::size_t i = 0; i < count_; ++i) {
    usable_[i] = ParseCertificate(input_.chain[i], certificates_[i]);
    if (!usable_[i] && malformed_ == kNowhere) malformed_ = static_cast<std::uint8_t>(i);
  }
}

bool PathBuilder::IsTrustAnchor(const Certificate& certificate) const {
  const std::uint32_t hash = TrustStore::HashName(certificate.subject);
  for (const Anchor& anchor : input_.anchors->FindByHash(hash)) {
    if (Equal(anchor.certificate.der, certificate.der)) return true;
  }
  return false;
}

// Extend looks for an issuer of the last certificate on the path, and from there for an anchor. It
// returns true when it has found a path without fault. `fault` is the first fault on the path up to
// here: such a path is followed only to learn whether it would have led to an anchor.
bool PathBuilder::Extend(Verdict fault) {
  const std::uint8_t last = path_[depth_ - 1];
  const int steps_before = steps_left_;
  if (TryAnchors(fault)) return true;
  for (std::size_t i = 1; i < count_; ++i) {
    if (TryIssuer(static_cast<std::uint8_t>(i), fault)) return true;
  }
  const bool has_issuer = steps_left_ != steps_before || limited_;
  if (!has_issuer && dead_end_ == kNowhere) dead_end_ = last;
  return false;
}

// Candidate tells whether name and key are those that the last certificate on the path gives as its
// issuer's, and takes one step for it.
bool PathBuilder::Candidate(const Certificate& issuer) {
  const Certificate& last = At(depth_ - 1);
  if (!Equal(issuer.subject, last.issuer) || !MayHaveIssued(issuer, last)) return false;
  if (steps_left_ == 0) {
    limited_ = true;
    return false;
  }
  --steps_left_;
  return true;
}

bool PathBuilder::TryAnchors(const Verdict& fault) {
  const ByteView issuer = At(depth_ - 1).issuer;
  for (const Anchor& anchor : input_.anchors->FindByHash(TrustStore::HashName(issuer))) {
    if (Candidate(anchor.certificate) && TryAnchor(anchor, fault)) return true;
  }
  return false;
}

bool PathBuilder::TryAnchor(const Anchor& anchor, Verdict fault) {
  const Certificate& issuer = anchor.certificate;
  if (fault.ok()) fault = CheckIssuer(issuer, Verdict::kTrustAnchor, Position::kTrustAnchor);
  if (fault.ok()) fault = CheckSignatures(anchor);
  if (fault.ok() && (input_.revocation_lists != nullptr || input_.staple != nullptr)) {
    fault = CheckRevocation(anchor);
  }
  if (!fault.ok()) Record(fault);
  return fault.ok();
}

bool PathBuilder::TryIssuer(std::uint8_t index, const Verdict& fault) {
  const Certificate& issuer = certificates_[index];
  if (!usable_[index] || IsOnPath(index)) return false;
  if (!Candidate(issuer)) return false;
  if (depth_ == kMaxPath) {
    limited_ = true;
    return false;
  }
  const Verdict next = fault.ok() ? CheckIssuer(issuer, index, Position::kIssuer) : fault;
  path_[depth_++] = index;
  const bool found = Extend(next);
  --depth_;
  return found;
}

bool PathBuilder::IsOnPath(std::uint8_t index) const {
  for (std::size_t i = 0; i < depth_; ++i) {
    if (path_[i] == index) return true;
  }
  return false;
}

// CheckIssuer judges an issuer of all that is on the path so far.
Verdict PathBuilder::CheckIssuer(const Certificate& issuer, std::uint8_t index, Position position) {
  const bool is_anchor = position == Position::kTrustAnchor;
  const Detail fault = CheckAny(issuer, position, is_anchor, input_.now);
  if (fault != Detail::kNone) return {fault, index};
  if (!MayIssue(issuer, position)) return {Detail::kNotACa, index};
  if (!IsIdentified(issuer, is_anchor) && !(is_anchor && IsSelfSigned(issuer))) {
    return {Detail::kMalformedCertificate, index};
  }

  // The leaf and self-issued certificates do not count (RFC 5280, 4.2.1.9).
  std::uint32_t intermediates = 0;
  for (std::size_t i = 1; i < depth_; ++i) intermediates += At(i).is_self_issued() ? 0 : 1;
  if (intermediates > issuer.path_length) return {Detail::kPathLength, index};
  if (!AllowsPurpose(issuer, input_.purpose, position)) return {Detail::kBadPurpose, index};

  if (issuer.name_constraints.empty()) return {};
  for (std::size_t i = 0; i < depth_; ++i) {
    // Self-issued certificates are excused, but for the leaf (RFC 5280, 6.1.3 (b)).
    if (i > 0 && At(i).is_self_issued()) continue;
    if (!PermitsNames(issuer.name_constraints, At(i), input_.name_flags, comparisons_left_)) {
      return {Detail::kNameConstraint, path_[i]};
    }
  }
  return {};
}

// IsSelfSigned tells it of an anchor whose names deny it: it need not say whose key signed it (RFC
// 5280, 4.2.1.1).
bool PathBuilder::IsSelfSigned(const Certificate& anchor) {
  if (anchor.is_self_issued() || !CanSign(anchor.key.kind, anchor.signature_algorithm) ||
      signatures_left_ == 0) {
    return false;
  }
  --signatures_left_;
  return input_.signatures->VerifySignature({anchor.signature_algorithm, anchor.spki, anchor.tbs,
                                             anchor.signature}) == SignatureStatus::kGood;
}

Verdict PathBuilder::CheckSignatures(const Anchor& anchor) {
  const auto anchor_index = static_cast<int>(&anchor - input_.anchors->anchors().data());
  Verdict fault = CheckSignature(depth_ - 1, anchor.certificate, anchor_index);
  for (std::size_t i = depth_ - 1; fault.ok() && i-- > 0;) {
    fault = CheckSignature(i, At(i + 1), -1);
  }
  return fault;
}

Verdict PathBuilder::CheckSignature(std::size_t depth, const Certificate& issuer, int anchor) {
  const Certificate& certificate = At(depth);
  const std::uint8_t index = path_[depth];
  if (!CanSign(issuer.key.kind, certificate.signature_algorithm))
    return {Detail::kBadSignature, index};
  if (signatures_left_ == 0) {
    limited_ = true;
    return {Detail::kChainTooLong, 0};
  }
  --signatures_left_;
  const SignatureCheck check{certificate.signature_algorithm, issuer.spki, certificate.tbs,
                             certificate.signature, anchor};
  switch (input_.signatures->VerifySignature(check)) {
    case SignatureStatus::kGood:
      return {};
    case SignatureStatus::kBad:
      return {Detail::kBadSignature, index};
    case SignatureStatus::kUnsupported:
      return {Detail::kUnsupportedAlgorithm, index};
    case SignatureStatus::kNoMemory:
      return {Detail::kBadSignature, index, true};
  }
  return {Detail::kBadSignature, index};
}

Verdict PathBuilder::CheckRevocation(const Anchor& anchor) {
  const auto anchor_index = static_cast<int>(&anchor - input_.anchors->anchors().data());
  Verdict fault = CheckRevocation(depth_ - 1, anchor.certificate, anchor_index);
  for (std::size_t i = depth_ - 1; fault.ok() && i-- > 0;) {
    fault = CheckRevocation(i, At(i + 1), -1);
  }
  return fault;
}

// What the staple says of the leaf.
Verdict PathBuilder::CheckStaple(const StapledStatus& staple, const Certificate& issuer,
                                 int anchor) {
  if (staple.may_follow) return {};
  if (staple.response.empty()) {
    return {staple.required || At(0).must_staple ? Detail::kMissingOcspResponse : Detail::kNone, 0};
  }
  switch (JudgeOcspResponse({.response = staple.response,
                             .certificate = &At(0),
                             .issuer = &issuer,
                             .anchor = anchor,
                             .now = input_.now,
                             .signatures = input_.signatures,
                             .digests = staple.digests,
                             .revocation_lists = input_.revocation_lists})) {
    case OcspVerdict::kGood:
      return {};
    case OcspVerdict::kRevoked:
      return {Detail::kRevoked, 0};
    case OcspVerdict::kUnknown:
      return {Detail::kRevocationUnknown, 0};
    case OcspVerdict::kStale:
      return {Detail::kStaleOcspResponse, 0};
    case OcspVerdict::kNoMemory:
      return {Detail::kBadOcspResponse, 0, true};
    case OcspVerdict::kBad:
      break;
  }
  return {Detail::kBadOcspResponse, 0};
}

Verdict PathBuilder::CheckRevocation(std::size_t depth, const Certificate& issuer, int anchor) {
  bool is_known = false;
  if (depth == 0 && input_.staple != nullptr) {
    const Verdict fault = CheckStaple(*input_.staple, issuer, anchor);
    if (!fault.ok()) return fault;
    is_known = input_.staple->may_follow || !input_.staple->response.empty();
  }
  if (input_.revocation_lists == nullptr) return {};
  switch (input_.revocation_lists->StatusOf(At(depth), issuer, anchor, input_.now,
                                            *input_.signatures)) {
    case RevocationStatus::kGood:
      return {};
    case RevocationStatus::kRevoked:
      return {Detail::kRevoked, path_[depth]};
    case RevocationStatus::kNoMemory:
      return {Detail::kRevocationUnknown, path_[depth], true};
    case RevocationStatus::kUnknown:
      break;
  }
  if (is_known || !input_.requires_revocation_status) return {};
  return {Detail::kRevocationUnknown, path_[depth]};
}

void PathBuilder::Record(const Verdict& fault) {
  const bool gives_way = fault_.detail == Detail::kBadSignature && !fault_.no_memory;
  if (fault_.ok() || (gives_way && fault.detail != Detail::kBadSignature)) fault_ = fault;
}

// NoPath says why no path led to an anchor.
Verdict PathBuilder::NoPath() const {
  if (limited_) return {Detail::kChainTooLong, 0};
  if (malformed_ != kNowhere) return {Detail::kMalformedCertificate, malformed_};
  if (certificates_[0].is_self_issued()) return {Detail::kSelfSigned, 0};
  return {Detail::kUnknownIssuer, dead_end_ == kNowhere ? std::uint8_t{0} : dead_end_};
}

}  // namespace

Verdict Verify(const VerifyInput& input) {
  if (input.chain.empty()) return {Detail::kCertificateMissing, 0};
  // Nobody to trust, or no way to check: refuse.
  if (input.anchors == nullptr || input.signatures == nullptr) return {Detail::kUnknownIssuer, 0};
  return PathBuilder(input).Run();
}

Alert AlertFor(Detail detail) {
  switch (detail) {
    case Detail::kNone:
      return Alert::kNone;
    case Detail::kExpired:
    case Detail::kNotYetValid:  // "has expired or is not currently valid"
      return Alert::kCertificateExpired;
    case Detail::kUnknownIssuer:
    case Detail::kSelfSigned:
    case Detail::kChainTooLong:
      return Alert::kUnknownCa;
    case Detail::kRevoked:
      return Alert::kCertificateRevoked;
    case Detail::kBadPurpose:
    case Detail::kUnknownCriticalExtension:
    case Detail::kUnsupportedAlgorithm:
      return Alert::kUnsupportedCertificate;
    case Detail::kNameMismatch:
    case Detail::kBadSignature:
    case Detail::kMalformedCertificate:
    case Detail::kWeakKey:
    case Detail::kWeakSignature:
    case Detail::kNameConstraint:
    case Detail::kNotACa:
    case Detail::kPathLength:
    case Detail::kKeyNotPinned:
      return Alert::kBadCertificate;
    case Detail::kBadOcspResponse:
    case Detail::kStaleOcspResponse:
    case Detail::kMissingOcspResponse:
      return Alert::kBadCertificateStatusResponse;
    case Detail::kCertificateMissing:
      return Alert::kCertificateRequired;
    default:
      return Alert::kCertificateUnknown;  // "some other (unspecified) issue"
  }
}

}  // namespace omnitls::x509
