#ifndef OMNITLS_CONFORMANCE_RAW_PEER_H_
#define OMNITLS_CONFORMANCE_RAW_PEER_H_

#include <openssl/ssl.h>

#include <string>
#include <string_view>

#include "conformance/certificates.h"
#include "conformance/openssl_handles.h"
#include "omnitls/bytes.h"
#include "omnitls/transport.h"

// OpenSSL without anything of ours, for what our own ends do not do.
namespace omnitls::conformance {

using RawContext = raw::Context;
using RawSession = raw::Session;

inline void UseCertificate(SSL_CTX* context, const Certificate& certificate) {
  SSL_CTX_use_certificate(context, raw::ReadCertificate(certificate.pem).get());
  SSL_CTX_use_PrivateKey(context, raw::ReadKey(certificate.key_pem).get());
}

// RawPeer is one end of a pipe. It verifies nobody unless its context does.
class RawPeer {
 public:
  RawPeer(Transport& transport, SSL_CTX* context, bool server)
      : transport_(transport), ssl_(SSL_new(context)) {
    SSL_set_bio(ssl(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    server ? SSL_set_accept_state(ssl()) : SSL_set_connect_state(ssl());
  }

  SSL* ssl() const { return ssl_.get(); }
  bool Handshake() {
    Receive();
    const bool done = SSL_do_handshake(ssl()) == 1;
    Send();
    return done;
  }
  // All that has arrived.
  std::string Read() {
    Receive();
    char text[100];
    std::string all;
    for (int size; (size = SSL_read(ssl(), text, sizeof text)) > 0;) {
      all.append(text, static_cast<std::size_t>(size));
    }
    Send();  // Answers.
    return all;
  }
  void Write(std::string_view text) {
    SSL_write(ssl(), text.data(), static_cast<int>(text.size()));
    Send();
  }
  bool is_closed() const { return (SSL_get_shutdown(ssl()) & SSL_RECEIVED_SHUTDOWN) != 0; }

  // What the calls above do by themselves.
  void Receive() {
    std::uint8_t bytes[1000];
    for (IoResult got; (got = transport_.Read(bytes)).status == IoStatus::kOk && got.bytes > 0;) {
      BIO_write(SSL_get_rbio(ssl()), bytes, static_cast<int>(got.bytes));
    }
  }
  void Send() {
    std::uint8_t bytes[1000];
    for (int size; (size = BIO_read(SSL_get_wbio(ssl()), bytes, sizeof bytes)) > 0;) {
      transport_.Write(ByteView(bytes).first(static_cast<std::size_t>(size)));
    }
  }

 private:
  Transport& transport_;
  raw::Ssl ssl_;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_RAW_PEER_H_
