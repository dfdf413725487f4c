#include "conformance/settings/probe.h"

#include <filesystem>
#include <fstream>

namespace omnitls::conformance {
namespace {

template <class T>
Effect EffectOf(const Result<T>& built, const std::string& message) {
  if (built) return Effect::kEffective;
  if (built.error().kind == ErrorKind::kUnsupported) {
    EXPECT_NE(message, "") << "refused without a word";
  } else {
    ADD_FAILURE() << "refused, but not as unsupported: " << ToString(built.error()) << ": "
                  << message;
  }
  return Effect::kRefused;
}

template <class Id, class Find>
std::string Join(const OfferedList<Id>& list, Find find) {
  std::string names;
  for (const Id id : list) {
    if (const auto* info = find(id)) names += (names.empty() ? "" : ":") + std::string(info->name);
  }
  return names;
}

}  // namespace

std::vector<std::size_t> RecordsWritten(Pair& pair, bool from_client, const std::string& data) {
  pair.Settle();
  const Result<Progress> put = (from_client ? pair.client : pair.server).Write(AsBytes(data));
  EXPECT_TRUE(put && put->bytes == data.size());
  auto lengths = RecordLengths(from_client ? pair.pipe->to_server() : pair.pipe->to_client());
  pair.Settle();
  return lengths;
}

Effect TryBuild(const Trial& trial, const PairOptions& options) {
  return WithPair(trial, options, [](Pair&) {});
}

Effect WithPair(const Trial& trial, const PairOptions& options, const ObservePair& use) {
  std::string client_message;
  std::string server_message;
  Result<ClientContext> client = TryBuildClient(trial.pair(), options, &client_message);
  Result<ServerContext> server = TryBuildServer(trial.pair(), options, &server_message);
  const Effect effect =
      trial.is_client() ? EffectOf(client, client_message) : EffectOf(server, server_message);
  if (effect != Effect::kEffective) return effect;
  if (!client || !server) {
    ADD_FAILURE() << "the peer was not built: " << client_message << server_message;
    return effect;
  }
  Pair pair(*client, *server, options);
  use(pair);
  return effect;
}

Effect AfterHandshake(const Trial& trial, const PairOptions& options, const ObservePair& observe) {
  return WithPair(trial, options, [&](Pair& pair) {
    if (pair.Handshake()) return observe(pair);
    ADD_FAILURE() << "no handshake; client: " << ToString(pair.client_error)
                  << "; server: " << ToString(pair.server_error);
  });
}

Effect RefusesPeer(const Trial& trial, const PairOptions& options, Alert alert) {
  return WithPair(trial, options, [&](Pair& pair) {
    EXPECT_FALSE(pair.Handshake()) << "the peer was not refused";
    EXPECT_EQ(TheirError(trial, pair), Received(alert));
  });
}

Effect InClientHello(const Trial& trial, const PairOptions& options, const ObserveHello& observe) {
  std::string message;
  const Result<ClientContext> built = TryBuildClient(trial.pair(), options, &message);
  const Effect effect = EffectOf(built, message);
  if (built) ShowClientHello(*built, options.server_name, observe);
  return effect;
}

void ShowClientHello(const ClientContext& context, const std::string& server_name,
                     const ObserveHello& observe) {
  MemoryPipe pipe;
  Result<Connection> client = context.Connect(pipe.client(), server_name);
  ASSERT_TRUE(client) << ToString(client.error());
  EXPECT_TRUE(client->Handshake());
  Acceptor acceptor(pipe.server());
  EXPECT_EQ(*acceptor.Read(), Next::kReady);
  const Result<ClientHelloView> hello = acceptor.hello();
  ASSERT_TRUE(hello) << ToString(hello.error());
  observe(*hello);
}

PairOptions OwnCertificate(const Trial& trial, const Certificate& certificate) {
  PairOptions options;
  if (trial.is_client()) {
    options.client_auth = ClientAuth::kRequire;
    options.client_certificate = &certificate;
  } else {
    options.server_certificate = &certificate;
  }
  return options;
}

void ExpectPeerSees(const Trial& trial, Pair& pair, const Certificate& certificate) {
  EXPECT_TRUE(ToString(Theirs(trial, pair).peer_certificate()) == certificate.der)
      << "the peer has another certificate, or none";
}

std::string Names(const OfferedList<CipherSuite>& list) {
  return Join(list, [](CipherSuite id) { return FindCipherSuite(id); });
}
std::string Names(const OfferedList<Group>& list) {
  return Join(list, [](Group id) { return FindGroup(id); });
}
std::string Names(const OfferedList<SignatureScheme>& list) {
  return Join(list, [](SignatureScheme id) { return FindSignatureScheme(id); });
}

std::string FileWith(const std::string& name, const std::string& content) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  return path.string();
}

}  // namespace omnitls::conformance
