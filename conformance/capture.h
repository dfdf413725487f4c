#ifndef OMNITLS_CONFORMANCE_CAPTURE_H_
#define OMNITLS_CONFORMANCE_CAPTURE_H_

#include <cstdint>
#include <string>

#include "conformance/pair.h"

namespace omnitls::conformance {

// Capture is what went over the pipes of some connections, as a packet capture: a pcap file of
// Ethernet frames, with one TCP connection after the other.
class Capture {
 public:
  Capture();

  // Add captures a whole connection of a new pair: the handshake, then each side sends a text.
  void Add(Pair& pair, const std::string& from_client, const std::string& from_server);
  // The connections so far.
  int connections() const { return connections_; }
  const std::string& pcap() const { return pcap_; }

 private:
  struct Stream;

  void Packet(Stream& from, const Stream& to, std::uint8_t flags, ByteView data);
  // What one side has written since the last call.
  void Take(const MemoryPipe::Direction& direction, Stream& from, Stream& to);

  std::string pcap_;
  int connections_ = 0;
  std::uint32_t packets_ = 0;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_CAPTURE_H_
