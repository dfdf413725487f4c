#include "omnitls/transports/blocking.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "conformance/cases.h"
#include "conformance/software_signer.h"

namespace omnitls::conformance {
namespace {

// Long enough for any test; what expires is meant to.
constexpr int kLong = 20'000;
constexpr int kShort = 50;
constexpr Error kTimedOut = {ErrorKind::kTransport, Detail::kTimedOut};

// Two ends of a TCP connection over the loopback interface.
struct Sockets {
  Sockets() {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(listener, plain, size), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    EXPECT_EQ(getsockname(listener, plain, &size), 0);
    const std::string port = std::to_string(ntohs(address.sin_port));
    Result<SocketTransport> connected = SocketTransport::Connect("127.0.0.1", port.c_str(), kLong);
    EXPECT_TRUE(connected);
    if (connected) client = *std::move(connected);
    server = SocketTransport(accept(listener, nullptr, nullptr));
    close(listener);
  }
  SocketTransport client;
  SocketTransport server;
};

class BlockingTest : public PairTest {
 protected:
  BlockingTest() {
    Result<Connection> connected = BuildClient(GetParam()).Connect(sockets_.client, "server.test");
    Result<Connection> accepted = BuildServer(GetParam()).Accept(sockets_.server);
    EXPECT_TRUE(connected && accepted);
    if (!connected || !accepted) return;
    client_ = *std::move(connected);
    server_ = *std::move(accepted);
  }

  // The server's part, in a thread of its own; both begin with the handshake.
  template <class ServerPart, class ClientPart>
  void Run(ServerPart server_part, ClientPart client_part) {
    std::thread thread([&] {
      ASSERT_EQ(ErrorOf(blocking::Complete(server_, sockets_.server, kLong)), std::nullopt);
      server_part();
    });
    EXPECT_EQ(ErrorOf(blocking::Complete(client_, sockets_.client, kLong)), std::nullopt);
    client_part();
    thread.join();
  }
  static MutableBytes Room(std::string& text) {
    return {reinterpret_cast<std::uint8_t*>(text.data()), text.size()};
  }
  // At least so many milliseconds, and not for ever.
  template <class Call>
  static void ExpectTimeout(int at_least_ms, Call call) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(call(), kTimedOut);
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_GE(took, std::chrono::milliseconds(at_least_ms));
    EXPECT_LT(took, std::chrono::milliseconds(kLong));
  }

  Sockets sockets_;  // Before the connections, which use them.
  Connection client_;
  Connection server_;
};
OMNITLS_FOR_ALL_PAIRS(BlockingTest);

// A server with a signer that answers later, and a client that is one step ahead of it.
class BlockingSignatureTest : public PairTest {
 protected:
  std::optional<Error> Complete(Signer& signer, int timeout_ms) {
    PairOptions options;
    options.server_certificate = nullptr;
    options.server = [&](ServerContextBuilder& builder) {
      builder.CertificateChain(Server().chain_pem).ExternalKey(&signer, SignerTiming::kLater);
    };
    client_ = *BuildClient(GetParam()).Connect(sockets_.client, "server.test");
    server_ = *BuildServer(GetParam(), options).Accept(sockets_.server);
    std::thread thread([&] { blocking::Complete(client_, sockets_.client, timeout_ms); });
    const std::optional<Error> error =
        ErrorOf(blocking::Complete(server_, sockets_.server, timeout_ms));
    thread.join();
    return error;
  }

