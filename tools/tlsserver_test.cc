// tlsserver, flag by flag, as a client made with the same library sees it.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "conformance/certificates.h"
#include "conformance/ocsp.h"
#include "tools/testing/caller.h"
#include "tools/testing/programs.h"

namespace omnitls::tools {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

Version ToVersion(const std::string& text) {
  return text == "1.2" ? Version::kTls12 : Version::kTls13;
}

// A client that trusts our root, with settings of its own.
template <class Set>
ClientContext ContextWith(Set set) {
  ClientContextBuilder builder;
  builder.CaFile(File("ca.pem").c_str());
  set(builder);
  auto context = builder.Build();
  EXPECT_TRUE(context) << builder.error_message();
  return context ? *std::move(context) : ClientContext();
}
ClientContext PlainContext() {
  return ContextWith([](ClientContextBuilder&) {});
}
ClientContext ContextFor(const std::string& version) {
  return ContextWith([&](ClientContextBuilder& builder) {
    builder.MinVersion(ToVersion(version)).MaxVersion(ToVersion(version));
  });
}

// tlsserver with these arguments only, from READY on.
class BareServer : public ListeningServer {
 public:
  explicit BareServer(const Words& arguments)
      : ListeningServer(Words{Program("TLSSERVER")} + arguments) {
    EXPECT_THAT(process().out(), ContainsRegex("^READY .*:[0-9]+\n$"));
  }
};

const Words kListen = {"--listen", "127.0.0.1:0"};
Words Identity() { return {"--certs", File("server.pem"), "--key", File("server.key")}; }

std::string Write(const std::string& name, const std::string& content) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

bool Supports(Feature feature) { return DefaultBackend().Supports(feature); }

class TlsServerTest : public VersionTest {
 protected:
  static bool is_tls13() { return GetParam() == "1.3"; }
};
INSTANTIATE_TEST_SUITE_P(Versions, TlsServerTest, testing::Values("1.2", "1.3"), VersionTestName);

// --- the modes -----------------------------------------------------------------------------------

TEST_P(TlsServerTest, EchoIsTheFirstMode) {
  for (const Words& mode : {Words{}, Words{"echo"}, Words{"--mode", "echo"}}) {
    const Server server(mode);
    EXPECT_EQ(Caller(ContextFor(GetParam()), server.port()).Greet(), "");
  }
}

TEST_P(TlsServerTest, HttpAnswersWithAsManyBytesAsTheRequestSays) {
  const Server server({"http"});
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1000000}}) {
    Caller caller(ContextFor(GetParam()), server.port());
    ASSERT_TRUE(caller.Handshake()) << caller.Words();
    ASSERT_TRUE(caller.Send("GET /bytes/" + std::to_string(size) + " HTTP/1.1\r\n\r\n"));
    const std::string answer = caller.ReceiveAll();
    EXPECT_THAT(answer, HasSubstr("Content-Length: " + std::to_string(size) + "\r\n"));
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, size);
    EXPECT_EQ(caller.tls().close_state(), CloseState::kReceived) << caller.Words();
  }
  // What is no number is a page like any other.
  for (const std::string path : {"/bytes/", "/bytes/1x", "/bytes/99999999999999999999"}) {
    Caller caller(ContextFor(GetParam()), server.port());
    ASSERT_TRUE(caller.Handshake()) << caller.Words();
    ASSERT_TRUE(caller.Send("GET " + path + " HTTP/1.1\r\n\r\n"));
    EXPECT_THAT(caller.ReceiveAll(), HasSubstr("omnitls tlsserver"));
  }
}

TEST_P(TlsServerTest, HttpAnswersARequest) {
  const Server server({"http"});
  Caller caller(ContextFor(GetParam()), server.port());
  ASSERT_TRUE(caller.Handshake());
  ASSERT_TRUE(caller.Send("GET /page HTTP/1.0\r\n"));
  ASSERT_TRUE(caller.Send("Host: server.test\r\n\r\n"));
  const std::string answer = caller.ReceiveAll();
  EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("GET /page HTTP/1.0\nTLS" + GetParam() + " "));
  EXPECT_EQ(caller.tls().close_state(), CloseState::kReceived) << caller.Words();
}

