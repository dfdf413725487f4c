// tlsclient and tlsserver with other people's programs. Where one is not installed, the test says
// so and skips.

#include <unistd.h>

#include <fstream>

#include "tools/testing/programs.h"

namespace omnitls::tools {
namespace {

using testing::HasSubstr;

#define NEEDS(program, package)                                                          \
  const std::string program = FindProgram(#program);                                     \
  if (program.empty()) {                                                                 \
    GTEST_SKIP() << #program " is not installed (Debian: " package "): nothing to test"; \
  }

class PeersTest : public VersionTest {
 protected:
  // The version as other programs spell it: "1_2" or "1.2".
  static std::string Flag(const std::string& prefix, char separator) {
    return prefix + "1" + separator + GetParam().back();
  }
};
INSTANTIATE_TEST_SUITE_P(Versions, PeersTest, testing::Values("1.2", "1.3"), VersionTestName);

// nginx with a page "from nginx", and one for clients with a certificate only.
class Nginx {
 public:
  explicit Nginx(const std::string& program) {
    std::ofstream(directory_ + "/index.html") << "from nginx\n";
    std::ofstream(directory_ + "/nginx.conf")
        << "daemon off; master_process off; pid " << directory_ << "/nginx.pid;\n"
        << "error_log stderr notice; user root;\n"  // It must not change to another.
        << "events {}\n"
        << "http { access_log off; client_body_temp_path " << directory_ << "/body;\n"
        << "proxy_temp_path " << directory_ << "/proxy; fastcgi_temp_path " << directory_
        << "/fastcgi;\n"
        << "uwsgi_temp_path " << directory_ << "/uwsgi; scgi_temp_path " << directory_ << "/scgi;\n"
        << "server { listen " << address_ << " ssl; root " << directory_ << ";\n"
        << "ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate " << File("server-chain.pem")
        << "; ssl_certificate_key " << File("server-chain.key") << ";\n"
        << "ssl_client_certificate " << File("ca.pem") << "; ssl_verify_client optional;\n"
        << "location /members { if ($ssl_client_verify != SUCCESS) { return 403; }\n"
        << "  return 200 \"$ssl_client_s_dn $ssl_protocol\\n\"; } } }\n";
    process_ = std::make_unique<Process>(
        Words{program, "-p", directory_, "-c", directory_ + "/nginx.conf", "-e", "stderr"});
    EXPECT_TRUE(process_->WaitForError("using the \"")) << process_->err();
  }
  const std::string& address() const { return address_; }
  std::string log() const { return process_->err(); }

 private:
  std::string directory_ = testing::TempDir();
  std::string address_ = "127.0.0.1:" + FreePort();
  std::unique_ptr<Process> process_;
};

TEST_P(PeersTest, ClientGetsAPageFromNginx) {
  NEEDS(nginx, "nginx-light");
  const Nginx server(nginx);
  const Outcome client =
      Client(server.address(),
             OnlyVersion() + Words{"--http", "--path", "/index.html", "--verbose", "--reconnect"});
  EXPECT_EQ(client.status, 0) << client.err << server.log();
  EXPECT_EQ(client.out, "from nginx\nfrom nginx\n");
  EXPECT_THAT(client.err, HasSubstr(VersionWord()));
  EXPECT_THAT(client.err, HasSubstr("verified=yes"));
  EXPECT_THAT(client.err, HasSubstr("Server: nginx"));

  const Outcome members =
      Client(server.address(),
             OnlyVersion() + Words{"--http", "--path", "/members", "--auth-certs",
                                   File("client.pem"), "--auth-key", File("client.key")});
  EXPECT_EQ(members.status, 0) << members.err << server.log();
  EXPECT_THAT(members.out, HasSubstr("CN=client.test"));
}

TEST_P(PeersTest, ClientGetsAPageFromOpenssl) {
  NEEDS(openssl, "openssl");
  Process server({openssl, "s_server", "-accept", "127.0.0.1:0", "-cert", File("server.pem"),
                  "-key", File("server.key"), "-www", "-Verify", "1", "-CAfile", File("ca.pem"),
                  "-verify_return_error", "-alpn", "http/1.1"});
  ASSERT_TRUE(server.WaitForOutput("ACCEPT 127.0.0.1:")) << server.err();
  ASSERT_TRUE(server.WaitForOutput("\n"));
  std::string address = server.out();
  address = address.substr(address.find("ACCEPT ") + 7);
  address = address.substr(0, address.find('\n'));

  const Words page = OnlyVersion() + Words{"--http", "--alpn", "http/1.1"};
  const Outcome client = Client(
      address, page + Words{"--auth-certs", File("client.pem"), "--auth-key", File("client.key")});
  EXPECT_EQ(client.status, 0) << client.err << server.err();
  EXPECT_THAT(client.out, HasSubstr("TLSv" + GetParam()));
  EXPECT_THAT(client.err, HasSubstr("alpn=http/1.1"));

  const Outcome stranger = Client(address, page);
  EXPECT_EQ(stranger.status, 1) << stranger.err;
  EXPECT_THAT(stranger.err, HasSubstr("alert_received (alert "));
}

TEST_P(PeersTest, OpensslTalksToTheServer) {
  NEEDS(openssl, "openssl");
  Server server({});
  Process client({openssl, "s_client", "-connect", server.address(), "-servername", "server.test",
                  "-CAfile", File("ca.pem"), "-verify_return_error", "-verify_hostname",
                  "server.test", "-quiet", "-no_ign_eof", Flag("-tls", '_')});
  client.Type("hello from openssl\n");
  EXPECT_TRUE(client.WaitForOutput("hello from openssl\n")) << client.err();
  EXPECT_EQ(client.Wait(), 0) << client.err();
  EXPECT_TRUE(server.process().WaitForError(" closed\n")) << server.process().err();
  EXPECT_THAT(server.process().err(), HasSubstr(" " + VersionWord()));
}

TEST_P(PeersTest, CurlGetsAPageFromTheServer) {
  NEEDS(curl, "curl");
  Server server({"--mode", "http", "--alpn", "http/1.1", "--client-ca", File("ca.pem"),
                 "--client-auth", "request"},
                "server-rsa");
  const std::string url = "https://server.test:" + server.port() + "/page";
  const Words command = {curl,
                         "--silent",
                         "--show-error",
                         "--cacert",
                         File("ca.pem"),
                         "--resolve",
                         "server.test:" + server.port() + ":127.0.0.1",
                         Flag("--tlsv", '.'),
                         "--tls-max",
                         GetParam(),
                         url};
  const Outcome client = RunProgram(command);
  EXPECT_EQ(client.status, 0) << client.err << server.process().err();
  EXPECT_THAT(client.out, HasSubstr("GET /page HTTP/1.1\n" + VersionWord()));
  EXPECT_THAT(client.out, HasSubstr("alpn=http/1.1"));
  EXPECT_THAT(client.out, HasSubstr("client-certificate=no"));

  const Outcome member =
      RunProgram(command + Words{"--cert", File("client.pem"), "--key", File("client.key")});
  EXPECT_EQ(member.status, 0) << member.err << server.process().err();
  EXPECT_THAT(member.out, HasSubstr("client-certificate=yes"));
}

}  // namespace
}  // namespace omnitls::tools
