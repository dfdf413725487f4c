#include "omnitls/ocsp_responses.h"

#include "omnitls/backend.h"
#include "omnitls/ocsp_response_set.h"
#include "omnitls/x509/certificate.h"
#include "omnitls/x509/ocsp.h"

namespace omnitls {
namespace internal {
namespace {

bool SameCertificate(const x509::OcspAnswer& a, const x509::OcspAnswer& b) {
  return a.hash == b.hash && Equal(a.serial, b.serial) &&
         Equal(a.issuer_name_hash, b.issuer_name_hash) &&
         Equal(a.issuer_key_hash, b.issuer_key_hash);
}

bool IsFor(const x509::OcspAnswer& answer, const OcspCertId& id) {
  if (!answer.hash || !Equal(answer.serial, id.serial)) return false;
  if (*answer.hash == HashAlgorithm::kSha1) return Equal(answer.issuer_name_hash, id.sha1);
  return *answer.hash == HashAlgorithm::kSha256 && Equal(answer.issuer_name_hash, id.sha256);
}

x509::OcspAnswer FirstAnswer(const x509::OcspResponse& response) {
  x509::OcspAnswer answer;
  x509::OcspAnswers(response).Next(answer);
  return answer;
}

// Calls `use` with each answer that is for the certificate.
template <class Use>
void ForEachAnswer(const x509::OcspResponse& response, const OcspCertId& id, Use use) {
  x509::OcspAnswers answers(response);
  for (x509::OcspAnswer answer; answers.Next(answer);) {
    if (IsFor(answer, id)) use(answer);
  }
}

}  // namespace

Owned<OcspCertId> OcspCertId::Make(const Backend& backend, const x509::Certificate& certificate) {
  Owned<OcspCertId> id = MakeOwned<OcspCertId>();
  const ByteView issuer = certificate.issuer;
  if (!id || !id->serial.Assign(certificate.serial) ||
      !backend.Digest(HashAlgorithm::kSha1, {&issuer, 1}, id->sha1) ||
      !backend.Digest(HashAlgorithm::kSha256, {&issuer, 1}, id->sha256)) {
    return {};
  }
  return id;
}

Result<void> OcspResponseSet::Put(ByteView der) {
  if (der.empty()) return Fail(ErrorKind::kConfig, Detail::kEmptyInput);
  StapledResponseRef next(new (std::nothrow) StapledResponse);
  if (!next || !next->der.Assign(der)) return Fail(ErrorKind::kNoMemory);
  if (!x509::ParseOcspResponse(next->der, next->parsed)) {
    return Fail(ErrorKind::kConfig, Detail::kMalformedOcspResponse);
  }
  const x509::OcspAnswer answer = FirstAnswer(next->parsed);
  // What it takes the place of is freed when the lock is.
  const SpinLock::Guard guard(lock_);
  for (StapledResponseRef& response : responses_) {
    if (!SameCertificate(FirstAnswer(response->parsed), answer)) continue;
    std::swap(response, next);
    return {};
  }
  if (responses_.size() == OcspResponses::kMaxResponses) {
    return Fail(ErrorKind::kConfig, Detail::kOutOfRange);
  }
  if (!responses_.Push(std::move(next))) return Fail(ErrorKind::kNoMemory);
  return {};
}

void OcspResponseSet::Clear() {
  Vec<StapledResponseRef> cleared;
  const SpinLock::Guard guard(lock_);
  std::swap(cleared, responses_);
}

StapledResponseRef OcspResponseSet::Find(const OcspCertId& id, std::int64_t now) const {
  const SpinLock::Guard guard(lock_);
  for (const StapledResponseRef& response : responses_) {
    bool is_current = false;
    ForEachAnswer(response->parsed, id,
                  [&](const x509::OcspAnswer& answer) { is_current |= answer.IsCurrent(now); });
    if (is_current) return response.Share();
  }
  return {};
}

void OcspResponseSet::NoteUsed(const OcspCertId& id) {
  const SpinLock::Guard guard(lock_);
  for (const StapledResponseRef& response : responses_) {
    ForEachAnswer(response->parsed, id, [&](const x509::OcspAnswer&) { response->used = true; });
  }
}

bool OcspResponseSet::all_used() const {
  const SpinLock::Guard guard(lock_);
  for (const StapledResponseRef& response : responses_) {
    if (!response->used) return false;
  }
  return true;
}

}  // namespace internal

OcspResponses::OcspResponses(const OcspResponses& other) : set_(other.set_) {
  if (set_ != nullptr) set_->AddReference();
}

OcspResponses::~OcspResponses() {
  if (set_ != nullptr) set_->RemoveReference();
}

Result<OcspResponses> OcspResponses::Make() {
  OcspResponses responses;
  responses.set_ = new (std::nothrow) internal::OcspResponseSet;
  if (responses.empty()) return Fail(ErrorKind::kNoMemory);
  return responses;
}

Result<void> OcspResponses::Put(ByteView der) const {
  if (empty()) return Fail(ErrorKind::kUsage, Detail::kEmptyHandle);
  return set_->Put(der);
}

void OcspResponses::Clear() const {
  if (set_ != nullptr) set_->Clear();
}

}  // namespace omnitls
