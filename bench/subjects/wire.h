#ifndef OMNITLS_BENCH_SUBJECTS_WIRE_H_
#define OMNITLS_BENCH_SUBJECTS_WIRE_H_

#include "bench/subjects/subject.h"
#include "omnitls/transports/memory_pipe.h"

namespace omnitls::bench {

// PipeEnd is what a hand-written I/O callback has for its user data.
struct PipeEnd {
  MemoryPipe::Direction* in;
  MemoryPipe::Direction* out;
};

// Wire joins the two ends of a subject: a pipe in memory, or a TCP connection over the loopback
// interface.
class Wire {
 public:
  explicit Wire(bool sockets);
  ~Wire() { CloseSockets(); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Begins anew.
  void Reset();

  bool sockets() const { return sockets_; }
  MemoryPipe& pipe() { return pipe_; }
  PipeEnd pipe_end(Side side) {
    return side == Side::kClient ? PipeEnd{&pipe_.to_client(), &pipe_.to_server()}
                                 : PipeEnd{&pipe_.to_server(), &pipe_.to_client()};
  }
  // Non-blocking; the wire's.
  int descriptor(Side side) const { return descriptors_[side == Side::kClient ? 0 : 1]; }

 private:
  void CloseSockets();

  const bool sockets_;
  MemoryPipe pipe_;
  int descriptors_[2] = {-1, -1};
};

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECTS_WIRE_H_
