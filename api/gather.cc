#include "omnitls/gather.h"

#include <algorithm>
#include <cstring>

namespace omnitls::internal {

ByteView Gatherer::Next() {
  const ByteView first = Take(chunk_);
  if (first.size() == chunk_ || done()) return first;
  std::size_t filled = 0;
  for (ByteView piece = first;; piece = Take(chunk_ - filled)) {
    std::memcpy(buffer_ + filled, piece.data(), piece.size());
    filled += piece.size();
    used_ = std::max(used_, filled);
    if (filled == chunk_ || done()) return {buffer_, filled};
  }
}

ByteView Gatherer::Take(std::size_t most) {
  const ByteView rest = spans_.front().subspan(position_);
  const ByteView taken = rest.first(std::min(most, rest.size()));
  position_ += taken.size();
  SkipEmpty();
  return taken;
}

void Gatherer::SkipEmpty() {
  while (!spans_.empty() && position_ == spans_.front().size()) {
    spans_ = spans_.subspan(1);
    position_ = 0;
  }
}

}  // namespace omnitls::internal
