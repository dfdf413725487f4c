// tlsclient: each flag takes effect, each fault has its exit status and names what is wrong.

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "omnitls/transports/socket.h"
#include "tools/testing/programs.h"

namespace omnitls::tools {
namespace {

using nlohmann::json;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class TlsclientTest : public VersionTest {
 protected:
  static bool is_tls13() { return GetParam() == "1.3"; }
};
INSTANTIATE_TEST_SUITE_P(Versions, TlsclientTest, testing::Values("1.2", "1.3"), VersionTestName);

std::string TempFile(const std::string& name, const std::string& content) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string Missing(const std::string& name) {
  const std::string path = testing::TempDir() + "/" + name;
  unlink(path.c_str());
  return path;
}

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int Permissions(const std::string& path) {
  struct stat about {};
  return stat(path.c_str(), &about) == 0 ? static_cast<int>(about.st_mode & 0777) : -1;
}

// How often it is there.
int Count(const std::string& text, const std::string& word) {
  int count = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++count;
  return count;
}

// openssl s_server for some connections; all that it prints comes when it has ended.
class OpensslServer {
 public:
  OpensslServer(const std::string& openssl, int connections, const Words& more)
      : process_(Words{openssl, "s_server", "-accept", "127.0.0.1:0", "-cert", File("server.pem"),
                       "-key", File("server.key"), "-naccept", std::to_string(connections)} +
                 more) {
    EXPECT_TRUE(process_.WaitForOutput("ACCEPT 127.0.0.1:")) << process_.err();
    EXPECT_TRUE(process_.WaitForOutput("\n"));
    const std::string out = process_.out();
    address_ = out.substr(out.find("ACCEPT ") + 7);
    address_ = address_.substr(0, address_.find('\n'));
  }
  const std::string& address() const { return address_; }
  std::string AllOutput() {
    EXPECT_EQ(process_.Wait(), 0) << process_.err();
    return process_.out();
  }

 private:
  Process process_;
  std::string address_;
};

// The lengths of the records of application data that s_server, with -msg, says it has received.
std::vector<int> RecordsReceived(const std::string& out) {
  std::vector<int> lengths = {0};
  std::size_t at = 0;
  while ((at = out.find("<<< ", at)) != std::string::npos) {
    const std::size_t end = out.find('\n', at);
    const std::string line = out.substr(at, end - at);
    const std::size_t bytes = out.find("17 03 03 ", end);
    at = end;
    if (line.find(" RecordHeader ") == std::string::npos || bytes > end + 8) continue;
    lengths.push_back(std::stoi(out.substr(bytes + 9, 2) + out.substr(bytes + 12, 2), nullptr, 16));
  }
  return lengths;
}

#define NEEDS_OPENSSL()                                                                    \
  const std::string openssl = FindProgram("openssl");                                      \
  if (openssl.empty()) {                                                                   \
    GTEST_SKIP() << "openssl is not installed (Debian: openssl): there is no other server" \
                    " to look at the client with";                                         \
  }

// --- whom to connect to --------------------------------------------------------------------------

TEST_P(TlsclientTest, AnAddressIsVerifiedAsOneAndNotSent) {
  const Server server({"--mode", "http"});
  for (const std::string flag : {"-p", "--port"}) {
    const Outcome client = RunProgram(Words{Program("TLSCLIENT"), "127.0.0.1", flag, server.port(),
                                            "--cafile", File("ca.pem"), "--http"} +
                                      OnlyVersion());
    EXPECT_EQ(client.status, 0) << client.err;
    EXPECT_THAT(client.err, HasSubstr(" peer=127.0.0.1 verified=yes "));
    EXPECT_THAT(client.out, ContainsRegex("\nsni=-?\n"));
  }
  const Outcome other = RunProgram(Words{Program("TLSCLIENT"), "127.0.0.2", "--connect",
                                         server.address(), "--cafile", File("ca.pem")} +
                                   OnlyVersion());
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.err, HasSubstr("certificate/name_mismatch (alert bad_certificate): "));
}

TEST_P(TlsclientTest, NoSni) {
  const Server server({"--mode", "http"});
  const Outcome sent = Client(server.address(), OnlyVersion() + Words{"--http"});
  EXPECT_THAT(sent.out, HasSubstr("\nsni=server.test\n"));
  const Outcome not_sent = Client(server.address(), OnlyVersion() + Words{"--http", "--no-sni"});
  EXPECT_EQ(not_sent.status, 0) << not_sent.err;
  EXPECT_THAT(not_sent.out, ContainsRegex("\nsni=-?\n"));
  EXPECT_THAT(not_sent.err, HasSubstr(" peer=server.test verified=yes "));
}

// --- what to negotiate ---------------------------------------------------------------------------

TEST_P(TlsclientTest, Protover) {
  const Server server({});
  const Outcome client = Client(server.address(), {"--protover", GetParam()});
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.err, HasSubstr("tlsclient: " + VersionWord()));
  const Server other({"--min", GetParam(), "--max", GetParam()});
  const Outcome both = Client(other.address(), {"--protover", "1.3", "--protover", "1.2"});
  EXPECT_EQ(both.status, 0) << both.err;
  EXPECT_THAT(both.err, HasSubstr("tlsclient: " + VersionWord()));
}

