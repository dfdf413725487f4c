#include "omnitls/signer.h"

#include "omnitls/signing_job.h"

namespace omnitls {
namespace internal {

SigningJob* SigningJob::Make(SignatureScheme scheme, ByteView input, bool is_message) {
  Owned<SigningJob> job(new (std::nothrow) SigningJob);
  if (!job || !job->input_.Assign(input)) return nullptr;
  job->request_.scheme = scheme;
  (is_message ? job->request_.message : job->request_.digest) = job->input_;
  return job.release();
}

void SigningJob::Done(ByteView signature) {
  const bool kept = signature_.Assign(signature);
  answer_.store(kept ? Answer::kDone : Answer::kNoMemory, std::memory_order_release);
}

void SigningJob::Fail(std::int32_t native) {
  native_ = native;
  answer_.store(Answer::kFailed, std::memory_order_release);
}

}  // namespace internal

const SignatureRequest& SignatureReply::request() const { return job_->request(); }
bool SignatureReply::wanted() const { return job_ != nullptr && job_->wanted(); }

void SignatureReply::Done(ByteView signature) {
  if (job_ == nullptr) return;
  job_->Done(signature);
  std::exchange(job_, nullptr)->RemoveReference();
}

void SignatureReply::Fail(std::int32_t native) {
  if (job_ == nullptr) return;
  job_->Fail(native);
  std::exchange(job_, nullptr)->RemoveReference();
}

}  // namespace omnitls
