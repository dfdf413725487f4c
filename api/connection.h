#ifndef OMNITLS_CONNECTION_H_
#define OMNITLS_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/channel_binding.h"
#include "omnitls/early_data.h"
#include "omnitls/error.h"
#include "omnitls/key_update.h"
#include "omnitls/post_handshake.h"
#include "omnitls/session.h"
#include "omnitls/traffic_secrets.h"

namespace omnitls {

namespace internal {
class ConnectionCore;
class ContextCore;
}  // namespace internal

// Next says what a call waits for. Waiting is not an error.
enum class Next : std::uint8_t {
  kReady,          // The call did what it could and waits for nothing.
  kWantRead,       // Call again when the transport is readable.
  kWantWrite,      // Call again (or Flush) when the transport is writable: ciphertext is still kept
                   // here.
  kClosed,         // Read only: the peer closed the connection with an authenticated close_notify.
  kWantSignature,  // Handshake only: call again when the Signer has answered
                   // (SignerTiming::kLater).
};

// Progress is how far a Read or Write came.
struct Progress {
  std::size_t bytes = 0;
  Next next = Next::kReady;
};

// CloseState is who has closed (RFC 8446, 6.1). Each direction is closed on its own.
enum class CloseState : std::uint8_t {
  kOpen,      // Nobody.
  kSent,      // We sent close_notify; the peer may still send data.
  kReceived,  // The peer did; we may still send data.
  kComplete,  // Both.
};

// PeerChain is the certificates a peer presented: DER, leaf first, on both roles and every backend.
// A view: valid as long as its Connection.
class PeerChain {
 public:
  PeerChain() = default;
  PeerChain(ByteView bytes, std::span<const std::uint32_t> ends) : bytes_(bytes), ends_(ends) {}
  std::size_t size() const { return ends_.size(); }
  bool empty() const { return ends_.empty(); }
  // i < size().
  ByteView operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return bytes_.subspan(begin, ends_[i] - begin);
  }

 private:
  ByteView bytes_;
  std::span<const std::uint32_t> ends_;
};

