#include "conformance/interop_scenarios.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cctype>

#include "conformance/interop_external_keys.h"
#include "conformance/interop_identities.h"
#include "conformance/interop_pkcs12.h"
#include "conformance/interop_post_handshake_auth.h"
#include "conformance/interop_psk.h"
#include "conformance/interop_secrets.h"
#include "conformance/ocsp.h"
#include "conformance/records.h"
#include "omnitls/danger.h"

namespace omnitls::conformance {
namespace {

// --- what scenarios have in common --------------------------------------------------------------

Error Refusal(ErrorKind kind, Detail detail, Alert alert) { return {kind, detail, alert}; }

void ExpectError(const char* side, const std::optional<Error>& got, const Error& want) {
  if (got && *got == want) return;
  ADD_FAILURE() << side << ": got " << ToString(got) << ", want " << ToString(want);
}

// What holds, in words; what came instead.
void ExpectText(const char* what, std::string_view got, std::string_view want) {
  if (got != want) ADD_FAILURE() << what << ": got '" << got << "', want '" << want << "'";
}

// One end refuses with `refusal`; the other learns of it by the alert and nothing else.
void ExpectRefusal(const PairParam& param, const PairOptions& options, bool client_refuses,
                   const Error& refusal) {
  Pair pair(param, options);
  EXPECT_FALSE(pair.Handshake()) << "the handshake succeeded";
  const Error notice = Refusal(ErrorKind::kAlertReceived, Detail::kNone, refusal.alert);
  ExpectError("client", pair.client_error, client_refuses ? refusal : notice);
  ExpectError("server", pair.server_error, client_refuses ? notice : refusal);
}

// Whether the handshake succeeds and data goes both ways.
bool Connected(Pair& pair) {
  if (pair.Handshake() && pair.Echo()) return true;
  ADD_FAILURE() << "no connection; client: " << ToString(pair.client_error)
                << "; server: " << ToString(pair.server_error);
  return false;
}

// A handshake after which both ends agree about everything, and the client knows the certificate.
void ExpectAgreement(const PairParam& param, const Certificate& certificate) {
  PairOptions options;
  options.server_certificate = &certificate;
  Pair pair(param, options);
  if (!Connected(pair)) return;
  ExpectText("client's version", VersionName(pair.client.version()), VersionName(param.version));
  ExpectText("server's version", VersionName(pair.server.version()), VersionName(param.version));
  ExpectText("server's suite", CipherSuiteName(pair.server.cipher_suite()),
             CipherSuiteName(pair.client.cipher_suite()));
  ExpectText("server's group", GroupName(pair.server.group()), GroupName(pair.client.group()));
  EXPECT_TRUE(pair.client.group() != Group::kNone) << "the client names no group";
  EXPECT_FALSE(pair.client.resumed()) << "resumed";
  EXPECT_TRUE(AsText(pair.client.peer_certificate()) == certificate.der) << "another certificate";
}

// A different byte everywhere in a record, so that nothing lost or repeated goes unseen.
std::string Megabyte() {
  std::string data(1 << 20, '\0');
  unsigned value = 1;
  for (char& byte : data) byte = static_cast<char>((value = value * 1664525u + 1013904223u) >> 24);
  return data;
}

// --- handshakes and data ------------------------------------------------------------------------

void EcdsaCertificate(const PairParam& param) {
  ExpectAgreement(param, Server(KeyType::kEcdsaP256));
}

void RsaCertificate(const PairParam& param) { ExpectAgreement(param, Server(KeyType::kRsa2048)); }

void Ed25519Certificate(const PairParam& param) {
  PairOptions options;
  options.server_certificate = &Server(KeyType::kEd25519);
  if (!param.server->Supports(Feature::kEd25519Certificates)) {
    ServerContextBuilder builder(*param.server);
    builder.CertificateChain(options.server_certificate->chain_pem)
        .PrivateKey(options.server_certificate->key_pem);
    const Result<ServerContext> context = builder.Build();
    ASSERT_FALSE(context) << "the server says it cannot, yet builds a context";
    EXPECT_EQ(context.error().kind, ErrorKind::kUnsupported) << ToString(context.error());
    GTEST_SKIP() << param.server->name() << " has no Ed25519 certificates";
  }
  if (!param.client->Supports(Feature::kEd25519Certificates)) {
    ExpectRefusal(
        param, options, /*client_refuses=*/false,
        Refusal(ErrorKind::kProtocol, Detail::kNoCommonSignatureScheme, Alert::kHandshakeFailure));
    GTEST_SKIP() << param.client->name() << " has no Ed25519 certificates";
  }
  ExpectAgreement(param, *options.server_certificate);
}

void IntermediateCertificate(const PairParam& param) {
  static const Certificate& certificate = *new Certificate(Issue(ServerSpec(), &Intermediate()));
  PairOptions options;
  options.server_certificate = &certificate;
  Pair pair(param, options);
  if (!Connected(pair)) return;
  const PeerChain chain = pair.client.peer_chain();
  ASSERT_EQ(chain.size(), 2u);
  EXPECT_TRUE(AsText(chain[0]) == certificate.der) << "the leaf is not first";
  EXPECT_TRUE(AsText(chain[1]) == Intermediate().der) << "the intermediate is not second";
}

// In TLS 1.3 the client's first key share does not suit the server, which asks for another.
void ServersGroup(const PairParam& param) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    // In TLS 1.2 the certificate's curve must be among them, too (RFC 8422, 5.1.1).
    builder.Groups("x25519:secp256r1:secp384r1");
  };
  options.server = [](ServerContextBuilder& builder) { builder.Groups("secp384r1"); };
  Pair pair(param, options);
  if (!Connected(pair)) return;
  ExpectText("client's group", GroupName(pair.client.group()), "secp384r1");
  ExpectText("server's group", GroupName(pair.server.group()), "secp384r1");
}

