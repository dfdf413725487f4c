#ifndef OMNITLS_EMBEDDED_TESTING_SERIAL_LINE_H_
#define OMNITLS_EMBEDDED_TESTING_SERIAL_LINE_H_

#include "embedded/board/board.h"
#include "omnitls/transport.h"

namespace omnitls::embedded {

// SerialLine is a transport whose bytes come one by one, and go at once.
class SerialLine final : public Transport {
 public:
  IoResult Read(MutableBytes out) override {
    std::size_t size = 0;
    for (int byte = 0; size < out.size() && (byte = board_receive()) >= 0;) {
      out[size++] = static_cast<std::uint8_t>(byte);
    }
    return size != 0 ? IoResult::Ok(size) : IoResult::WouldBlock();
  }
  IoResult Write(ByteView data) override {
    for (const std::uint8_t byte : data) board_send(byte);
    return IoResult::Ok(data.size());
  }
};

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_SERIAL_LINE_H_