// Connection is one TLS connection: move-only, used by one thread at a time, never blocking. Made
// by ClientContext::Connect, ServerContext::Accept and Acceptor::Accept. Destroying it sends
// nothing; the transport stays the caller's.
//
// Every failure of a connection is final: the call that met it returns the Error, later calls
// return it again, and the alert for the peer has been written to the transport (or waits for
// Flush). Only Read goes on once more where it was a write that the transport did not take, after
// the handshake: it gives what had arrived, and then that error or kClosed.
//
// Misuse returns kUsage and changes nothing: kEmptyHandle (no connection here, e.g. moved from),
// kReentrantCall (called from inside its own transport), kBeforeHandshake, kAfterClose, kNullBuffer
// (a null span with a size), kNotAvailable.
class Connection {
 public:
  Connection() = default;  // Empty.
  Connection(Connection&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
  Connection& operator=(Connection&& other) noexcept;
  ~Connection();

  // Handshake goes as far as it can: kReady when it is done, else kWantRead, kWantWrite or, with an
  // external key whose signer answers later, kWantSignature. It may then go on in another thread.
  // A signer that fails: kConfig with kSignerFailed or kKeyMismatch, alert internal_error. Calling
  // it again when done is harmless. In TLS 1.3 a client is done before the server has looked at its
  // certificate: a refusal then comes with the first Read. Errors: kCertificate, kProtocol,
  // kAlertReceived, kTruncated, kTransport, kNoMemory, kInternal.
  Result<Next> Handshake();

  // Read decrypts into `out`: {n, kReady} with 0 < n <= out.size(), {0, kWantRead}, {0, kWantWrite}
  // (answers to the peer wait and must be sent first), or {0, kClosed}: a clean end, for ever. An
  // empty span returns {0, kReady}. The end of the transport without close_notify is Error
  // kTruncated, never kClosed. Errors: kUsage/kBeforeHandshake; the connection's.
  Result<Progress> Read(MutableBytes out);

  // Write encrypts `data`. {n, kReady}: n == data.size(), and all is with the transport. {n,
  // kWantWrite}: the first n bytes (possibly 0) are taken, for good; their ciphertext is partly
  // kept here: call Flush, or Write with what follows them, when the transport is writable. The
  // caller's buffer is free to change in any case: no retry need repeat anything. Errors:
  // kUsage/kBeforeHandshake, kUsage/kAfterClose (after SendClose); the connection's.
  //
  // Before the handshake is done: an error, unless the context was built with BufferEarlyWrites.
  // Then {n, kReady}: all n bytes are kept. {n, kWantRead} or {n, kWantWrite}: the first n bytes
  // (possibly 0) are kept, and no more fits: call Handshake when the transport is ready. What is
  // kept is sent in order when the handshake is done, before any later write, and never to a peer
  // that failed verification; if the handshake fails, it is wiped.
  Result<Progress> Write(ByteView data);

  // WriteEarlyData keeps data to be sent with the ClientHello (RFC 8446, 2.3), before Handshake is
  // called for the first time. {n, kReady}: all n bytes are kept. {n, kWantRead}: the first n
  // (possibly 0) are, and the session allows no more. They are not forward secret, and whoever
  // records them can send them again: see docs/early-data.md for what that means. When the
  // handshake is done, early_data_status() tells what became of them. Errors: kUsage/kNotAvailable
  // (a server; a handshake that has begun; no session, or none that allows early data under this
  // context's suites and application protocols); kNoMemory; the connection's.
  Result<Progress> WriteEarlyData(ByteView data);
  // How many bytes WriteEarlyData would take now.
  std::size_t early_data_limit() const;
  // kNone until Handshake is called with early data.
  EarlyDataStatus early_data_status() const;
  // TakeRejectedEarlyData gives back all that WriteEarlyData took, to be written again or not, once
  // early_data_status() is kRejected; else, and the second time, nothing.
  SecretBytes TakeRejectedEarlyData();

  // ReadEarlyData gives a server what its client sent as early data, during the handshake (between
  // calls of Handshake) and after it: {n, kReady} with 0 < n <= out.size(); {0, kWantRead} (more
  // may come: call Handshake); {0, kClosed}: that was all. Read never gives early data, and this
  // nothing else. An empty span returns {0, kReady}. Errors: kUsage/kNotAvailable (a client);
  // kUsage/kNullBuffer; the connection's, after what had come.
  Result<Progress> ReadEarlyData(MutableBytes out);
  // Whether Write can send though the handshake is not done: see ServerContextBuilder::HalfRttData.
  bool can_write_half_rtt() const;

  // WriteGathered is Write for data in several places, as if they were one behind the other; empty
  // spans are skipped, and `bytes` counts over all. They fill records together: many small spans
  // become as few records as possible. Takes 16 KiB of stack to put them together in, wiped
  // afterwards, and no heap memory. Errors: as Write; kUsage/kNullBuffer for any of the spans
  // before anything is taken.
  Result<Progress> WriteGathered(std::span<const ByteView> spans);

  // Flush hands kept ciphertext to the transport: kReady when none is left, else kWantWrite. Works
  // after a failure, too, so that the alert gets out.
  Result<Next> Flush();

  // UpdateKeys gives what is written from now on new keys, and may ask the peer to do the same (RFC
  // 8446, 4.6.3); TLS 1.3 only. kReady when the KeyUpdate message is with the transport, else
  // kWantWrite (then Flush). Reading a peer's KeyUpdate, and answering it, needs no call but Read.
  // A peer that does not know key updates (Feature::kKeyUpdate) ends the connection with alert
  // unexpected_message. Errors: kUsage/kBeforeHandshake, kUsage/kAfterClose (after SendClose),
  // kUsage/kNotAvailable (TLS 1.2), kUnsupported/kSetting (not this backend); the connection's.
  Result<Next> UpdateKeys(KeyUpdateRequest request = KeyUpdateRequest::kUpdateNotRequested);

  // RequestClientCertificate asks a server's client for a certificate, on an established connection
  // (RFC 8446, 4.6.2); TLS 1.3 only. kReady when the request is with the transport, else kWantWrite
  // (then Flush). The client answers when it next reads, and its answer comes with a later Read:
  // certificate_request_status() is then kAnswered, and peer_chain() what it has shown, empty if it
  // has none. Data goes both ways meanwhile, and does not tell when the client has read the
  // request. A certificate that is bad, or missing where ClientAuth::kRequire, fails that Read as
  // it would fail a handshake: kCertificate, with the same details and alerts. A client may be
  // asked again once it has answered. Errors: kUsage/kBeforeHandshake, kUsage/kAfterClose (either
  // side has closed), kUsage/kNotAvailable (a client; TLS 1.2; a context without
  // PostHandshakeAuthentication; a client that does not offer it; a request is pending),
  // kUnsupported/kSetting (without Feature::kPostHandshakeAuth); kNoMemory; the connection's.
  Result<Next> RequestClientCertificate();
  CertificateRequestStatus certificate_request_status() const;

  // SendClose sends close_notify: kReady when it is with the transport, else kWantWrite (then
  // Flush). Read goes on working until the peer closes, too. Calling it again is harmless. Errors:
  // kUsage/kBeforeHandshake; the connection's.
  Result<Next> SendClose();
  CloseState close_state() const;

  // ReleaseBuffers gives back memory that the library needs for reading and writing only, for a
  // connection that will be idle for a while; it is got again by itself. Seldom needed: a Read that
  // answers kWantRead does so, too, unless the connection is busy. With OpenSSL it is about 33 KiB;
  // the other libraries keep nothing of the kind, or do not part with it, and then this does
  // nothing. Errors: kUsage/kBeforeHandshake; the connection's.
  Result<void> ReleaseBuffers();

  bool handshake_done() const;
  // Negotiated values; kNone and "" before they are known. Views are valid as long as the
  // connection.
  Version version() const;
  CipherSuite cipher_suite() const;
  Group group() const;
  std::string_view alpn() const;
  // The name in use: for a client the one it verifies; for a server the client's SNI as sent ("":
  // none).
  std::string_view server_name() const;
  bool resumed() const;
  // The identity of the external PSK that authenticates the connection, once the handshake is done;
  // empty: there is none. It is as secret as the ClientHello: in clear on the wire.
  ByteView psk_identity() const;
  // What the peer presented, verified or not; of a resumed connection, what it presented in the
  // first one. On servers, empty while certificate_request_status() is kPending; a session resumed
  // does not bring back what came after a handshake.
  PeerChain peer_chain() const;
  // The leaf of peer_chain(); empty if there is none.
  ByteView peer_certificate() const;

  // Clients: the OCSP response (DER) that the server stapled to its certificate, verified or not,
  // if the context asked for one; else, and on resumed connections, empty. Valid as long as the
  // connection.
  ByteView ocsp_response() const;

  // Clients: the SignedCertificateTimestampList (RFC 6962, 3.3) that the server sent, if the
  // context asked for it; else, and on resumed connections, empty. Nobody has verified it: read it
  // with x509::TimestampReader (api/x509/timestamps.h), as also x509::EmbeddedTimestamps of
  // peer_certificate(). Valid as long as the connection.
  ByteView signed_certificate_timestamps() const;

  // Clients: whether there is a session to take. Each session is given out once.
  SessionReadiness session_readiness() const;
  // Errors: kUsage/kNotAvailable unless session_readiness() is kReady; kNoMemory.
  Result<Session> TakeSession();

  // ExportKeyingMaterial fills `out` with bytes that only the two ends of this connection know, for
  // a protocol of the program's own (RFC 5705; RFC 8446, 7.5): they depend on `label`, which begins
  // with "EXPERIMENTAL" or is in IANA's registry "TLS Exporter Labels", and on `context`. In
  // TLS 1.2 no context and an empty one are two things, in TLS 1.3 they are the same. Needs
  // Exporters() of the context's builder. Errors: kUsage/kBeforeHandshake; kUsage/kNotAvailable
  // (not asked for; a label that TLS itself uses; TLS 1.2 without the extended master secret, where
  // the bytes could be known to others, too: RFC 7627, 5.4); kUsage/kOutOfRange (`out` is empty or
  // above 8,160 bytes, `context` above 65,535, `label` empty or above 249); kUsage/kNullBuffer;
  // kInternal; the connection's.
  Result<void> ExportKeyingMaterial(MutableBytes out, std::string_view label,
                                    std::optional<ByteView> context = std::nullopt);

  // ChannelBinding writes what ties an authentication above TLS to this connection to the beginning
  // of `out`, and returns its length in bytes: kMaxChannelBinding is enough for all. kTlsExporter
  // and kTlsUnique need Exporters() of the context's builder. Errors: kUsage/kBeforeHandshake;
  // kUsage/kOutOfRange (`out` is too short); kUsage/kNotAvailable (as ExportKeyingMaterial;
  // kTlsUnique in TLS 1.3; kTlsServerEndPoint where the certificate is signed without a hash
  // function, as by Ed25519, or was never seen); kUnsupported/kSetting (kTlsUnique without
  // Feature::kTlsUnique); kInternal; the connection's.
  Result<std::size_t> ChannelBinding(ChannelBindingType type, MutableBytes out);

  // ExtractTrafficSecrets hands the protection of the records over to somebody else, as the kernel,
  // and ends this connection without a word to the peer: other calls then answer
  // kUsage/kNotAvailable, but negotiated values stay. WHO HAS THE SECRETS CAN READ AND FORGE ALL
  // THAT FOLLOWS. To be called when the handshake is done and Flush answers kReady, before any Read
  // or Write: else what the library has read, or counted, would be lost. From then on every record
  // is the caller's, also tickets, alerts and key updates. Needs SecretExtraction() of the
  // context's builder. Errors, after which the connection goes on: kUsage/kBeforeHandshake;
  // kUsage/kNotAvailable (not asked for; data was read or written; bytes wait here still; a suite
  // of TLS 1.2 with CBC); kInternal; the connection's.
  Result<void> ExtractTrafficSecrets(TrafficSecrets& out);

  // DescribeError writes one sentence about the connection's failure: what happened, to which
  // certificate (its names, dates and place in the chain) or when, and what to do. It is the same
  // on every backend, but for the library's or transport's own code in brackets at the end. Returns
  // the part of `out` it used; "" if there was no failure. 512 bytes are enough for all but the
  // longest names; what does not fit is cut.
  std::string_view DescribeError(std::span<char> out) const;

 private:
  friend class internal::ConnectionCore;
  explicit Connection(internal::ConnectionCore* core) : core_(core) {}

  internal::ConnectionCore* core_ = nullptr;
};

}  // namespace omnitls

#endif  // OMNITLS_CONNECTION_H_
