// embedded/measure.cc with mbedTLS alone.
#include <mbedtls/platform.h>
#include <mbedtls/ssl.h>
#include <psa/crypto.h>
#if defined(MBEDTLS_X509_CRT_PARSE_C)
#include <mbedtls/x509_crt.h>
#endif

#include "embedded/testing/certificates.h"
#include "embedded/testing/marks.h"
#include "embedded/testing/raw_identity.h"

OMNITLS_APPLICATION_HEAP(512 * 1024)
// 2026-01-01.
OMNITLS_APPLICATION_WITHOUT_CLOCK(1767225600)

namespace {

using omnitls::embedded::Marks;
using omnitls::embedded::Measured;

void Check(int result) {
  if (result != 0) board_exit(1);
}

struct Queue {
  unsigned char bytes[8192];
  std::size_t read = 0;
  std::size_t written = 0;
};
struct End {
  Queue* in;
  Queue* out;
};
Queue to_client, to_server;
End client_end{&to_client, &to_server}, server_end{&to_server, &to_client};

int Send(void* user, const unsigned char* data, std::size_t size) {
  Queue& queue = *static_cast<End*>(user)->out;
  for (std::size_t i = 0; i < size; ++i)
    queue.bytes[queue.written++ % sizeof queue.bytes] = data[i];
  return static_cast<int>(size);
}
int Receive(void* user, unsigned char* out, std::size_t room) {
  Queue& queue = *static_cast<End*>(user)->in;
  std::size_t size = 0;
  while (size < room && queue.read != queue.written) {
    out[size++] = queue.bytes[queue.read++ % sizeof queue.bytes];
  }
  return size != 0 ? static_cast<int>(size) : MBEDTLS_ERR_SSL_WANT_READ;
}
int Random(void*, unsigned char* out, std::size_t size) {
  return psa_generate_random(out, size) == PSA_SUCCESS ? 0 : -1;
}

struct Peer {
  mbedtls_ssl_config config;
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  mbedtls_x509_crt certificate;
  mbedtls_pk_context key;
#endif
};

int Configure(Peer*& made, int endpoint) {
  made = static_cast<Peer*>(mbedtls_calloc(1, sizeof(Peer)));
  Peer& peer = *made;
  mbedtls_ssl_config_init(&peer.config);
  Check(mbedtls_ssl_config_defaults(&peer.config, endpoint, MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT));
  mbedtls_ssl_conf_rng(&peer.config, Random, nullptr);
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  using namespace omnitls::embedded;
  mbedtls_x509_crt_init(&peer.certificate);
  mbedtls_pk_init(&peer.key);
  if (endpoint == MBEDTLS_SSL_IS_CLIENT) {
    Check(mbedtls_x509_crt_parse_der_nocopy(&peer.certificate, kRoot, sizeof kRoot));
    mbedtls_ssl_conf_ca_chain(&peer.config, &peer.certificate, nullptr);
    mbedtls_ssl_conf_authmode(&peer.config, MBEDTLS_SSL_VERIFY_REQUIRED);
    return 0;
  }
  Check(mbedtls_x509_crt_parse_der_nocopy(&peer.certificate, kServer, sizeof kServer));
  Check(
      mbedtls_pk_parse_key(&peer.key, kServerKey, sizeof kServerKey, nullptr, 0, Random, nullptr));
  Check(mbedtls_ssl_conf_own_cert(&peer.config, &peer.certificate, &peer.key));
#else
  Check(mbedtls_ssl_conf_psk(&peer.config, shared_key, sizeof shared_key, identity,
                             sizeof identity - 1));
#endif
  return 0;
}

int Start(mbedtls_ssl_context*& made, Peer& peer, End& end) {
  made = static_cast<mbedtls_ssl_context*>(mbedtls_calloc(1, sizeof(mbedtls_ssl_context)));
  mbedtls_ssl_init(made);
  Check(mbedtls_ssl_setup(made, &peer.config));
#if defined(MBEDTLS_X509_CRT_PARSE_C)
  if (&end == &client_end) Check(mbedtls_ssl_set_hostname(made, "device.example"));
#endif
  mbedtls_ssl_set_bio(made, &end, Send, Receive, nullptr);
  return 0;
}

int Read(mbedtls_ssl_context* ssl) {
  unsigned char buffer[64];
  while (true) {
    const int size = mbedtls_ssl_read(ssl, buffer, sizeof buffer);
    if (size >= 0) return size;
    if (size != MBEDTLS_ERR_SSL_WANT_READ && size != MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
      board_exit(2);
    }
  }
}

}  // namespace

int main() {
  Marks client_setup, server_setup, client_marks, server_marks;
  Check(psa_crypto_init());
  Peer* client_peer = nullptr;
  Peer* server_peer = nullptr;
  Measured(client_setup, [&] { return Configure(client_peer, MBEDTLS_SSL_IS_CLIENT); });
  Measured(server_setup, [&] { return Configure(server_peer, MBEDTLS_SSL_IS_SERVER); });
  mbedtls_ssl_context* client = nullptr;
  mbedtls_ssl_context* server = nullptr;
  Measured(client_marks, [&] { return Start(client, *client_peer, client_end); });
  Measured(server_marks, [&] { return Start(server, *server_peer, server_end); });
  for (int at_client = 1, at_server = 1; at_client != 0 || at_server != 0;) {
    if (at_client != 0) {
      at_client = Measured(client_marks, [&] { return mbedtls_ssl_handshake(client); });
    }
    if (at_server != 0) {
      at_server = Measured(server_marks, [&] { return mbedtls_ssl_handshake(server); });
    }
    if ((at_client != 0 && at_client != MBEDTLS_ERR_SSL_WANT_READ) ||
        (at_server != 0 && at_server != MBEDTLS_ERR_SSL_WANT_READ)) {
      board_exit(3);
    }
  }
  static const unsigned char kText[] = "hello";
  Measured(client_marks, [&] { return mbedtls_ssl_write(client, kText, 5); });
  Measured(server_marks, [&] { return Read(server); });
  Measured(server_marks, [&] { return mbedtls_ssl_write(server, kText, 5); });
  Measured(client_marks, [&] { return Read(client); });
  omnitls::embedded::Report("client", client_setup.now, client_marks, client_marks.now);
  omnitls::embedded::Report("server", server_setup.now, server_marks, server_marks.now);
  board_print("passed\n");
  return 0;
}
