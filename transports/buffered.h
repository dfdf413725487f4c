#ifndef OMNITLS_TRANSPORTS_BUFFERED_H_
#define OMNITLS_TRANSPORTS_BUFFERED_H_

#include <cstddef>
#include <cstdint>

#include "omnitls/bytes.h"
#include "omnitls/transport.h"

namespace omnitls {

// BufferedTransport stands in front of another transport, commonly a socket, and spares it small
// calls: it reads as much as there is at once, and collects what is written until Flush. For
// connections with many short messages, where system calls cost more than TLS.
//
//   for (...) connection.Write(message);  // kReady: with this transport
//   buffered.Flush();                     // now with the socket
//
// Handshakes need a Flush after each call, too. Its two buffers come from the heap with the first
// read and write. Move nothing: connections keep its address. One thread at a time.
class BufferedTransport final : public Transport {
 public:
  // Commonly two records of the longest kind.
  static constexpr std::size_t kDefaultSize = 32768;

  // `below` must outlive it. `size`: of each of the two buffers, in bytes, at least 1.
  explicit BufferedTransport(Transport& below, std::size_t size = kDefaultSize)
      : below_(below), size_(size) {}
  ~BufferedTransport();
  BufferedTransport(const BufferedTransport&) = delete;
  BufferedTransport& operator=(const BufferedTransport&) = delete;

  // Read gives what has been read ahead; only without any it asks the transport below. A full
  // buffer of writes is flushed by Write. kError with error 0: there is no memory.
  IoResult Read(MutableBytes out) override;
  IoResult Write(ByteView data) override;

  // Flush hands over what was written: kOk when nothing is left here, kWouldBlock when the
  // transport below takes no more now, or kError, which every later call returns.
  IoResult Flush();

  // Whether anything was read ahead: Read gives it though the socket need not become readable.
  bool has_input() const { return in_.begin < in_.end; }
  bool has_output() const { return out_.begin < out_.end; }

  // ReleaseBuffers gives back the buffers that are empty, for a connection that will be idle.
  void ReleaseBuffers();

 private:
  // Bytes from `begin` to `end` wait.
  struct Buffer {
    std::uint8_t* data = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  bool Prepare(Buffer& buffer);
  static void Release(Buffer& buffer);

  Transport& below_;
  const std::size_t size_;
  Buffer in_;
  Buffer out_;
  IoResult failure_;  // Of writing; kOk: none.
};

}  // namespace omnitls

#endif  // OMNITLS_TRANSPORTS_BUFFERED_H_
