#include <filesystem>

#include "tools/testing/programs.h"

namespace omnitls::tools {
namespace {

using testing::HasSubstr;

TEST(Examples, Loopback) {
  const Outcome outcome =
      RunProgram({Program("LOOPBACK"), File("server.pem"), File("server.key"), File("ca.pem")});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("ALPN greeting\nthe client received: hello\n"));
}

TEST(Examples, LoopbackSaysWhatIsWrong) {
  const Outcome outcome = RunProgram(
      {Program("LOOPBACK"), File("server.pem"), File("server.key"), File("other-ca.pem")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, HasSubstr("CN=server.test"));
}

TEST(Examples, EarlyDataIsTakenOnceAndThenGivenBack) {
  const Outcome outcome =
      RunProgram({Program("EARLY_DATA"), File("server.pem"), File("server.key"), File("ca.pem")});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out,
            "connection 1: early data none, read '', to send again ''\n"
            "connection 2: early data accepted, read 'GET /', to send again ''\n"
            "connection 3: early data rejected, read '', to send again 'GET /'\n");
}

TEST(Examples, ExternalKeySignsInItsOwnThread) {
  const Outcome outcome =
      RunProgram({Program("EXTERNAL_KEY"), File("server.pem"), File("server.key"), File("ca.pem")});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("to be signed: "));
  EXPECT_THAT(outcome.out, HasSubstr("the client has verified server.test\n"));
  const Outcome wrong = RunProgram(
      {Program("EXTERNAL_KEY"), File("server.pem"), File("other-ca.pem"), File("ca.pem")});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.err, HasSubstr("The signer of the external key gave no signature"));
}

// Those that fetch a page, from tlsserver.
TEST(Examples, ClientAndEventLoopAndBlocking) {
  const Server server({"--mode", "http"});
  for (const char* program : {"CLIENT", "EVENT_LOOP", "BLOCKING"}) {
    const Outcome good = RunProgram({Program(program), "localhost", server.port(), File("ca.pem")});
    EXPECT_EQ(good.status, 0) << good.err;
    EXPECT_THAT(good.out, HasSubstr("omnitls tlsserver\nGET / HTTP/1.0\n"));
    const Outcome refused =
        RunProgram({Program(program), "localhost", server.port(), File("other-ca.pem")});
    EXPECT_EQ(refused.status, 1);
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err, "");
  }
}

TEST(Examples, ServerGoesOnAfterAFailure) {
  Process server({Program("SERVER"), File("server.pem"), File("server.key"), "0"});
  ASSERT_TRUE(server.WaitForOutput("\n")) << server.err();
  const std::string ready = server.out();
  const std::string address =
      ready.substr(ready.rfind(' ') + 1, ready.size() - ready.rfind(' ') - 2);
  const Outcome refused = RunProgram(
      {Program("TLSCLIENT"), "localhost", "--connect", address, "--cafile", File("other-ca.pem")});
  EXPECT_EQ(refused.status, 1) << refused.err;
  const Outcome good = Client(address, {}, "hello\n");
  EXPECT_EQ(good.status, 0) << good.err;
  EXPECT_EQ(good.out, "hello\n");
}

TEST(Examples, AcceptorLoadsCertificatesOnDemand) {
  const std::filesystem::path sites = testing::TempDir() + "/sites";
  std::filesystem::create_directories(sites);
  for (const std::string end : {".pem", ".key"}) {
    std::filesystem::copy_file(File("server" + end), sites / ("server.test" + end));
  }
  Process server({Program("ACCEPTOR"), sites, "0"});
  ASSERT_TRUE(server.WaitForOutput("\n")) << server.err();
  const std::string ready = server.out();
  const std::string address =
      ready.substr(ready.rfind(' ') + 1, ready.size() - ready.rfind(' ') - 2);
  for (int i = 0; i < 2; ++i) {
    const Outcome good = Client(address);
    EXPECT_EQ(good.status, 0) << good.err;
    EXPECT_EQ(good.out, "this is server.test\n");
  }
  const Outcome unknown = RunProgram(
      {Program("TLSCLIENT"), "other.test", "--connect", address, "--cafile", File("ca.pem")});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.err, HasSubstr("unrecognized_name"));
  EXPECT_EQ(server.out(), ready + "loaded server.test\n");
}

}  // namespace
}  // namespace omnitls::tools
