#include <wolfssl/wolfcrypt/settings.h>
// Settings come first.
#include <wolfssl/internal.h>
#include <wolfssl/ssl.h>
#include <wolfssl/wolfcrypt/asn.h>

#include <cstdio>
#include <cstring>
#include <iterator>

#include "bench/subjects/pair.h"
#include "bench/subjects/subjects.h"

// wolfSSL by hand.
namespace omnitls::bench {
namespace {

int ReadPipe(WOLFSSL*, char* out, int size, void* user) {
  const IoResult result = static_cast<const PipeEnd*>(user)->in->Read(
      {reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
  if (result.status != IoStatus::kOk) return WOLFSSL_CBIO_ERR_WANT_READ;
  return static_cast<int>(result.bytes);
}

int WritePipe(WOLFSSL*, char* data, int size, void* user) {
  const IoResult result = static_cast<const PipeEnd*>(user)->out->Write(
      {reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)});
  if (result.status != IoStatus::kOk) return WOLFSSL_CBIO_ERR_WANT_WRITE;
  return static_cast<int>(result.bytes);
}

struct FreeWolfSsl {
  void operator()(WOLFSSL* ssl) const { wolfSSL_free(ssl); }
  void operator()(WOLFSSL_CTX* context) const { wolfSSL_CTX_free(context); }
  void operator()(WOLFSSL_SESSION* session) const { wolfSSL_SESSION_free(session); }
};
template <class T>
using Handle = std::unique_ptr<T, FreeWolfSsl>;

class End {
 public:
  End(WOLFSSL_CTX* context, const PipeEnd& pipe, bool is_client, bool takes_early_data)
      : pipe_(std::make_unique<PipeEnd>(pipe)),
        ssl_(wolfSSL_new(context)),
        is_client_(is_client),
        takes_early_data_(takes_early_data) {
    Require(ssl_ != nullptr, "wolfSSL_new");
    if (takes_early_data) ssl_->earlyData = expecting_early_data;
    wolfSSL_SetIOReadCtx(ssl_.get(), pipe_.get());
    wolfSSL_SetIOWriteCtx(ssl_.get(), pipe_.get());
  }

  bool Handshake() {
    if (takes_early_data_) return HandshakeWithEarlyData();
    const int result = is_client_ ? wolfSSL_connect(ssl_.get()) : wolfSSL_accept(ssl_.get());
    if (result == WOLFSSL_SUCCESS) return true;
    Wait(result);
    return false;
  }
  std::size_t Read(MutableBytes out) {
    const int result = wolfSSL_read(ssl_.get(), out.data(), static_cast<int>(out.size()));
    if (result > 0) return static_cast<std::size_t>(result);
    Wait(result);
    return 0;
  }
  std::size_t Write(ByteView data) {
    const int result = wolfSSL_write(ssl_.get(), data.data(), static_cast<int>(data.size()));
    Require(result > 0, "wolfSSL_write");
    return static_cast<std::size_t>(result);
  }

  void WriteEarly(ByteView data) {
    int put = 0;
    wolfSSL_write_early_data(ssl_.get(), data.data(), static_cast<int>(data.size()), &put);
    Require(put == static_cast<int>(data.size()), "wolfSSL_write_early_data");
    takes_early_data_ = true;
  }
  std::size_t early_bytes() const { return early_bytes_; }

  WOLFSSL* ssl() { return ssl_.get(); }

 private:
  // With it, the library says halfway that it is done.
  bool HandshakeWithEarlyData() {
    while (ssl_->options.handShakeDone == 0) {
      while (!is_client_ && ssl_->options.handShakeState == SERVER_FINISHED_COMPLETE &&
             ssl_->earlyData == process_early_data) {
        std::uint8_t buffer[4096];
        int got = 0;
        const int result = wolfSSL_read_early_data(ssl_.get(), buffer, sizeof buffer, &got);
        early_bytes_ += static_cast<std::size_t>(got);
        if (result >= 0) continue;
        Wait(result);
        return false;
      }
      // Or the library fails when sessions have followed from one another 255 times.
      if (!is_client_) ssl_->session->ticketNonce.len = 0;
      const int result = is_client_ ? wolfSSL_connect(ssl_.get()) : wolfSSL_accept(ssl_.get());
      if (result == WOLFSSL_SUCCESS) continue;
      Wait(result);
      return false;
    }
    // A server that has read Finished along with the end of early data has not gone on from there.
    if (!is_client_ && ssl_->options.handShakeState != HANDSHAKE_DONE) {
      Require(wolfSSL_accept(ssl_.get()) == WOLFSSL_SUCCESS, "wolfSSL_accept");
    }
    return true;
  }
  void Wait(int result) {
    const int error = wolfSSL_get_error(ssl_.get(), result);
    if (error == WOLFSSL_ERROR_WANT_READ) return;
    char what[80];
    std::snprintf(what, sizeof what, "wolfSSL's %s, error %d,", is_client_ ? "client" : "server",
                  error);
    Require(false, what);
  }

  std::unique_ptr<PipeEnd> pipe_;
  Handle<WOLFSSL> ssl_;
  std::size_t early_bytes_ = 0;
  bool is_client_;
  bool takes_early_data_;
};

const unsigned char* Pem(const std::string& pem) {
  return reinterpret_cast<const unsigned char*>(pem.data());
}

// kSignatureSchemes on the wire.
constexpr unsigned char kSchemes[] = {4, 3, 8, 4, 4, 1, 5, 3, 8, 5, 5, 1};

Handle<WOLFSSL_CTX> MakeContext(WOLFSSL_METHOD* method, const Plan& plan) {
  Handle<WOLFSSL_CTX> context(wolfSSL_CTX_new(method));
  WOLFSSL_CTX* raw = context.get();
  int groups[] = {WOLFSSL_ECC_X25519, WOLFSSL_ECC_SECP256R1, WOLFSSL_ECC_SECP384R1};
  const std::string suites =
      (plan.tls12 ? std::string() : std::string(Tls13Suite(plan)) + ":") + Tls12Suites(plan);
  Require(raw != nullptr && wolfSSL_CTX_SetMinVersion(raw, WOLFSSL_TLSV1_2) == WOLFSSL_SUCCESS &&
              wolfSSL_CTX_set_cipher_list(raw, suites.c_str()) == WOLFSSL_SUCCESS &&
              wolfSSL_CTX_set_groups(raw, groups, std::size(groups)) == WOLFSSL_SUCCESS,
          "wolfSSL_CTX_new");
  // No function sets the signature schemes; the library's own list is longer.
  std::memcpy(raw->suites->hashSigAlgo, kSchemes, sizeof kSchemes);
  raw->suites->hashSigAlgoSz = sizeof kSchemes;
  // No dummy ECH, which nobody asked for.
  wolfSSL_CTX_SetEchEnable(raw, 0);
  // Tickets serve without the cache, which costs more.
  wolfSSL_CTX_set_session_cache_mode(raw, WOLFSSL_SESS_CACHE_OFF);
  wolfSSL_CTX_SetIORecv(raw, ReadPipe);
  wolfSSL_CTX_SetIOSend(raw, WritePipe);
  return context;
}

struct Ends {
  using End = bench::End;

  Ends(const Plan& plan, const Identity& identity)
      : client(
            MakeContext(plan.tls12 ? wolfTLSv1_2_client_method() : wolfTLS_client_method(), plan)),
        server(
            MakeContext(plan.tls12 ? wolfTLSv1_2_server_method() : wolfTLS_server_method(), plan)),
        chain(identity.der),
        early_data(plan.early_data) {
    wolfSSL_CTX_set_verify(client.get(), WOLFSSL_VERIFY_PEER, nullptr);
    Require(wolfSSL_CTX_load_verify_buffer(client.get(), Pem(identity.root),
                                           static_cast<long>(identity.root.size()),
                                           WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS &&
                wolfSSL_CTX_UseSessionTicket(client.get()) == WOLFSSL_SUCCESS,
            "wolfSSL_CTX_load_verify_buffer");
    Require(wolfSSL_CTX_use_certificate_chain_buffer(server.get(), Pem(identity.chain),
                                                     static_cast<long>(identity.chain.size())) ==
                    WOLFSSL_SUCCESS &&
                wolfSSL_CTX_use_PrivateKey_buffer(server.get(), Pem(identity.key),
                                                  static_cast<long>(identity.key.size()),
                                                  WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS,
            "wolfSSL_CTX_use_PrivateKey_buffer");
    Require(wolfSSL_CTX_set_num_tickets(server.get(), 1) == WOLFSSL_SUCCESS,
            "wolfSSL_CTX_set_num_tickets");
    if (early_data) {
      Require(wolfSSL_CTX_set_max_early_data(server.get(), kMostEarlyData) == 0,
              "wolfSSL_CTX_set_max_early_data");
      // The library takes early data only with sessions that it can remove from a cache.
      server->rem_sess_cb = [](WOLFSSL_CTX*, WOLFSSL_SESSION*) {};
    }
  }

  End Make(Side side, Wire& wire, bool resume) {
    const bool is_client = side == Side::kClient;
    End end((is_client ? client : server).get(), wire.pipe_end(side), is_client,
            early_data && !is_client);
    if (!is_client) return end;
    Require(
        wolfSSL_UseSNI(end.ssl(), WOLFSSL_SNI_HOST_NAME, kServerName,
                       static_cast<unsigned short>(std::strlen(kServerName))) == WOLFSSL_SUCCESS &&
            wolfSSL_check_domain_name(end.ssl(), kServerName) == WOLFSSL_SUCCESS,
        "wolfSSL_check_domain_name");
    if (resume) {
      Require(wolfSSL_set_session(end.ssl(), session.get()) == WOLFSSL_SUCCESS, "set_session");
    }
    return end;
  }
  void ParseChain() const {
    for (const std::string* der : {&chain.leaf, &chain.issuer}) {
      DecodedCert parsed;
      InitDecodedCert(&parsed, reinterpret_cast<const unsigned char*>(der->data()),
                      static_cast<word32>(der->size()), nullptr);
      Require(ParseCert(&parsed, CERT_TYPE, NO_VERIFY, nullptr) == 0, "ParseCert");
      FreeDecodedCert(&parsed);
    }
  }
  bool KeepSession(End& end) {
    session.reset(wolfSSL_get1_session(end.ssl()));
    return session != nullptr;
  }

  struct Library {
    Library() { Require(wolfSSL_Init() == WOLFSSL_SUCCESS, "wolfSSL_Init"); }
    ~Library() { wolfSSL_Cleanup(); }
  } library;
  Handle<WOLFSSL_CTX> client;
  Handle<WOLFSSL_CTX> server;
  Handle<WOLFSSL_SESSION> session;
  IdentityDer chain;
  bool early_data;
};

}  // namespace

std::unique_ptr<Subject> RawWolfSsl(const Plan& plan, const Identity& identity) {
  if (plan.sockets) return nullptr;
  return MakePair<Ends>(plan, identity);
}

}  // namespace omnitls::bench
