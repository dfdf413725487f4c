#include <gtest/gtest-spi.h>

#include "conformance/faults/fault.h"

namespace omnitls::conformance {
namespace {

Ends EndsOf(const Spot& spot, const Pair& pair) {
  Ends ends{pair.client_error, pair.server_error};
  if (!spot.is_client()) std::swap(ends.finder, ends.other);
  return ends;
}

Ends Act(const Spot& spot, Scene& scene) {
  if (scene.act != nullptr) {
    Pair pair(spot.pair, scene.options);
    return scene.act(pair);
  }
  if (scene.edits.empty()) {
    Pair pair(spot.pair, scene.options);
    if (pair.Handshake()) (void)pair.Echo();
    return EndsOf(spot, pair);
  }
  Middle middle(spot.pair, scene.options);
  middle.Run(std::move(scene.edits));
  EXPECT_TRUE(middle.all_edited()) << "what was to be changed was never sent";
  return EndsOf(spot, middle.pair());
}

// What GoogleTest had to say is the cell's message.
std::string Messages(const testing::TestPartResultArray& results) {
  std::string text;
  for (int i = 0; i < results.size(); ++i) {
    if (results.GetTestPartResult(i).failed()) {
      text += std::string(text.empty() ? "" : "; ") + results.GetTestPartResult(i).message();
    }
  }
  return text;
}

const Exception* FindException(const FaultCell& cell) {
  for (const Exception& exception : AllExceptions()) {
    if (exception.Covers(*cell.fault, cell.spot)) return &exception;
  }
  return nullptr;
}

}  // namespace

const std::vector<FaultGroup>& AllFaults() {
  static const auto& all = *new std::vector<FaultGroup>{
      CertificateFaults(), RevocationFaults(), NegotiationFaults(),
      RecordFaults(),      HandshakeFaults(),  ReceivedAlerts(),
      TransportFaults(),   ResourceFaults(),   Misuse(),
  };
  return all;
}

std::vector<FaultCell> CellsOf(const FaultGroup& group) {
  std::vector<FaultCell> cells;
  for (const Fault& fault : group.faults) {
    for (const PairParam& pair : AllPairs()) {
      for (const Role role : fault.finders) {
        const Spot spot{pair, role};
        const bool in_version =
            std::count(fault.versions.begin(), fault.versions.end(), pair.version) != 0;
        if (in_version && (fault.applies == nullptr || fault.applies(spot))) {
          cells.push_back({&group, &fault, spot});
        }
      }
    }
  }
  return cells;
}

FaultResult RunCell(const FaultCell& cell) {
  FaultResult result;
  testing::TestPartResultArray troubles;
  {
    const testing::ScopedFakeTestPartResultReporter reporter(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &troubles);
    Scene scene;
    cell.fault->make(cell.spot, scene);
    result.seen = Act(cell.spot, scene);
  }
  const Ends expected = cell.fault->Expected(cell.spot.pair.version);
  result.exception = FindException(cell);
  result.as_expected = result.seen == expected;
  result.message = Messages(troubles);
  const Ends& wanted = result.exception != nullptr ? result.exception->seen : expected;
  if (result.message.empty() && result.as_expected && result.exception != nullptr) {
    result.message = "it is as it should be: the exception is out of date";
  } else if (result.message.empty() && !(result.seen == wanted)) {
    result.message = "expected " + ToString(wanted) + "\n     got " + ToString(result.seen);
  }
  return result;
}

std::string ToString(const Ends& ends) {
  return ToString(ends.finder) + "; the other end: " + ToString(ends.other);
}

std::string Describe(const FaultCell& cell) {
  return "\"" + cell.fault->name + "\", found by the " +
         (cell.spot.is_client() ? "client" : "server") + ", " + Name(cell.spot.pair);
}

}  // namespace omnitls::conformance
