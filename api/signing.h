#ifndef OMNITLS_SIGNING_H_
#define OMNITLS_SIGNING_H_

#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/fiber.h"
#include "omnitls/signing_job.h"

namespace omnitls::internal {

// Signing is what a handshake with an external key needs until it is done.
class Signing : public Allocated {
 public:
  Signing() = default;
  ~Signing() { Drop(); }

  // Take replaces the job, which may be null.
  void Take(SigningJob* job) {
    Drop();
    job_ = job;
  }
  SigningJob* job() const { return job_; }

  Owned<Fiber> fiber;         // With signers that answer later.
  Step step = Step::kFailed;  // How the engine's Handshake ended on it.
  bool is_new = false;        // The signer has not been called for the job.
  bool abandoned = false;     // The connection is about to go.

 private:
  void Drop() {
    if (job_ == nullptr) return;
    job_->Abandon();
    job_->RemoveReference();
    job_ = nullptr;
  }

  SigningJob* job_ = nullptr;  // One reference.
};

}  // namespace omnitls::internal

#endif  // OMNITLS_SIGNING_H_
