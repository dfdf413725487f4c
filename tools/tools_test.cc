// tlsclient and tlsserver with each other, and what they do when something is wrong.

#include <csignal>
#include <fstream>

#include "omnitls/transports/socket.h"
#include "tools/testing/programs.h"

namespace omnitls::tools {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ToolsTest : public VersionTest {};
INSTANTIATE_TEST_SUITE_P(Versions, ToolsTest, testing::Values("1.2", "1.3"), VersionTestName);

// --- what works ----------------------------------------------------------------------------------

TEST_P(ToolsTest, Echo) {
  const Server server({});
  const Outcome client = Client(server.address(), OnlyVersion(), "hello\n");
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_EQ(client.out, "hello\n");
  EXPECT_THAT(client.err, StartsWith("tlsclient: " + VersionWord()));
  EXPECT_THAT(client.err, HasSubstr(" peer=server.test verified=yes backend="));
}

TEST_P(ToolsTest, EchoOfAMegabyte) {
  std::string data;
  for (int i = 0; data.size() < (1 << 20); ++i) data += std::to_string(i) + "\n";
  const Server server({});
  const Outcome client = Client(server.address(), OnlyVersion(), data);
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_TRUE(client.out == data) << client.out.size() << " bytes came back";
}

TEST_P(ToolsTest, PageAndResumption) {
  const Server server({"--mode", "http"}, "server-chain");
  const Outcome client =
      Client(server.address(), OnlyVersion() + Words{"--http", "--path", "/x", "--reconnect"});
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.out, StartsWith("omnitls tlsserver\nGET /x HTTP/1.0\n" + VersionWord()));
  EXPECT_THAT(client.out, HasSubstr("\nsni=server.test\n"));
  EXPECT_THAT(client.err, HasSubstr("resumed=no"));
  EXPECT_THAT(client.err, HasSubstr("resumed=yes"));
}

TEST_P(ToolsTest, SettingsTakeEffect) {
  const Server server({"--alpn", "h2,http/1.1"}, "server-rsa");
  const std::string suite = GetParam() == "1.3" ? "TLS_CHACHA20_POLY1305_SHA256"
                                                : "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
  const Outcome client = Client(server.address(), {"--suite", suite, "--groups", "secp384r1",
                                                   "--alpn", "http/1.1,h2", "--show-chain"});
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.err, HasSubstr(VersionWord() + suite + " secp384r1 alpn=h2 "));
  EXPECT_THAT(client.err, HasSubstr("issued by CN=omnitls test root"));
}

TEST_P(ToolsTest, KeyLogs) {
  const std::string path = testing::TempDir() + "/client.keys";
  const Server server({});
  const Outcome client =
      Client(server.address(), OnlyVersion() + Words{"--keylog", path}, "hello\n");
  EXPECT_EQ(client.status, 0) << client.err;
  std::ifstream file(path);
  const std::string keys{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(keys, HasSubstr(GetParam() == "1.3" ? "CLIENT_TRAFFIC_SECRET_0 " : "CLIENT_RANDOM "));
  const Outcome bad = Client(server.address(), {"--keylog", "/nonexistent/keys"});
  EXPECT_EQ(bad.status, 2);
  EXPECT_THAT(bad.err, HasSubstr("/nonexistent/keys: No such file"));
}

TEST_P(ToolsTest, ClientCertificates) {
  Server server({"--client-ca", File("ca.pem"), "--mode", "http"});
  const Words identity = {"--auth-certs", File("client.pem"), "--auth-key", File("client.key")};
  const Outcome good = Client(server.address(), OnlyVersion() + identity + Words{"--http"});
  EXPECT_EQ(good.status, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("client-certificate=yes"));

  const Outcome none = Client(server.address(), OnlyVersion() + Words{"--http"});
  const std::string alert =
      GetParam() == "1.3" ? "(alert certificate_required)" : "(alert handshake_failure)";
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("tlsclient: alert_received " + alert + ": "));
  EXPECT_TRUE(server.process().WaitForError("certificate/certificate_missing " + alert))
      << server.process().err();
}

TEST(Tools, ARequestedClientCertificateMayBeMissing) {
  const Server server(
      {"--client-ca", File("ca.pem"), "--client-auth", "request", "--mode", "http"});
  const Outcome client = Client(server.address(), {"--http"});
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.out, HasSubstr("client-certificate=no"));
}

