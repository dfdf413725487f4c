// Cases of the conformance suite that apply to a board, and what makers of devices ask for. One
// line each: "case NAME passed" or "case NAME failed: WHY"; the last line counts them.
#include "embedded/testing/cases.h"

#include <psa/crypto.h>

#include "embedded/testing/pair.h"
#include "omnitls/profile.h"

OMNITLS_APPLICATION_HEAP(256 * 1024)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

// Both ends as a case wants them.
struct Ends {
  ClientContextBuilder client{MbedTlsBackend()};
  ServerContextBuilder server{MbedTlsBackend()};
};

// Ran is a handshake and what became of it, on both ends.
struct Ran {
  Pipe pipe;
  ClientContext client_context;
  ServerContext server_context;
  Connection client;
  Connection server;
  Error client_error;
  Error server_error;
  bool built = false;
  bool done = false;

  void Shake() {
    bool client_ready = false, server_ready = false, client_failed = false, server_failed = false;
    for (int i = 0; i < 64 && !(client_ready && server_ready); ++i) {
      if (!client_failed) {
        const Result<Next> next = client.Handshake();
        client_ready = next && *next == Next::kReady;
        client_failed = !next;
        if (!next) client_error = next.error();
      }
      if (!server_failed) {
        const Result<Next> next = server.Handshake();
        server_ready = next && *next == Next::kReady;
        server_failed = !next;
        if (!next) server_error = next.error();
      }
      if (client_failed && server_failed) return;
    }
    done = client_ready && server_ready;
  }
};

void Start(Ran& ran, Ends& ends, std::string_view name, const Session& session = {}) {
  Result<ClientContext> client_context = ends.client.Build();
  Result<ServerContext> server_context = ends.server.Build();
  if (!client_context || !server_context) return;
  ran.client_context = *client_context;
  ran.server_context = *server_context;
  ran.client = Must("client", ran.client_context.Connect(ran.pipe.client(), {name, session}));
  ran.server = Must("server", ran.server_context.Accept(ran.pipe.server()));
  ran.built = true;
  ran.Shake();
}

bool IsAlert(const Error& error, Alert alert) {
  return error.kind == ErrorKind::kAlertReceived && error.alert == alert;
}
bool IsRefused(const Error& error, Detail detail, Alert alert) {
  return error.kind == ErrorKind::kCertificate && error.detail == detail && error.alert == alert;
}

// --- what is in every profile with certificates

void EchoCase(Case& it) {
  Ends ends;
  Configure(ends.client), Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(ran.done, "no handshake");
  it.Check(Echo(ran.client, ran.server, "from the client"), "the client's echo");
  it.Check(Echo(ran.server, ran.client, "from the server"), "the server's echo");
}

void CloseCase(Case& it) {
  Ends ends;
  Configure(ends.client), Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  std::uint8_t buffer[16];
  it.Check(ran.done && ran.client.SendClose().has_value(), "no close");
  const Result<Progress> end = ran.server.Read(buffer);
  it.Check(end && end->next == Next::kClosed, "not kClosed");
}

void OtherNameCase(Case& it) {
  Ends ends;
  Configure(ends.client), Configure(ends.server);
  Ran ran;
  Start(ran, ends, "other.example");
  it.Check(IsRefused(ran.client_error, Detail::kNameMismatch, Alert::kBadCertificate), "client");
  it.Check(IsAlert(ran.server_error, Alert::kBadCertificate), "server");
}

// What a client says to a server with this certificate, when it calls it by this name.
void Judge(Ran& ran, ByteView certificate, std::string_view name) {
  Ends ends;
  Configure(ends.client);
  ends.server.CertificateChain(certificate).PrivateKey(ByteView(kServerKey));
  Start(ran, ends, name);
}
void CheckRefused(Case& it, ByteView certificate, std::string_view name, Detail detail,
                  Alert alert) {
  Ran ran;
  Judge(ran, certificate, name);
  it.Check(IsRefused(ran.client_error, detail, alert), "client");
  it.Check(IsAlert(ran.server_error, alert), "server");
}

// The time is the build's: there is no clock.
void ExpiredCase(Case& it) {
  CheckRefused(it, kExpiredServer, kServerName, Detail::kExpired, Alert::kCertificateExpired);
}

