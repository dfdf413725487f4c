#include <cerrno>

#include "conformance/faults/make.h"

// Transports that end or fail. (EOF at every byte: see close_test.cc.)
namespace omnitls::conformance {
namespace {

Error TransportError() { return {ErrorKind::kTransport}; }

Ends EndsOf(const Spot& spot, Pair& pair) {
  Ends ends{pair.client_error, pair.server_error};
  if (!spot.is_client()) std::swap(ends.finder, ends.other);
  return ends;
}

using Break = std::function<void(const Spot&, Pair&)>;

// A row for what happens before the first byte.
Fault AtOnce(const std::string& name, const Error& error, Break make) {
  return {name, kBothEnds, kAllVersions, error, [make](const Spot& spot, Scene& scene) {
            scene.act = [spot, make](Pair& pair) {
              make(spot, pair);
              (void)pair.Handshake();
              return EndsOf(spot, pair);
            };
          }};
}

// A row for what happens when each has sent its first flight, which is thrown away but for some
// bytes.
Fault InHandshake(const std::string& name, const Error& error, Break make) {
  return {name, kBothEnds, kAllVersions, error, [make](const Spot& spot, Scene& scene) {
            scene.act = [spot, make](Pair& pair) {
              EXPECT_TRUE(pair.client.Handshake());
              if (spot.is_client()) {
                EXPECT_TRUE(pair.server.Handshake());
              }
              make(spot, pair);
              (void)pair.Handshake();
              return EndsOf(spot, pair);
            };
          }};
}

// A row for what happens to data.
Fault AmongData(const std::string& name, const Error& error, Break make) {
  return {name, kBothEnds, kAllVersions, error, [make](const Spot& spot, Scene& scene) {
            scene.act = [spot, make](Pair& pair) {
              EXPECT_TRUE(pair.Handshake());
              EXPECT_TRUE(pair.Echo());
              make(spot, pair);
              pair.Settle();
              return EndsOf(spot, pair);
            };
          }};
}

void WriteOther(const Spot& spot, Pair& pair) {
  EXPECT_TRUE(spot.AtOther(pair).Write(AsBytes("data")));
}
void WriteFinder(const Spot& spot, Pair& pair) {
  if (const Result<Progress> put = spot.At(pair).Write(AsBytes("data")); !put) {
    (spot.is_client() ? pair.client_error : pair.server_error) = put.error();
  }
}

void End(const Spot& spot, Pair& pair) { spot.In(pair).ended = true; }
void EndAfterSome(const Spot& spot, Pair& pair) {
  spot.In(pair).Truncate(7);
  End(spot, pair);
}
void Reset(const Spot& spot, Pair& pair) {
  spot.In(pair).Truncate(0);
  spot.In(pair).read_error = ECONNRESET;
}
void BreakWriting(const Spot& spot, Pair& pair) { spot.Out(pair).write_error = EPIPE; }

}  // namespace

FaultGroup TransportFaults() {
  return {
      "Transport",
      {
          AtOnce("end before the first byte", kTruncatedError, End).Other(std::nullopt),
          InHandshake("end within the first record", kTruncatedError, EndAfterSome),
          AmongData("end without close_notify", kTruncatedError, End),
          AmongData("end within a record of data", kTruncatedError,
                    [](const Spot& spot, Pair& pair) {
                      WriteOther(spot, pair);
                      EndAfterSome(spot, pair);
                    }),
          AtOnce("reset before the first byte", TransportError(), Reset),
          InHandshake("reset in the handshake", TransportError(), Reset),
          AmongData("reset among data", TransportError(), Reset),
          AtOnce("write error in the handshake", TransportError(), BreakWriting),
          AmongData("write error among data", TransportError(),
                    [](const Spot& spot, Pair& pair) {
                      BreakWriting(spot, pair);
                      WriteFinder(spot, pair);
                    }),
      },
  };
}

}  // namespace omnitls::conformance
