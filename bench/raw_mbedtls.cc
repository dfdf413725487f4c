#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>
#include <psa/crypto.h>
extern "C" {
#include <mbedtls/psa_util.h>  // Has no extern "C" of its own.
}

#include "bench/subject.h"

// mbedTLS by hand.
namespace omnitls::bench {
namespace {

int ReadPipe(void* user, unsigned char* out, std::size_t size) {
  const IoResult result = static_cast<const PipeEnd*>(user)->in->Read({out, size});
  if (result.status != IoStatus::kOk) return MBEDTLS_ERR_SSL_WANT_READ;
  return static_cast<int>(result.bytes);
}

int WritePipe(void* user, const unsigned char* data, std::size_t size) {
  const IoResult result = static_cast<const PipeEnd*>(user)->out->Write({data, size});
  if (result.status != IoStatus::kOk) return MBEDTLS_ERR_SSL_WANT_WRITE;
  return static_cast<int>(result.bytes);
}

// The library's lists are numbers (IANA's), of which it keeps the address.
constexpr int kSuiteIds[] = {0x1301, 0xC02B, 0xC02C, 0xCCA9, 0};
constexpr std::uint16_t kGroupIds[] = {29, 23, 24, 0};
constexpr std::uint16_t kSchemeIds[] = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0};

class End {
 public:
  End(const mbedtls_ssl_config& config, const PipeEnd& pipe)
      : state_(std::make_unique<State>(config, pipe)) {}

  bool Handshake() {
    const int result = mbedtls_ssl_handshake(&state_->ssl);
    Require(result == 0 || result == MBEDTLS_ERR_SSL_WANT_READ, "mbedtls_ssl_handshake");
    return result == 0;
  }
  std::size_t Read(MutableBytes out) {
    while (true) {
      const int result = mbedtls_ssl_read(&state_->ssl, out.data(), out.size());
      if (result > 0) return static_cast<std::size_t>(result);
      if (result == MBEDTLS_ERR_SSL_WANT_READ) return 0;
      Require(result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET, "mbedtls_ssl_read");
    }
  }
  std::size_t Write(ByteView data) {
    const int result = mbedtls_ssl_write(&state_->ssl, data.data(), data.size());
    Require(result > 0, "mbedtls_ssl_write");
    return static_cast<std::size_t>(result);
  }

  mbedtls_ssl_context* ssl() { return &state_->ssl; }

 private:
  // The library keeps its address.
  struct State {
    State(const mbedtls_ssl_config& config, const PipeEnd& end) : pipe(end) {
      mbedtls_ssl_init(&ssl);
      Require(mbedtls_ssl_setup(&ssl, &config) == 0, "mbedtls_ssl_setup");
      mbedtls_ssl_set_bio(&ssl, &pipe, WritePipe, ReadPipe, nullptr);
    }
    ~State() { mbedtls_ssl_free(&ssl); }

    PipeEnd pipe;
    mbedtls_ssl_context ssl;
  };

  std::unique_ptr<State> state_;
};

// Config is a configuration and all that it refers to.
struct Config {
  explicit Config(int role) {
    Require(psa_crypto_init() == PSA_SUCCESS, "psa_crypto_init");
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&certificates);
    mbedtls_pk_init(&key);
    mbedtls_ssl_ticket_init(&tickets);
    Require(mbedtls_ssl_config_defaults(&config, role, MBEDTLS_SSL_TRANSPORT_STREAM,
                                        MBEDTLS_SSL_PRESET_DEFAULT) == 0,
            "mbedtls_ssl_config_defaults");
    mbedtls_ssl_conf_min_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_max_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_3);
    mbedtls_ssl_conf_rng(&config, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
    mbedtls_ssl_conf_ciphersuites(&config, kSuiteIds);
    mbedtls_ssl_conf_groups(&config, kGroupIds);
    mbedtls_ssl_conf_sig_algs(&config, kSchemeIds);
  }
  ~Config() {
    mbedtls_ssl_ticket_free(&tickets);
    mbedtls_pk_free(&key);
    mbedtls_x509_crt_free(&certificates);
    mbedtls_ssl_config_free(&config);
  }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  void Parse(const std::string& pem) {
    // The size of PEM includes its NUL.
    Require(
        mbedtls_x509_crt_parse(&certificates, reinterpret_cast<const unsigned char*>(pem.c_str()),
                               pem.size() + 1) == 0,
        "mbedtls_x509_crt_parse");
  }

  mbedtls_ssl_config config;
  mbedtls_x509_crt certificates;  // The own chain, or what is trusted.
  mbedtls_pk_context key;
  mbedtls_ssl_ticket_context tickets;
};

struct Ends {
  using End = bench::End;

  explicit Ends(const Identity& identity)
      : client(MBEDTLS_SSL_IS_CLIENT), server(MBEDTLS_SSL_IS_SERVER) {
    client.Parse(identity.root);
    mbedtls_ssl_conf_ca_chain(&client.config, &client.certificates, nullptr);
    mbedtls_ssl_conf_authmode(&client.config, MBEDTLS_SSL_VERIFY_REQUIRED);
    // Else a client throws TLS 1.3 tickets away.
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
        &client.config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);

    server.Parse(identity.chain);
    Require(mbedtls_pk_parse_key(&server.key,
                                 reinterpret_cast<const unsigned char*>(identity.key.c_str()),
                                 identity.key.size() + 1, nullptr, 0, mbedtls_psa_get_random,
                                 MBEDTLS_PSA_RANDOM_STATE) == 0 &&
                mbedtls_ssl_conf_own_cert(&server.config, &server.certificates, &server.key) == 0,
            "mbedtls_ssl_conf_own_cert");
    Require(
        mbedtls_ssl_ticket_setup(&server.tickets, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE,
                                 MBEDTLS_CIPHER_AES_256_GCM, 86400) == 0,
        "mbedtls_ssl_ticket_setup");
    mbedtls_ssl_conf_session_tickets_cb(&server.config, mbedtls_ssl_ticket_write,
                                        mbedtls_ssl_ticket_parse, &server.tickets);
    mbedtls_ssl_conf_new_session_tickets(&server.config, 1);
  }

  End MakeClient(MemoryPipe& pipe) {
    End end(client.config, ClientEnd(pipe));
    // To send and to verify.
    Require(mbedtls_ssl_set_hostname(end.ssl(), kServerName) == 0, "mbedtls_ssl_set_hostname");
    return end;
  }
  End MakeServer(MemoryPipe& pipe) { return End(server.config, ServerEnd(pipe)); }

  Config client;
  Config server;
};

}  // namespace

std::unique_ptr<Subject> RawMbedTls(const Identity& identity) {
  return std::make_unique<PairOf<Ends>>(identity);
}

}  // namespace omnitls::bench
