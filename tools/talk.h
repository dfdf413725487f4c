#ifndef OMNITLS_TOOLS_TALK_H_
#define OMNITLS_TOOLS_TALK_H_

#include <chrono>
#include <cstdint>

#include "omnitls/omnitls.h"

namespace omnitls::tools {

using Clock = std::chrono::steady_clock;

// Talk is a server's connection as its modes use it: early data comes before the rest, and what
// passes is counted.
class Talk {
 public:
  // Counts of bytes; early data is counted as received, too.
  struct Tally {
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
    std::uint64_t early_data = 0;
  };

  Connection& tls() { return tls_; }
  const Connection& tls() const { return tls_; }
  const Tally& tally() const { return tally_; }
  // When data passed last.
  Clock::time_point active_at() const { return active_at_; }

  // As Connection's calls, once the handshake is done.
  Result<Progress> Read(MutableBytes out) {
    if (early_data_left_) {
      const Result<Progress> early = tls_.ReadEarlyData(out);
      if (!early || early->bytes > 0) return Count(early, tally_.received, &tally_.early_data);
      early_data_left_ = false;
    }
    return Count(tls_.Read(out), tally_.received);
  }
  Result<Progress> Write(ByteView data) { return Count(tls_.Write(data), tally_.sent); }

 private:
  Result<Progress> Count(const Result<Progress>& progress, std::uint64_t& sum,
                         std::uint64_t* also = nullptr) {
    if (!progress || progress->bytes == 0) return progress;
    sum += progress->bytes;
    if (also != nullptr) *also += progress->bytes;
    active_at_ = Clock::now();
    return progress;
  }

  Connection tls_;
  Tally tally_;
  Clock::time_point active_at_ = Clock::now();
  bool early_data_left_ = true;
};

// Interest is what somebody waits for on a descriptor; -1: there is none.
struct Interest {
  int descriptor = -1;
  bool read = false;
  bool write = false;
};

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_TALK_H_
