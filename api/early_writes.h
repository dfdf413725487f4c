#ifndef OMNITLS_EARLY_WRITES_H_
#define OMNITLS_EARLY_WRITES_H_

#include <algorithm>

#include "omnitls/bytes.h"

namespace omnitls::internal {

// EarlyWrites keeps plaintext that was written before there were keys for it. It is wiped when it
// moves and when it goes.
class EarlyWrites {
 public:
  EarlyWrites() = default;
  ~EarlyWrites() { Clear(); }
  EarlyWrites(const EarlyWrites&) = delete;
  EarlyWrites& operator=(const EarlyWrites&) = delete;

  ByteView view() const { return bytes_.view(); }
  std::size_t size() const { return bytes_.size(); }
  // Append returns false, and changes nothing, when there is no memory.
  [[nodiscard]] bool Append(ByteView data) {
    const std::size_t wanted = bytes_.size() + data.size();
    if (wanted > bytes_.capacity() && !Grow(wanted)) return false;
    return bytes_.Append(data);
  }
  void Clear() {
    if (!bytes_.empty()) Wipe(bytes_.data(), bytes_.size());
    bytes_.Reset();
  }

 private:
  [[nodiscard]] bool Grow(std::size_t wanted) {
    Vec<std::uint8_t> larger;
    if (!larger.Reserve(std::max(wanted, 2 * bytes_.size())) || !larger.Append(bytes_.view())) {
      return false;
    }
    Clear();
    bytes_ = std::move(larger);
    return true;
  }

  Vec<std::uint8_t> bytes_;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_EARLY_WRITES_H_
