// tlsserver and clients that mean it no good: whatever they do, the next good client is served
// within a second, and what they took comes back. Sizes can be raised:
//
//   ./bazelw test //tools:tlsserver_hostile_test --test_env=OMNITLS_SOAK=20000
//   --test_env=OMNITLS_SEED=7

#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <thread>

#include "omnitls/transports/buffers.h"
#include "tools/testing/caller.h"
#include "tools/testing/programs.h"

namespace omnitls::tools {
namespace {

using Clock = std::chrono::steady_clock;
using testing::HasSubstr;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // Slower, and memory is not given back.
#else
constexpr bool kSanitized = false;
#endif

unsigned long FromEnvironment(const char* name, unsigned long otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

std::mt19937& Random() {
  static std::mt19937& random = *[] {
    const unsigned long seed = FromEnvironment("OMNITLS_SEED", 1);
    std::cout << "OMNITLS_SEED=" << seed << "\n";
    return new std::mt19937(static_cast<std::mt19937::result_type>(seed));
  }();
  return random;
}
std::size_t Pick(std::size_t below) { return Random()() % below; }

std::string RandomBytes(std::size_t size) {
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(Random()());
  return bytes;
}

const ClientContext& Trusting() {
  static const ClientContext& context = *[] {
    ClientContextBuilder builder;
    builder.CaFile(File("ca.pem").c_str());
    return new ClientContext(*builder.Build());
  }();
  return context;
}

// A ClientHello as it goes over the line.
std::string Hello() {
  BufferTransport transport;
  std::array<std::uint8_t, 4096> room;
  transport.SetOutput(room);
  Connection tls = *Trusting().Connect(transport, "server.test");
  EXPECT_TRUE(tls.Handshake());
  return std::string(AsText(transport.output()));
}

void Put(std::string& text, std::size_t at, std::size_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    text[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * (bytes - 1 - i)));
  }
}

// One of 64 KB, well-formed, by a padding extension (RFC 7685).
std::string LongHello() {
  std::string message = Hello().substr(5);
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(message[at]); };
  std::size_t at = 4 + 2 + 32;  // Behind the header, the version and the random bytes.
  at += 1u + byte(at);          // The session ID.
  at += 2u + byte(at) * 256u + byte(at + 1);  // The suites.
  at += 1u + byte(at);                        // The compression methods.
  const std::size_t before = message.size() - at - 2;
  const std::size_t padding = 65535 - before - 4;
  std::string extension(4 + padding, '\0');
  Put(extension, 0, 21, 2);
  Put(extension, 2, padding, 2);
  // Not behind pre_shared_key, which a client without a session does not send.
  message += extension;
  Put(message, at, 65535, 2);
  Put(message, 1, message.size() - 4, 3);
  std::string records;
  for (std::size_t from = 0; from < message.size(); from += 16384) {
    const std::string part = message.substr(from, 16384);
    std::string header("\x16\x03\x01\0\0", 5);
    Put(header, 3, part.size(), 2);
    records += header + part;
  }
  return records;
}

void SendAll(SocketTransport& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const IoResult put = socket.Write(AsBytes(bytes));
    if (put.status == IoStatus::kOk) bytes.remove_prefix(put.bytes);
    if (put.status == IoStatus::kError || !socket.WaitWritable(5000)) return;  // It had enough.
  }
}