TEST(Tlsclient, SuitesMayBeRepeatedAndNamedAsByRustls) {
  const Server server({"--suite", "TLS_AES_256_GCM_SHA384"});
  const Outcome client = Client(server.address(), {"--suite", "TLS13_AES_256_GCM_SHA384", "--suite",
                                                   "TLS13_AES_128_GCM_SHA256"});
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.err, HasSubstr("TLS1.3 TLS_AES_256_GCM_SHA384 "));
}

TEST_P(TlsclientTest, ProtocolsMayBeRepeated) {
  const Server server({"--alpn", "two,one"});
  const Outcome client =
      Client(server.address(), OnlyVersion() + Words{"--proto", "one", "--proto", "two"});
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.err, HasSubstr(" alpn=two "));
  const Outcome none = Client(server.address(), OnlyVersion() + Words{"--proto", "three"});
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("alert_received (alert no_application_protocol): "));
}

TEST_P(TlsclientTest, SignatureSchemes) {
  const Server server({});
  const Outcome good =
      Client(server.address(), OnlyVersion() + Words{"--sigalgs", "ecdsa_secp256r1_sha256"});
  EXPECT_EQ(good.status, 0) << good.err;
  const Outcome bad = Client(
      server.address(), OnlyVersion() + Words{"--sigalgs", "rsa_pss_rsae_sha256:rsa_pkcs1_sha256"});
  EXPECT_EQ(bad.status, 1) << bad.err;
  EXPECT_THAT(bad.err, HasSubstr("alert_received (alert handshake_failure): "));
}

TEST_P(TlsclientTest, MaxFragSize) {
  NEEDS_OPENSSL();
  const std::string data = TempFile("data", std::string(2000, 'x'));
  for (const std::string flag : {"--max-frag-size", "--mtu"}) {
    OpensslServer server(openssl, 1, {"-msg"});
    const Outcome client =
        Client(server.address(), OnlyVersion() + Words{"--send", data, flag, "512"});
    EXPECT_EQ(client.status, 0) << client.err;
    const std::vector<int> records = RecordsReceived(server.AllOutput());
    EXPECT_EQ(std::count_if(records.begin(), records.end(), [](int size) { return size > 512; }),
              3);
    // Beyond the plaintext: nonce and tag, or the type, padding to a multiple of 16, and the tag.
    EXPECT_LE(*std::max_element(records.begin(), records.end()), 512 + 32);
  }
}

// --- whom to believe -----------------------------------------------------------------------------