void MegabyteBothWays(const PairParam& param) {
  static const std::string& data = *new std::string(Megabyte());
  PairOptions options;
  options.pipe_capacity = 40000;  // Two records and a half: writes must wait.
  Pair pair(param, options);
  if (!Connected(pair)) return;
  EXPECT_TRUE(pair.ClientToServer(data) == data) << "client to server: not what was sent";
  EXPECT_TRUE(pair.ServerToClient(data) == data) << "server to client: not what was sent";
  ExpectText("client", ToString(pair.client_error), "no error");
  ExpectText("server", ToString(pair.server_error), "no error");
}

void OneByteAtATime(const PairParam& param) {
  PairOptions options;
  options.pipe_capacity = 1;
  Pair pair(param, options);
  if (!Connected(pair)) return;
}

// --- names, protocols, identities ---------------------------------------------------------------

void Alpn(const PairParam& param) {
  PairOptions options;
  options.client_alpn = {"http/1.1", "h2", "spdy"};
  options.server_alpn = {"other", "h2", "http/1.1"};
  Pair pair(param, options);
  if (!Connected(pair)) return;
  ExpectText("client's protocol", pair.client.alpn(), "h2");
  ExpectText("server's protocol", pair.server.alpn(), "h2");
}

void Sni(const PairParam& param) {
  Pair pair(param);
  if (!Connected(pair)) return;
  ExpectText("SNI", pair.server.server_name(), "server.test");

  static const Certificate& certificate = *[] {
    CertificateSpec spec = ServerSpec();
    spec.ip_addresses = {"192.0.2.1"};
    return new Certificate(Issue(spec, &Root()));
  }();
  PairOptions options;
  options.server_certificate = &certificate;
  options.server_name = "192.0.2.1";
  Pair by_address(param, options);
  if (!Connected(by_address)) return;
  ExpectText("SNI of an IP address", by_address.server.server_name(), "");
}

void NamedIdentity(const PairParam& param) {
  static const Certificate& named = *[] {
    CertificateSpec spec = ServerSpec();
    spec.dns_names = {"*.named.test"};
    return new Certificate(Issue(spec, &Root()));
  }();
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) {
    builder.AddIdentity("*.named.test", named.chain_pem, named.key_pem);
  };
  Pair pair(param, options);
  for (const bool is_named : {true, false}) {
    options.server_name = is_named ? "www.named.test" : "server.test";
    pair.Reconnect(options);
    if (!Connected(pair)) return;
    EXPECT_TRUE(AsText(pair.client.peer_certificate()) == (is_named ? named : Server()).der)
        << "another certificate";
  }
}

