#include "omnitls/transports/socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

namespace omnitls {
namespace {

// Two connected sockets of this process.
struct SocketPair {
  SocketPair() {
    int descriptors[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, descriptors) != 0) return;
    a = SocketTransport(descriptors[0]);
    b = SocketTransport(descriptors[1]);
  }
  SocketTransport a;
  SocketTransport b;
};

// A port of the loopback interface that something listens on, until it is destroyed.
class Listener {
 public:
  Listener() : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(descriptor_, plain, size), 0);
    EXPECT_EQ(listen(descriptor_, 4), 0);
    EXPECT_EQ(getsockname(descriptor_, plain, &size), 0);
    port_ = std::to_string(ntohs(address.sin_port));
  }
  ~Listener() { close(descriptor_); }
  const char* port() const { return port_.c_str(); }
  SocketTransport Accept() const { return SocketTransport(accept(descriptor_, nullptr, nullptr)); }

 private:
  int descriptor_;
  std::string port_;
};

bool IsOpen(int descriptor) { return fcntl(descriptor, F_GETFD) >= 0; }

TEST(SocketTransport, MovesBytesBothWays) {
  SocketPair pair;
  std::array<std::uint8_t, 8> out{};
  EXPECT_EQ(pair.a.Write(AsBytes("ping")).bytes, 4u);
  ASSERT_TRUE(pair.b.WaitReadable(1000));
  EXPECT_EQ(pair.b.Read(out).bytes, 4u);
  EXPECT_EQ(AsText(out).substr(0, 4), "ping");
  EXPECT_EQ(pair.b.Write(AsBytes("pong")).bytes, 4u);
  EXPECT_EQ(pair.a.Read(out).bytes, 4u);
  EXPECT_EQ(AsText(out).substr(0, 4), "pong");
}

TEST(SocketTransport, NeverBlocks) {
  SocketPair pair;
  std::array<std::uint8_t, 8> out{};
  EXPECT_EQ(pair.a.Read(out).status, IoStatus::kWouldBlock);
  EXPECT_FALSE(pair.a.WaitReadable(0));
  EXPECT_TRUE(pair.a.WaitWritable(0));
  // A peer that does not read: the socket fills up, and everything taken arrives.
  const std::vector<std::uint8_t> data(1 << 16, 'x');
  std::size_t sent = 0;
  IoResult result = pair.a.Write(data);
  for (; result.status == IoStatus::kOk; result = pair.a.Write(data)) sent += result.bytes;
  EXPECT_EQ(result.status, IoStatus::kWouldBlock);
  EXPECT_FALSE(pair.a.WaitWritable(0));
  std::vector<std::uint8_t> room(1 << 16);
  std::size_t received = 0;
  for (result = pair.b.Read(room); result.status == IoStatus::kOk; result = pair.b.Read(room)) {
    received += result.bytes;
  }
  EXPECT_EQ(received, sent);
  EXPECT_TRUE(pair.a.WaitWritable(1000));
}

TEST(SocketTransport, WaitsForWhatACallAskedFor) {
  SocketPair pair;
  EXPECT_FALSE(pair.a.Wait(Next::kWantRead, 0));
  EXPECT_TRUE(pair.a.Wait(Next::kWantWrite, 0));
  EXPECT_TRUE(pair.a.Wait(Next::kReady)) << "nothing to wait for";
  EXPECT_TRUE(pair.a.Wait(Next::kClosed));
  pair.b.Write(AsBytes("x"));
  EXPECT_TRUE(pair.a.Wait(Next::kWantRead, 1000));
}

TEST(SocketTransport, TheEndOfTheStreamIsEof) {
  SocketPair pair;
  std::array<std::uint8_t, 8> out{};
  pair.a.Write(AsBytes("bye"));
  pair.a.Close();
  EXPECT_EQ(pair.a.descriptor(), -1);
  EXPECT_EQ(pair.b.Read(out).bytes, 3u);
  EXPECT_EQ(pair.b.Read(out).status, IoStatus::kEof);
}

TEST(SocketTransport, WritingToAClosedPeerIsAnErrorAndNoSignal) {
  SocketPair pair;
  pair.b.Close();
  const IoResult result = pair.a.Write(AsBytes("x"));
  EXPECT_EQ(result.status, IoStatus::kError);
  EXPECT_EQ(result.error, EPIPE);
}

TEST(SocketTransport, AResetIsAnErrorAndNoEof) {
  const Listener listener;
  Result<SocketTransport> client = SocketTransport::Connect("127.0.0.1", listener.port(), 1000);
  ASSERT_TRUE(client);
  SocketTransport server = listener.Accept();
  const linger at_once{1, 0};
  setsockopt(server.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  server.Close();
  ASSERT_TRUE(client->WaitReadable(1000));
  std::array<std::uint8_t, 8> out{};
  const IoResult result = client->Read(out);
  EXPECT_EQ(result.status, IoStatus::kError);
  EXPECT_EQ(result.error, ECONNRESET);
}

TEST(SocketTransport, OwnsItsDescriptor) {
  SocketPair pair;
  const int first = pair.a.descriptor();
  const int second = pair.b.descriptor();
  SocketTransport moved(std::move(pair.a));
  EXPECT_EQ(pair.a.descriptor(), -1);  // NOLINT: what is left behind is what this is about
  EXPECT_TRUE(IsOpen(first));
  pair.b = std::move(moved);
  EXPECT_EQ(pair.b.descriptor(), first);
  EXPECT_FALSE(IsOpen(second)) << "the one it owned before is closed";
  { const SocketTransport last(std::move(pair.b)); }
  EXPECT_FALSE(IsOpen(first));
}

TEST(SocketTransport, ConnectsToAListener) {
  const Listener listener;
  Result<SocketTransport> client = SocketTransport::Connect("127.0.0.1", listener.port(), 1000);
  ASSERT_TRUE(client);
  SocketTransport server = listener.Accept();
  EXPECT_EQ(client->Write(AsBytes("hi")).bytes, 2u);
  ASSERT_TRUE(server.WaitReadable(1000));
  std::array<std::uint8_t, 8> out{};
  EXPECT_EQ(server.Read(out).bytes, 2u);
}

TEST(SocketTransport, ARefusedConnectionSaysSo) {
  std::string port;
  {
    const Listener listener;
    port = listener.port();
  }
  const Result<SocketTransport> client = SocketTransport::Connect("127.0.0.1", port.c_str(), 1000);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, ErrorKind::kTransport);
  EXPECT_EQ(client.error().native, ECONNREFUSED);
}

TEST(SocketTransport, ANameThatDoesNotResolveIsNegative) {
  const Result<SocketTransport> client = SocketTransport::Connect("no such host", "1", 1000);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, ErrorKind::kTransport);
  EXPECT_LT(client.error().native, 0);
}

}  // namespace
}  // namespace omnitls
