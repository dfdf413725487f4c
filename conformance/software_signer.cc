#include "conformance/software_signer.h"

#include <utility>

#include "conformance/signatures.h"

namespace omnitls::conformance {
namespace {

void Answer(const Certificate& certificate, SignatureReply reply) {
  const std::string signature = Sign(certificate, reply.request());
  signature.empty() ? reply.Fail() : reply.Done(AsBytes(signature));
}

}  // namespace

std::string Sign(const Certificate& certificate, const SignatureRequest& request) {
  if (request.digest.empty()) {
    return SignMessage(certificate, std::string(AsText(request.message)));
  }
  const SignatureSchemeInfo* const scheme = FindSignatureScheme(request.scheme);
  const bool is_rsa = scheme->key == KeyKind::kRsa || scheme->key == KeyKind::kRsaPss;
  return SignDigest(certificate, is_rsa && scheme->tls13, std::string(AsText(request.digest)));
}

void SoftwareSigner::Note(SignatureScheme scheme) {
  const std::lock_guard<std::mutex> lock(mutex_);
  asked_.push_back(scheme);
}

std::vector<SignatureScheme> SoftwareSigner::asked() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return asked_;
}

void SoftwareSigner::Sign(const SignatureRequest& request, SignatureReply reply) {
  Note(request.scheme);
  Answer(*certificate_, std::move(reply));
}

ThreadedSigner::~ThreadedSigner() {
  for (std::thread& thread : threads_) thread.join();
}

void ThreadedSigner::Sign(const SignatureRequest& request, SignatureReply reply) {
  Note(request.scheme);
  const std::lock_guard<std::mutex> lock(threads_mutex_);
  threads_.emplace_back([this, reply = std::move(reply)]() mutable {
    std::this_thread::sleep_for(delay_);
    Answer(*certificate_, std::move(reply));
  });
}

void HoldingSigner::Sign(const SignatureRequest& request, SignatureReply reply) {
  Note(request.scheme);
  replies_.push_back(std::move(reply));
}

SignatureReply HoldingSigner::Take() {
  SignatureReply reply = std::move(replies_.front());
  replies_.erase(replies_.begin());
  return reply;
}

void HoldingSigner::AnswerOne() { Answer(*certificate_, Take()); }

}  // namespace omnitls::conformance
