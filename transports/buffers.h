#ifndef OMNITLS_TRANSPORTS_BUFFERS_H_
#define OMNITLS_TRANSPORTS_BUFFERS_H_

#include <algorithm>
#include <cstring>

#include "omnitls/bytes.h"
#include "omnitls/transport.h"

namespace omnitls {

// BufferTransport moves ciphertext between the caller's own buffers: for event loops that read and
// write by themselves (io_uring, IOCP, a simulator). Nothing is copied but what the library copies
// in and out.
//
//   transport.SetInput(received);        // what has arrived; read in place
//   transport.SetOutput(send_buffer);    // room for what is to be sent
//   connection.Read(plaintext);          // or Handshake, Write, ...
//   transport.output();                  // send this
//   transport.input_left();              // keep this for the next time
//
// Both buffers stay the caller's and must stay valid until replaced.
class BufferTransport final : public Transport {
 public:
  void SetInput(ByteView input) { input_ = input; }
  // The part of the input that has not been read yet.
  ByteView input_left() const { return input_; }
  // The input's sender has ended the stream: once the input is used up, Read says kEof.
  void EndInput() { ended_ = true; }

  void SetOutput(MutableBytes room) {
    room_ = room;
    used_ = 0;
  }
  // What has been written into the room.
  ByteView output() const { return room_.first(used_); }

  IoResult Read(MutableBytes out) override {
    if (input_.empty()) return ended_ ? IoResult::Eof() : IoResult::WouldBlock();
    const std::size_t take = std::min(out.size(), input_.size());
    std::memcpy(out.data(), input_.data(), take);
    input_ = input_.subspan(take);
    return IoResult::Ok(take);
  }
  IoResult Write(ByteView data) override {
    const std::size_t take = std::min(data.size(), room_.size() - used_);
    if (take == 0) return IoResult::WouldBlock();
    std::memcpy(room_.data() + used_, data.data(), take);
    used_ += take;
    return IoResult::Ok(take);
  }

 private:
  ByteView input_;
  MutableBytes room_;
  std::size_t used_ = 0;
  bool ended_ = false;
};

}  // namespace omnitls

#endif  // OMNITLS_TRANSPORTS_BUFFERS_H_
