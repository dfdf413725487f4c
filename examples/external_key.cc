// A server whose private key is somewhere else. Here a thread with OpenSSL stands for an HSM, which
// takes its time; the server goes on with other connections meanwhile.
// external_key CERTIFICATES KEY CA-FILE

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <condition_variable>
#include <iostream>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>

#include "omnitls/omnitls.h"
#include "omnitls/transports/memory_pipe.h"

using namespace omnitls;

namespace {

// Hsm signs one request after the other, in its own thread.
class Hsm final : public Signer {
 public:
  explicit Hsm(const char* path) : key_(Load(path)), thread_([this] { Work(); }) {}
  ~Hsm() {
    Push({});
    thread_.join();
    EVP_PKEY_free(key_);
  }

  // On the thread of Handshake: nothing here takes long.
  void Sign(const SignatureRequest& request, SignatureReply reply) override {
    std::cout << "to be signed: " << SignatureSchemeName(request.scheme) << std::endl;
    Push(std::move(reply));
  }
  // Returns when there is an answer for Handshake to look at.
  void WaitForAnswer() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return answers_ > 0; });
    --answers_;
  }

 private:
  static EVP_PKEY* Load(const char* path) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path, "r"), BIO_free);
    return file ? PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr) : nullptr;
  }
  void Push(SignatureReply reply) {
    const std::lock_guard<std::mutex> lock(mutex_);
    requests_.push(std::move(reply));
    changed_.notify_all();
  }
  void Work() {
    while (true) {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return !requests_.empty(); });
      SignatureReply reply = std::move(requests_.front());
      requests_.pop();
      lock.unlock();
      if (!reply.wanted()) return;
      Answer(std::move(reply));
      lock.lock();
      ++answers_;
      changed_.notify_all();
    }
  }
  // For RSA and ECDSA keys.
  void Answer(SignatureReply reply) {
    if (key_ == nullptr) return reply.Fail();
    const SignatureRequest& request = reply.request();
    const bool is_rsa = EVP_PKEY_get_base_id(key_) == EVP_PKEY_RSA;
    const bool is_pss = is_rsa && FindSignatureScheme(request.scheme)->tls13;
    const EVP_MD* const hash = request.digest.size() == 32   ? EVP_sha256()
                               : request.digest.size() == 48 ? EVP_sha384()
                                                             : EVP_sha512();
    std::array<std::uint8_t, 1024> signature;
    std::size_t size = signature.size();
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new(key_, nullptr), EVP_PKEY_CTX_free);
    bool good = EVP_PKEY_sign_init(context.get()) == 1;
    if (is_pss) {
      good = good && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    good = good && EVP_PKEY_CTX_set_signature_md(context.get(), hash) == 1 &&
           EVP_PKEY_sign(context.get(), signature.data(), &size, request.digest.data(),
                         request.digest.size()) == 1;
    good ? reply.Done(ByteView(signature).first(size)) : reply.Fail();
  }

  EVP_PKEY* const key_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::queue<SignatureReply> requests_;  // One that nobody wants: the end.
  int answers_ = 0;
  std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::cerr << "usage: external_key CERTIFICATES KEY CA-FILE\n", 2;
  Hsm hsm(argv[2]);
  ServerContextBuilder server_builder;
  server_builder.CertificateChainFile(argv[1]).ExternalKey(&hsm, SignerTiming::kLater);
  const Result<ServerContext> server_context = server_builder.Build();
  if (!server_context) return std::cerr << server_builder.error_message() << "\n", 1;

  ClientContextBuilder client_builder;
  client_builder.CaFile(argv[3]).ServerName("server.test");
  const Result<ClientContext> client_context = client_builder.Build();
  if (!client_context) return std::cerr << client_builder.error_message() << "\n", 1;

  MemoryPipe pipe;  // Before the connections, which use it.
  Result<Connection> client = client_context->Connect(pipe.client());
  Result<Connection> server = server_context->Accept(pipe.server());
  if (!client || !server) return std::cerr << "out of memory\n", 1;
  while (!client->handshake_done() || !server->handshake_done()) {
    for (Connection* side : {&*client, &*server}) {
      const Result<Next> next = side->Handshake();
      if (!next) return std::cerr << Summary(next.error()) << "\n", 1;
      if (*next != Next::kWantSignature) continue;
      // A server with other connections would go on with those.
      std::cout << "waiting for a signature" << std::endl;
      hsm.WaitForAnswer();
    }
  }
  std::cout << "the client has verified " << client->server_name() << "\n";
  return 0;
}
