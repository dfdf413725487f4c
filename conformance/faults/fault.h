#ifndef OMNITLS_CONFORMANCE_FAULTS_FAULT_H_
#define OMNITLS_CONFORMANCE_FAULTS_FAULT_H_

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/cases.h"
#include "conformance/pair.h"
#include "conformance/tamper.h"
#include "omnitls/omnitls.h"

// The table of faults: the same fault has the same answer on every backend, at both ends.
namespace omnitls::conformance {

// Spot is where a fault happens: between whom, and who finds it.
struct Spot {
  PairParam pair;
  Role finder;

  bool is_client() const { return finder == Role::kClient; }
  bool is_tls13() const { return pair.version == Version::kTls13; }
  Role other() const { return is_client() ? Role::kServer : Role::kClient; }
  const Backend& backend() const { return is_client() ? *pair.client : *pair.server; }
  const Backend& other_backend() const { return is_client() ? *pair.server : *pair.client; }
  Connection& At(Pair& p) const { return is_client() ? p.client : p.server; }
  Connection& AtOther(Pair& p) const { return is_client() ? p.server : p.client; }
  // What the finder reads from, and writes to.
  MemoryPipe::Direction& In(Pair& p) const {
    return is_client() ? p.pipe->to_client() : p.pipe->to_server();
  }
  MemoryPipe::Direction& Out(Pair& p) const {
    return is_client() ? p.pipe->to_server() : p.pipe->to_client();
  }
};

// Ends is what the two ends of a connection said.
struct Ends {
  std::optional<Error> finder;
  std::optional<Error> other;

  friend bool operator==(const Ends& a, const Ends& b) {
    return a.finder == b.finder && a.other == b.other;
  }
};

// Scene is how a fault is made: with settings; with edits of what one end sends to the other
// (see Middle); or by a function of its own, in place of a handshake and some data.
struct Scene {
  PairOptions options;
  std::vector<Edit> edits;
  std::function<Ends(Pair&)> act = nullptr;
  // Certificates that live as long as the scene.
  const Certificate& Keep(Certificate certificate) {
    kept.push_back(std::move(certificate));
    return kept.back();
  }
  std::deque<Certificate> kept = {};
};

// Fault is a row of the table.
struct Fault {
  std::string name;
  std::vector<Role> finders;
  std::vector<Version> versions;
  std::optional<Error> error;                          // Of the end that finds it; none: harmless.
  std::function<void(const Spot&, Scene&)> make;       // Uses EXPECT_... for its own troubles.
  std::optional<Error> error_tls13 = std::nullopt;     // If it is another one there.
  std::optional<std::optional<Error>> other = {};      // None: it received the alert, if any.
  std::function<bool(const Spot&)> applies = nullptr;  // Null: always.

  // For rows: Fault{...}.InTls13(error).Unless(...).
  Fault InTls13(const Error& error) const { return With(&Fault::error_tls13, error); }
  // What the other end says, if not that it has received the alert.
  Fault Other(std::optional<Error> error) const { return With(&Fault::other, std::move(error)); }
  Fault If(std::function<bool(const Spot&)> test) const {
    return With(&Fault::applies, std::move(test));
  }
  Fault FinderNeeds(Feature feature) const {
    return If([feature](const Spot& spot) { return spot.backend().Supports(feature); });
  }

  Ends Expected(Version version) const {
    Ends ends;
    ends.finder = version == Version::kTls13 && error_tls13 ? *error_tls13 : error;
    const bool sends = ends.finder && ends.finder->kind != ErrorKind::kAlertReceived;
    if (sends && ends.finder->alert != Alert::kNone) ends.other = Received(ends.finder->alert);
    if (other) ends.other = *other;
    return ends;
  }

  template <class Field, class Value>
  Fault With(Field Fault::*field, Value value) const {
    Fault changed = *this;
    changed.*field = std::move(value);
    return changed;
  }
};

inline const std::vector<Role> kClients = {Role::kClient};
inline const std::vector<Role> kServers = {Role::kServer};
inline const std::vector<Role> kBothEnds = {Role::kClient, Role::kServer};
inline const std::vector<Version> kTls12Alone = {Version::kTls12};
inline const std::vector<Version> kTls13Alone = {Version::kTls13};
inline const std::vector<Version> kAllVersions = {Version::kTls12, Version::kTls13};

// FaultGroup is a part of the table, in a file of its own.
struct FaultGroup {
  std::string title;
  std::vector<Fault> faults;
};
FaultGroup CertificateFaults();
FaultGroup RevocationFaults();
FaultGroup NegotiationFaults();
FaultGroup RecordFaults();
FaultGroup HandshakeFaults();
FaultGroup ReceivedAlerts();
FaultGroup TransportFaults();
FaultGroup ResourceFaults();
FaultGroup Misuse();

// The whole table, in order.
const std::vector<FaultGroup>& AllFaults();

// Exception is where a library makes it impossible that a fault has its answer. Empty: any.
struct Exception {
  std::string fault;   // "warning *": all whose names begin so.
  std::string finder;  // "mbedtls": the backend that finds the fault, and its role.
  std::optional<Role> role;
  std::optional<Version> version;
  std::string other;  // The backend at the other end.
  Ends seen;          // Instead.
  std::string reason;

  bool IsAbout(const std::string& name) const {
    const std::size_t size = fault.size() - 1;
    return fault[size] == '*' ? name.compare(0, size, fault, 0, size) == 0 : name == fault;
  }
  bool Covers(const Fault& of, const Spot& spot) const {
    return IsAbout(of.name) && (finder.empty() || finder == spot.backend().name()) &&
           (other.empty() || other == spot.other_backend().name()) &&
           (!role || *role == spot.finder) && (!version || *version == spot.pair.version);
  }
};
const std::vector<Exception>& AllExceptions();

// FaultCell is one fault in one spot.
struct FaultCell {
  const FaultGroup* group;
  const Fault* fault;
  Spot spot;
};
std::vector<FaultCell> CellsOf(const FaultGroup& group);

// FaultResult is what came of it.
struct FaultResult {
  Ends seen;
  const Exception* exception = nullptr;
  bool as_expected = false;  // By the row.
  std::string message;       // If it is bad: why.
  bool ok() const { return message.empty(); }
};
FaultResult RunCell(const FaultCell& cell);

// "certificate/expired alert=certificate_expired, the other end: no error".
std::string ToString(const Ends& ends);
std::string Describe(const FaultCell& cell);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_FAULTS_FAULT_H_