void AlpnMismatchIgnored(const PairParam& param) {
  PairOptions options;
  options.client_alpn = {"h2"};
  options.server_alpn = {"http/1.1"};
  options.server = [](ServerContextBuilder& builder) {
    builder.OnAlpnMismatch(omnitls::AlpnMismatch::kIgnore);
  };
  Pair pair(param, options);
  if (!Connected(pair)) return;
  ExpectText("client's protocol", pair.client.alpn(), "");
  ExpectText("server's protocol", pair.server.alpn(), "");
}

void UnknownName(const PairParam& param) {
  PairOptions options;
  options.server_name = "other.test";
  options.server = [](ServerContextBuilder& builder) {
    builder.AddIdentity("server.test", Server().chain_pem, Server().key_pem)
        .RequireKnownServerName();
  };
  ExpectRefusal(param, options, /*client_refuses=*/false,
                Refusal(ErrorKind::kProtocol, Detail::kUnrecognizedName, Alert::kUnrecognizedName));
}

void ClientCertificate(const PairParam& param) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.client_certificate = &Client();
  Pair pair(param, options);
  if (!Connected(pair)) return;
  EXPECT_TRUE(AsText(pair.server.peer_certificate()) == Client().der) << "another certificate";
}

void Resumption(const PairParam& param) {
  Pair pair(param);
  if (!Connected(pair)) return;
  pair.Settle();
  Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session) << "no session: " << ToString(session.error());
  PairOptions options;
  options.session = *session;
  pair.Reconnect(options);
  if (!Connected(pair)) return;
  EXPECT_TRUE(pair.client.resumed()) << "the client made a full handshake";
  EXPECT_TRUE(pair.server.resumed()) << "the server made a full handshake";
  EXPECT_TRUE(AsText(pair.client.peer_certificate()) == Server().der) << "another certificate";
}

// Over bytes, into another context: as a client has it that was started again.
void SavedSession(const PairParam& param) {
  Pair pair(param);
  if (!Connected(pair)) return;
  pair.Settle();
  const Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session) << "no session: " << ToString(session.error());
  SecretBytes bytes;
  ASSERT_TRUE(session->Save(bytes)) << "Save";
  const Result<Session> loaded = Session::Load(bytes, *param.client);
  ASSERT_TRUE(loaded) << "Load: " << ToString(loaded.error());
  PairOptions options;
  options.session = *loaded;
  Pair second(BuildClient(param), pair.server_context, options);
  if (!Connected(second)) return;
  EXPECT_TRUE(second.client.resumed()) << "the client made a full handshake";
}

// Two servers with the same keys, as two processes or machines are, and a client with a store.
void SharedTicketKeys(const PairParam& param) {
  const std::vector<std::uint8_t> key(TicketKeys::kKeySize, 7);
  const TicketKeys keys = *TicketKeys::Fixed(std::vector<ByteView>{key});
  MemorySessionStore store;
  PairOptions options;
  options.client = [&](ClientContextBuilder& builder) { builder.Sessions(&store); };
  options.server = [&](ServerContextBuilder& builder) { builder.SessionTicketKeys(keys); };
  Pair first(param, options);
  if (!Connected(first)) return;
  first.Settle();
  Pair second(first.client_context, BuildServer(param, options));
  if (!Connected(second)) return;
  EXPECT_TRUE(second.client.resumed()) << "the client made a full handshake";
  EXPECT_TRUE(second.server.resumed()) << "the server made a full handshake";
}

// In TLS 1.3 such a client goes on with tickets.
void SessionId(const PairParam& param) {
  MemoryServerSessionStore store;
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.ResumeTls12By(Tls12Resumption::kIdsOnly);
  };
  options.server = [&](ServerContextBuilder& builder) { builder.Sessions(&store); };
  Pair pair(param, options);
  if (!Connected(pair)) return;
  pair.Settle();
  const Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session) << "no session: " << ToString(session.error());
  EXPECT_TRUE(store.size() == (param.version == Version::kTls12 ? 1u : 0u))
      << store.size() << " sessions in the store";
  options.session = *session;
  // Another server with the same store.
  Pair second(pair.client_context, BuildServer(param, options), options);
  if (!Connected(second)) return;
  if (param.version == Version::kTls12) {
    EXPECT_TRUE(second.client.resumed()) << "the client made a full handshake";
  }
  pair.Reconnect(options);
  if (!Connected(pair)) return;
  EXPECT_TRUE(pair.client.resumed()) << "the client made a full handshake";
  EXPECT_TRUE(pair.server.resumed()) << "the server made a full handshake";
}