TEST_P(TlsclientTest, VerifyTime) {
  const std::int64_t now = std::time(nullptr);
  const Server expired({}, "server-expired");
  const std::string before = std::to_string(now - 5 * 24 * 3600);
  const Outcome then =
      Client(expired.address(), OnlyVersion() + Words{"--verify-time", before}, "x");
  EXPECT_EQ(then.status, 0) << then.err;
  EXPECT_THAT(then.err, HasSubstr("verified=yes"));

  const Server server({});
  const std::string in_ten_years = std::to_string(now + 3650LL * 24 * 3600);
  const Outcome later =
      Client(server.address(), OnlyVersion() + Words{"--verify-time", in_ten_years});
  EXPECT_EQ(later.status, 1);
  EXPECT_THAT(later.err, HasSubstr("certificate/expired (alert certificate_expired): "));
}

TEST_P(TlsclientTest, Pins) {
  const std::string other = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  const Words good = {"--pin", other, "--pin", Content(File("server.pin"))};
  const Server server({});
  const Outcome pinned = Client(server.address(), OnlyVersion() + good);
  EXPECT_EQ(pinned.status, 0) << pinned.err;
  for (const Words& more : {Words{}, Words{"--insecure"}}) {
    const Outcome refused = Client(server.address(), OnlyVersion() + Words{"--pin", other} + more);
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err, HasSubstr("certificate/key_not_pinned (alert bad_certificate): "));
  }
}

TEST_P(TlsclientTest, RevocationLists) {
  const Words crl = {"--crl", File("server-revoked.crl")};
  const Server revoked({});
  const Outcome refused = Client(revoked.address(), OnlyVersion() + crl);
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("certificate/revoked (alert certificate_revoked): "));
  const Server other({}, "server-rsa");
  const Outcome good = Client(other.address(), OnlyVersion() + crl);
  EXPECT_EQ(good.status, 0) << good.err;
}

TEST_P(TlsclientTest, TheChainIsShownAlsoOfAServerThatIsRefused) {
  const Server server({}, "server-chain");
  const Outcome good = Client(server.address(), OnlyVersion() + Words{"--show-chain"});
  EXPECT_EQ(good.status, 0);
  EXPECT_THAT(good.err, StartsWith("0  CN=server.test, O=omnitls tests\n   issued by CN="));
  EXPECT_THAT(good.err, ContainsRegex("\n1  CN=[^\n]*\n   issued by CN=omnitls test root"));
  const Server expired({}, "server-expired");
  const Outcome bad = Client(expired.address(), OnlyVersion() + Words{"--show-chain"});
  EXPECT_EQ(bad.status, 1);
  EXPECT_THAT(bad.err, StartsWith("0  CN=server.test"));
}

// --- sessions ------------------------------------------------------------------------------------

TEST_P(TlsclientTest, ASessionIsKeptAndResumed) {
  const Server server({});
  const std::string session = Missing("session");
  const Outcome first =
      Client(server.address(), OnlyVersion() + Words{"--session-out", session}, "one");
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr("resumed=no"));
  EXPECT_EQ(Permissions(session), 0600);
  const Words in = OnlyVersion() + Words{"--session-in", session};
  const Outcome second = Client(server.address(), in + Words{"--session-out", session}, "two");
  EXPECT_EQ(second.status, 0) << second.err;
  EXPECT_EQ(second.out, "two");
  EXPECT_THAT(second.err, HasSubstr("resumed=yes"));
  const Outcome third = Client(server.address(), in, "three");
  EXPECT_EQ(third.status, 0) << third.err;

  // For another name it is good for nothing.
  const Outcome other = RunProgram(Words{Program("TLSCLIENT"), "localhost", "--connect",
                                         server.address(), "--cafile", File("ca.pem")} +
                                   in);
  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.err, HasSubstr("--session-in: usage/policy_mismatch: "));
}