TEST(Tools, VersionNamesTheLibrary) {
  for (const char* program : {"TLSCLIENT", "TLSSERVER"}) {
    const Outcome outcome = RunProgram({Program(program), "--version"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, StartsWith("omnitls with "));
  }
}

// --- refusals and broken connections -------------------------------------------------------------

struct RefusalCase {
  std::string identity;
  std::string words;
};

TEST_P(ToolsTest, RefusalsSayWhy) {
  const std::vector<RefusalCase> cases = {
      {"server-expired", "certificate/expired (alert certificate_expired): "},
      {"server-wrong-name", "certificate/name_mismatch (alert bad_certificate): "},
      {"server-self-signed", "certificate/self_signed (alert unknown_ca): "},
  };
  for (const RefusalCase& refusal : cases) {
    Server server({}, refusal.identity);
    const Outcome client = Client(server.address(), OnlyVersion());
    EXPECT_EQ(client.status, 1);
    EXPECT_THAT(client.err, HasSubstr("tlsclient: " + refusal.words));
    EXPECT_EQ(client.out, "");
    EXPECT_TRUE(server.process().WaitForError("alert_received (alert "));
    const Outcome insecure = Client(server.address(), OnlyVersion() + Words{"--insecure"}, "x");
    EXPECT_EQ(insecure.status, 0) << insecure.err;
    EXPECT_THAT(insecure.err, HasSubstr("verified=no"));
  }
  Server server({});
  const Outcome client = RunProgram({Program("TLSCLIENT"), "server.test", "--connect",
                                     server.address(), "--cafile", File("other-ca.pem")});
  EXPECT_EQ(client.status, 1);
  EXPECT_THAT(client.err, HasSubstr("certificate/unknown_issuer (alert unknown_ca): "));
}

TEST_P(ToolsTest, AServerThatDiesIsNoCleanEnd) {
  Server server({});
  Process client(ClientCommand(server.address(), OnlyVersion()));
  client.Type("before");
  EXPECT_TRUE(client.WaitForOutput("before")) << client.err();
  server.process().Signal(SIGKILL);
  // Wait would end its input, at which it writes, and a write to nobody fails in another way.
  EXPECT_TRUE(client.WaitForError("tlsclient: truncated: ")) << client.err();
  EXPECT_EQ(client.Wait(), 1);
}

TEST(Tools, NetworkErrorsAreStatus3) {
  const Outcome refused = Client("127.0.0.1:" + FreePort());
  EXPECT_EQ(refused.status, 3);
  EXPECT_THAT(refused.err, HasSubstr("Connection refused"));
  const Server server({});
  const Words in_use = {Program("TLSSERVER"), "--listen", server.address(),  "--certs",
                        File("server.pem"),   "--key",    File("server.key")};
  const Outcome second = RunProgram(in_use);
  EXPECT_EQ(second.status, 3);
  EXPECT_THAT(second.err, HasSubstr(server.address()));
}

TEST(Tools, TheServerSurvivesItsClients) {
  Server server({"--timeout", "2"});
  const auto connect = [&] {
    return *SocketTransport::Connect("127.0.0.1", server.port().c_str(), 1000);
  };
  { const SocketTransport gone = connect(); }
  SocketTransport garbage = connect();
  garbage.Write(AsBytes("GET / HTTP/1.1\r\n\r\n"));
  SocketTransport oversized = connect();
  oversized.Write(AsBytes(std::string_view("\x16\x03\x01\xff\xff\x01\xff\xff\xff", 9)));
  const SocketTransport silent = connect();
  Process busy(ClientCommand(server.address()));  // Connected all the while.
  busy.Type("one ");
  EXPECT_TRUE(busy.WaitForOutput("one "));
  Process killed(ClientCommand(server.address()));
  killed.Type("x");
  EXPECT_TRUE(killed.WaitForOutput("x"));
  killed.Signal(SIGKILL);
  EXPECT_TRUE(server.process().WaitForError(" truncated: ")) << server.process().err();

  busy.Type("two");
  EXPECT_TRUE(busy.WaitForOutput("one two"));
  const Outcome client = Client(server.address(), {}, "still there");
  EXPECT_EQ(client.out, "still there");
  EXPECT_TRUE(server.process().WaitForError("the client is silent"));
  EXPECT_THAT(server.process().err(), HasSubstr(" protocol/"));
  server.process().Signal(SIGTERM);
  EXPECT_EQ(server.process().Wait(), 0);
  EXPECT_EQ(busy.Wait(), 0) << "it was said goodbye: " << busy.err();
}

TEST(Tools, AServerForOneConnection) {
  Server server({"--connections", "1"});
  EXPECT_EQ(Client(server.address(), {}, "x").status, 0);
  EXPECT_EQ(server.process().Wait(), 0);
}

// --- usage ---------------------------------------------------------------------------------------

// Arguments, and the word of them that the message must contain.
struct UsageCase {
  Words arguments;
  std::string word;
};

std::string BrokenFile() {
  const std::string path = testing::TempDir() + "/broken.pem";
  std::ofstream(path) << "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n";
  return path;
}

TEST(Tools, WrongArgumentsOfTheClient) {
  const std::string broken = BrokenFile();
  const std::vector<UsageCase> cases = {
      {{}, "host"},
      {{"server.test", "--bogus"}, "--bogus"},
      {{"server.test", "--min", "1.1"}, "1.1"},
      {{"server.test", "--min", "1.3", "--max", "1.2"}, "version"},
      {{"server.test", "--port"}, "--port"},
      {{"server.test", "--timeout", "soon"}, "soon"},
      {{"server.test", "--connect", "nowhere"}, "nowhere"},
      {{"server.test", "--connect", "a:99999"}, "a:99999"},
      {{"bad..name"}, "bad..name"},
      {{"server.test", "--cafile", "/no/such.pem"}, "/no/such.pem"},
      {{"server.test", "--cafile", broken}, broken},
      {{"server.test", "--cafile", File("ca.key")}, File("ca.key")},
      {{"server.test", "--cadir", "/no/such"}, "/no/such"},
      {{"server.test", "--auth-certs", "/no/own.pem", "--auth-key", File("client.key")},
       "/no/own.pem"},
      {{"server.test", "--auth-certs", File("client.pem"), "--auth-key", "/no/own.key"},
       "/no/own.key"},
      {{"server.test", "--auth-certs", File("client.pem")}, "--auth-key"},
      {{"server.test", "--suite", "TLS_AES_128_GCM_SHA256:NO_SUCH"}, "NO_SUCH"},
      {{"server.test", "--suite", ""}, "--suite"},
      {{"server.test", "--groups", "x25519:nope"}, "nope"},
      {{"server.test", "--alpn", "h2,"}, "ALPN"},
      {{"server.test", "--alpn", "h2,h2"}, "h2"},
      {{"server.test", "--path", "/x"}, "--http"},
  };
  for (const UsageCase& usage : cases) {
    const Outcome outcome = RunProgram(Words{Program("TLSCLIENT")} + usage.arguments);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("tlsclient: "));
    EXPECT_THAT(outcome.err, HasSubstr(usage.word));
    EXPECT_EQ(outcome.out, "");
  }
}

