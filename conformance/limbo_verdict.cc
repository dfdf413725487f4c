#include "conformance/limbo_verdict.h"

#include "conformance/cases.h"
#include "conformance/limbo_peer.h"
#include "omnitls/danger.h"

namespace omnitls::conformance {
namespace {

using Kind = LimboVerdict::Kind;

constexpr Error kBadHandshakeSignature = Protocol(Detail::kDecryptError, Alert::kDecryptError);
// Of the other end, which has a chain that it does not find a cipher suite for.
constexpr Error kNotPresented = Received(Alert::kHandshakeFailure);

// A message that the library below does not read, because it is too long or for what is in it.
bool IsUnreadMessage(const Error& error) {
  return error.kind == ErrorKind::kProtocol &&
         (error.alert == Alert::kDecodeError || error.alert == Alert::kIllegalParameter ||
          error.alert == Alert::kRecordOverflow);
}

LimboVerdict ToVerdict(const Error& error, bool peer_has_key) {
  Error words = error;
  words.native = 0;
  const std::string text = ToString(words);
  if (error.kind == ErrorKind::kCertificate || IsUnreadMessage(error)) {
    return {Kind::kRefused, text};
  }
  if (error == kBadHandshakeSignature && !peer_has_key) return {Kind::kAccepted, "accepted"};
  if (error == kNotPresented) return {Kind::kNotPresented, "the other end cannot present it"};
  return {Kind::kNone, text};
}

// A context or connection that cannot be: the case's anchors, lists or name are refused.
LimboVerdict AtOnce(const Error& error) {
  return {error.kind == ErrorKind::kConfig ? Kind::kRefused : Kind::kNone, ToString(error)};
}

LimboVerdict ShakeHands(Connection connection, Transport& other_end, const LimboCase& one,
                        const LimboPeer& peer) {
  RawPeer raw(other_end, peer.context.get(), one.is_server);
  for (int round = 0; round < 10 && !connection.handshake_done(); ++round) {
    const Result<Next> next = connection.Handshake();
    if (!next) return ToVerdict(next.error(), peer.has_key);
    raw.Handshake();
  }
  if (!connection.handshake_done()) return {Kind::kNone, "the handshake stopped"};
  if (!peer.has_key) return {Kind::kNone, "a bad signature of the handshake was taken"};
  return {Kind::kAccepted, "accepted"};
}

std::int64_t TimeOf(void* one) { return static_cast<const LimboCase*>(one)->time; }

// What the suite's lists are for is that the status is known.
template <class Builder>
void Configure(Builder& builder, const LimboCase& one, Version version) {
  builder.MinVersion(version).MaxVersion(version).Ca(one.trusted);
  builder.Clock(TimeOf, const_cast<LimboCase*>(&one));
  if (!one.crls.empty()) builder.Crl(one.crls).OnMissingCrl(MissingCrl::kRefuse);
}

LimboVerdict JudgeServer(const Backend& backend, const LimboCase& one, Version version,
                         const LimboPeer& peer) {
  ClientContextBuilder builder(backend);
  Configure(builder, one, version);
  if (one.name.empty()) danger::DoNotVerifyServerName(builder);
  const Result<ClientContext> context = builder.Build();
  if (!context) return AtOnce(context.error());
  MemoryPipe pipe;
  Result<Connection> connection = context->Connect(pipe.client(), one.name);
  if (!connection) return AtOnce(connection.error());
  return ShakeHands(*std::move(connection), pipe.server(), one, peer);
}

LimboVerdict JudgeClient(const Backend& backend, const LimboCase& one, Version version,
                         const LimboPeer& peer) {
  ServerContextBuilder builder(backend);
  Configure(builder, one, version);
  builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
  builder.ClientAuthentication(ClientAuth::kRequire);
  const Result<ServerContext> context = builder.Build();
  if (!context) return AtOnce(context.error());
  MemoryPipe pipe;
  Result<Connection> connection = context->Accept(pipe.server());
  if (!connection) return AtOnce(connection.error());
  return ShakeHands(*std::move(connection), pipe.client(), one, peer);
}

}  // namespace

LimboVerdict Judge(const Backend& backend, const LimboCase& one, Version version) {
  const LimboPeer peer(one.is_server, version, one.leaf, one.intermediates, one.key);
  if (!peer.problem.empty()) return {Kind::kNotPresented, peer.problem};
  return (one.is_server ? JudgeServer : JudgeClient)(backend, one, version, peer);
}

LimboVerdict Judge(const Backend& backend, const LimboCase& one) {
  const LimboVerdict tls12 = Judge(backend, one, Version::kTls12);
  const LimboVerdict tls13 = Judge(backend, one, Version::kTls13);
  if (tls12.kind == Kind::kNotPresented) return tls13;
  if (tls13.kind == Kind::kNotPresented || tls12.kind == tls13.kind) return tls12;
  return {Kind::kNone, "TLS 1.2: " + tls12.words + ", TLS 1.3: " + tls13.words};
}

}  // namespace omnitls::conformance