TEST_P(TlsServerTest, WwwAnswersTheFirstLineAndCloses) {
  Server server({"--www"});
  for (const std::string line : {"GET / HTTP/1.1", "hello", ""}) {
    Caller caller(ContextFor(GetParam()), server.port());
    ASSERT_TRUE(caller.Handshake());
    ASSERT_TRUE(caller.Send(line + "\r\nmore"));
    EXPECT_THAT(caller.ReceiveAll(), HasSubstr("omnitls tlsserver\n" + line + "\nTLS"));
    EXPECT_EQ(caller.tls().close_state(), CloseState::kReceived) << caller.Words();
  }
  EXPECT_TRUE(server.process().WaitForError(" closed\n")) << server.process().err();
}

// A plain server for one client, in this process.
class PlainUpstream {
 public:
  PlainUpstream() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener_, plain, size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    EXPECT_EQ(getsockname(listener_, plain, &size), 0);
    port_ = std::to_string(ntohs(address.sin_port));
  }
  ~PlainUpstream() { close(listener_); }
  const std::string& port() const { return port_; }
  // A blocking socket.
  int Accept() const { return accept(listener_, nullptr, nullptr); }

 private:
  int listener_ = socket(AF_INET, SOCK_STREAM, 0);
  std::string port_;
};

TEST_P(TlsServerTest, ForwardCarriesThePlaintextBothWays) {
  const PlainUpstream upstream;
  const Server server({"forward", upstream.port()});
  // It sends back what comes, and " end" when the client has closed its direction.
  std::thread echo([&] {
    const int client = upstream.Accept();
    char bytes[4096];
    for (ssize_t got; (got = read(client, bytes, sizeof bytes)) > 0;) {
      EXPECT_EQ(write(client, bytes, static_cast<std::size_t>(got)), got);
    }
    EXPECT_EQ(write(client, " end", 4), 4);
    close(client);
  });
  Caller caller(ContextFor(GetParam()), server.port());
  EXPECT_TRUE(caller.Handshake());
  const std::string data(100000, 'x');
  EXPECT_TRUE(caller.Send(data));
  EXPECT_EQ(caller.Receive(data.size()), data);
  EXPECT_TRUE(caller.tls().SendClose());
  EXPECT_EQ(caller.ReceiveAll(), " end");
  EXPECT_EQ(caller.tls().close_state(), CloseState::kComplete) << caller.Words();
  echo.join();
}