// A certificate for clients.
void PurposeCase(Case& it) {
  CheckRefused(it, kPurposeServer, kServerName, Detail::kBadPurpose,
               Alert::kUnsupportedCertificate);
}

// A name in the subject is not one (RFC 9525, 6.3).
void SubjectCase(Case& it) {
  CheckRefused(it, kNamelessServer, kServerName, Detail::kNameMismatch, Alert::kBadCertificate);
}

void AddressCase(Case& it) {
  for (const std::string_view address : {"192.0.2.1", "2001:db8::1"}) {
    Ran ran;
    Judge(ran, kAddressServer, address);
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), address);
  }
  for (const std::string_view address : {"192.0.2.2", "2001:db8::2"}) {
    CheckRefused(it, kAddressServer, address, Detail::kNameMismatch, Alert::kBadCertificate);
  }
}

void InvalidNameCase(Case& it) {
  ClientContextBuilder builder(MbedTlsBackend());
  const ClientContext context = Must("client", Configure(builder).Build());
  Pipe pipe;
  constexpr std::string_view kNames[] = {"192.0.2.256", "2001:db8::1::2", "a b", "a/b", "",
                                         {"a\0b", 3}};
  for (const std::string_view name : kNames) {
    const Result<Connection> made = context.Connect(pipe.client(), name);
    it.Check(!made && made.error().kind == ErrorKind::kConfig, name);
  }
}

// A server that asks without need refuses a bad certificate, and goes on without one.
void RequestCase(Case& it) {
  for (const bool has_one : {true, false}) {
    Ends ends;
    Configure(ends.client);
    if (has_one) {
      ends.client.CertificateChain(ByteView(kClient)).PrivateKey(ByteView(kClientKey));
    }
    Configure(ends.server).Ca(ByteView(kServer)).ClientAuthentication(ClientAuth::kRequest);
    Ran ran;
    Start(ran, ends, kServerName);
    it.Check(ran.done != has_one, "handshake");
    if (!has_one) continue;
    it.Check(IsRefused(ran.server_error, Detail::kUnknownIssuer, Alert::kUnknownCa), "server");
  }
}

void UnknownIssuerCase(Case& it) {
  Ends ends;
  ends.client.Ca(ByteView(kClient));
  Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(IsRefused(ran.client_error, Detail::kUnknownIssuer, Alert::kUnknownCa), "client");
  it.Check(IsAlert(ran.server_error, Alert::kUnknownCa), "server");
}

void ClientCertificateCase(Case& it) {
  for (const bool has_one : {true, false}) {
    Ends ends;
    Configure(ends.client);
    if (has_one) {
      ends.client.CertificateChain(ByteView(kClient)).PrivateKey(ByteView(kClientKey));
    }
    Configure(ends.server).Ca(ByteView(kRoot)).ClientAuthentication(ClientAuth::kRequire);
    Ran ran;
    Start(ran, ends, kServerName);
    it.Check(ran.built, "no context");
    it.Check(ran.done == has_one || !has_one, "no handshake");
    if (has_one) {
      it.Check(Equal(ran.server.peer_certificate(), kClient), "another certificate");
    } else {
      it.Check(ran.server_error.kind == ErrorKind::kCertificate &&
                   ran.server_error.detail == Detail::kCertificateMissing,
               "a client without a certificate");
    }
  }
}

void KeyMismatchCase(Case& it) {
  ServerContextBuilder server(MbedTlsBackend());
  const Result<ServerContext> built =
      server.CertificateChain(ByteView(kServer)).PrivateKey(ByteView(kClientKey)).Build();
  it.Check(!built && built.error().kind == ErrorKind::kConfig &&
               built.error().detail == Detail::kKeyMismatch,
           "not kKeyMismatch");
}

void NotLinkedCase(Case& it) {
#if defined(OMNITLS_PROFILE_SMALL)
  ClientContextBuilder client(MbedTlsBackend());
  const Result<ClientContext> built = Configure(client).Exporters().Build();
  it.Check(!built && built.error().kind == ErrorKind::kUnsupported, "not kUnsupported");
  it.Check(client.error_message().find("Exporters") != std::string_view::npos, "not named");
#else
  it.Check(true, "");
#endif
}