TEST_P(TlsclientTest, AServerThatGivesNoSessionIsSaidToGiveNone) {
  // One that asks for client certificates issues none.
  const Server server({"--client-ca", File("ca.pem"), "--client-auth", "request"});
  const std::string session = Missing("no-session");
  const Outcome client = Client(server.address(), OnlyVersion() + Words{"--session-out", session});
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.err, HasSubstr("--session-out: the server gave no session"));
  EXPECT_EQ(Permissions(session), -1) << "there is no file";
}

TEST_P(TlsclientTest, ACacheKeepsTheSessionsOfAllServers) {
  const Server server({}), other({}, "server-rsa");
  const Words cache = OnlyVersion() + Words{"--cache", Missing("cache")};
  const auto talk = [&](const Server& to, const std::string& name) {
    return RunProgram(
        Words{Program("TLSCLIENT"), name, "--connect", to.address(), "--cafile", File("ca.pem")} +
        cache);
  };
  for (const std::string resumed : {"resumed=no", "resumed=yes", "resumed=yes"}) {
    const Outcome first = talk(server, "server.test");
    EXPECT_EQ(first.status, 0) << first.err;
    EXPECT_THAT(first.err, HasSubstr(resumed));
    const Outcome second = talk(other, "localhost");
    EXPECT_EQ(second.status, 0) << second.err;
    EXPECT_THAT(second.err, HasSubstr(resumed));
  }
  EXPECT_EQ(Permissions(cache.back()), 0600);
  // Where no server was reached, nothing is used up.
  const std::string before = Content(cache.back());
  EXPECT_EQ(Client("127.0.0.1:" + FreePort(), cache).status, 3);
  EXPECT_EQ(Content(cache.back()), before);
}

TEST(Tlsclient, ADamagedCacheIsNotBelieved) {
  const Server server({});
  const std::string path = Missing("damaged");
  const Words flags = {"--cache", path};
  EXPECT_EQ(Client(server.address(), flags).status, 0);
  const std::string whole = Content(path);
  ASSERT_GT(whole.size(), 200u);
  // Cut off anywhere, or with a size that leads beyond the end.
  std::string far = whole;
  far[24] = '\x7f';
  for (const std::string& bytes :
       {whole.substr(0, 10), whole.substr(0, 26), whole.substr(0, 60), whole.substr(0, 190),
        whole + "x", far, std::string("something else")}) {
    TempFile("damaged", bytes);
    const Outcome client = Client(server.address(), flags);
    EXPECT_EQ(client.status, 2) << bytes.size();
    EXPECT_THAT(client.err, HasSubstr("--cache: " + path + ": is no session cache, or damaged"));
    EXPECT_EQ(Content(path), bytes) << "it is left alone";
  }
  // A damaged session in it is as none.
  std::string altered = whole;
  altered[whole.size() - 5] = static_cast<char>(altered[whole.size() - 5] ^ 1);
  TempFile("damaged", altered);
  const Outcome client = Client(server.address(), flags);
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.err, HasSubstr("resumed=no"));
}

TEST_P(TlsclientTest, NoTickets) {
  const Server server({"--mode", "http"});
  const Words twice = {"--http", "--reconnect", "--no-tickets"};
  const Outcome client = Client(server.address(), OnlyVersion() + twice);
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.err, Not(HasSubstr("resumed=yes")));

  // Session IDs, which TLS 1.2 has besides, go on.
  NEEDS_OPENSSL();
  const OpensslServer by_id(openssl, 2, {"-www"});
  const Outcome resumed = Client(by_id.address(), OnlyVersion() + twice);
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(resumed.err.find("resumed=yes") != std::string::npos, !is_tls13()) << resumed.err;
}