// What is done at the end is a reset, not an end.
void MakeReset(const SocketTransport& socket) {
  const linger reset{1, 0};
  setsockopt(socket.descriptor(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

// The server's own use of the machine, as Linux tells it.
class Usage {
 public:
  explicit Usage(pid_t pid) : directory_("/proc/" + std::to_string(pid)) {}
  std::size_t descriptors() const {
    std::error_code ignored;
    std::size_t count = 0;
    for (auto it = std::filesystem::directory_iterator(directory_ + "/fd", ignored);
         it != std::filesystem::directory_iterator(); it.increment(ignored)) {
      ++count;
    }
    return count;
  }
  // VmRSS, in KiB.
  std::size_t memory() const {
    std::ifstream file(directory_ + "/status");
    for (std::string word; file >> word;) {
      if (word != "VmRSS:") continue;
      std::size_t size = 0;
      file >> size;
      return size;
    }
    return 0;
  }

 private:
  std::string directory_;
};

std::string LastLines(const std::string& log) {
  return log.substr(log.size() - std::min<std::size_t>(log.size(), 1000));
}

template <class Done>
bool WaitUntil(Done done, int seconds = 10) {
  const Clock::time_point deadline = Clock::now() + std::chrono::seconds(seconds);
  while (!done()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

// A server, and whether it is as well as it was at first.
class Hostile : public testing::Test {
 protected:
  void SetUp() override {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    server_ = std::make_unique<Server>(Words{});
    for (int i = 0; i < 20; ++i) EXPECT_EQ(Greet(), "");
    // The last ones are over when their sockets are closed.
    usage_ = std::make_unique<Usage>(server_->process().pid());
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    descriptors_ = usage_->descriptors();
    memory_ = usage_->memory();
  }
  std::string Greet(const std::string& word = "hello") {
    return Caller(Trusting(), server_->port()).Greet(word);
  }
  void ExpectAnswersNow(const std::string& after) {
    const Clock::time_point start = Clock::now();
    EXPECT_EQ(Greet(), "") << after;
    EXPECT_LT(Clock::now() - start, std::chrono::seconds(kSanitized ? 5 : 1)) << after;
  }
  void ExpectAllGivenBack(const std::string& after) {
    EXPECT_TRUE(WaitUntil([&] { return usage_->descriptors() <= descriptors_; }))
        << after << ": " << usage_->descriptors() << " descriptors, at first " << descriptors_;
    if (kSanitized) return;
    constexpr std::size_t kSlackKib = 4096;
    EXPECT_TRUE(WaitUntil([&] { return usage_->memory() <= memory_ + kSlackKib; }))
        << after << ": " << usage_->memory() << " KiB, at first " << memory_;
  }

  std::unique_ptr<Server> server_;
  std::unique_ptr<Usage> usage_;
  std::size_t descriptors_ = 0;
  std::size_t memory_ = 0;
};

// So many that each do `act` and stay; then a good one comes, and they go.
#define CROWD(count, act)                                           \
  {                                                                 \
    std::deque<SocketTransport> crowd;                              \
    for (std::size_t i = 0; i < (count); ++i) {                     \
      crowd.push_back(ConnectTo(server_->port()));                  \
      act(crowd.back());                                            \
    }                                                               \
    ExpectAnswersNow(#act);                                         \
    RecordProperty("most_kib", static_cast<int>(usage_->memory())); \
  }                                                                 \
  ExpectAnswersNow(#act ", gone");                                  \
  ExpectAllGivenBack(#act)

TEST_F(Hostile, AThousandAtOnceThatSayNothing) {
  const auto nothing = [](SocketTransport&) {};
  CROWD(1000, nothing);
}

TEST_F(Hostile, HundredsWithHalfAClientHello) {
  const std::string hello = Hello();
  const auto half_a_hello = [&](SocketTransport& socket) {
    SendAll(socket, std::string_view(hello).substr(0, hello.size() / 2));
  };
  CROWD(600, half_a_hello);
}

TEST_F(Hostile, HundredsThatStopAfterTheirClientHello) {
  const std::string hello = Hello();
  const auto a_hello = [&](SocketTransport& socket) { SendAll(socket, hello); };
  CROWD(300, a_hello);
}

TEST_F(Hostile, ClientHellosOf64Kilobytes) {
  const std::string hello = LongHello();
  const auto a_long_hello = [&](SocketTransport& socket) { SendAll(socket, hello); };
  CROWD(50, a_long_hello);
  const auto most_of_a_long_hello = [&](SocketTransport& socket) {
    SendAll(socket, std::string_view(hello).substr(0, hello.size() - 10));
  };
  CROWD(50, most_of_a_long_hello);
}

TEST_F(Hostile, RandomBytes) {
  const auto random_bytes = [](SocketTransport& socket) {
    SendAll(socket, RandomBytes(1 + Pick(5000)));
  };
  CROWD(300, random_bytes);
  const auto random_handshake = [](SocketTransport& socket) {
    std::string bytes = RandomBytes(2000);
    bytes.replace(0, 5, std::string("\x16\x03\x01\x07\xcb", 5));
    bytes[5] = 1;
    Put(bytes, 6, 1991, 3);
    SendAll(socket, bytes);
  };
  CROWD(300, random_handshake);
}

TEST_F(Hostile, ResetsInTheMiddle) {
  const std::string hello = Hello();
  for (int i = 0; i < 200; ++i) {
    SocketTransport socket = ConnectTo(server_->port());
    SendAll(socket, std::string_view(hello).substr(0, Pick(hello.size() + 1)));
    MakeReset(socket);
  }
  ExpectAnswersNow("resets in the handshake");
  for (int i = 0; i < 30; ++i) {
    Caller caller(Trusting(), server_->port());
    EXPECT_TRUE(caller.Handshake());
    EXPECT_TRUE(caller.Send(std::string(1 + Pick(30000), 'x')));
    MakeReset(caller.socket());
  }
  ExpectAnswersNow("resets in the data");
  ExpectAllGivenBack("resets");
}

TEST_F(Hostile, SlowByTheByte) {
  const std::string hello = Hello();
  std::vector<SocketTransport> slow;
  for (int i = 0; i < 50; ++i) slow.push_back(ConnectTo(server_->port()));
  for (std::size_t at = 0; at < hello.size(); ++at) {
    for (SocketTransport& socket : slow) SendAll(socket, hello.substr(at, 1));
    if (at % 100 == 0) ExpectAnswersNow("while others are slow");
  }
  // They have done nothing wrong: an answer comes.
  std::array<std::uint8_t, 5> record;
  for (SocketTransport& socket : slow) {
    ASSERT_TRUE(socket.WaitReadable(5000));
    EXPECT_EQ(socket.Read(record).bytes, 5u);
    EXPECT_EQ(record[0], 0x16) << "a handshake record";
  }
  slow.clear();
  ExpectAllGivenBack("slow ones");
}

// A TLS 1.2 client that wants to start over (RFC 5746): it is refused, and may try as often as it
// likes.
TEST_F(Hostile, Renegotiation) {
  const std::string openssl = FindProgram("openssl");
  if (openssl.empty()) GTEST_SKIP() << "openssl is not installed: nobody here can renegotiate";
  for (int i = 0; i < 5; ++i) {
    Process client({openssl, "s_client", "-tls1_2", "-connect", server_->address()});
    ASSERT_TRUE(client.WaitForOutput("Verify return code")) << client.err();
    client.Type("R\n");
    EXPECT_TRUE(client.WaitForError("RENEGOTIATING")) << client.out();
    ExpectAnswersNow("a renegotiation");
    EXPECT_NE(client.Wait(), 0) << client.out();
  }
  ExpectAllGivenBack("renegotiations");
}

TEST_F(Hostile, WhoWritesAndNeverReads) {
  {
    std::deque<Caller> greedy;
    for (int i = 0; i < 10; ++i) {
      Caller& caller = greedy.emplace_back(Trusting(), server_->port());
      ASSERT_TRUE(caller.Handshake());
      const std::string data(16384, 'x');
      Next next = Next::kReady;
      for (int n = 0; n < 2000 && next == Next::kReady; ++n) {
        next = caller.tls().Write(AsBytes(data))->next;
      }
    }
    ExpectAnswersNow("while others do not read");
    if (!kSanitized) {
      EXPECT_LT(usage_->memory(), memory_ + 8192);
    }
  }
  ExpectAllGivenBack("those that did not read");
}

// --- places and time -----------------------------------------------------------------------------

TEST(HostileTime, WhoIsSilentMakesRoomForOthers) {
  Server server({"--max-connections", "4"});
  std::vector<SocketTransport> silent;
  for (int i = 0; i < 6; ++i) silent.push_back(ConnectTo(server.port()));
  Caller busy(Trusting(), server.port());
  EXPECT_TRUE(busy.Handshake()) << busy.Words();
  for (int i = 0; i < 6; ++i) silent.push_back(ConnectTo(server.port()));
  EXPECT_EQ(Caller(Trusting(), server.port()).Greet(), "");
  EXPECT_EQ(busy.Greet(), "") << "who got through its handshake stays";
  EXPECT_THAT(server.process().err(), HasSubstr("others need the room"));
}

TEST(HostileTime, IdleTimeout) {
  Server server({"--idle-timeout", "1"});
  SocketTransport silent = ConnectTo(server.port());
  Caller idle(Trusting(), server.port());
  ASSERT_TRUE(idle.Handshake());
  const Clock::time_point start = Clock::now();
  EXPECT_EQ(idle.ReceiveAll(), "");
  EXPECT_EQ(idle.tls().close_state(), CloseState::kReceived) << "it is told: " << idle.Words();
  EXPECT_GE(Clock::now() - start, std::chrono::milliseconds(900));
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(5));
  std::array<std::uint8_t, 1> byte;
  EXPECT_TRUE(silent.WaitReadable(5000));
  EXPECT_EQ(silent.Read(byte).status, IoStatus::kEof);
}

// --- stopping ------------------------------------------------------------------------------------

TEST(HostileTime, SigtermCutsNobodyInTheMiddle) {
  Server server({});
  Caller idle(Trusting(), server.port());
  ASSERT_TRUE(idle.Handshake());
  Caller busy(Trusting(), server.port());
  ASSERT_TRUE(busy.Handshake());
  const std::string hello = Hello();
  Caller late(Trusting(), server.port());  // In the middle of its handshake.
  ASSERT_TRUE(late.tls().Handshake());
  std::string chunk(16384, 'x');
  for (int round = 0; round < 60; ++round) {
    if (round == 5) server.process().Signal(SIGTERM);
    if (round == 20) {
      EXPECT_EQ(late.Greet(), "");
    }
    chunk[0] = static_cast<char>(round);
    ASSERT_TRUE(busy.Send(chunk)) << "round " << round << ": " << busy.Words();
    ASSERT_EQ(busy.Receive(chunk.size()), chunk) << "round " << round << ": " << busy.Words();
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  EXPECT_FALSE(SocketTransport::Connect("127.0.0.1", server.port().c_str(), 1000))
      << "nobody is let in any more";
  EXPECT_EQ(idle.ReceiveAll(), "");
  EXPECT_EQ(idle.tls().close_state(), CloseState::kReceived) << idle.Words();
  EXPECT_TRUE(busy.Close());
  EXPECT_TRUE(idle.Close());
  EXPECT_EQ(server.process().Wait(), 0);
  EXPECT_THAT(server.process().err(), HasSubstr("received=983040 sent=983040 closed"));
  EXPECT_THAT(server.process().err(), HasSubstr("the server stops"));
}

// A client that never ends.
void ExpectEndsWithin(Server& server, int seconds, const std::function<void()>& after_a_while) {
  Caller busy(Trusting(), server.port());
  ASSERT_TRUE(busy.Handshake());
  const Clock::time_point start = Clock::now();
  server.process().Signal(SIGTERM);
  bool done = false;
  while (busy.Send("x") && busy.Receive(1) == "x") {
    if (!done && Clock::now() - start > std::chrono::milliseconds(1500)) {
      done = true;
      after_a_while();
    }
    ASSERT_LT(Clock::now() - start, std::chrono::seconds(seconds));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_GE(Clock::now() - start, std::chrono::milliseconds(1400));
  EXPECT_EQ(server.process().Wait(), 0);
}

TEST(HostileTime, ASecondSigtermEndsItAtOnce) {
  Server server({});
  ExpectEndsWithin(server, 10, [&] { server.process().Signal(SIGTERM); });
}

TEST(HostileTime, GraceHasAnEnd) {
  Server server({"--grace", "2"});
  ExpectEndsWithin(server, 10, [] {});
}

// --- a soak --------------------------------------------------------------------------------------

// Short connections of all kinds, some of them left hanging for a while.
TEST_F(Hostile, Soak) {
  const unsigned long count = FromEnvironment("OMNITLS_SOAK", kSanitized ? 200 : 500);
  const std::string hello = Hello();
  std::deque<SocketTransport> hanging;
  Session session;
  unsigned long resumed = 0;
  for (unsigned long i = 0; i < count; ++i) {
    const std::size_t kind = Pick(10);
    if (kind < 5) {
      Caller caller(Trusting(), server_->port(), session);
      ASSERT_EQ(caller.Greet(std::string(1 + Pick(3000), 'x')), "")
          << "connection " << i << "\n"
          << LastLines(server_->process().err());
      if (caller.tls().resumed()) ++resumed;
      if (caller.tls().session_readiness() == SessionReadiness::kReady) {
        session = *caller.tls().TakeSession();
      }
      continue;
    }
    if (kind == 5) {
      Caller caller(Trusting(), server_->port());
      ASSERT_TRUE(caller.Handshake()) << "connection " << i;
      ASSERT_TRUE(caller.Send("and away"));
      if (Pick(2) == 0) MakeReset(caller.socket());
      continue;
    }
    SocketTransport socket = ConnectTo(server_->port());
    if (kind == 6) SendAll(socket, RandomBytes(Pick(500)));
    if (kind == 7) SendAll(socket, hello.substr(0, Pick(hello.size() + 1)));
    if (kind == 8) {
      std::string altered = hello;
      altered[Pick(altered.size())] = static_cast<char>(Random()());
      SendAll(socket, altered);
    }
    if (Pick(2) == 0) MakeReset(socket);
    hanging.push_back(std::move(socket));
    if (hanging.size() > 50) hanging.pop_front();
  }
  EXPECT_GT(resumed, count / 4);
  ExpectAnswersNow("a soak");
  hanging.clear();
  ExpectAllGivenBack("a soak");
  server_->process().Signal(SIGTERM);
  EXPECT_EQ(server_->process().Wait(), 0);
}

}  // namespace
}  // namespace omnitls::tools
