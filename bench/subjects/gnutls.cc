#if defined(OMNITLS_BENCH_HAS_GNUTLS)
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <cerrno>

#include "bench/subjects/pair.h"
#include "bench/subjects/peers.h"

// GnuTLS with its own I/O callbacks.
namespace omnitls::bench {
namespace {

struct State {
  PipeEnd pipe;
  gnutls_session_t session = nullptr;
  ~State() { gnutls_deinit(session); }
};

ssize_t Pull(gnutls_transport_ptr_t user, void* out, std::size_t size) {
  State& state = *static_cast<State*>(user);
  const IoResult got = state.pipe.in->Read({static_cast<std::uint8_t*>(out), size});
  if (got.status == IoStatus::kOk) return static_cast<ssize_t>(got.bytes);
  gnutls_transport_set_errno(state.session, EAGAIN);
  return -1;
}

ssize_t Push(gnutls_transport_ptr_t user, const void* data, std::size_t size) {
  State& state = *static_cast<State*>(user);
  return static_cast<ssize_t>(
      state.pipe.out->Write({static_cast<const std::uint8_t*>(data), size}).bytes);
}

int PullTimeout(gnutls_transport_ptr_t user, unsigned) {
  return static_cast<State*>(user)->pipe.in->size() > 0 ? 1 : 0;
}

std::string Priority(const Plan& plan) {
  std::string text = "NORMAL:-VERS-ALL:-CIPHER-ALL:-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1";
  text += plan.tls12 ? ":+VERS-TLS1.2" : ":+VERS-TLS1.3";
  constexpr const char* kCiphers[] = {":+AES-128-GCM", ":+AES-256-GCM", ":+CHACHA20-POLY1305"};
  return text + kCiphers[static_cast<int>(plan.cipher)];
}

gnutls_datum_t Datum(const std::string& text) {
  return {reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())),
          static_cast<unsigned>(text.size())};
}

class End {
 public:
  // `descriptor`: -1 for the pipe.
  End(unsigned flags, const PipeEnd& pipe, int descriptor) : state_(std::make_unique<State>()) {
    state_->pipe = pipe;
    Require(gnutls_init(&state_->session, flags | GNUTLS_NONBLOCK) == 0, "gnutls_init");
    if (descriptor >= 0) {
      gnutls_transport_set_int(state_->session, descriptor);
      return;
    }
    gnutls_transport_set_ptr(state_->session, state_.get());
    gnutls_transport_set_pull_function(state_->session, Pull);
    gnutls_transport_set_pull_timeout_function(state_->session, PullTimeout);
    gnutls_transport_set_push_function(state_->session, Push);
  }

  bool Handshake() {
    const int result = gnutls_handshake(state_->session);
    Require(result == 0 || result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED,
            "gnutls_handshake");
    return result == 0;
  }
  std::size_t Read(MutableBytes out) {
    const ssize_t got = gnutls_record_recv(state_->session, out.data(), out.size());
    if (got > 0) return static_cast<std::size_t>(got);
    Require(got == GNUTLS_E_AGAIN, "gnutls_record_recv");
    return 0;
  }
  std::size_t Write(ByteView data) {
    const ssize_t put = gnutls_record_send(state_->session, data.data(), data.size());
    if (put > 0) return static_cast<std::size_t>(put);
    Require(put == GNUTLS_E_AGAIN, "gnutls_record_send");
    return 0;
  }

  gnutls_session_t session() { return state_->session; }

 private:
  std::unique_ptr<State> state_;
};

struct Ends {
  using End = bench::End;

  Ends(const Plan& plan, const Identity& identity) : certificates(identity.der) {
    const gnutls_datum_t root = Datum(identity.root);
    const gnutls_datum_t chain = Datum(identity.chain);
    const gnutls_datum_t key = Datum(identity.key);
    Require(gnutls_priority_init(&priority, Priority(plan).c_str(), nullptr) == 0 &&
                gnutls_certificate_allocate_credentials(&client) == 0 &&
                gnutls_certificate_allocate_credentials(&server) == 0 &&
                gnutls_certificate_set_x509_trust_mem(client, &root, GNUTLS_X509_FMT_PEM) == 1 &&
                gnutls_certificate_set_x509_key_mem2(server, &chain, &key, GNUTLS_X509_FMT_PEM,
                                                     nullptr, 0) >= 0 &&
                gnutls_session_ticket_key_generate(&ticket_key) == 0,
            "GnuTLS's credentials");
  }
  ~Ends() {
    gnutls_free(session.data);
    gnutls_free(ticket_key.data);
    gnutls_certificate_free_credentials(client);
    gnutls_certificate_free_credentials(server);
    gnutls_priority_deinit(priority);
  }

  End Make(Side side, Wire& wire, bool resume) {
    const bool is_client = side == Side::kClient;
    End end(is_client ? GNUTLS_CLIENT : GNUTLS_SERVER, wire.pipe_end(side), wire.descriptor(side));
    Require(gnutls_priority_set(end.session(), priority) == 0 &&
                gnutls_credentials_set(end.session(), GNUTLS_CRD_CERTIFICATE,
                                       is_client ? client : server) == 0,
            "gnutls_credentials_set");
    if (!is_client) {
      Require(gnutls_session_ticket_enable_server(end.session(), &ticket_key) == 0, "tickets");
      return end;
    }
    gnutls_session_set_verify_cert(end.session(), kServerName, 0);
    Require(gnutls_server_name_set(end.session(), GNUTLS_NAME_DNS, kServerName,
                                   std::string_view(kServerName).size()) == 0,
            "gnutls_server_name_set");
    if (resume) {
      Require(gnutls_session_set_data(end.session(), session.data, session.size) == 0, "session");
    }
    return end;
  }
  void ParseChain() const {
    for (const std::string* der : {&certificates.leaf, &certificates.issuer}) {
      const gnutls_datum_t datum = Datum(*der);
      gnutls_x509_crt_t parsed;
      Require(gnutls_x509_crt_init(&parsed) == 0 &&
                  gnutls_x509_crt_import(parsed, &datum, GNUTLS_X509_FMT_DER) == 0,
              "gnutls_x509_crt_import");
      gnutls_x509_crt_deinit(parsed);
    }
  }
  bool KeepSession(End& end) {
    gnutls_free(session.data);
    session = {};
    return gnutls_session_get_data2(end.session(), &session) == 0;
  }

  gnutls_priority_t priority = nullptr;
  gnutls_certificate_credentials_t client = nullptr;
  gnutls_certificate_credentials_t server = nullptr;
  gnutls_datum_t ticket_key{};
  gnutls_datum_t session{};
  IdentityDer certificates;
};

}  // namespace

std::unique_ptr<Subject> GnuTls(const Plan& plan, const Identity& identity) {
  if (plan.early_data) return nullptr;
  return MakePair<Ends>(plan, identity);
}

std::string GnuTlsVersion() { return gnutls_check_version(nullptr); }

}  // namespace omnitls::bench
#endif