TEST(Tlsclient, EarlyDataIsAcceptedOnceAndSentAgainWhenRejected) {
  NEEDS_OPENSSL();
  OpensslServer server(openssl, 3, {"-early_data", "-tls1_3"});
  const std::string session = Missing("early-session");
  const Outcome first = Client(server.address(), {"--session-out", session}, "x");
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr(" early-data=no "));

  const Words early = {"--session-in", session, "--early-data", TempFile("early", "the early\n")};
  const Outcome second = Client(server.address(), early, "the late\n");
  EXPECT_EQ(second.status, 0) << second.err;
  EXPECT_THAT(second.err, HasSubstr(" resumed=yes early-data=accepted "));
  const Outcome replay = Client(server.address(), early, "the last\n");
  EXPECT_EQ(replay.status, 0) << replay.err;
  EXPECT_THAT(replay.err, HasSubstr(" early-data=rejected "));

  const std::string out = server.AllOutput();
  EXPECT_EQ(Count(out, "Early data received:\n"), 1) << out;
  EXPECT_EQ(Count(out, "the early\n"), 2);
  EXPECT_EQ(Count(out, "the late\n"), 1);
  EXPECT_EQ(Count(out, "the last\n"), 1);
}

TEST(Tlsclient, EarlyDataThatTheSessionHasNoRoomForFollows) {
  NEEDS_OPENSSL();
  OpensslServer server(openssl, 2, {"-early_data", "-max_early_data", "100", "-tls1_3"});
  const std::string data = TempFile("much", std::string(150, '+') + "the end\n");
  const Words flags = {"--cache", Missing("early-cache"), "--early-data", data};
  for (const std::string word : {"early-data=no", "early-data=accepted"}) {
    const Outcome client = Client(server.address(), flags);
    EXPECT_EQ(client.status, 0) << client.err;
    EXPECT_THAT(client.err, HasSubstr(word));
  }
  const std::string out = server.AllOutput();
  EXPECT_EQ(Count(out, "Early data received:\n"), 1) << out;
  EXPECT_EQ(Count(out, "the end\n"), 2);
}

// --- what to send and to say ---------------------------------------------------------------------

TEST_P(TlsclientTest, SendsAFileOrAllOfStandardInput) {
  const Server server({});
  std::string data;
  for (int i = 0; data.size() < (1 << 20); ++i) data += std::to_string(i) + "\n";
  const std::string path = TempFile("megabyte", data);
  const Outcome file = Client(server.address(), OnlyVersion() + Words{"--send", path}, "not this");
  EXPECT_EQ(file.status, 0) << file.err;
  EXPECT_TRUE(file.out == data) << file.out.size() << " bytes came back";
  const Outcome typed = Client(server.address(), OnlyVersion() + Words{"--send", "-"}, data);
  EXPECT_EQ(typed.status, 0) << typed.err;
  EXPECT_TRUE(typed.out == data) << typed.out.size() << " bytes came back";
  const Outcome small =
      Client(server.address(), OnlyVersion() + Words{"--send", path, "--max-frag-size", "512"});
  EXPECT_TRUE(small.out == data) << small.out.size() << " bytes came back";
}

TEST_P(TlsclientTest, Json) {
  const Server server({"--alpn", "h2"});
  const std::string session = Missing("json-session");
  const Outcome client = Client(
      server.address(),
      OnlyVersion() + Words{"--json", "--show-chain", "--alpn", "h2", "--session-out", session},
      "hello");
  EXPECT_EQ(client.status, 0);
  EXPECT_EQ(client.out, "hello");
  const json report = json::parse(client.err, nullptr, false);
  ASSERT_TRUE(report.is_object()) << client.err;
  EXPECT_EQ(report["connect"], server.address());
  EXPECT_EQ(report["peer_name"], "server.test");
  EXPECT_EQ(report["version"], "TLS" + GetParam());
  EXPECT_EQ(report["alpn"], "h2");
  EXPECT_EQ(report["resumed"], false);
  EXPECT_EQ(report["early_data"], "no");
  EXPECT_EQ(report["verified"], true);
  EXPECT_EQ(report["bytes_sent"], 5);
  EXPECT_EQ(report["bytes_received"], 5);
  EXPECT_EQ(report["session_kept"], true);
  EXPECT_TRUE(report["error"].is_null());
  EXPECT_EQ(report["exit_status"], 0);
  for (const char* word : {"cipher_suite", "group", "backend"})
    EXPECT_TRUE(report[word].is_string());
  ASSERT_EQ(report["chain"].size(), 1u);
  EXPECT_EQ(report["chain"][0]["subject"], "CN=server.test, O=omnitls tests");
}

