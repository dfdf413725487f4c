#ifndef OMNITLS_BENCH_MEMORY_H_
#define OMNITLS_BENCH_MEMORY_H_

#include <cstddef>
#include <string>
#include <vector>

namespace omnitls::bench {

// MemoryFigure is what one end of a connection holds of the heap: bytes that were asked for, always
// the same.
struct MemoryFigure {
  std::string backend;
  std::string role;       // "client" or "server".
  std::string version;    // "TLS1.2" or "TLS1.3".
  int max_fragment = 0;   // The maximum fragment length that was negotiated, in bytes; 0: none.
  bool is_aside = false;  // The same is measured with a maximum fragment length, too.
  std::size_t idle = 0;   // After the handshake and 16 KiB each way.
  std::size_t peak = 0;   // The most it held until then.
  // Of `idle`: omnitls's own objects, without the copy of the peer's certificates, which is counted
  // apart, and without the library's object where that is part of ours.
  std::size_t own = 0;
  std::size_t peer_chain = 0;

  bool good() const { return own <= kMostOwn && (most_idle() == 0 || idle <= most_idle()); }
  // The most that `idle` may be; 0 where nothing is promised.
  std::size_t most_idle() const;

  static constexpr std::size_t kMostOwn = 512;
};

// MeasureMemory runs //bench:memory_probe, which takes a second. Ends the program with a message on
// failure.
std::vector<MemoryFigure> MeasureMemory(const std::string& probe_program,
                                        const std::vector<std::string>& backends);

// SubjectMemory is what one end of any subject's connection in TLS 1.3 holds, as above.
struct SubjectMemory {
  std::string subject;
  std::string role;
  std::size_t idle = 0;
  std::size_t peak = 0;
};
std::vector<SubjectMemory> MeasureSubjectMemory(const std::string& probe_program);

// CallFigure is how often omnitls asked for memory in 100 reads, and in 100 writes.
struct CallFigure {
  std::string backend;
  std::size_t reads = 0;
  std::size_t writes = 0;
};
std::vector<CallFigure> MeasureCalls(const std::string& probe_program);

// CopyFigure is how many bytes are copied for a message, by omnitls with the library and by the
// library alone: all that goes through memcpy and memmove, the transport's included.
struct CopyFigure {
  std::string backend;
  std::size_t size = 0;  // Of the message, in bytes.
  std::size_t sent = 0;
  std::size_t raw_sent = 0;
  std::size_t received = 0;
  std::size_t raw_received = 0;

  bool good() const { return sent <= raw_sent && received <= raw_received; }
};
// Runs //bench:copies_probe.
std::vector<CopyFigure> MeasureCopies(const std::string& probe_program);

// GrowthFigure is what both ends of one connection hold when there are 100 on one pair of contexts,
// and when there are many; and the processor time of a handshake while these are open, as a part of
// that while 100 are.
struct GrowthFigure {
  std::string backend;
  int count = 0;
  std::size_t few_bytes = 0;
  std::size_t many_bytes = 0;
  double time_ratio = 0;

  double heap_ratio() const {
    return static_cast<double>(many_bytes) / static_cast<double>(few_bytes);
  }
  bool good() const { return heap_ratio() <= 1.02; }
};
std::vector<GrowthFigure> MeasureGrowth(const std::string& probe_program, int count);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_MEMORY_H_