void SingleUseTickets(const PairParam& param) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.SingleUseTickets(); };
  Pair pair(param, options);
  if (!Connected(pair)) return;
  pair.Settle();
  const Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session) << "no session: " << ToString(session.error());
  options.session = *session;
  pair.Reconnect(options);
  if (!Connected(pair)) return;
  EXPECT_TRUE(pair.server.resumed()) << "the ticket was declined the first time";
  pair.Reconnect(options);
  if (!Connected(pair)) return;
  EXPECT_FALSE(pair.server.resumed()) << "the ticket was taken the second time";
}

// Early data is read before the handshake is done, and what is replayed is not read again.
void EarlyDataTaken(const PairParam& param) {
  if (param.version == Version::kTls12) GTEST_SKIP() << "TLS 1.2 has no early data";
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.MaxEarlyData(1000); };
  Pair pair(param, options);
  if (!Connected(pair)) return;
  pair.Settle();
  const Result<Session> session = pair.client.TakeSession();
  ASSERT_TRUE(session) << "no session: " << ToString(session.error());
  options.session = *session;
  for (const bool first : {true, false}) {
    pair.Reconnect(options);
    ASSERT_TRUE(pair.client.WriteEarlyData(AsBytes("early"))) << "the client cannot";
    ASSERT_TRUE(pair.client.Handshake() && pair.server.Handshake());
    std::uint8_t buffer[100];
    const Result<Progress> got = pair.server.ReadEarlyData(buffer);
    ASSERT_TRUE(got) << ToString(got.error());
    ExpectText("early data", AsText(ByteView(buffer, got->bytes)), first ? "early" : "");
    EXPECT_FALSE(pair.server.handshake_done()) << "the server did not wait for the client";
    if (!Connected(pair)) return;
    ExpectText("given back", AsText(pair.client.TakeRejectedEarlyData()), first ? "" : "early");
  }
}

// A server's greeting that reaches the client with its first flight.
void HalfRttData(const PairParam& param) {
  if (param.version == Version::kTls12) GTEST_SKIP() << "TLS 1.2 has no half-RTT data";
  if (!param.server->Supports(Feature::kHalfRttData)) {
    GTEST_SKIP() << param.server->name() << " sends no data before the client's Finished";
  }
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.HalfRttData(); };
  Pair pair(param, options);
  ASSERT_TRUE(pair.client.Handshake() && pair.server.Handshake());
  ASSERT_TRUE(pair.server.can_write_half_rtt()) << "the server cannot write";
  ASSERT_TRUE(pair.server.Write(AsBytes("hello")));
  EXPECT_FALSE(pair.server.handshake_done());
  if (!Connected(pair)) return;
  ExpectText("the client", pair.client_received, "hellopong");
}

// A client that trusts nobody but a function, and believes that it is 1970.
void OwnVerifier(const PairParam& param) {
  PairOptions options;
  options.client_trusts = nullptr;
  danger::PeerToVerify seen;
  options.client = [&](ClientContextBuilder& builder) {
    builder.Clock([](void*) { return std::int64_t{0}; });
    const auto accept = [](void* user, const danger::PeerToVerify& peer) {
      *static_cast<danger::PeerToVerify*>(user) = peer;
      return AsText(peer.chain[0]) == Server().der ? Detail::kNone : Detail::kBadSignature;
    };
    danger::SetVerifier(builder, 1, accept, &seen);
  };
  Pair pair(param, options);
  if (!Connected(pair)) return;
  EXPECT_TRUE(seen.time == 0) << "another time";
  EXPECT_TRUE(seen.verdict == Detail::kUnknownIssuer) << "another verdict";
  options.server_certificate = &Server(KeyType::kRsa2048);
  ExpectRefusal(param, options, true,
                Refusal(ErrorKind::kCertificate, Detail::kBadSignature, Alert::kBadCertificate));
}

// --- ends ---------------------------------------------------------------------------------------

void CleanClose(const PairParam& param) {
  Pair pair(param);
  if (!Connected(pair)) return;
  ASSERT_TRUE(pair.client.SendClose());
  pair.Settle();
  EXPECT_TRUE(pair.server.close_state() == CloseState::kReceived) << "the server saw no close";
  ExpectText("the other direction", pair.ServerToClient("the rest"), "the rest");
  ASSERT_TRUE(pair.server.SendClose());
  pair.Settle();
  EXPECT_TRUE(pair.client.close_state() == CloseState::kComplete) << "the client saw no close";
  ExpectText("client", ToString(pair.client_error), "no error");
  ExpectText("server", ToString(pair.server_error), "no error");
}

