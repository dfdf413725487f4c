#ifndef OMNITLS_SIGNING_JOB_H_
#define OMNITLS_SIGNING_JOB_H_

#include <atomic>
#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/signer.h"

namespace omnitls::internal {

// SigningJob is one request and its answer, shared by a connection and whoever signs for it. Both
// may go first.
class SigningJob : public Allocated {
 public:
  // Make returns null when there is no memory. The caller owns one reference.
  static SigningJob* Make(SignatureScheme scheme, ByteView input, bool is_message);

  void AddReference() { references_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveReference() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  // The connection's side.
  enum class Answer : std::uint8_t { kNone, kDone, kFailed, kNoMemory };
  Answer answer() const { return answer_.load(std::memory_order_acquire); }
  bool is_answered() const { return answer() != Answer::kNone; }
  ByteView signature() const { return signature_; }  // Once it is kDone.
  std::int32_t native() const { return native_; }    // Once it is kFailed.
  void Abandon() { wanted_.store(false, std::memory_order_relaxed); }

  // The signer's.
  const SignatureRequest& request() const { return request_; }
  bool wanted() const { return wanted_.load(std::memory_order_relaxed); }
  void Done(ByteView signature);
  void Fail(std::int32_t native);

 private:
  std::atomic<std::uint32_t> references_{1};
  std::atomic<Answer> answer_{Answer::kNone};
  std::atomic<bool> wanted_{true};
  std::int32_t native_ = 0;
  SignatureRequest request_;
  Bytes input_;
  Bytes signature_;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_SIGNING_JOB_H_