// Certificates that are in flash are used there; from RAM they are copied.
void FlashCase(Case& it) {
  static std::uint8_t in_ram[sizeof kRoot];
  std::memcpy(in_ram, kRoot, sizeof kRoot);
  std::size_t used[2];
  for (const bool flash : {false, true}) {
    const std::size_t before = omnitls_heap_used();
    ClientContextBuilder client(MbedTlsBackend());
    const Result<ClientContext> built =
        client.Ca(flash ? ByteView(kRoot) : ByteView(in_ram)).Build();
    it.Check(built.has_value(), "no context");
    used[flash] = omnitls_heap_used() - before;
  }
  it.Check(used[1] + sizeof kRoot <= used[0], "a copy was made");
}

// Each call does a bounded part: one that only moves bytes, one operation with a key at most twice.
void CooperativeCase(Case& it) {
  Ends ends;
  Configure(ends.client), Configure(ends.server);
  Ran ran;
  Result<ClientContext> client_context = ends.client.Build();
  Result<ServerContext> server_context = ends.server.Build();
  if (!client_context || !server_context) return it.Check(false, "no context");
  Connection client = Must("client", client_context->Connect(ran.pipe.client(), kServerName));
  Connection server = Must("server", server_context->Accept(ran.pipe.server()));
  std::uint32_t longest = 0, calls = 0;
  board_start_ticks();
  for (bool done = false; !done && calls < 64; ++calls) {
    const std::uint32_t begin = board_ticks();
    const Result<Next> at_client = client.Handshake();
    const std::uint32_t took = board_ticks() - begin;
    if (took > longest) longest = took;
    const Result<Next> at_server = server.Handshake();
    if (!at_client || !at_server) return it.Check(false, "no handshake");
    done = *at_client == Next::kReady && *at_server == Next::kReady;
  }
  it.Check(calls >= 2 && calls < 16, "calls");
}

#if !defined(OMNITLS_PROFILE_MINIMAL)

// --- where there are sessions and external keys

void Tls12Case(Case& it) {
  Ends ends;
  Configure(ends.client).MaxVersion(Version::kTls12);
  Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(ran.done && ran.client.version() == Version::kTls12, "no TLS 1.2");
  it.Check(Echo(ran.client, ran.server, "hello"), "echo");
}

// The session's bytes are all that is kept; everything else is made anew, as after a reboot.
void RebootCase(Case& it, Version version) {
  ServerContextBuilder server_builder(MbedTlsBackend());
  const ServerContext server_context =
      Must("server", Configure(server_builder).MaxVersion(version).Build());
  SecretBytes kept;
  for (const bool again : {false, true}) {
    ClientContextBuilder builder(MbedTlsBackend());
    const ClientContext client_context =
        Must("client", Configure(builder).MinVersion(version).MaxVersion(version).Build());
    Session session;
    if (again) session = Must("load", Session::Load(kept, MbedTlsBackend()));
    Ran ran;
    ran.client = Must("client", client_context.Connect(ran.pipe.client(), {kServerName, session}));
    ran.server = Must("server", server_context.Accept(ran.pipe.server()));
    ran.Shake();
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), "no handshake");
    it.Check(ran.client.resumed() == again, again ? "not resumed" : "resumed");
    if (again || !ran.done) continue;
    const Result<Session> taken = ran.client.TakeSession();
    it.Check(taken && taken->Save(kept).has_value(), "no session");
  }
}
void RebootTls12Case(Case& it) { RebootCase(it, Version::kTls12); }

// SecureElement signs with a key that is in PSA's store only, as one behind a driver would be.
class SecureElement final : public Signer {
 public:
  SecureElement() {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    // The scalar within ECPrivateKey (RFC 5915, 3).
    (void)psa_crypto_init();
    (void)psa_import_key(&attributes, kServerKey + 7, 32, &key_);
  }
  ~SecureElement() { psa_destroy_key(key_); }

  void Sign(const SignatureRequest& request, SignatureReply reply) override {
    std::uint8_t raw[64];
    std::size_t size = 0;
    if (psa_sign_hash(key_, PSA_ALG_ECDSA(PSA_ALG_SHA_256), request.digest.data(),
                      request.digest.size(), raw, sizeof raw, &size) != PSA_SUCCESS) {
      return reply.Fail();
    }
    std::uint8_t der[72] = {0x30, 0};
    std::size_t end = 2;
    for (int i = 0; i < 2; ++i) end = AddInteger(der, end, raw + 32 * i);
    der[1] = static_cast<std::uint8_t>(end - 2);
    reply.Done({der, end});
  }