// Cuts the stream to one end after whole records, or within one. The end gets the data, then an
// error.
void Truncate(const PairParam& param, bool to_client, bool within_record) {
  Pair pair(param);
  if (!Connected(pair)) return;
  pair.Settle();
  MemoryPipe::Direction& stream = to_client ? pair.pipe->to_client() : pair.pipe->to_server();
  Connection& sender = to_client ? pair.server : pair.client;
  ASSERT_TRUE(sender.Write(AsBytes("whole ")));
  const std::size_t whole = stream.size();
  ASSERT_TRUE(sender.Write(AsBytes("cut")));
  if (within_record) stream.Truncate(whole + 7);
  stream.ended = true;
  pair.Settle();
  const std::string& received = to_client ? pair.client_received : pair.server_received;
  const std::string echo = to_client ? "pong" : "ping";
  ExpectText("received", received, echo + (within_record ? "whole " : "whole cut"));
  ExpectError(to_client ? "client" : "server", to_client ? pair.client_error : pair.server_error,
              Refusal(ErrorKind::kTruncated, Detail::kNone, Alert::kNone));
}

void Truncation(const PairParam& param) {
  for (const bool to_client : {true, false}) {
    for (const bool within_record : {true, false}) Truncate(param, to_client, within_record);
  }
}

void AlteredRecord(const PairParam& param) {
  for (const bool to_client : {true, false}) {
    Pair pair(param);
    if (!Connected(pair)) return;
    pair.Settle();
    MemoryPipe::Direction& stream = to_client ? pair.pipe->to_client() : pair.pipe->to_server();
    ASSERT_TRUE((to_client ? pair.server : pair.client).Write(AsBytes("a secret")));
    ASSERT_GT(stream.size(), 0u);
    stream.bytes.back() ^= 1;
    pair.Settle();
    const Error refusal =
        Refusal(ErrorKind::kProtocol, Detail::kBadRecordMac, Alert::kBadRecordMac);
    const Error notice = Refusal(ErrorKind::kAlertReceived, Detail::kNone, Alert::kBadRecordMac);
    ExpectError("client", pair.client_error, to_client ? refusal : notice);
    ExpectError("server", pair.server_error, to_client ? notice : refusal);
  }
}

// --- refusals -----------------------------------------------------------------------------------

void WrongName(const PairParam& param) {
  PairOptions options;
  options.server_name = "other.test";
  ExpectRefusal(param, options, /*client_refuses=*/true,
                Refusal(ErrorKind::kCertificate, Detail::kNameMismatch, Alert::kBadCertificate));
}

void Expired(const PairParam& param) {
  static const Certificate& certificate = *[] {
    CertificateSpec spec = ServerSpec();
    spec.not_after_seconds = -3600;
    return new Certificate(Issue(spec, &Root()));
  }();
  PairOptions options;
  options.server_certificate = &certificate;
  ExpectRefusal(param, options, /*client_refuses=*/true,
                Refusal(ErrorKind::kCertificate, Detail::kExpired, Alert::kCertificateExpired));
}

void Revoked(const PairParam& param) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.Crl(MakeCrl(Root(), {&Server()})); };
  ExpectRefusal(param, options, true,
                Refusal(ErrorKind::kCertificate, Detail::kRevoked, Alert::kCertificateRevoked));
}

void KeyNotPinned(const PairParam& param) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.PinPublicKey(PublicKeyPin(Server(KeyType::kRsa2048)));
  };
  ExpectRefusal(param, options, true,
                Refusal(ErrorKind::kCertificate, Detail::kKeyNotPinned, Alert::kBadCertificate));
}

PairOptions Stapled(const OcspSpec& spec) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.OcspStapling(OcspMode::kRequire); };
  options.server = [response = MakeOcspResponse(Server(), Root(), spec)](
                       ServerContextBuilder& builder) { builder.OcspResponse(AsBytes(response)); };
  return options;
}

// The one of a pair that cannot staple, or not ask for it; null: both can.
const Backend* CannotStaple(const PairParam& param) {
  if (!param.server->Supports(Feature::kOcspStapling)) return param.server;
  return param.client->Supports(Feature::kOcspStapling) ? nullptr : param.client;
}

