#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/client_hello.h"
#include "omnitls/omnitls.h"
#include "omnitls/transports/memory_pipe.h"

using namespace omnitls;

// Any bytes as the first flight of a client, in pieces whose size is the first byte. How they come
// must not matter: the verdict is that on all of them at once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || data[0] == 0 || size > kMaxClientHello) return 0;
  const ByteView wire(data + 1, size - 1);
  Bytes assembled;
  ClientHello whole;
  const HelloResult expected = ParseClientHello(wire, assembled, whole);

  MemoryPipe pipe;
  Acceptor acceptor(pipe.server());
  Result<Next> read = Next::kWantRead;
  for (ByteView rest = wire; read && *read == Next::kWantRead && !rest.empty();) {
    const ByteView piece = rest.first(rest.size() < data[0] ? rest.size() : data[0]);
    rest = rest.subspan(piece.size());
    if (!pipe.to_server().bytes.Append(piece)) std::abort();
    read = acceptor.Read();
  }
  if (!read) {
    if (expected.status != HelloStatus::kRefused || !(read.error() == expected.error)) std::abort();
    if (acceptor.hello() || acceptor.Refuse(Alert::kInternalError)) std::abort();
  } else if (*read == Next::kReady) {
    if (expected.status != HelloStatus::kComplete) std::abort();
    if (!Equal(acceptor.hello()->message(), whole.message)) std::abort();
  } else {
    if (expected.status != HelloStatus::kNeedMore) std::abort();
  }
  return 0;
}
