// A key log is good if somebody else can read a capture with it: tshark.

#include "conformance/capture.h"

#include <cstdlib>
#include <fstream>

#include "conformance/cases.h"
#include "conformance/run.h"

namespace omnitls::conformance {
namespace {

void Collect(void* text, std::string_view line) {
  *static_cast<std::string*>(text) += std::string(line) + "\n";
}

bool HasTshark() {
  static const bool has = std::system("command -v tshark > /dev/null 2>&1") == 0;
  return has;
}

std::string WriteFile(const std::string& name, const std::string& content) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

// What tshark reads of all connections.
std::string Decrypt(const Capture& capture, const std::string& key_log, const std::string& name) {
  const std::string pcap = WriteFile(name + ".pcap", capture.pcap());
  const std::string keys = WriteFile(name + ".keys", key_log);
  std::string command = "HOME='" + testing::TempDir() + "' tshark -n -r '" + pcap +
                        "' -o tls.keylog_file:'" + keys + "' -q";
  for (int i = 0; i < capture.connections(); ++i) {
    command += " -z follow,tls,ascii," + std::to_string(i);
  }
  return RunCommand(command);
}

class CaptureTest : public PairTest {
 protected:
  static std::vector<std::string_view> Suites() {
    if (is_tls13()) {
      return {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"};
    }
    return {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"};
  }
};
OMNITLS_FOR_ALL_PAIRS(CaptureTest);

TEST_P(CaptureTest, IsReadWithTheKeyLogAndNotWithout) {
  if (!HasTshark()) {
    GTEST_SKIP() << "tshark is not installed (Debian: tshark): nothing reads the capture";
  }
  Capture capture;
  std::string client_log;
  std::string server_log;
  std::vector<std::string> texts;
  const auto add = [&](Pair& pair) {
    const std::string number = std::to_string(texts.size());
    texts.push_back("the client's secret " + number);
    texts.push_back("the server's secret " + number);
    capture.Add(pair, texts.end()[-2], texts.back());
  };
  for (const std::string_view suite : Suites()) {
    PairOptions options;
    options.client = [&](ClientContextBuilder& builder) {
      is_tls13() ? builder.Tls13CipherSuites(suite) : builder.Tls12CipherSuites(suite);
      builder.KeyLog(Collect, &client_log);
    };
    options.server = [&](ServerContextBuilder& b) { b.KeyLog(Collect, &server_log); };
    Pair pair(GetParam(), options);
    add(pair);
    ASSERT_EQ(CipherSuiteName(pair.client.cipher_suite()), suite);
    // And again, resumed.
    ASSERT_EQ(pair.client.session_readiness(), SessionReadiness::kReady);
    options.session = *pair.client.TakeSession();
    pair.Reconnect(options);
    add(pair);
    ASSERT_TRUE(pair.client.resumed());
  }
  const std::string name = Name(GetParam());
  const std::string by_client = Decrypt(capture, client_log, name + "_client");
  const std::string by_server = Decrypt(capture, server_log, name + "_server");
  const std::string by_nobody = Decrypt(capture, "", name + "_nobody");
  for (const std::string& text : texts) {
    EXPECT_NE(by_client.find(text), std::string::npos) << text;
    EXPECT_NE(by_server.find(text), std::string::npos) << text;
    EXPECT_EQ(by_nobody.find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace omnitls::conformance
