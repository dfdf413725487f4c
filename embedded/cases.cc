// Cases of the conformance suite that apply to a board, one line each: "case NAME passed" or "case
// NAME failed: WHY"; the last line counts them. device_cases.cc has what makers of devices ask for.
#include "embedded/testing/cases.h"

#include "embedded/testing/ends.h"
#include "omnitls/profile.h"

// Six connections; records of 16 KiB in `full`.
#if defined(OMNITLS_PROFILE_FULL)
OMNITLS_APPLICATION_HEAP(768 * 1024)
#else
OMNITLS_APPLICATION_HEAP(256 * 1024)
#endif
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

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

void ConfigureClient(Ends& ends, bool has_certificate) {
  Configure(ends.client);
  if (!has_certificate) return;
  ends.client.CertificateChain(ByteView(kClient)).PrivateKey(ByteView(kClientKey));
}

// A server that asks without need refuses a bad certificate, and goes on without one.
void RequestCase(Case& it) {
  for (const bool has_one : {true, false}) {
    Ends ends;
    ConfigureClient(ends, has_one);
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
    ConfigureClient(ends, has_one);
    Configure(ends.server).Ca(ByteView(kRoot)).ClientAuthentication(ClientAuth::kRequire);
    Ran ran;
    Start(ran, ends, kServerName);
    it.Check(ran.built, "no context");
    it.Check(ran.done || !has_one, "no handshake");
    if (has_one) {
      it.Check(Equal(ran.server.peer_certificate(), kClient), "another certificate");
    } else {
      it.Check(ran.server_error.kind == ErrorKind::kCertificate &&
                   ran.server_error.detail == Detail::kCertificateMissing,
               "a client without a certificate");
    }
  }
}

// Each end has two keys of the library's, which has room for 16 at first.
void ManyConnectionsCase(Case& it) {
  constexpr int kCount = 6;
  const ClientContext client_context = MakeClientContext();
  const ServerContext server_context = MakeServerContext();
  Pipe pipe;
  Connection clients[kCount], servers[kCount];
  for (int i = 0; i < kCount; ++i) {
    clients[i] = Must("client", client_context.Connect(pipe.client(), kServerName));
    servers[i] = Must("server", server_context.Accept(pipe.server()));
    it.Check(TryHandshake(clients[i], servers[i]).has_value(), "no handshake");
    it.Check(Echo(clients[i], servers[i], "hello"), "no echo");
  }
  for (int i = 0; i < kCount; ++i) {
    it.Check(Echo(servers[i], clients[i], "hello again"), "no echo among many");
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
#if defined(OMNITLS_PROFILE_MINIMAL)
  ClientContextBuilder client(MbedTlsBackend());
  const Result<ClientContext> built = Configure(client).Exporters().Build();
  it.Check(!built && built.error().kind == ErrorKind::kUnsupported, "not kUnsupported");
  it.Check(client.error_message().find("Exporters") != std::string_view::npos, "not named");
#if defined(OMNITLS_PROFILE_TLS12_MIN) || defined(OMNITLS_PROFILE_TLS13_MIN)
  // The other version of the protocol.
  constexpr Version kOther = internal::profile::kTls13 ? Version::kTls12 : Version::kTls13;
  ClientContextBuilder other(MbedTlsBackend());
  const Result<ClientContext> none = Configure(other).MinVersion(kOther).MaxVersion(kOther).Build();
  it.Check(!none && none.error().kind == ErrorKind::kUnsupported, "another version");
#endif
#else
  it.Check(true, "");
#endif
}

#if !defined(OMNITLS_PROFILE_TLS12_MIN) && !defined(OMNITLS_PROFILE_TLS13_MIN)

void Tls12Case(Case& it) {
  Ends ends;
  Configure(ends.client).MaxVersion(Version::kTls12);
  Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(ran.done && ran.client.version() == Version::kTls12, "no TLS 1.2");
  it.Check(Echo(ran.client, ran.server, "hello"), "echo");

  Ends asked;
  Configure(asked.client).MaxVersion(Version::kTls12);
  Configure(asked.server).Ca(ByteView(kRoot)).ClientAuthentication(ClientAuth::kRequire);
  Ran refused;
  Start(refused, asked, kServerName);
  it.Check(IsRefused(refused.server_error, Detail::kCertificateMissing, Alert::kHandshakeFailure),
           "a client without a certificate");
  it.Check(IsAlert(refused.client_error, Alert::kHandshakeFailure), "its alert");
}

void VersionCase(Case& it) {
  Ends ends;
  Configure(ends.client).MaxVersion(Version::kTls12);
  Configure(ends.server).MinVersion(Version::kTls13);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(ran.server_error ==
               Error{ErrorKind::kProtocol, Detail::kNoCommonVersion, Alert::kProtocolVersion},
           "server");
  it.Check(IsAlert(ran.client_error, Alert::kProtocolVersion), "client");

  ClientContextBuilder none(MbedTlsBackend());
  const Result<ClientContext> built =
      Configure(none).MinVersion(Version::kTls13).MaxVersion(Version::kTls12).Build();
  it.Check(!built && built.error().detail == Detail::kVersionRange, "not kVersionRange");
  ClientContextBuilder fragments(MbedTlsBackend());
  it.Check(
      Configure(fragments).MaxFragmentLength(512).Build().error().kind == ErrorKind::kUnsupported,
      "MaxFragmentLength is for TLS 1.2");
  ClientContextBuilder named(MbedTlsBackend());
  it.Check(Configure(named)
               .Tls12CipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
               .Tls13CipherSuites("TLS_AES_128_GCM_SHA256")
               .Groups("secp256r1")
               .SignatureSchemes("ecdsa_secp256r1_sha256")
               .Build()
               .has_value(),
           "names");
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
    {"many_connections", ManyConnectionsCase},
    {"key_mismatch", KeyMismatchCase},
    {"left_out_is_refused", NotLinkedCase},
#if !defined(OMNITLS_PROFILE_TLS12_MIN) && !defined(OMNITLS_PROFILE_TLS13_MIN)
    {"tls12", Tls12Case},
    {"versions", VersionCase},
#endif
};

}  // namespace
}  // namespace omnitls::embedded

int main() {
  using namespace omnitls::embedded;
#if defined(OMNITLS_PROFILE_FULL)
  return RunCases({kCases, DeviceCases(), FullCases()});
#else
  return RunCases({kCases, DeviceCases()});
#endif
}