void OcspStapling(const PairParam& param) {
  if (const Backend* lacking = CannotStaple(param)) {
    GTEST_SKIP() << lacking->name() << " has no OCSP stapling";
  }
  const PairOptions options = Stapled({});
  Pair pair(param, options);
  if (!Connected(pair)) return;
  EXPECT_FALSE(pair.client.ocsp_response().empty()) << "the client has no response";
}

void OcspRevoked(const PairParam& param) {
  if (const Backend* lacking = CannotStaple(param)) {
    GTEST_SKIP() << lacking->name() << " has no OCSP stapling";
  }
  ExpectRefusal(param, Stapled({.status = OcspSpec::Status::kRevoked}), true,
                Refusal(ErrorKind::kCertificate, Detail::kRevoked, Alert::kCertificateRevoked));
}

void UnknownIssuer(const PairParam& param) {
  PairOptions options;
  options.client_trusts = &OtherRoot();
  ExpectRefusal(param, options, /*client_refuses=*/true,
                Refusal(ErrorKind::kCertificate, Detail::kUnknownIssuer, Alert::kUnknownCa));
}

void ClientCertificateMissing(const PairParam& param) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  ExpectRefusal(param, options, /*client_refuses=*/false,
                Refusal(ErrorKind::kCertificate, Detail::kCertificateMissing,
                        param.version == Version::kTls13 ? Alert::kCertificateRequired
                                                         : Alert::kHandshakeFailure));
}

void AlpnMismatch(const PairParam& param) {
  PairOptions options;
  options.client_alpn = {"h2"};
  options.server_alpn = {"http/1.1"};
  ExpectRefusal(param, options, /*client_refuses=*/false,
                Refusal(ErrorKind::kProtocol, Detail::kNoCommonApplicationProtocol,
                        Alert::kNoApplicationProtocol));
}

void VersionMismatch(const PairParam& param) {
  PairOptions options;
  const Version other = param.version == Version::kTls13 ? Version::kTls12 : Version::kTls13;
  options.server = [other](ServerContextBuilder& builder) {
    builder.MinVersion(other).MaxVersion(other);
  };
  ExpectRefusal(param, options, /*client_refuses=*/false,
                Refusal(ErrorKind::kProtocol, Detail::kNoCommonVersion, Alert::kProtocolVersion));
}

// A GoogleTest message on one line, without the word that ADD_FAILURE puts in front.
std::string OneLine(std::string_view message) {
  constexpr std::string_view kFailed = "Failed\n";
  if (message.substr(0, kFailed.size()) == kFailed) message.remove_prefix(kFailed.size());
  std::string line;
  for (const char c : message) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

// --- records ------------------------------------------------------------------------------------

const Backend* WithoutFragmentLength(const PairParam& param) {
  const Feature feature = param.version == Version::kTls13 ? Feature::kTls13MaxFragmentLength
                                                           : Feature::kMaxFragmentLength;
  if (!param.client->Supports(feature)) return param.client;
  return param.server->Supports(feature) ? nullptr : param.server;
}

void MaxFragmentLength(const PairParam& param) {
  constexpr std::size_t kLength = 1024;
  if (const Backend* backend = WithoutFragmentLength(param)) {
    GTEST_SKIP() << backend->name() << " has no max_fragment_length in TLS 1.3";
  }
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.MaxFragmentLength(kLength); };
  Pair pair(param, options);
  if (!Connected(pair)) return;
  const std::string data(5 * kLength, 'd');
  for (const bool from_client : {true, false}) {
    ASSERT_TRUE((from_client ? pair.client : pair.server).Write(AsBytes(data)));
    const auto lengths =
        RecordLengths(from_client ? pair.pipe->to_server() : pair.pipe->to_client());
    EXPECT_GE(lengths.size(), 5u) << "fewer records than there have to be";
    for (const std::size_t length : lengths) EXPECT_LE(length, kLength + kMaxExpansion);
    pair.Settle();
  }
  EXPECT_TRUE(pair.Echo());
}

void GatheredWrite(const PairParam& param) {
  Pair pair(param);
  if (!Connected(pair)) return;
  pair.server_received.clear();
  const std::string piece(64, 'p');
  const std::vector<ByteView> spans(16, AsBytes(piece));
  const Result<Progress> put = pair.client.WriteGathered(spans);
  ASSERT_TRUE(put) << ToString(put.error());
  EXPECT_EQ(RecordLengths(pair.pipe->to_server()).size(), 1u);
  pair.Settle();
  EXPECT_TRUE(pair.server_received == std::string(16 * 64, 'p'));
}