  Sockets sockets_;  // Before the connections, which use them.
  Connection client_;
  Connection server_;
};
OMNITLS_FOR_ALL_PAIRS(BlockingSignatureTest);

TEST_P(BlockingSignatureTest, CompleteWaitsForIt) {
  ThreadedSigner signer(Server(), std::chrono::milliseconds(20));
  EXPECT_EQ(Complete(signer, kLong), std::nullopt);
  EXPECT_TRUE(client_.handshake_done());
}

TEST_P(BlockingSignatureTest, ButNotForEver) {
  HoldingSigner signer(Server());
  EXPECT_EQ(Complete(signer, kShort), kTimedOut);
  EXPECT_EQ(signer.held(), 1u);
}

TEST_P(BlockingTest, AConversation) {
  std::string large(300'000, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i % 251);
  Run(
      [&] {
        std::string question(4, '\0');
        EXPECT_EQ(blocking::ReadExactly(server_, sockets_.server, Room(question), kLong).value(),
                  4u);
        EXPECT_EQ(question, "more");
        EXPECT_TRUE(blocking::WriteAll(server_, sockets_.server, AsBytes(large), kLong));
        EXPECT_EQ(ErrorOf(blocking::CloseAndWait(server_, sockets_.server, kLong)), std::nullopt);
      },
      [&] {
        EXPECT_TRUE(blocking::WriteAll(client_, sockets_.client, AsBytes("more"), kLong));
        std::string answer(large.size(), '\0');
        EXPECT_EQ(blocking::ReadExactly(client_, sockets_.client, Room(answer), kLong).value(),
                  large.size());
        EXPECT_TRUE(answer == large);
        std::string end(10, '\0');
        EXPECT_EQ(
            blocking::ReadSome(client_, sockets_.client, Room(end), blocking::kForever).value(),
            0u);
        EXPECT_EQ(ErrorOf(blocking::CloseAndWait(client_, sockets_.client, kLong)), std::nullopt);
      });
  EXPECT_EQ(client_.close_state(), CloseState::kComplete);
  EXPECT_EQ(server_.close_state(), CloseState::kComplete);
}

TEST_P(BlockingTest, ReadSomeTakesWhatThereIs) {
  Run([&] { EXPECT_TRUE(blocking::WriteAll(server_, sockets_.server, AsBytes("some"), kLong)); },
      [&] {
        std::string room(100, '\0');
        EXPECT_EQ(blocking::ReadSome(client_, sockets_.client, Room(room), kLong).value(), 4u);
        EXPECT_EQ(room.substr(0, 4), "some");
        EXPECT_EQ(blocking::ReadSome(client_, sockets_.client, {}, kLong).value(), 0u);
        EXPECT_EQ(blocking::ReadExactly(client_, sockets_.client, {}, kLong).value(), 0u);
      });
}

TEST_P(BlockingTest, ReadExactlyEndsWithTheConnection) {
  Run(
      [&] {
        EXPECT_TRUE(blocking::WriteAll(server_, sockets_.server, AsBytes("half"), kLong));
        EXPECT_TRUE(server_.SendClose());
      },
      [&] {
        std::string room(8, '\0');
        std::size_t done = 99;
        EXPECT_EQ(blocking::ReadExactly(client_, sockets_.client, Room(room), kLong, &done).value(),
                  4u);
        EXPECT_EQ(done, 4u);
      });
}

TEST_P(BlockingTest, AHandshakeWithASilentPeerTimesOut) {
  for (const int timeout : {0, kShort}) {
    ExpectTimeout(timeout,
                  [&] { return ErrorOf(blocking::Complete(server_, sockets_.server, timeout)); });
  }
  ExpectTimeout(kShort,
                [&] { return ErrorOf(blocking::Complete(client_, sockets_.client, kShort)); });
}

// Nothing is lost by a timeout: the same call goes on.
TEST_P(BlockingTest, AnExpiredDeadlineEndsNothing) {
  ExpectTimeout(kShort,
                [&] { return ErrorOf(blocking::Complete(client_, sockets_.client, kShort)); });
  std::string received(8, '\0');
  Run(
      [&] {
        std::string room(1, '\0');
        EXPECT_EQ(blocking::ReadSome(server_, sockets_.server, Room(room), kLong).value(), 1u);
        EXPECT_TRUE(blocking::WriteAll(server_, sockets_.server, AsBytes("5678"), kLong));
      },
      [&] {
        std::size_t done = 0;
        const auto read = [&](MutableBytes out) {
          ExpectTimeout(kShort, [&] {
            return ErrorOf(blocking::ReadExactly(client_, sockets_.client, out, kShort, &done));
          });
          return done;
        };
        EXPECT_EQ(read(Room(received)), 0u);
        EXPECT_TRUE(blocking::WriteAll(client_, sockets_.client, AsBytes("!"), kLong));
        for (std::size_t filled = 0; filled < 4;) filled += read(Room(received).subspan(filled));
        EXPECT_EQ(received.substr(0, 4), "5678");
      });
}

TEST_P(BlockingTest, AWriteThatNobodyReadsTimesOutAndSaysHowFarItCame) {
  Run([] {}, [] {});
  const int small = 65536;
  setsockopt(sockets_.client.descriptor(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  setsockopt(sockets_.server.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  const std::string data(4 << 20, 'd');
  std::size_t done = 0;
  ExpectTimeout(kShort, [&] {
    return ErrorOf(blocking::WriteAll(client_, sockets_.client, AsBytes(data), kShort, &done));
  });
  EXPECT_GT(done, 0u);
  EXPECT_LT(done, data.size());
  // The rest goes when the peer reads.
  std::thread thread([&] {
    std::string room(data.size(), '\0');
    EXPECT_EQ(blocking::ReadExactly(server_, sockets_.server, Room(room), kLong).value(),
              data.size());
    EXPECT_TRUE(room == data);
  });
  EXPECT_TRUE(
      blocking::WriteAll(client_, sockets_.client, AsBytes(data).subspan(done), kLong, &done));
  thread.join();
}

TEST_P(BlockingTest, CloseAndWaitThrowsAwayWhatStillComes) {
  Run(
      [&] {
        EXPECT_TRUE(blocking::WriteAll(server_, sockets_.server, AsBytes(std::string(100'000, 'x')),
                                       kLong));
        std::string room(1, '\0');
        EXPECT_EQ(blocking::ReadSome(server_, sockets_.server, Room(room), kLong).value(), 0u);
        EXPECT_TRUE(blocking::CloseAndWait(server_, sockets_.server, kLong));
      },
      [&] { EXPECT_TRUE(blocking::CloseAndWait(client_, sockets_.client, kLong)); });
}

TEST_P(BlockingTest, CloseAndWaitDoesNotWaitForEver) {
  Run([] {}, [] {});
  ExpectTimeout(kShort,
                [&] { return ErrorOf(blocking::CloseAndWait(client_, sockets_.client, kShort)); });
  EXPECT_EQ(client_.close_state(), CloseState::kSent);
}

TEST_P(BlockingTest, TheEndOfTheSocketIsNoClose) {
  Run([&] { sockets_.server.Close(); },
      [&] {
        std::string room(8, '\0');
        const Result<std::size_t> got =
            blocking::ReadExactly(client_, sockets_.client, Room(room), kLong);
        EXPECT_EQ(ErrorOf(got), kTruncatedError);
        EXPECT_EQ(ErrorOf(blocking::CloseAndWait(client_, sockets_.client, kLong)),
                  kTruncatedError);
      });
}

TEST_P(BlockingTest, EveryCallSaysWhatIsWrong) {
  const Error before = Usage(Detail::kBeforeHandshake);
  const Error empty_handle = Usage(Detail::kEmptyHandle);
  std::string room(8, '\0');
  EXPECT_EQ(ErrorOf(blocking::ReadSome(client_, sockets_.client, Room(room), kLong)), before);
  EXPECT_EQ(ErrorOf(blocking::ReadExactly(client_, sockets_.client, Room(room), kLong)), before);
  EXPECT_EQ(ErrorOf(blocking::WriteAll(client_, sockets_.client, AsBytes("x"), kLong)), before);
  EXPECT_EQ(ErrorOf(blocking::CloseAndWait(client_, sockets_.client, kLong)), before);
  Connection none;
  EXPECT_EQ(ErrorOf(blocking::Complete(none, sockets_.client, kLong)), empty_handle);
  EXPECT_EQ(ErrorOf(blocking::ReadSome(none, sockets_.client, Room(room), kLong)), empty_handle);
  EXPECT_EQ(ErrorOf(blocking::WriteAll(none, sockets_.client, AsBytes("x"), kLong)), empty_handle);
  EXPECT_EQ(ErrorOf(blocking::CloseAndWait(none, sockets_.client, kLong)), empty_handle);
}

}  // namespace
}  // namespace omnitls::conformance
