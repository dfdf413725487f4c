#include "omnitls/transports/memory_pipe.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace omnitls {

IoResult MemoryPipe::Direction::Read(MutableBytes out) {
  if (read_error != 0) return IoResult::Failed(read_error);
  if (size() == 0) return ended ? IoResult::Eof() : IoResult::WouldBlock();
  const std::size_t take = std::min({out.size(), size(), max_read});
  if (take == 0) return IoResult::WouldBlock();
  std::memcpy(out.data(), bytes.data() + position, take);
  position += take;
  if (position == bytes.size()) {
    bytes.Truncate(0);
    position = 0;
  }
  return IoResult::Ok(take);
}

IoResult MemoryPipe::Direction::Write(ByteView data) {
  if (write_error != 0) return IoResult::Failed(write_error);
  const std::size_t room = capacity > size() ? capacity - size() : 0;
  const std::size_t take = std::min({data.size(), room, max_write});
  if (take == 0) return IoResult::WouldBlock();
  if (!bytes.Append(data.first(take))) return IoResult::Failed(ENOMEM);
  total += take;
  ++writes;
  return IoResult::Ok(take);
}

}  // namespace omnitls
