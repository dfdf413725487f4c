// Key logs (RFC 9850).

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "conformance/cases.h"
#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

using Lines = std::vector<std::string>;

void Collect(void* lines, std::string_view line) { static_cast<Lines*>(lines)->emplace_back(line); }

// A pair whose two ends each log.
struct LoggingPair {
  explicit LoggingPair(const PairParam& param, PairOptions options = {}) {
    options.client = [this](ClientContextBuilder& b) { b.KeyLog(Collect, &client_log); };
    options.server = [this](ServerContextBuilder& b) { b.KeyLog(Collect, &server_log); };
    pair = std::make_unique<Pair>(param, options);
  }
  void Sort() {
    std::sort(client_log.begin(), client_log.end());
    std::sort(server_log.begin(), server_log.end());
  }

  Lines client_log;
  Lines server_log;
  std::unique_ptr<Pair> pair;
};

std::vector<std::string> Words(const std::string& line) {
  std::vector<std::string> words;
  std::size_t start = 0;
  for (std::size_t end; (end = line.find(' ', start)) != line.npos; start = end + 1) {
    words.push_back(line.substr(start, end - start));
  }
  words.push_back(line.substr(start));
  return words;
}

class KeyLogTest : public PairTest {
 protected:
  static std::vector<std::string> Labels() {
    if (!is_tls13()) return {"CLIENT_RANDOM"};
    return {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "EXPORTER_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0"};
  }
  static void ExpectLog(LoggingPair& logging) {
    logging.Sort();
    EXPECT_EQ(logging.client_log, logging.server_log);
    std::vector<std::string> labels;
    for (const std::string& line : logging.client_log) {
      const std::vector<std::string> words = Words(line);
      ASSERT_EQ(words.size(), 3u) << line;
      labels.push_back(words[0]);
      EXPECT_EQ(words[1], Words(logging.client_log[0])[1]) << "another client random";
      EXPECT_EQ(words[1].size(), 64u);
      const bool sha384 = CipherSuiteName(logging.pair->client.cipher_suite()).ends_with("384");
      EXPECT_EQ(words[2].size(), !is_tls13() || sha384 ? 96u : 64u);
      EXPECT_EQ((words[1] + words[2]).find_first_not_of("0123456789abcdef"), std::string::npos);
    }
    EXPECT_EQ(labels, Labels());
  }
};
OMNITLS_FOR_ALL_PAIRS(KeyLogTest);

TEST_P(KeyLogTest, BothEndsLogTheSameSecrets) {
  LoggingPair logging(GetParam());
  ASSERT_TRUE(logging.pair->Handshake());
  EXPECT_TRUE(logging.pair->Echo());
  ExpectLog(logging);
}

TEST_P(KeyLogTest, SoDoResumedConnections) {
  LoggingPair logging(GetParam());
  PairOptions options;
  options.session = FirstSession(*logging.pair);
  const Lines before = logging.client_log;
  logging.client_log.clear();
  logging.server_log.clear();
  logging.pair->Reconnect(options);
  ExpectResumed(*logging.pair, true);
  ExpectLog(logging);
  for (const std::string& line : before) {
    EXPECT_EQ(std::count(logging.client_log.begin(), logging.client_log.end(), line), 0);
  }
}

TEST_P(KeyLogTest, NothingIsLoggedUnlessAskedFor) {
  setenv("SSLKEYLOGFILE", "/nonexistent/key.log", 1);
  Pair pair(GetParam());
  EXPECT_TRUE(pair.Handshake());
  LoggingPair logging(GetParam());
  EXPECT_TRUE(logging.client_log.empty());
  PairOptions options;
  Lines lines;
  options.client = [&](ClientContextBuilder& builder) {
    builder.KeyLog(Collect, &lines).KeyLog(nullptr);
  };
  Pair again(GetParam(), options);
  EXPECT_TRUE(again.Handshake());
  EXPECT_TRUE(lines.empty());
  unsetenv("SSLKEYLOGFILE");
}

class KeyLogFileTest : public testing::Test {
 protected:
  KeyLogFileTest() : path_(testing::TempDir() + "/omnitls_key_log_test.log") { Remove(); }
  ~KeyLogFileTest() override { Remove(); }
  void Remove() { std::remove(path_.c_str()); }
  std::string Content() {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string path_;
};

TEST_F(KeyLogFileTest, AppendsLinesForItsOwner) {
  for (const char* line : {"first", "second"}) {
    Result<KeyLogFile> file = KeyLogFile::Open(path_.c_str());
    ASSERT_TRUE(file);
    EXPECT_FALSE(file->empty());
    KeyLogFile moved = *std::move(file);
    EXPECT_TRUE(file->empty());
    KeyLogFile::Append(&moved, line);
  }
  EXPECT_EQ(Content(), "first\nsecond\n");
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(KeyLogFileTest, FollowsTheEnvironmentOnlyWhenCalled) {
  unsetenv("SSLKEYLOGFILE");
  EXPECT_TRUE(KeyLogFile::FromEnvironment().value().empty());
  setenv("SSLKEYLOGFILE", "", 1);
  EXPECT_TRUE(KeyLogFile::FromEnvironment().value().empty());
  setenv("SSLKEYLOGFILE", path_.c_str(), 1);
  const Result<KeyLogFile> file = KeyLogFile::FromEnvironment();
  ASSERT_TRUE(file);
  EXPECT_FALSE(file->empty());
  setenv("SSLKEYLOGFILE", "/nonexistent/key.log", 1);
  const std::optional<Error> error = ErrorOf(KeyLogFile::FromEnvironment());
  unsetenv("SSLKEYLOGFILE");
  ASSERT_TRUE(error);
  EXPECT_EQ(*error, Config(Detail::kFileUnreadable));
  EXPECT_EQ(ErrorOf(KeyLogFile::Open(nullptr)), Config(Detail::kFileUnreadable));
}

TEST_F(KeyLogFileTest, TakesWhatAConnectionLogs) {
  Result<KeyLogFile> file = KeyLogFile::Open(path_.c_str());
  ASSERT_TRUE(file);
  PairOptions options;
  options.client = [&](ClientContextBuilder& b) { b.KeyLog(KeyLogFile::Append, &*file); };
  Pair pair({AllBackends()[0], AllBackends()[1], Version::kTls13}, options);
  ASSERT_TRUE(pair.Handshake());
  const std::string content = Content();
  EXPECT_EQ(std::count(content.begin(), content.end(), '\n'), 5);
  EXPECT_NE(content.find("CLIENT_TRAFFIC_SECRET_0 "), content.npos);
}

}  // namespace
}  // namespace omnitls::conformance
