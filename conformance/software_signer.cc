#include "conformance/software_signer.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <utility>

namespace omnitls::conformance {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <class T>
using Handle = std::unique_ptr<T, Free>;

const EVP_MD* HashOf(ByteView digest) {
  switch (digest.size()) {
    case 32:
      return EVP_sha256();
    case 48:
      return EVP_sha384();
    default:
      return EVP_sha512();
  }
}

unsigned char* Data(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string SignMessage(EVP_PKEY* key, ByteView message) {
  const Handle<EVP_MD_CTX> context(EVP_MD_CTX_new());
  std::string signature(200, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), Data(signature), &size, message.data(), message.size()) != 1) {
    return "";
  }
  signature.resize(size);
  return signature;
}

std::string SignDigest(EVP_PKEY* key, bool is_pss, ByteView digest) {
  const Handle<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key, nullptr));
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  if (EVP_PKEY_sign_init(context.get()) != 1) return "";
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA || EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA_PSS) {
    EVP_PKEY_CTX_set_rsa_padding(context.get(), is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING);
    if (is_pss) EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST);
  }
  if (EVP_PKEY_CTX_set_signature_md(context.get(), HashOf(digest)) != 1 ||
      EVP_PKEY_sign(context.get(), Data(signature), &size, digest.data(), digest.size()) != 1) {
    return "";
  }
  signature.resize(size);
  return signature;
}

void Answer(const Certificate& certificate, SignatureReply reply) {
  const std::string signature = Sign(certificate, reply.request());
  signature.empty() ? reply.Fail() : reply.Done(AsBytes(signature));
}

}  // namespace

std::string Sign(const Certificate& certificate, const SignatureRequest& request) {
  const Handle<BIO> pem(
      BIO_new_mem_buf(certificate.key_pem.data(), static_cast<int>(certificate.key_pem.size())));
  const Handle<EVP_PKEY> key(PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr));
  if (!key) return "";
  if (request.digest.empty()) return SignMessage(key.get(), request.message);
  const SignatureSchemeInfo* const scheme = FindSignatureScheme(request.scheme);
  const bool is_rsa = scheme->key == KeyKind::kRsa || scheme->key == KeyKind::kRsaPss;
  return SignDigest(key.get(), is_rsa && scheme->tls13, request.digest);
}

void LeaveAnError() { ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR); }

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