TEST_P(TlsServerTest, AnUpstreamThatBreaksOffIsNoCleanEnd) {
  const PlainUpstream upstream;
  Server server({"forward", "localhost:" + upstream.port()});
  Caller caller(ContextFor(GetParam()), server.port());
  ASSERT_TRUE(caller.Handshake());
  ASSERT_TRUE(caller.Send("x"));
  const int peer = upstream.Accept();
  const linger reset{1, 0};
  setsockopt(peer, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  close(peer);
  EXPECT_EQ(caller.ReceiveAll(), "");
  EXPECT_EQ(caller.Words(), "truncated/none");
  EXPECT_TRUE(server.process().WaitForError("forward: Connection reset by peer"));
}

TEST(TlsServer, AnUpstreamThatIsNotThereIsNoCleanEnd) {
  Server server({"forward", FreePort()});
  Caller caller(PlainContext(), server.port());
  ASSERT_TRUE(caller.Handshake());
  EXPECT_EQ(caller.ReceiveAll(), "");
  EXPECT_EQ(caller.error().kind, ErrorKind::kTruncated);
  EXPECT_TRUE(server.process().WaitForError("forward: Connection refused"));
}

// --- where ---------------------------------------------------------------------------------------

TEST(TlsServer, PortListensOnAllAddresses) {
  for (const char* flag : {"--port", "-p"}) {
    BareServer server(Words{flag, "0"} + Identity());
    EXPECT_THAT(server.process().out(), ContainsRegex("^READY (\\[::\\]|0\\.0\\.0\\.0):"));
    EXPECT_EQ(Caller(PlainContext(), server.port()).Greet(), "");
  }
}

// --- what is negotiated --------------------------------------------------------------------------

TEST_P(TlsServerTest, Protover) {
  const Server only({"--protover", GetParam()});
  EXPECT_EQ(Caller(ContextFor(GetParam()), only.port()).Greet(), "");
  Caller other(ContextFor(is_tls13() ? "1.2" : "1.3"), only.port());
  EXPECT_FALSE(other.Handshake());
  EXPECT_EQ(other.error().alert, Alert::kProtocolVersion);
  const Server both({"--protover", "1.3", "--protover", "1.2"});
  EXPECT_EQ(Caller(ContextFor(GetParam()), both.port()).Greet(), "");
}

TEST_P(TlsServerTest, SuitesAddUp) {
  const Server server({"--suite", "TLS_AES_256_GCM_SHA384", "--suite",
                       "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "echo"});
  Caller caller(ContextFor(GetParam()), server.port());
  EXPECT_EQ(caller.Greet(), "");
  EXPECT_EQ(CipherSuiteName(caller.tls().cipher_suite()),
            is_tls13() ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
}

TEST_P(TlsServerTest, ProtosAddUpBestFirst) {
  const Server server({"--proto", "h2", "--proto", "http/1.1", "http"});
  const ClientContext context = ContextWith([](ClientContextBuilder& builder) {
    builder.MaxVersion(ToVersion(GetParam())).Alpn({"http/1.1", "h2"});
  });
  Caller caller(context, server.port());
  EXPECT_TRUE(caller.Handshake());
  EXPECT_EQ(caller.tls().alpn(), "h2");
}

TEST_P(TlsServerTest, SniChoosesTheCertificate) {
  const Server server({"--sni", "wrong.test=" + File("server-wrong-name.pem") + "," +
                                    File("server-wrong-name.key")});
  for (const char* name : {"wrong.test", "server.test"}) {  // Each is verified.
    EXPECT_EQ(Caller(ContextFor(GetParam()), server.port(), {}, name).Greet(), "") << name;
  }
}

TEST_P(TlsServerTest, OcspStaples) {
  const conformance::Certificate& leaf = conformance::Server();
  const std::string response =
      Write("staple.der", conformance::MakeOcspResponse(leaf, conformance::Root()));
  const Words arguments = kListen + Words{"--certs", Write("stapled.pem", leaf.chain_pem),
                                          "--key",   Write("stapled.key", leaf.key_pem),
                                          "--ocsp",  response};
  if (!Supports(Feature::kOcspStapling)) {
    const Outcome outcome = RunProgram(Words{Program("TLSSERVER")} + arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("unsupported"));
    return;
  }
  const BareServer server(arguments);
  const ClientContext context = ContextWith([](ClientContextBuilder& builder) {
    builder.MinVersion(ToVersion(GetParam())).MaxVersion(ToVersion(GetParam()));
    builder.Ca(conformance::Root().pem).OcspStapling(OcspMode::kRequire);
  });
  EXPECT_EQ(Caller(context, server.port()).Greet(), "");
}

// --- clients' certificates -----------------------------------------------------------------------

TEST_P(TlsServerTest, AuthAsksAndRequireAuthInsists) {
  const auto identity = [&](const char* name) {
    return ContextWith([&](ClientContextBuilder& builder) {
      builder.MinVersion(ToVersion(GetParam())).MaxVersion(ToVersion(GetParam()));
      const std::string path = File(name);
      builder.CertificateChainFile((path + ".pem").c_str());
      builder.PrivateKeyFile((path + ".key").c_str());
    });
  };
  const Server asks({"--auth", File("ca.pem")});
  const Server insists({"--auth", File("ca.pem"), "--require-auth"});
  EXPECT_EQ(Caller(identity("client"), asks.port()).Greet(), "");
  EXPECT_EQ(Caller(identity("client"), insists.port()).Greet(), "");
  EXPECT_EQ(Caller(ContextFor(GetParam()), asks.port()).Greet(), "");
  EXPECT_NE(Caller(ContextFor(GetParam()), insists.port()).Greet(), "");
  for (const Server* server : {&asks, &insists}) {
    EXPECT_NE(Caller(identity("server-self-signed"), server->port()).Greet(), "");
  }
}

// --- resumption ----------------------------------------------------------------------------------

// Whether a second connection is resumed.
bool Resumes(const ClientContext& context, const std::string& port) {
  Caller first(context, port);
  EXPECT_TRUE(first.Handshake());
  EXPECT_TRUE(first.Send("x"));
  EXPECT_EQ(first.Receive(1), "x");  // With which tickets come, too.
  if (first.tls().session_readiness() != SessionReadiness::kReady) return false;
  Caller second(context, port, *first.tls().TakeSession());
  EXPECT_EQ(second.Greet(), "");
  return second.tls().resumed();
}

TEST_P(TlsServerTest, NobodyResumesUnlessAsked) {
  const BareServer server(kListen + Identity());
  EXPECT_FALSE(Resumes(ContextFor(GetParam()), server.port()));
}

TEST_P(TlsServerTest, Tickets) {
  BareServer server(kListen + Identity() + Words{"--tickets"});
  EXPECT_TRUE(Resumes(ContextFor(GetParam()), server.port()));
  EXPECT_TRUE(server.process().WaitForError("resumed=yes")) << server.process().err();
}

TEST_P(TlsServerTest, ResumptionIsAlsoBySessionId) {
  if (!Supports(Feature::kTls12SessionIds)) GTEST_SKIP() << "this backend has no session IDs";
  const ClientContext without_tickets = ContextWith([](ClientContextBuilder& builder) {
    builder.MaxVersion(ToVersion(GetParam())).ResumeTls12By(Tls12Resumption::kIdsOnly);
  });
  const BareServer tickets(kListen + Identity() + Words{"--tickets"});
  EXPECT_EQ(Resumes(without_tickets, tickets.port()), is_tls13());
  const BareServer both(kListen + Identity() + Words{"--resumption"});
  EXPECT_TRUE(Resumes(without_tickets, both.port()));
}

TEST(TlsServer, EarlyData) {
  const std::string limit = "64";
  const Words arguments = kListen + Identity() + Words{"--tickets", "--early-data", limit};
  if (!Supports(Feature::kEarlyData)) GTEST_SKIP() << "this backend has no early data";
  BareServer server(arguments + Words{"--log", "json"});
  const ClientContext context = ContextFor("1.3");
  Caller first(context, server.port());
  ASSERT_TRUE(first.Handshake());
  ASSERT_TRUE(first.Send("x"));
  ASSERT_EQ(first.Receive(1), "x");
  const Session session = *first.tls().TakeSession();
  EXPECT_EQ(session.max_early_data(), 64u);
  Caller second(context, server.port(), session);
  ASSERT_TRUE(second.tls().WriteEarlyData(AsBytes("early ")));
  ASSERT_TRUE(second.Handshake());
  EXPECT_EQ(second.tls().early_data_status(), EarlyDataStatus::kAccepted);
  EXPECT_TRUE(second.Send("late"));
  EXPECT_EQ(second.Receive(10), "early late");
  EXPECT_TRUE(second.Close());
  EXPECT_TRUE(
      server.process().WaitForError("\"bytes_early\":6,\"bytes_received\":10,\"bytes_sent\":10"))
      << server.process().err();
}

// --- pre-shared keys -----------------------------------------------------------------------------

TEST_P(TlsServerTest, PreSharedKeys) {
  if (!Supports(is_tls13() ? Feature::kExternalPsk : Feature::kTls12ExternalPsk)) {
    GTEST_SKIP() << "this backend has no external PSKs in this version";
  }
  const std::string file =
      Write("keys.psk", "# comment\n\nclient:000102030405060708090a0b0c0d0e0f\r\n");
  Server server({"--psk", file, "--max", GetParam(), "--min", GetParam(), "--log", "json"});
  std::array<std::uint8_t, 16> key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  const auto with_key = [&] {
    ClientContextBuilder builder;
    builder.MinVersion(ToVersion(GetParam())).MaxVersion(ToVersion(GetParam()));
    builder.PreSharedKey(AsBytes("client"), key);
    return *builder.Build();
  };
  EXPECT_EQ(Caller(with_key(), server.port()).Greet(), "");
  EXPECT_TRUE(server.process().WaitForError("\"psk\":\"client\"")) << server.process().err();
  key[0] ^= 1;
  EXPECT_NE(Caller(with_key(), server.port()).Greet(), "");
  // A certificate is for everybody else; or there is none.
  EXPECT_EQ(Caller(ContextFor(GetParam()), server.port()).Greet(), "");
  const BareServer bare(kListen + Words{"--psk", file, "--max", GetParam(), "--min", GetParam()});
  key[0] ^= 1;
  EXPECT_EQ(Caller(with_key(), bare.port()).Greet(), "");
  EXPECT_FALSE(Caller(ContextFor(GetParam()), bare.port()).Handshake());
}

// --- what it says --------------------------------------------------------------------------------

TEST_P(TlsServerTest, JsonLines) {
  Server server({"--log", "json"});
  EXPECT_EQ(Caller(ContextFor(GetParam()), server.port()).Greet(), "");
  EXPECT_TRUE(server.process().WaitForError("}\n"));
  const std::string line = server.process().err();
  EXPECT_THAT(line, ContainsRegex("^\\{\"client\":\"127\\.0\\.0\\.1:[0-9]+\",\"end\":\"closed\","
                                  "\"error\":null,\"seconds\":[-0-9.e]+,\"sni\":\"server.test\","));
  EXPECT_THAT(line, HasSubstr("\"version\":\"TLS" + GetParam() + "\",\"cipher_suite\":\"TLS_"));
  EXPECT_THAT(line, HasSubstr("\"resumed\":false,\"psk\":null,\"client_certificate\":false,"));
  EXPECT_THAT(line, testing::EndsWith(",\"bytes_received\":5,\"bytes_sent\":5}\n"));
  SocketTransport garbage = ConnectTo(server.port());
  garbage.Write(AsBytes("no TLS at all\r\n\r\n"));
  EXPECT_TRUE(server.process().WaitForError("\"end\":\"failed\"")) << server.process().err();
  EXPECT_TRUE(server.process().WaitForError("\"kind\":\"protocol\"")) << server.process().err();
}

TEST(TlsServer, VerboseSaysMore) {
  Server quiet({});
  Server verbose({"--verbose"});
  for (Server* server : {&quiet, &verbose}) {
    EXPECT_EQ(Caller(PlainContext(), server->port()).Greet(), "");
    EXPECT_TRUE(server->process().WaitForError("received=5 sent=5 closed\n"));
  }
  EXPECT_THAT(verbose.process().err(), HasSubstr(" connected\n"));
  EXPECT_THAT(verbose.process().err(), HasSubstr(" handshake done: TLS1.3 "));
  EXPECT_THAT(quiet.process().err(), Not(HasSubstr(" connected\n")));
}

TEST(TlsServer, Sigusr1PrintsCounters) {
  Server server({});
  EXPECT_EQ(Caller(PlainContext(), server.port()).Greet(), "");
  EXPECT_TRUE(Resumes(PlainContext(), server.port()));
  ConnectTo(server.port()).Write(AsBytes("garbage, and a lot of it"));
  EXPECT_TRUE(server.process().WaitForError(" protocol/"));
  Caller idle(PlainContext(), server.port());
  EXPECT_TRUE(idle.Handshake());
  server.process().Signal(SIGUSR1);
  EXPECT_TRUE(server.process().WaitForError("counters "));
  EXPECT_THAT(server.process().err(),
              ContainsRegex("tlsserver: counters accepted=5 active=[1-4] handshakes=4 resumed=1 "
                            "early_data=0 failed=[12] silent=0 evicted=0 received=[0-9]+ "));
  EXPECT_TRUE(idle.Send("x"));
  EXPECT_EQ(idle.Receive(1), "x") << "it goes on";
}

TEST(TlsServer, HelpAndVersion) {
  for (const char* flag : {"--help", "-h"}) {
    const Outcome help = RunProgram({Program("TLSSERVER"), flag});
    EXPECT_EQ(help.status, 0);
    for (const char* word :
         {"--port",         "--certs",      "--key",     "--ocsp",     "--auth",
          "--require-auth", "--resumption", "--tickets", "--protover", "--suite",
          "--proto",        "--verbose",    "--version", "--listen",   "--client-ca",
          "--client-auth",  "--www",        "--sni",     "--psk",      "--early-data",
          "--log"}) {
      EXPECT_THAT(help.out, HasSubstr(word));
    }
  }
  for (const char* flag : {"--version", "-v"}) {
    const Outcome version = RunProgram({Program("TLSSERVER"), flag});
    EXPECT_EQ(version.status, 0);
    EXPECT_THAT(version.out, HasSubstr(std::string(DefaultBackend().library_version())));
  }
}

TEST(TlsServer, WrongArgumentsSayWhatToDo) {
  const Words good = kListen + Identity();
  const std::string cut = Write("cut.psk", "client:0011\n");
  const std::string odd = Write("odd.psk", "\nclient:xyz\n");
  const std::string empty = Write("empty.psk", "# nothing\n");
  struct Case {
    Words arguments;
    std::string regex;
  };
  const std::vector<Case> cases = {
      {good + Words{"--port", "1"}, "--(listen|port).*--(listen|port)"},
      {Words{"--port", "65536"} + Identity(), "65536"},
      {kListen, "--certs is missing: .*--key"},
      {good + Words{"gopher"}, "mode: 'gopher' is none of echo, forward, http"},
      {kListen + Words{"--certs", "/etc/passwd", "--key", "/x"}, "--certs.*: .*/etc/passwd"},
      {good + Words{"forward"}, "forward: the port is missing"},
      {good + Words{"forward", "70000"}, "70000"},
      {good + Words{"echo", "80"}, "'80' is one word too many"},
      {good + Words{"--www", "echo"}, "--www"},
      {good + Words{"--require-auth"}, "--require-auth needs --auth CERTFILE"},
      {good + Words{"--auth", "/no/ca.pem"}, "/no/ca.pem"},
      {good + Words{"--auth", File("ca.pem"), "--client-ca", File("ca.pem")}, "--auth"},
      {good + Words{"--auth", File("ca.pem"), "--client-auth", "none"}, "--client-auth"},
      {good + Words{"--sni", "name"}, "--sni: 'name' is no NAME=CERTFILE,KEYFILE"},
      {good + Words{"--sni", "a.test=/no/a.pem,/no/a.key"}, "/no/a.pem"},
      {good + Words{"--sni", "-=" + File("server.pem") + "," + File("server.key")}, "-"},
      {good + Words{"--ocsp", "/no/ocsp"}, "/no/ocsp|unsupported"},
      {good + Words{"--psk", "/no/psk"}, "--psk: /no/psk: No such file"},
      {good + Words{"--psk", cut}, "--psk: .*cut.psk, line 1: "},
      {good + Words{"--psk", odd}, "--psk: .*odd.psk, line 2: not IDENTITY:HEX"},
      {good + Words{"--psk", empty}, "--psk: .*empty.psk: there is no key in it"},
      {good + Words{"--early-data", "9"}, "--early-data needs --tickets"},
      {good + Words{"--tickets", "--early-data", "9999999"}, "--early-data"},
      {good + Words{"--tickets", "--early-data", "many"}, "many"},
      {good + Words{"--protover", "1.1"}, "1.1"},
      {good + Words{"--protover", "1.2", "--min", "1.2"}, "--protover"},
      {good + Words{"--proto", ""}, "ALPN"},
      {good + Words{"--proto", "h2", "--alpn", "h2"}, "--proto"},
      {good + Words{"--suite", "NO_SUCH"}, "--suite: 'NO_SUCH' is no cipher suite"},
      {good + Words{"--timeout", "0"}, "--timeout"},
      {good + Words{"--grace", "soon"}, "soon"},
      {good + Words{"--max-connections", "0"}, "--max-connections"},
      {good + Words{"--log", "xml"}, "xml"},
  };
  for (const Case& wrong : cases) {
    const Outcome outcome = RunProgram(Words{Program("TLSSERVER")} + wrong.arguments);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, ContainsRegex("^tlsserver: .*(" + wrong.regex + ")"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("xyz"))) << "a secret, perhaps";
    EXPECT_EQ(outcome.out, "") << "the port was opened";
  }
}

}  // namespace
}  // namespace omnitls::tools