void KeyUpdate(const PairParam& param) {
  if (param.version != Version::kTls13) GTEST_SKIP() << "TLS 1.2 has no KeyUpdate";
  for (const Backend* backend : {param.client, param.server}) {
    if (!backend->Supports(Feature::kKeyUpdate)) {
      GTEST_SKIP() << backend->name() << " has no KeyUpdate";
    }
  }
  Pair pair(param);
  if (!Connected(pair)) return;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(pair.client.UpdateKeys());
    EXPECT_TRUE(pair.server.UpdateKeys(KeyUpdateRequest::kUpdateRequested));
    EXPECT_TRUE(pair.Echo()) << "after update " << i;
  }
}

}  // namespace

const std::vector<Scenario>& AllScenarios() {
  static const auto& scenarios = *new std::vector<Scenario>{
      {"handshake_ecdsa", "ECDSA certificate",
       "A handshake with an ECDSA certificate; both ends agree on version, suite and group.",
       EcdsaCertificate},
      {"handshake_rsa", "RSA certificate",
       "A handshake with an RSA certificate; both ends agree on version, suite and group.",
       RsaCertificate},
      {"handshake_ed25519", "Ed25519 certificate",
       "A handshake with an Ed25519 certificate, or a clear refusal where a library has none.",
       Ed25519Certificate},
      {"external_key", "external key",
       "The private key of the server, and of the client, is in another thread, which signs later.",
       ExternalKeys},
      {"pkcs12", "PKCS#12 files",
       "The server, and the client, has its key and its chain from an encrypted PKCS#12 file.",
       Pkcs12Identities},
      {"intermediate", "intermediate certificate",
       "A chain with an intermediate is verified, and kept leaf first.", IntermediateCertificate},
      {"servers_group", "server's group",
       "The server's only group is not the client's favourite (TLS 1.3: HelloRetryRequest).",
       ServersGroup},
      {"megabyte", "1 MB each way",
       "Every byte of a megabyte arrives, in both directions, over a narrow pipe.",
       MegabyteBothWays},
      {"one_byte", "one byte at a time",
       "Handshake and data over a transport that holds one byte at a time.", OneByteAtATime},
      {"gathered_write", "gathered write", "Sixteen pieces of 64 bytes arrive in one record.",
       GatheredWrite},
      {"max_fragment_length", "max. fragment length",
       "The client asks for records of 1,024 bytes at most, and gets and sends no others.",
       MaxFragmentLength},
      {"key_update", "key update", "Data goes both ways after several key updates of both sides.",
       KeyUpdate},
      {"exporters", "exported keys",
       "Both ends export the same keying material, with and without a context.", ExportedKeys},
      {"channel_binding", "channel bindings",
       "tls-exporter, tls-server-end-point and, where both can, tls-unique are the same on both "
       "ends.",
       ChannelBindings},
      {"key_log", "key log", "Both ends log the same secrets.", KeyLogs},
      {"secret_extraction", "extracted secrets",
       "After the handshake both ends give out the same traffic keys.", ExtractedSecrets},
      {"alpn", "ALPN", "The server's order decides, and both ends know the choice.", Alpn},
      {"sni", "SNI", "The server learns the DNS name; an IP address is verified but never sent.",
       Sni},
      {"named_identity", "certificate by name",
       "A server with two certificates answers with the one for the name the client asks for.",
       NamedIdentity},
      {"alpn_mismatch_ignored", "ALPN mismatch ignored",
       "On request a server goes on without a protocol where there is none in common.",
       AlpnMismatchIgnored},
      {"client_certificate", "client certificate",
       "A required client certificate is verified, and the server can look at it.",
       ClientCertificate},
      {"client_identity_by_key", "client cert. by key",
       "A client with two certificates shows the one whose key the server takes.",
       ClientIdentityByKey},
      {"client_identity_by_issuer", "client cert. by issuer",
       "A client with two certificates shows the one of a CA that the server names.",
       ClientIdentityByIssuer},
      {"post_handshake_auth", "later client certificate",
       "The server asks for a certificate when the handshake is done, twice, and verifies it.",
       PostHandshakeAuth},
      {"external_psk", "external PSK",
       "Two ends that share a key need no certificates, and the server knows the identity.",
       ExternalPsk},
      {"ocsp_stapling", "OCSP stapling",
       "The client demands an OCSP response, the server staples one, and the client verifies it.",
       OcspStapling},
      {"resumption", "resumption", "A session is taken, offered and resumed.", Resumption},
      {"saved_session", "saved session",
       "A session becomes bytes, is loaded by another context, and resumed.", SavedSession},
      {"shared_ticket_keys", "shared ticket keys",
       "A session from a store, made with one server, is resumed by another with its keys.",
       SharedTicketKeys},
      {"session_id", "session ID",
       "A client without tickets resumes by session ID, from a store of two servers (TLS 1.3: by "
       "ticket).",
       SessionId},
      {"single_use_tickets", "single-use tickets",
       "A ticket that comes a second time is declined, and a full handshake follows.",
       SingleUseTickets},
      {"early_data", "early data, once",
       "Data with the ClientHello is read before the handshake is done; a second time it is "
       "refused and given back.",
       EarlyDataTaken},
      {"half_rtt_data", "half-RTT data",
       "A server writes before the client's Finished, and the client reads it.", HalfRttData},
      {"own_verifier", "own verifier, own clock",
       "The program's function sees chain, name, time and verdict, and has the last word.",
       OwnVerifier},
      {"clean_close", "clean close",
       "close_notify closes one direction; the other goes on until it is closed, too.", CleanClose},
      {"truncation", "truncation is no close",
       "A stream that ends without close_notify is an error, within a record or after one.",
       Truncation},
      {"altered_record", "altered record refused",
       "One flipped bit: error bad_record_mac on one end, its alert on the other.", AlteredRecord},
      {"wrong_name", "wrong name refused",
       "Client: certificate/name_mismatch; server: alert bad_certificate.", WrongName},
      {"expired", "expired refused",
       "Client: certificate/expired; server: alert certificate_expired.", Expired},
      {"revoked", "revoked refused",
       "On its issuer's CRL: client certificate/revoked; server: alert certificate_revoked.",
       Revoked},
      {"key_not_pinned", "unpinned key refused",
       "Client: certificate/key_not_pinned; server: alert bad_certificate.", KeyNotPinned},
      {"ocsp_revoked", "revoked by OCSP refused",
       "By a stapled response: client certificate/revoked; server: alert certificate_revoked.",
       OcspRevoked},
      {"unknown_issuer", "unknown issuer refused",
       "Client: certificate/unknown_issuer; server: alert unknown_ca.", UnknownIssuer},
      {"client_certificate_missing", "no client cert. refused",
       "Server: certificate/certificate_missing; client: alert certificate_required "
       "(TLS 1.2: handshake_failure).",
       ClientCertificateMissing},
      {"alpn_mismatch", "ALPN mismatch refused",
       "Server: protocol/no_common_application_protocol; client: alert no_application_protocol.",
       AlpnMismatch},
      {"unknown_name", "unknown name refused",
       "Server: protocol/unrecognized_name; client: alert unrecognized_name.", UnknownName},
      {"external_psk_wrong_key", "wrong PSK refused",
       "Server: protocol/decrypt_error; client: alert decrypt_error (TLS 1.2: bad_record_mac).",
       ExternalPskWrongKey},
      {"version_mismatch", "version mismatch refused",
       "Server: protocol/no_common_version; client: alert protocol_version.", VersionMismatch},
  };
  return scenarios;
}

Cell RunCell(const PairParam& param, const Scenario& scenario) {
  Cell cell{param, &scenario, false, false, {}};
  testing::TestPartResultArray results;
  {
    const testing::ScopedFakeTestPartResultReporter reporter(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
    scenario.run(param);
  }
  std::string skipped;
  for (int i = 0; i < results.size(); ++i) {
    const testing::TestPartResult& result = results.GetTestPartResult(i);
    if (result.skipped()) {
      skipped = OneLine(result.message());
    } else if (result.failed()) {
      cell.why += (cell.why.empty() ? "" : "; ") + OneLine(result.message());
    }
  }
  cell.unsupported = cell.why.empty() && !skipped.empty();
  cell.ok = cell.why.empty() && skipped.empty();
  if (cell.unsupported) cell.why = skipped;
  return cell;
}

}  // namespace omnitls::conformance
