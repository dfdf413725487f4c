#ifndef OMNITLS_CONFORMANCE_SETTINGS_PROBE_H_
#define OMNITLS_CONFORMANCE_SETTINGS_PROBE_H_

#include <string>
#include <vector>

#include "conformance/cases.h"
#include "conformance/records.h"
#include "conformance/settings/setting.h"

// What probes are made of.
namespace omnitls::conformance {

// Changes the builder of the backend that is looked at, in either role:
//
//   SetOurs(trial, options, [](auto& builder) { builder.MaxRecordSize(600); });
template <class Change>
void SetOurs(const Trial& trial, PairOptions& options, Change change) {
  if (trial.is_client()) {
    options.client = change;
  } else {
    options.server = change;
  }
}
template <class Change>
void SetTheirs(const Trial& trial, PairOptions& options, Change change) {
  if (trial.is_client()) {
    options.server = change;
  } else {
    options.client = change;
  }
}

inline Connection& Ours(const Trial& trial, Pair& pair) {
  return trial.is_client() ? pair.client : pair.server;
}
inline Connection& Theirs(const Trial& trial, Pair& pair) {
  return trial.is_client() ? pair.server : pair.client;
}
inline const std::optional<Error>& TheirError(const Trial& trial, const Pair& pair) {
  return trial.is_client() ? pair.server_error : pair.client_error;
}

// The lengths of the records that a write of `data` becomes, while they wait for the other end.
std::vector<std::size_t> RecordsWritten(Pair& pair, bool from_client, const std::string& data);

using ObservePair = std::function<void(Pair&)>;
using ObserveHello = std::function<void(const ClientHelloView&)>;

// Builds both contexts: kRefused, if the backend that is looked at refuses; else `use` gets a pair
// that has not begun its handshake. An error that is not kUnsupported fails the current test.
Effect WithPair(const Trial& trial, const PairOptions& options, const ObservePair& use);
// The same without a use.
Effect TryBuild(const Trial& trial, const PairOptions& options);
// kRefused, if the backend refuses; else a handshake, which must succeed, and `observe`.
Effect AfterHandshake(const Trial& trial, const PairOptions& options, const ObservePair& observe);
// kRefused, if the backend refuses; else a handshake that the backend must refuse, and the peer
// must get `alert` from it.
Effect RefusesPeer(const Trial& trial, const PairOptions& options, Alert alert);
// kRefused, if the backend (a client) refuses; else `observe` sees its ClientHello.
Effect InClientHello(const Trial& trial, const PairOptions& options, const ObserveHello& observe);
// The ClientHello of a context.
void ShowClientHello(const ClientContext& context, const std::string& server_name,
                     const ObserveHello& observe);

// Makes options under which the backend's own certificate is asked for, sent and looked at.
PairOptions OwnCertificate(const Trial& trial, const Certificate& certificate);
// Whether the other end has this certificate.
void ExpectPeerSees(const Trial& trial, Pair& pair, const Certificate& certificate);

// The elements of one of a client's lists, by their names; those without one are left out.
std::string Names(const OfferedList<CipherSuite>& list);
std::string Names(const OfferedList<Group>& list);
std::string Names(const OfferedList<SignatureScheme>& list);

// A file with some content, in the tests' directory; its path.
std::string FileWith(const std::string& name, const std::string& content);

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_SETTINGS_PROBE_H_
