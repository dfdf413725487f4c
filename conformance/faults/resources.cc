#include <utility>

#include "conformance/faults/make.h"
#include "conformance/wrapped_allocate.h"

// Allocations of ours that fail, one of each kind. (Each and every one: allocation_test.cc and the
// tests of the parts.)
namespace {

bool fails_next = false;

}  // namespace

// The linker sends every call of omnitls::internal::Allocate(size_t) here (--wrap).
void* OMNITLS_WRAPPED_ALLOCATE(std::size_t size) {
  return std::exchange(fails_next, false) ? nullptr : OMNITLS_REAL_ALLOCATE(size);
}

namespace omnitls::conformance {
namespace {

constexpr Error kNoMemory = {ErrorKind::kNoMemory};

// A row for a call whose first allocation fails; then both ends go on.
using Call = std::function<std::optional<Error>(const Spot&, Pair&)>;
Fault Failing(const std::string& name, const Error& error, Call call) {
  return {name, kBothEnds, kAllVersions, error, [call](const Spot& spot, Scene& scene) {
            scene.act = [spot, call](Pair& pair) {
              Ends ends{call(spot, pair), std::nullopt};
              EXPECT_FALSE(fails_next) << "nothing was allocated";
              fails_next = false;
              (void)pair.Handshake();
              ends.other = spot.is_client() ? pair.server_error : pair.client_error;
              return ends;
            };
          }};
}

std::optional<Error> MakeConnection(const Spot& spot, Pair& pair) {
  MemoryPipe pipe;
  fails_next = true;
  return spot.is_client() ? ErrorOf(pair.client_context.Connect(pipe.client(), "server.test"))
                          : ErrorOf(pair.server_context.Accept(pipe.server()));
}

std::optional<Error> ReadHello(const Spot& spot, Pair& pair) {
  EXPECT_TRUE(pair.client.Handshake());
  if (spot.is_client()) {
    EXPECT_TRUE(pair.server.Handshake());
  }
  fails_next = true;
  return ErrorOf(spot.At(pair).Handshake());
}

std::optional<Error> WriteToFullTransport(const Spot& spot, Pair& pair) {
  EXPECT_TRUE(pair.Handshake());
  pair.Settle();
  spot.Out(pair).capacity = 0;
  fails_next = true;
  return ErrorOf(spot.At(pair).Write(AsBytes("data")));
}

}  // namespace

FaultGroup ResourceFaults() {
  return {
      "Resources",
      {
          Failing("no memory for a connection", kNoMemory, MakeConnection),
          Failing("no memory for the hello of the other end",
                  {ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError}, ReadHello),
          Failing("no memory for what the transport does not take", kNoMemory,
                  WriteToFullTransport),
      },
  };
}

}  // namespace omnitls::conformance
