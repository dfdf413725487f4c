#include "conformance/capture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace omnitls::conformance {
namespace {

constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kPush = 0x08;
constexpr std::uint8_t kAck = 0x10;
constexpr std::size_t kMaxSegment = 1400;

std::string BigEndian(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i));
  return text;
}

std::string LittleEndian(std::uint32_t number, int bytes) {
  const std::string text = BigEndian(number, bytes);
  return {text.rbegin(), text.rend()};
}

void Drain(Connection& connection) {
  std::array<std::uint8_t, 4096> buffer;
  while (true) {
    const Result<Progress> got = connection.Read(buffer);
    if (!got || got->next != Next::kReady) return;
  }
}

}  // namespace

// One end of a TCP connection.
struct Capture::Stream {
  std::uint8_t host;
  std::uint16_t port;
  std::uint32_t sequence = 1000;
  std::uint64_t taken = 0;
};

// The global header: version 2.4, times in microseconds, Ethernet.
Capture::Capture()
    : pcap_(LittleEndian(0xA1B2C3D4, 4) + LittleEndian(2, 2) + LittleEndian(4, 2) +
            std::string(8, '\0') + LittleEndian(65535, 4) + LittleEndian(1, 4)) {}

void Capture::Packet(Stream& from, const Stream& to, std::uint8_t flags, ByteView data) {
  const std::string tcp = BigEndian(from.port, 2) + BigEndian(to.port, 2) +
                          BigEndian(from.sequence, 4) + BigEndian(to.sequence, 4) + '\x50' +
                          static_cast<char>(flags) + BigEndian(65535, 2) + std::string(4, '\0');
  const auto address = [](std::uint8_t host) { return std::string("\x0A\0\0", 3) + char(host); };
  const std::string ip = std::string("\x45\0", 2) +
                         BigEndian(static_cast<std::uint32_t>(20 + tcp.size() + data.size()), 2) +
                         std::string("\0\0\x40\0\x40\x06\0\0", 8) + address(from.host) +
                         address(to.host);
  const std::string frame =
      std::string(12, '\x02') + std::string("\x08\0", 2) + ip + tcp + std::string(AsText(data));
  const auto size = static_cast<std::uint32_t>(frame.size());
  pcap_ += LittleEndian(1, 4) + LittleEndian(++packets_, 4) + LittleEndian(size, 4) +
           LittleEndian(size, 4) + frame;
  from.sequence += static_cast<std::uint32_t>(data.size()) + ((flags & kSyn) != 0 ? 1 : 0);
}

void Capture::Take(const MemoryPipe::Direction& direction, Stream& from, Stream& to) {
  const std::size_t fresh = direction.total - from.taken;
  ASSERT_LE(fresh, direction.size()) << "was read before it was captured";
  ByteView rest = direction.view().last(fresh);
  for (; !rest.empty(); rest = rest.subspan(std::min(kMaxSegment, rest.size()))) {
    Packet(from, to, kPush | kAck, rest.first(std::min(kMaxSegment, rest.size())));
  }
  from.taken = direction.total;
}

void Capture::Add(Pair& pair, const std::string& from_client, const std::string& from_server) {
  Stream client{1, static_cast<std::uint16_t>(50000 + connections_++)};
  Stream server{2, 443};
  Packet(client, server, kSyn, {});
  Packet(server, client, kSyn | kAck, {});
  Packet(client, server, kAck, {});
  const auto take = [&] {
    Take(pair.pipe->to_server(), client, server);
    Take(pair.pipe->to_client(), server, client);
  };
  for (int i = 0; i < 10 && !(pair.client.handshake_done() && pair.server.handshake_done()); ++i) {
    EXPECT_TRUE(pair.client.Handshake());
    take();
    EXPECT_TRUE(pair.server.Handshake());
    take();
  }
  Drain(pair.client);  // Tickets.
  EXPECT_TRUE(pair.client.Write(AsBytes(from_client)));
  take();
  Drain(pair.server);
  EXPECT_TRUE(pair.server.Write(AsBytes(from_server)));
  take();
  Drain(pair.client);
}

}  // namespace omnitls::conformance