TEST(Tools, WrongArgumentsOfTheServer) {
  const std::string broken = BrokenFile();
  const Words listen = {"--listen", "127.0.0.1:0"};
  const Words certs = {"--certs", File("server.pem")};
  const Words key = {"--key", File("server.key")};
  const std::vector<UsageCase> cases = {
      {listen + key, "--certs"},
      {listen + certs, "--key"},
      {Words{"--listen", "here"} + certs + key, "here"},
      {listen + Words{"--certs", "/no/such.pem"} + key, "/no/such.pem"},
      {listen + Words{"--certs", broken} + key, broken},
      {listen + certs + Words{"--key", "/no/such.key"}, "/no/such.key"},
      {listen + certs + Words{"--key", File("server.pem")}, File("server.pem")},
      {listen + certs + Words{"--key", File("client.key")}, File("client.key")},
      {listen + certs + Words{"--key", File("server-encrypted.key")}, "server-encrypted.key"},
      {listen + certs + key + Words{"--client-ca", "/no/ca.pem"}, "/no/ca.pem"},
      {listen + certs + key + Words{"--client-auth", "maybe"}, "maybe"},
      {listen + certs + key + Words{"--client-auth", "require"}, "CA"},
      {listen + certs + key + Words{"--mode", "gopher"}, "gopher"},
      {listen + certs + key + Words{"--alpn", std::string(256, 'a')}, "aaaa"},
      {listen + certs + key + Words{"--suite", "NO_SUCH"}, "NO_SUCH"},
      {listen + certs + key + Words{"extra"}, "extra"},
  };
  for (const UsageCase& usage : cases) {
    const Outcome outcome = RunProgram(Words{Program("TLSSERVER")} + usage.arguments);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("tlsserver: "));
    EXPECT_THAT(outcome.err, HasSubstr(usage.word));
    EXPECT_EQ(outcome.out, "") << "the port was opened";
  }
}

}  // namespace
}  // namespace omnitls::tools
