#include "omnitls/ocsp_settings.h"

#include "omnitls/context_core.h"
#include "omnitls/x509/certificate.h"
#include "omnitls/x509/timestamps.h"

namespace omnitls {

void BuilderBase::SetOcspMode(OcspMode mode) {
  if (settings_ != nullptr && settings_->usable()) settings_->ocsp_mode = mode;
}

void BuilderBase::SetOcspResponse(ByteView der, std::string_view source) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (source.empty()) source = "OCSP response";
  if (!settings_->made_ocsp_responses) {
    Result<OcspResponses> made = OcspResponses::Make();
    if (!made) {
      settings_->Fail(made.error(), {"out of memory"});
      return;
    }
    settings_->ocsp_responses = std::move(*made);
    settings_->made_ocsp_responses = true;
  }
  if (const Result<void> put = settings_->ocsp_responses.Put(der); !put) {
    settings_->Fail(put.error(), {source, ": ", Summary(put.error())});
  }
}

void BuilderBase::SetOcspResponses(OcspResponses responses) {
  if (settings_ == nullptr || !settings_->usable()) return;
  settings_->ocsp_responses = std::move(responses);
  settings_->made_ocsp_responses = false;
}

void BuilderBase::SetRequestsTimestamps(bool request) {
  if (settings_ != nullptr && settings_->usable()) settings_->requests_timestamps = request;
}

void BuilderBase::SetTimestamps(ByteView list) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (!x509::IsTimestampList(list)) {
    settings_->Fail({ErrorKind::kConfig, Detail::kMalformedTimestamps},
                    {"the list of signed certificate timestamps is malformed or empty"});
  } else if (!settings_->timestamps.Assign(list)) {
    settings_->Fail({ErrorKind::kNoMemory}, {"out of memory"});
  }
}

namespace internal {

Result<void> ContextCore::ResolveOcsp(ContextSettings& settings) {
  if ((settings.requests_timestamps || !settings.timestamps.empty()) &&
      !backend_->Supports(Feature::kSignedCertificateTimestamps)) {
    return settings.Unsupported("exchange signed certificate timestamps");
  }
  ocsp_mode_ = settings.ocsp_mode;
  ocsp_responses_ = settings.ocsp_responses;
  if (ocsp_mode_ == OcspMode::kOff && ocsp_responses_.empty()) return {};
  if (!backend_->Supports(Feature::kOcspStapling)) {
    return settings.Unsupported("do OCSP stapling");
  }
  if (role_ == Role::kClient) return {};
  x509::Certificate leaf;
  if (!x509::ParseCertificate(settings.chain[0], leaf)) return Fail(ErrorKind::kInternal);
  ocsp_id_ = OcspCertId::Make(*backend_, leaf);
  if (!ocsp_id_) return Fail(ErrorKind::kNoMemory);
  if (settings.made_ocsp_responses) OcspResponseSet::Get(ocsp_responses_)->NoteUsed(*ocsp_id_);
  return {};
}

Result<void> CheckOcspUse(ContextSettings& settings) {
  if (!settings.made_ocsp_responses || OcspResponseSet::Get(settings.ocsp_responses)->all_used()) {
    return {};
  }
  return Fail(settings.Fail({ErrorKind::kConfig, Detail::kBadOcspResponse},
                            {"an OCSP response is for none of the certificates"}));
}

StapledResponseRef ContextCore::FindStaple() const {
  return OcspResponseSet::Get(ocsp_responses_)->Find(*ocsp_id_, clock_.Now());
}

}  // namespace internal
}  // namespace omnitls