TEST_P(TlsclientTest, JsonOfARefusal) {
  const Server server({}, "server-self-signed");
  const Outcome client = Client(server.address(), OnlyVersion() + Words{"--json"});
  EXPECT_EQ(client.status, 1);
  const json report = json::parse(client.err, nullptr, false);
  ASSERT_TRUE(report.is_object()) << client.err;
  EXPECT_EQ(report["verified"], false);
  EXPECT_EQ(report["error"]["kind"], "certificate");
  EXPECT_EQ(report["error"]["detail"], "self_signed");
  EXPECT_EQ(report["error"]["alert"], "unknown_ca");
  EXPECT_EQ(report["exit_status"], 1);
  EXPECT_FALSE(report.contains("version"));
}

TEST(Tlsclient, JsonOfEachExitStatus) {
  const std::string nobody = "127.0.0.1:" + FreePort();
  const json network = json::parse(Client(nobody, {"--json"}).err, nullptr, false);
  ASSERT_TRUE(network.is_object());
  EXPECT_EQ(network["exit_status"], 3);
  EXPECT_EQ(network["error"]["kind"], "transport");
  const json usage = json::parse(Client(nobody, {"--json", "--groups", "x"}).err, nullptr, false);
  ASSERT_TRUE(usage.is_object());
  EXPECT_EQ(usage["exit_status"], 2);
  EXPECT_THAT(usage["error"]["message"].get<std::string>(), StartsWith("--groups: "));
}

TEST(Tlsclient, EachConnectionHasItsReport) {
  const Server server({"--mode", "http"});
  const Outcome client = Client(server.address(), {"--json", "--http", "--reconnect"});
  EXPECT_EQ(client.status, 0) << client.err;
  const std::size_t end = client.err.find('\n');
  EXPECT_EQ(json::parse(client.err.substr(0, end), nullptr, false)["resumed"], false);
  EXPECT_EQ(json::parse(client.err.substr(end + 1), nullptr, false)["resumed"], true);
}

