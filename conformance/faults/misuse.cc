#include "conformance/faults/make.h"

// Calls that break a rule of the interface: one of each kind. (See misuse_test.cc.)
namespace omnitls::conformance {
namespace {

// After what the call is made, on one end; the connection is as good as before.
enum class After { kNothing, kHandshake, kClose };

using Call = std::function<std::optional<Error>(Connection&)>;

Fault Called(const std::string& name, Detail detail, After after, Call call) {
  return {name, kBothEnds, kAllVersions, Usage(detail), [=](const Spot& spot, Scene& scene) {
            scene.act = [=](Pair& pair) {
              if (after != After::kNothing) {
                EXPECT_TRUE(pair.Handshake());
                pair.Settle();
              }
              if (after == After::kClose) {
                EXPECT_TRUE(spot.At(pair).SendClose());
              }
              Ends ends;
              ends.finder = call(spot.At(pair));
              if (after == After::kNothing) {
                EXPECT_TRUE(pair.Handshake());
              }
              if (after == After::kClose) {
                EXPECT_EQ(ReadOnce(spot.AtOther(pair)), "closed");
              } else {
                EXPECT_TRUE(pair.Echo());
              }
              return ends;
            };
          }};
}

Fault Moved(const std::string& name, Call call) {
  return {name, kBothEnds, kAllVersions, Usage(Detail::kEmptyHandle),
          [=](const Spot&, Scene& scene) {
            scene.act = [=](Pair&) {
              Connection empty;
              return Ends{call(empty), std::nullopt};
            };
          }};
}

std::optional<Error> Read(Connection& connection) {
  std::uint8_t byte = 0;
  return ErrorOf(connection.Read({&byte, 1}));
}
std::optional<Error> ReadNull(Connection& connection) {
  return ErrorOf(connection.Read(MutableBytes(static_cast<std::uint8_t*>(nullptr), 5)));
}
std::optional<Error> Write(Connection& connection) {
  return ErrorOf(connection.Write(AsBytes("data")));
}
std::optional<Error> WriteNull(Connection& connection) {
  return ErrorOf(connection.Write(ByteView(static_cast<const std::uint8_t*>(nullptr), 5)));
}
std::optional<Error> WriteGathered(Connection& connection) {
  const ByteView spans[] = {AsBytes("data")};
  return ErrorOf(connection.WriteGathered(spans));
}
std::optional<Error> Close(Connection& connection) { return ErrorOf(connection.SendClose()); }
std::optional<Error> Handshake(Connection& connection) { return ErrorOf(connection.Handshake()); }
std::optional<Error> Flush(Connection& connection) { return ErrorOf(connection.Flush()); }
std::optional<Error> TakeSession(Connection& connection) {
  return ErrorOf(connection.TakeSession());
}
std::optional<Error> UpdateKeys(Connection& connection) { return ErrorOf(connection.UpdateKeys()); }
std::optional<Error> ReleaseBuffers(Connection& connection) {
  return ErrorOf(connection.ReleaseBuffers());
}
std::optional<Error> Export(Connection& connection) {
  std::uint8_t out[16];
  return ErrorOf(connection.ExportKeyingMaterial(out, "EXPERIMENTAL label"));
}
std::optional<Error> Extract(Connection& connection) {
  TrafficSecrets secrets;
  return ErrorOf(connection.ExtractTrafficSecrets(secrets));
}
std::optional<Error> ReadEarlyData(Connection& connection) {
  std::uint8_t byte = 0;
  return ErrorOf(connection.ReadEarlyData({&byte, 1}));
}
std::optional<Error> WriteEarlyData(Connection& connection) {
  return ErrorOf(connection.WriteEarlyData(AsBytes("data")));
}

}  // namespace

FaultGroup Misuse() {
  const Detail before = Detail::kBeforeHandshake;
  const Detail gone = Detail::kNotAvailable;
  return {
      "Misuse",
      {
          Called("Read before the handshake", before, After::kNothing, Read),
          Called("Write before the handshake", before, After::kNothing, Write),
          Called("WriteGathered before the handshake", before, After::kNothing, WriteGathered),
          Called("SendClose before the handshake", before, After::kNothing, Close),
          Called("UpdateKeys before the handshake", before, After::kNothing, UpdateKeys),
          Called("ReleaseBuffers before the handshake", before, After::kNothing, ReleaseBuffers),
          Called("ExportKeyingMaterial before the handshake", before, After::kNothing, Export),
          Called("ExtractTrafficSecrets before the handshake", before, After::kNothing, Extract),
          Called("TakeSession before the handshake", gone, After::kNothing, TakeSession),
          Called("Read with a null buffer", Detail::kNullBuffer, After::kHandshake, ReadNull),
          Called("Write with a null buffer", Detail::kNullBuffer, After::kHandshake, WriteNull),
          Called("ExportKeyingMaterial without the setting", gone, After::kHandshake, Export),
          Called("ExtractTrafficSecrets without the setting", gone, After::kHandshake, Extract),
          Called("TakeSession on a server", gone, After::kHandshake, TakeSession)
              .With(&Fault::finders, kServers),
          Called("UpdateKeys in TLS 1.2", gone, After::kHandshake, UpdateKeys)
              .With(&Fault::versions, kTls12Alone),
          Called("WriteEarlyData without a session", gone, After::kNothing, WriteEarlyData)
              .With(&Fault::finders, kClients),
          Called("ReadEarlyData on a client", gone, After::kNothing, ReadEarlyData)
              .With(&Fault::finders, kClients),
          Called("Write after SendClose", Detail::kAfterClose, After::kClose, Write),
          Called("WriteGathered after SendClose", Detail::kAfterClose, After::kClose,
                 WriteGathered),
          Called("UpdateKeys after SendClose", Detail::kAfterClose, After::kClose, UpdateKeys),
          Moved("Handshake on an empty connection", Handshake),
          Moved("Read on an empty connection", Read),
          Moved("Write on an empty connection", Write),
          Moved("Flush on an empty connection", Flush),
          Moved("SendClose on an empty connection", Close),
          Moved("TakeSession on an empty connection", TakeSession),
      },
  };
}

}  // namespace omnitls::conformance
