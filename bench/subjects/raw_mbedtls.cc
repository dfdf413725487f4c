#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>
#include <psa/crypto.h>
extern "C" {
#include <mbedtls/psa_util.h>  // Has no extern "C" of its own.
}

#include <cstdio>

#include "bench/subjects/pair.h"
#include "bench/subjects/subjects.h"

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
constexpr int kSuiteIds[][4] = {
    {0x1301, 0xC02B, 0xC02F, 0}, {0x1302, 0xC02C, 0xC030, 0}, {0x1303, 0xCCA9, 0xCCA8, 0}};
constexpr std::uint16_t kGroupIds[] = {29, 23, 24, 0};
constexpr std::uint16_t kSchemeIds[] = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0};

class End {
 public:
  End(const mbedtls_ssl_config& config, const PipeEnd& pipe)
      : state_(std::make_unique<State>(config, pipe)) {}

  bool Handshake() {
    while (true) {
      const int result = mbedtls_ssl_handshake(&state_->ssl);
      if (result == 0) return true;
      if (result == MBEDTLS_ERR_SSL_WANT_READ) return false;
      ReadEarly(result);
    }
  }
  std::size_t Read(MutableBytes out) {
    while (true) {
      const int result = mbedtls_ssl_read(&state_->ssl, out.data(), out.size());
      if (result > 0) return static_cast<std::size_t>(result);
      if (result == MBEDTLS_ERR_SSL_WANT_READ) return 0;
      Require(result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET, "mbedtls_ssl_read");
      state_->has_session = true;
    }
  }
  std::size_t Write(ByteView data) {
    const int result = mbedtls_ssl_write(&state_->ssl, data.data(), data.size());
    Require(result > 0, "mbedtls_ssl_write");
    return static_cast<std::size_t>(result);
  }

#if defined(MBEDTLS_SSL_EARLY_DATA)
  void WriteEarly(ByteView data) {
    while (!data.empty()) {
      const int put = mbedtls_ssl_write_early_data(&state_->ssl, data.data(), data.size());
      Require(put > 0, "mbedtls_ssl_write_early_data");
      data = data.subspan(static_cast<std::size_t>(put));
    }
  }
  std::size_t early_bytes() const { return state_->early_bytes; }
#endif

  mbedtls_ssl_context* ssl() { return &state_->ssl; }
  bool has_session() const { return state_->has_session; }

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
    std::size_t early_bytes = 0;
    bool has_session = false;  // Of TLS 1.3.
  };

  void ReadEarly([[maybe_unused]] int result) {
#if defined(MBEDTLS_SSL_EARLY_DATA)
    if (result != MBEDTLS_ERR_SSL_RECEIVED_EARLY_DATA) GiveUp(result);
    std::uint8_t buffer[4096];
    const int got = mbedtls_ssl_read_early_data(&state_->ssl, buffer, sizeof buffer);
    Require(got > 0, "mbedtls_ssl_read_early_data");
    state_->early_bytes += static_cast<std::size_t>(got);
#else
    GiveUp(result);
#endif
  }
  static void GiveUp(int result) {
    char what[60];
    std::snprintf(what, sizeof what, "mbedtls_ssl_handshake (-0x%04x)", -result);
    Require(false, what);
  }

  std::unique_ptr<State> state_;
};

// Config is a configuration and all that it refers to.
struct Config {
  Config(int role, const Plan& plan) {
    Require(psa_crypto_init() == PSA_SUCCESS, "psa_crypto_init");
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&certificates);
    mbedtls_pk_init(&key);
    mbedtls_ssl_ticket_init(&tickets);
    Require(mbedtls_ssl_config_defaults(&config, role, MBEDTLS_SSL_TRANSPORT_STREAM,
                                        MBEDTLS_SSL_PRESET_DEFAULT) == 0,
            "mbedtls_ssl_config_defaults");
    mbedtls_ssl_conf_min_tls_version(&config, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_max_tls_version(
        &config, plan.tls12 ? MBEDTLS_SSL_VERSION_TLS1_2 : MBEDTLS_SSL_VERSION_TLS1_3);
    mbedtls_ssl_conf_rng(&config, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
    mbedtls_ssl_conf_ciphersuites(&config, kSuiteIds[static_cast<int>(plan.cipher)]);
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

  Ends(const Plan& plan, const Identity& identity)
      : client(MBEDTLS_SSL_IS_CLIENT, plan),
        server(MBEDTLS_SSL_IS_SERVER, plan),
        chain(identity.der),
        tls12(plan.tls12) {
    mbedtls_ssl_session_init(&session);
#if defined(MBEDTLS_SSL_EARLY_DATA)
    if (plan.early_data) {
      mbedtls_ssl_conf_early_data(&client.config, MBEDTLS_SSL_EARLY_DATA_ENABLED);
      mbedtls_ssl_conf_early_data(&server.config, MBEDTLS_SSL_EARLY_DATA_ENABLED);
      mbedtls_ssl_conf_max_early_data_size(&server.config, kMostEarlyData);
    }
#endif
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

  ~Ends() { mbedtls_ssl_session_free(&session); }

  End Make(Side side, Wire& wire, bool resume) {
    if (side == Side::kServer) return End(server.config, wire.pipe_end(side));
    End end(client.config, wire.pipe_end(side));
    // To send and to verify.
    Require(mbedtls_ssl_set_hostname(end.ssl(), kServerName) == 0, "mbedtls_ssl_set_hostname");
    if (resume) Require(mbedtls_ssl_set_session(end.ssl(), &session) == 0, "set_session");
    return end;
  }
  void ParseChain() const {
    mbedtls_x509_crt parsed;
    mbedtls_x509_crt_init(&parsed);
    for (const std::string* der : {&chain.leaf, &chain.issuer}) {
      Require(mbedtls_x509_crt_parse_der(
                  &parsed, reinterpret_cast<const unsigned char*>(der->data()), der->size()) == 0,
              "mbedtls_x509_crt_parse_der");
    }
    mbedtls_x509_crt_free(&parsed);
  }
  bool KeepSession(End& end) {
    if (!tls12 && !end.has_session()) return false;
    mbedtls_ssl_session_free(&session);
    mbedtls_ssl_session_init(&session);
    return mbedtls_ssl_get_session(end.ssl(), &session) == 0;
  }

  Config client;
  Config server;
  mbedtls_ssl_session session;
  IdentityDer chain;
  bool tls12;
};

}  // namespace

std::unique_ptr<Subject> RawMbedTls(const Plan& plan, const Identity& identity) {
  if (plan.sockets) return nullptr;
#if !defined(MBEDTLS_SSL_EARLY_DATA)
  if (plan.early_data) return nullptr;
#endif
#if !defined(MBEDTLS_THREADING_C)
  if (plan.threads) return nullptr;
#endif
  return MakePair<Ends>(plan, identity);
}

}  // namespace omnitls::bench