TEST_P(TlsclientTest, VerboseSaysWhatIsBeingDone) {
  const Server server({"--mode", "http"});
  const Outcome client =
      Client(server.address(), OnlyVersion() + Words{"--verbose", "--http", "--reconnect"});
  EXPECT_EQ(client.status, 0) << client.err;
  EXPECT_THAT(client.err, StartsWith("tlsclient: connecting to " + server.address() + "\n"));
  EXPECT_THAT(client.err, HasSubstr("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(client.err, HasSubstr("offering a session of server.test\n"));
  EXPECT_THAT(client.err, ContainsRegex("sent [0-9]+ bytes, received [0-9]+\n"));
}

TEST(Tlsclient, HelpHasAllFlags) {
  for (const std::string flag : {"-h", "--help"}) {
    const Outcome help = RunProgram({Program("TLSCLIENT"), flag});
    EXPECT_EQ(help.status, 0);
    for (const std::string name :
         {"--port",       "--http",        "--cafile",     "--auth-key",    "--auth-certs",
          "--protover",   "--suite",       "--proto",      "--cache",       "--no-tickets",
          "--no-sni",     "--insecure",    "--mtu",        "--verbose",     "--version",
          "--connect",    "--groups",      "--sigalgs",    "--min",         "--max",
          "--alpn",       "--verify-time", "--session-in", "--session-out", "--early-data",
          "--send",       "--pin",         "--crl",        "--keylog",      "--json",
          "--show-chain", "--cadir",       "--path",       "--reconnect",   "--max-frag-size"}) {
      EXPECT_THAT(help.out, HasSubstr(name));
    }
  }
  EXPECT_THAT(RunProgram({Program("TLSCLIENT"), "-v"}).out, StartsWith("omnitls with "));
}

// --- faults --------------------------------------------------------------------------------------

// A server that speaks no TLS.
class PlainServer {
 public:
  PlainServer() {
    EXPECT_EQ(listen(listener_.descriptor(), 1), 0);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(listener_.descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  const std::string& address() const { return address_; }
  SocketTransport Accept() const {
    EXPECT_TRUE(listener_.WaitReadable(10000));
    return SocketTransport(accept(listener_.descriptor(), nullptr, nullptr));
  }

 private:
  SocketTransport listener_ = SocketTransport(socket(AF_INET, SOCK_STREAM, 0));
  std::string address_;
};

TEST(Tlsclient, ASilentServerIsANetworkError) {
  const PlainServer server;
  const Outcome client =
      RunProgram({Program("TLSCLIENT"), "server.test", "--connect", server.address(), "--cafile",
                  File("ca.pem"), "--timeout", "1"});
  EXPECT_EQ(client.status, 3);
  EXPECT_THAT(client.err, HasSubstr("transport: the server is silent"));
}

TEST(Tlsclient, AServerOfAnotherProtocolIsRefused) {
  const PlainServer server;
  Process client(ClientCommand(server.address()));
  SocketTransport connection = server.Accept();
  connection.Write(AsBytes("220 mail.example.com ESMTP\r\n"));
  EXPECT_EQ(client.Wait(), 1);
  EXPECT_THAT(client.err(), ContainsRegex("tlsclient: protocol/[a-z_]+ \\(alert [a-z_]+\\): "));
}

TEST(Tlsclient, AServerThatHangsUpIsNoCleanEnd) {
  const PlainServer server;
  Process client(ClientCommand(server.address()));
  std::array<std::uint8_t, 4096> hello;
  {
    SocketTransport connection = server.Accept();
    EXPECT_TRUE(connection.WaitReadable(10000));
    connection.Read(hello);
  }
  EXPECT_EQ(client.Wait(), 1);
  EXPECT_THAT(client.err(), HasSubstr("tlsclient: truncated: "));
}

// Arguments, and the words that the message must have: the flag, what is wrong, what to do.
struct FaultCase {
  Words arguments;
  Words words;
};

TEST(Tlsclient, FaultsNameTheFlagAndWhatToDo) {
  const Server server({});
  const std::string directory = testing::TempDir();
  const std::vector<FaultCase> cases = {
      {{"--groups", "x25519:nope"}, {"--groups: ", "'nope'", "docs/support.md"}},
      {{"--sigalgs", "nope"}, {"--sigalgs: ", "'nope'", "docs/support.md"}},
      {{"--suite", "NOPE"}, {"--suite: ", "'NOPE'", "docs/support.md"}},
      {{"--proto", ""}, {"--proto", ""}},
      {{"--proto", "a", "--alpn", "b"}, {"--proto", "--alpn"}},
      {{"--protover", "1.1"}, {"--protover", "1.1"}},
      {{"--protover", "1.2", "--max", "1.2"}, {"--protover", "--max"}},
      {{"--min", "1.3", "--max", "1.2"}, {"version_range", "allow more versions"}},
      {{"--pin", "sha256//AAAA"}, {"--pin: ", "AAAA", "docs/tools.md"}},
      {{"--crl", "/no/such"}, {"--crl: ", "/no/such: No such file", "check the path"}},
      {{"--crl", File("ca.pem")}, {"--crl: ", File("ca.pem"), "revocation lists"}},
      {{"--cadir", "/no/such"}, {"--cadir: ", "/no/such", "check the path"}},
      {{"--verify-time", "soon"}, {"--verify-time", "soon", "--help"}},
      {{"--max-frag-size", "100"}, {"--max-frag-size: ", "512 to 16384"}},
      {{"--max-frag-size", "x"}, {"--max-frag-size", "x", "--help"}},
      {{"--session-in", "/no/such"}, {"--session-in: ", "/no/such: No such file", "check"}},
      {{"--session-in", directory}, {"--session-in: ", directory, "irectory"}},
      {{"--session-in", File("ca.pem")}, {"--session-in: ", File("ca.pem"), "make a new"}},
      {{"--session-in", TempFile("empty", "")}, {"--session-in: ", "/empty", "make a new"}},
      {{"--session-out", "/no/such"}, {"--session-out: ", "/no/such: No such file", "check"}},
      {{"--session-out", directory}, {"--session-out: ", directory, "irectory"}},
      {{"--cache", "/no/such"}, {"--cache: ", "/no/such: No such file", "check"}},
      {{"--cache", directory}, {"--cache: ", directory, "irectory"}},
      {{"--cache", "c", "--session-in", "x"}, {"--cache", "--session-in"}},
      {{"--no-tickets", "--session-out", "x"}, {"--no-tickets", "--session-out"}},
      {{"--send", "/no/such"}, {"--send: ", "/no/such: No such file", "check the path"}},
      {{"--send", directory}, {"--send: ", directory, "irectory"}},
      {{"--send", "-", "--http"}, {"--send", "--http"}},
      {{"--early-data", File("ca.pem")}, {"--early-data: ", "--session-in"}},
      {{"--cache", TempFile("cc", "omnitls session cache 1\n"), "--early-data", "/no/such"},
       {"--early-data: ", "/no/such: No such file", "check the path"}},
      {{"--keylog", "/no/such"}, {"--keylog: ", "/no/such: No such file", "check the path"}},
      {{"--json", "--verbose"}, {"--json", "--verbose"}},
      {{"--port", "443"}, {"--port", "--connect"}},
      {{"--auth-key", "/no/such", "--auth-certs", File("client.pem")},
       {"--auth-key: ", "/no/such: No such file", "check the path"}},
      {{"--auth-key", File("client.key"), "--auth-certs", File("client.key")},
       {"--auth-certs: ", File("client.key"), "give certificates"}},
      {{"--auth-key", File("client.key"), "--auth-certs", File("server.pem")},
       {File("client.key"), "key of the chain's first certificate"}},
      {{"--auth-key", File("server-encrypted.key"), "--auth-certs", File("server.pem")},
       {"password_required", "openssl pkey"}},
  };
  for (const FaultCase& fault : cases) {
    const Outcome outcome = Client(server.address(), fault.arguments);
    EXPECT_EQ(outcome.status, 2) << fault.arguments.front() << ": " << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("tlsclient: "));
    for (const std::string& word : fault.words) EXPECT_THAT(outcome.err, HasSubstr(word));
    EXPECT_EQ(outcome.out, "");
  }
  for (const std::string port : {"", "0", "65536", "123456", "no such"}) {
    const Outcome outcome =
        RunProgram({Program("TLSCLIENT"), "localhost", "--port", port, "--cafile", File("ca.pem")});
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("--port"));
  }
}

TEST(Tlsclient, AFaultFoundInBuildingHasOneAdvice) {
  const Server server({});
  for (const auto& [key, chain, general] :
       {std::array{"client.key", "server.pem", "give the two that belong together"},
        std::array{"server-encrypted.key", "server.pem", "give it with Password"}}) {
    const Outcome outcome =
        Client(server.address(), {"--auth-key", File(key), "--auth-certs", File(chain)});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, Not(HasSubstr(general)));
  }
}

TEST(Tlsclient, ASessionWithoutEarlyDataIsSaidToHaveNone) {
  const Server server({});
  const std::string session = Missing("late-session");
  ASSERT_EQ(Client(server.address(), {"--session-out", session}).status, 0);
  const Outcome client =
      Client(server.address(), {"--session-in", session, "--early-data", File("ca.pem")});
  EXPECT_EQ(client.status, 2);
  EXPECT_THAT(client.err,
              HasSubstr("--early-data: the session of --session-in does not allow any"));
}

}  // namespace
}  // namespace omnitls::tools
