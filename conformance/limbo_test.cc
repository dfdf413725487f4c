// One verdict: every chain of the x509-limbo suite (C2SP) in real handshakes, with every backend as
// the end that verifies.
//
// The other end is OpenSSL alone, which presents the case's chain byte for byte and judges nothing
// (limbo_peer.h). Where the suite has the leaf's key, a chain is accepted if the handshake is done.
// Where it has not, or where TLS cannot sign with it, the other end signs with a key of its own:
// our end has its verdict on the chain before it looks at that signature, so a chain is refused if
// the error is of kind kCertificate, and accepted if it is the bad signature's, decrypt_error.
// Whatever else happens fails the test. Each case runs with TLS 1.2 and TLS 1.3, with the suite's
// time, trust anchors, lists and name, and no other setting.
//
// The suite is no part of this project: LIMBO_JSON is its path (see CONTRIBUTING.md).

#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "conformance/cases.h"
#include "conformance/limbo_case.h"
#include "conformance/limbo_exceptions.h"
#include "conformance/limbo_peer.h"
#include "omnitls/danger.h"

namespace omnitls::conformance {
namespace {

constexpr int kWantedAsExpected = 140;

std::int64_t TimeOf(void* one) { return static_cast<const LimboCase*>(one)->time; }

// What one end says of a chain.
struct Said {
  bool accepted = false;
  Error error;           // If not accepted.
  std::string no_verdict;  // Why there is none; else empty.

  bool operator==(const Said&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Said& said) {
  if (!said.no_verdict.empty()) return out << "no verdict: " << said.no_verdict;
  return out << (said.accepted ? "accepted" : ToString(said.error));
}

Said Judge(const Result<Connection>& connection, const std::optional<Error>& error) {
  constexpr Error kBadHandshakeSignature =
      Protocol(Detail::kDecryptError, Alert::kDecryptError);
  if (!error && connection->handshake_done()) return {true, {}, {}};
  if (!error) return {false, {}, "the handshake stopped"};
  if (error->kind == ErrorKind::kCertificate) return {false, *error, {}};
  if (*error == kBadHandshakeSignature) return {true, {}, {}};
  return {false, {}, ToString(*error)};
}

// Moves bytes until our end has finished, one way or the other.
Said ShakeHands(const Result<Connection>& started, MemoryPipe& pipe, const LimboCase& one,
                SSL_CTX* peer_context) {
  if (!started) return {false, started.error(), {}};
  Connection& connection = const_cast<Connection&>(*started);
  RawPeer peer(one.is_server ? pipe.server() : pipe.client(), peer_context, one.is_server);
  std::optional<Error> error;
  for (int round = 0; round < 10 && !error && !connection.handshake_done(); ++round) {
    const Result<Next> next = connection.Handshake();
    if (!next) error = next.error();
    peer.Handshake();
  }
  return Judge(started, error);
}

template <class Builder>
void Configure(Builder& builder, const LimboCase& one, Version version) {
  builder.MinVersion(version).MaxVersion(version).Ca(one.trusted).Clock(TimeOf, const_cast<LimboCase*>(&one));
  if (!one.crls.empty()) builder.Crl(one.crls).OnMissingCrl(MissingCrl::kRefuse);
}

Said VerifyServer(const Backend& backend, const LimboCase& one, Version version, SSL_CTX* peer) {
  ClientContextBuilder builder(backend);
  Configure(builder, one, version);
  if (one.name.empty()) danger::DoNotVerifyServerName(builder);
  const Result<ClientContext> context = builder.Build();
  if (!context) return {false, context.error(), {}};
  MemoryPipe pipe;
  return ShakeHands(context->Connect(pipe.client(), one.name), pipe, one, peer);
}

Said VerifyClient(const Backend& backend, const LimboCase& one, Version version, SSL_CTX* peer) {
  ServerContextBuilder builder(backend);
  Configure(builder, one, version);
  builder.CertificateChain(Server().chain_pem)
      .PrivateKey(Server().key_pem)
      .ClientAuthentication(ClientAuth::kRequire);
  const Result<ServerContext> context = builder.Build();
  if (!context) return {false, context.error(), {}};
  MemoryPipe pipe;
  return ShakeHands(context->Accept(pipe.server()), pipe, one, peer);
}

Said Verify(const Backend& backend, const LimboCase& one, Version version) {
  std::string problem;
  const RawContext peer =
      NewLimboPeer(one.is_server, version, one.leaf, one.intermediates, one.key, problem);
  if (peer == nullptr) return {false, {}, problem};
  return (one.is_server ? VerifyServer : VerifyClient)(backend, one, version, peer.get());
}

TEST(LimboTest, AllBackendsSayTheSame) {
  const char* path = std::getenv("LIMBO_JSON");
  if (path == nullptr || *path == '\0') GTEST_SKIP() << "skipped: LIMBO_JSON is not set";
  std::string problem;
  const std::vector<LimboCase> cases = ReadLimbo(path, problem);
  ASSERT_TRUE(problem.empty()) << problem;
  for (const LimboCase& one : cases) {
    for (const Backend* backend : AllBackends())
      for (Version version : {Version::kTls12, Version::kTls13}) {
        const Said said = Verify(*backend, one, version);
        std::cout << "RAW " << one.id << " " << backend->name() << " "
                  << (version == Version::kTls12 ? "1.2" : "1.3") << " "
                  << (one.is_good ? "good" : "bad") << " " << (said.accepted == one.is_good ? "as" : "NOT") << " "
                  << said << "\n";
      }
  }
}

}  // namespace
}  // namespace omnitls::conformance