 private:
  static std::size_t AddInteger(std::uint8_t* der, std::size_t at, const std::uint8_t* number) {
    std::size_t skip = 0;
    while (skip < 31 && number[skip] == 0) ++skip;
    const bool zero = (number[skip] & 0x80) != 0;
    der[at++] = 0x02;
    der[at++] = static_cast<std::uint8_t>(32 - skip + (zero ? 1 : 0));
    if (zero) der[at++] = 0;
    std::memcpy(der + at, number + skip, 32 - skip);
    return at + 32 - skip;
  }

  psa_key_id_t key_ = 0;
};

void SecureElementCase(Case& it) {
  SecureElement element;
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    Ends ends;
    Configure(ends.client).MaxVersion(version);
    ends.server.CertificateChain(ByteView(kServer)).ExternalKey(&element);
    Ran ran;
    Start(ran, ends, kServerName);
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), VersionName(version));
  }
}

#endif

#if !defined(OMNITLS_PROFILE_TLS13_MIN)

// The longest record that a server writes, in bytes of plaintext and what protects it.
void FragmentCase(Case& it) {
  Ends ends;
  Configure(ends.client).MaxVersion(Version::kTls12).MaxFragmentLength(512);
  Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(ran.done, "no handshake");
  if (!ran.done) return;
  ran.pipe.Clear();
  static const std::uint8_t data[1024] = {};
  it.Check(ran.server.Write(data).has_value(), "write");
  // Two records of 512 bytes, each with a header, a nonce and a tag.
  it.Check(ran.pipe.to_client() == 2 * (5 + 8 + 512 + 16), "records");
  static std::uint8_t buffer[1024];
  std::size_t got = 0;
  while (got < sizeof data) {
    const Result<Progress> read = ran.client.Read(buffer);
    if (!read || read->bytes == 0) break;
    got += read->bytes;
  }
  it.Check(got == sizeof data, "read");
}

#endif

#if !defined(OMNITLS_PROFILE_TLS12_MIN)

// In TLS 1.3 each end tells the size of its buffer (RFC 8449), and the other keeps to it.
void RecordLimitCase(Case& it) {
  Ends ends;
  Configure(ends.client);
  Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(ran.done && ran.client.version() == Version::kTls13, "no handshake");
  static std::uint8_t data[3000];
  it.Check(ran.server.Write(data).has_value(), "write");
  std::size_t got = 0;
  static std::uint8_t buffer[1024];
  while (got < sizeof data) {
    const Result<Progress> read = ran.client.Read(buffer);
    if (!read || read->bytes == 0) break;
    got += read->bytes;
  }
  it.Check(got == sizeof data, "read");
}

#endif

constexpr NamedCase kCases[] = {
    {"echo", EchoCase},
    {"close_notify", CloseCase},
    {"name_mismatch", OtherNameCase},
    {"expired_by_the_build_time", ExpiredCase},
    {"unknown_issuer", UnknownIssuerCase},
    {"wrong_purpose", PurposeCase},
    {"name_in_the_subject", SubjectCase},
    {"ip_address", AddressCase},
    {"invalid_name", InvalidNameCase},
    {"client_certificate", ClientCertificateCase},
    {"client_certificate_requested", RequestCase},
    {"key_mismatch", KeyMismatchCase},
    {"left_out_is_refused", NotLinkedCase},
    {"certificates_in_flash", FlashCase},
    {"cooperative_loop", CooperativeCase},
#if !defined(OMNITLS_PROFILE_MINIMAL)
    {"tls12", Tls12Case},
    {"resumption_across_a_reboot_tls12", RebootTls12Case},
    {"secure_element_by_opaque_psa_key", SecureElementCase},
#endif
#if !defined(OMNITLS_PROFILE_TLS13_MIN)
    {"max_fragment_length_512", FragmentCase},
#endif
#if !defined(OMNITLS_PROFILE_TLS12_MIN)
    {"record_size_limit", RecordLimitCase},
#endif
};

}  // namespace
}  // namespace omnitls::embedded

int main() { return omnitls::embedded::RunCases(omnitls::embedded::kCases); }
