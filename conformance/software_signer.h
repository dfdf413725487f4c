#ifndef OMNITLS_CONFORMANCE_SOFTWARE_SIGNER_H_
#define OMNITLS_CONFORMANCE_SOFTWARE_SIGNER_H_

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "conformance/signatures.h"
#include "omnitls/omnitls.h"

// Signers that stand for an HSM: the keys of test certificates.
namespace omnitls::conformance {

// Signature makes a signature as `request` wants it with a certificate's key; "" if that key
// cannot.
std::string Sign(const Certificate& certificate, const SignatureRequest& request);

// SoftwareSigner answers at once.
class SoftwareSigner : public Signer {
 public:
  explicit SoftwareSigner(const Certificate& certificate) : certificate_(&certificate) {}

  void Sign(const SignatureRequest& request, SignatureReply reply) override;

  // The schemes asked for, in order.
  std::vector<SignatureScheme> asked() const;

 protected:
  void Note(SignatureScheme scheme);

  const Certificate* certificate_;

 private:
  mutable std::mutex mutex_;
  std::vector<SignatureScheme> asked_;
};

// ThreadedSigner answers each request in a thread of its own, `delay` later.
class ThreadedSigner final : public SoftwareSigner {
 public:
  ThreadedSigner(const Certificate& certificate, std::chrono::milliseconds delay)
      : SoftwareSigner(certificate), delay_(delay) {}
  ~ThreadedSigner();

  void Sign(const SignatureRequest& request, SignatureReply reply) override;

 private:
  const std::chrono::milliseconds delay_;
  std::mutex threads_mutex_;
  std::vector<std::thread> threads_;
};

// HoldingSigner keeps what it is asked until a test lets it answer.
class HoldingSigner final : public SoftwareSigner {
 public:
  using SoftwareSigner::SoftwareSigner;

  void Sign(const SignatureRequest& request, SignatureReply reply) override;

  std::size_t held() const { return replies_.size(); }
  SignatureReply Take();
  // Answers the oldest request.
  void AnswerOne();

 private:
  std::vector<SignatureReply> replies_;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_SOFTWARE_SIGNER_H_
