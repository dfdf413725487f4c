#ifndef OMNITLS_BACKEND_H_
#define OMNITLS_BACKEND_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/capabilities.h"
#include "omnitls/cbc.h"
#include "omnitls/digest.h"
#include "omnitls/early_data.h"
#include "omnitls/engine_psk.h"
#include "omnitls/error.h"
#include "omnitls/key_update.h"
#include "omnitls/profile.h"
#include "omnitls/ticket_keys.h"
#include "omnitls/trust_anchors.h"
#include "omnitls/x509/signature.h"

// The seam between the neutral core (above) and one TLS library (below). Policy lives above: what
// to accept, whom to trust, which name, when a close is a close, what to retry. A backend
// translates calls, names and errors, and nothing else. Programs need only Backend's name, version
// and Supports.
namespace omnitls {

class EngineHost;

enum class Role : std::uint8_t { kClient, kServer };

// ClientAuth is what a server asks of its clients (RFC 8446, 4.3.2).
enum class ClientAuth : std::uint8_t {
  kNone,     // Do not ask for a certificate.
  kRequest,  // Ask; go on without one; refuse a bad one.
  kRequire,  // Ask; refuse clients without a good one.
};

// EngineIdentity is a certificate chain and its private key. Views are used during NewContext only.
struct EngineIdentity {
  std::span<const ByteView> chain;  // DER certificates, leaf first; at least one.
  ByteView private_key;             // PEM (with its BEGIN and END lines) or DER.
  bool private_key_is_pem = false;
  ByteView password;  // For an encrypted key; empty: not encrypted. Not NUL-terminated.
  KeyKind key_kind = KeyKind::kUnknown;
  // There is no private key here: each signature is EngineHost::Sign's.
  bool is_external = false;
  std::uint32_t key_bits = 0;  // Of the RSA modulus or of the curve.
};

// EngineConfig is everything a backend needs to know for a context. It is complete and checked:
// every list holds only what Supports() confirmed, in order of preference, and nothing is left to
// the library's own defaults. Views are used during NewContext only, but for `anchors`, which
// outlives the context.
struct EngineConfig {
  Role role = Role::kClient;
  Version min_version = Version::kTls12;
  Version max_version = Version::kTls13;
  std::span<const CipherSuite> tls12_suites;  // Empty if TLS 1.2 is not allowed.
  std::span<const CipherSuite> tls13_suites;  // Empty if TLS 1.3 is not allowed.
  std::span<const Group> groups;
  std::span<const SignatureScheme> signature_schemes;
  const EngineIdentity* identity = nullptr;
  const TrustStore* anchors = nullptr;  // For VerifySignature's `anchor` indices.
  // Whether the peer's chain goes to EngineHost::VerifyPeer: always on servers that ask for one.
  bool verify_peer = true;
  ClientAuth client_auth = ClientAuth::kNone;
  // Servers that ask for a certificate: the DER Names of the CAs to name, each after its length in
  // two bytes (RFC 8446, 4.2.4; RFC 5246, 7.4.4); empty: none. The same name may stand twice.
  ByteView authorities;
  // Clients: `identity`, or another context's, is used only if EngineHost::ChooseIdentity says so.
  bool chooses_identity = false;
  // Servers: what EngineConnection::RequestCertificate asks for. Clients: whether to offer it.
  ClientAuth post_handshake_auth = ClientAuth::kNone;
  bool offers_post_handshake_auth = false;
  bool resumption = true;  // Offer, issue and accept sessions and tickets.
  // Servers that resume: the keys of tickets, how many to send after a TLS 1.3 handshake, how long
  // a session may be resumed, in seconds, and what it may be resumed with: sessions made under
  // another `session_context` are not.
  TicketKeys ticket_keys;
  std::uint8_t ticket_count = 1;
  std::uint32_t session_lifetime = 7200;
  std::uint64_t session_context = 0;
  // Servers: give clients without tickets a session ID in TLS 1.2, which the core keeps the session
  // under. Else they get none.
  bool session_ids = false;
  // Clients: offer tickets in TLS 1.2, too. Else resume by session ID only.
  bool tls12_tickets = true;
  // Clients: EngineHost::NewSession is to be called for each.
  bool announce_sessions = false;
  // In wire form (RFC 7301, 3.1). Clients: the list to offer. Servers: their own list, for a
  // backend to refuse names it cannot do; the choice is the core's (EngineConnectionConfig::alpn),
  // and may be of none of them.
  ByteView alpn;
  // Clients: the max_fragment_length to offer, as its code (RFC 6066, 4: 1 to 4); 0: none.
  std::uint8_t max_fragment_length = 0;
  // What TLS 1.3 records are padded to a multiple of, in bytes; 0: no padding.
  std::uint16_t padding = 0;
  // Servers: how much early data tickets promise to take, in bytes; 0: none, and tickets say so.
  std::uint32_t max_early_data = 0;
  // Servers: WriteHalfRtt may be called.
  bool half_rtt_data = false;
  // EngineHost::NoteSecret is to be called for each secret of a handshake.
  bool secrets = false;
  // External PSKs. Clients: the one to offer, which outlives the context; null: none. Servers:
  // whether EngineHost::FindPreSharedKey may find some. In TLS 1.3 only together with (EC)DHE
  // (psk_dhe_ke), before certificates. Clients have no `resumption` then.
  const EnginePsk* psk = nullptr;
  bool accepts_psk = false;
  // Clients: ask for an OCSP response (RFC 6066, 8), for EngineHost::OcspResponse. Servers:
  // EngineConnectionConfig::ocsp_response may be given.
  bool ocsp_stapling = false;
  // Clients: ask for signed certificate timestamps (RFC 6962, 3.3), for EngineHost::Timestamps.
  bool requests_timestamps = false;
  // Servers: the list to send to clients that ask; empty: none.
  ByteView timestamps;
};

// EngineSession is what the library needs to resume: immutable, usable by several threads.
class EngineSession : public internal::Allocated {
 public:
  virtual ~EngineSession() = default;

  // Save appends the session in a form of the library's own, with its secrets: false when there is
  // no memory.
  [[nodiscard]] virtual bool Save(SecretBytes& out) const = 0;

  // How much early data the server takes with it, in bytes.
  virtual std::uint32_t max_early_data() const = 0;
};

// EngineConnectionConfig is what differs from connection to connection. Views stay valid during
// NewConnection only, but for a server's `session`: until its handshake is done, or it is gone.
struct EngineConnectionConfig {
  // Clients: the DNS name to send as SNI, in lower case, NUL-terminated; empty: send none.
  std::string_view sni;
  // Of this backend. Clients: resume this, if the server agrees. Servers: what the core has found
  // under the session ID in the ClientHello, for TLS 1.2; null: resume none by an ID.
  const EngineSession* session = nullptr;
  // Servers: take no ticket, but issue new ones.
  bool decline_tickets = false;
  // Servers: the client uses an external PSK (in TLS 1.2: perhaps), and gets no session; tickets
  // are declined, too.
  bool psk = false;
  // Servers: a fingerprint of the name the client calls; tickets issued under another are not
  // taken (RFC 6066, 3).
  std::uint64_t session_name = 0;
  // Servers: the application protocol the core chose from the ClientHello; empty: none.
  std::string_view alpn;
  // Servers: the first of the context's TLS 1.3 suites that the client offers, for a library that
  // would go by the client's order; kNone in TLS 1.2. With an external PSK: the one to use.
  CipherSuite tls13_suite = CipherSuite::kNone;
  // Servers: the client offers early data, and this server takes some: EngineHost::AllowEarlyData
  // decides. Else the library must skip over what it does not accept, up to kMaxSkippedEarlyData.
  bool takes_early_data = false;
  // Servers: the OCSP response to staple, which the client asks for; empty: none. Valid until the
  // handshake is done, or the connection is gone.
  ByteView ocsp_response;
};

// Step is how a call on a connection ended. There is no "want write": EngineHost::Write takes
// everything.
enum class Step : std::uint8_t {
  kDone,
  kWantRead,       // EngineHost::Read had nothing more.
  kClosed,         // The peer's authenticated close_notify was read.
  kFailed,         // See failure(). The connection is of no more use.
  kWantSignature,  // The core's own word, never an engine's: EngineHost::Sign has no answer yet.
};

struct EngineIo {
  std::size_t bytes;
  Step step;
};

// EngineInfo is what was negotiated. Views stay valid as long as the connection.
struct EngineInfo {
  Version version = Version::kNone;
  CipherSuite cipher_suite = CipherSuite::kNone;
  Group group = Group::kNone;  // kNone where no (EC)DHE took place.
  std::string_view alpn;       // Clients: the server's choice; empty: none.
  bool resumed = false;
  bool psk = false;  // TLS 1.3: an external PSK is in use. The core tells TLS 1.2's by the suite.
  bool early_data_accepted = false;
  // TLS 1.2: whether the master secret is bound to the handshake (RFC 7627).
  bool extended_master_secret = false;
  // The most plaintext, in bytes, that the library puts into one record. Write takes more.
  std::size_t max_record = 16384;
};

// EngineConnection is one connection in the library. Used by one thread at a time.
class EngineConnection : public internal::Allocated {
 public:
  virtual ~EngineConnection() = default;

  // Handshake goes on until kDone, kWantRead or kFailed.
  virtual Step Handshake() = 0;
  // OfferEarlyData tells a client, before its handshake, what to send with its ClientHello; no more
  // than the session allows. `data` stays valid until the handshake is done.
  virtual void OfferEarlyData(ByteView /*data*/) {}
  // Servers whose context has half_rtt_data: whether the client could read application data,
  // though the handshake is not done; and to write some then (RFC 8446, 2.3): kDone or kFailed.
  virtual bool can_write_half_rtt() const { return false; }
  virtual Step WriteHalfRtt(ByteView /*data*/) { return Step::kFailed; }
  // Read decrypts into `out` (1 to 2^30 bytes) and returns how many bytes; or what the library
  // answered, 0 or less, when it gave none: ReadStopped tells what that means. So all that stands
  // between the core and the library, usually, is a jump.
  virtual int Read(MutableBytes out) = 0;
  // ReadStopped deals with what is not data (tickets, key updates) and reads on: kDone with at
  // least one byte, or another step with none.
  virtual EngineIo ReadStopped(MutableBytes out, int answer) = 0;
  // Write encrypts all of `data` (1 to 16,384 bytes), in several records if need be, and returns
  // its size; or what the library answered: WriteStopped tells what that means.
  virtual int Write(ByteView data) = 0;
  // WriteStopped goes on after such an answer: kDone with the size of `data`, or kFailed.
  virtual EngineIo WriteStopped(ByteView data, int answer) = 0;
  // UpdateKeys sends KeyUpdate, in TLS 1.3 only and only where Supports(Feature::kKeyUpdate): kDone
  // or kFailed.
  virtual Step UpdateKeys(KeyUpdateRequest request) = 0;
  // RequestCertificate sends CertificateRequest (RFC 8446, 4.6.2), on servers, in TLS 1.3, after
  // the handshake, where EngineConfig::post_handshake_auth and the client offers it: kDone or
  // kFailed. The answer is dealt with by Read and ReadStopped, as in the handshake.
  // CertificateAnswered tells whether all of it has come and is proved to be the client's, with its
  // Finished; if it was empty, NoPeerCertificate has been called. Asked until it says so, and then
  // not any more.
  virtual Step RequestCertificate() { return Step::kFailed; }
  virtual bool CertificateAnswered() { return false; }
  // SendClose sends close_notify: kDone, after which nothing the library writes is sent; or
  // kFailed; or kWantRead: it will be sent from a read, and then EngineHost::Mute called.
  virtual Step SendClose() = 0;
  // ReleaseBuffers gives buffers back that the library gets again when it needs them, and says
  // whether the next Write does. `certainly`: the program knows that the connection is idle; else
  // it only waits for its peer, and the library does as it thinks best. Between calls, after the
  // handshake.
  virtual bool ReleaseBuffers(bool /*certainly*/) { return false; }
  // The error, after kFailed: translated; `alert` as sent or received, Alert::kNone if none was.
  virtual Error failure() const = 0;
  // After the handshake.
  virtual EngineInfo info() const = 0;
  // Servers, after the handshake, where EngineConfig::session_ids: what TakeSession's session is to
  // be found under, valid until the next call; empty: nothing, the session is a ticket's or
  // resumed.
  virtual ByteView session_id() const = 0;
  // Clients: whether TakeSession would return a session now.
  virtual bool has_session() const = 0;
  // Also for servers, where there is a session_id().
  virtual Result<internal::Owned<EngineSession>> TakeSession() = 0;
};

// EngineContext is one configuration in the library: immutable, shared by threads.
class EngineContext : public internal::Allocated, public x509::SignatureVerifier {
 public:
  virtual ~EngineContext() = default;

  // NewConnection makes a connection that calls `host` only inside its own methods. `host` and this
  // context outlive it. Errors: kNoMemory, kInternal.
  virtual Result<internal::Owned<EngineConnection>> NewConnection(
      EngineHost& host, const EngineConnectionConfig& config) const = 0;
};

#if defined(OMNITLS_PROFILE_MINIMAL)
// There is one, which the linker finds: backends/mbedtls/minimal.
class Backend {
 public:
  std::string_view name() const;
  std::string_view library_version() const;
  bool Supports(Feature feature) const;
  bool Supports(CipherSuite suite) const;
  bool Supports(Group group) const;
  bool Supports(SignatureScheme scheme) const;
  [[nodiscard]] bool Random(MutableBytes out) const;
};
#else
// Backend is one TLS library. There is one static instance of each; it is safe to use from all
// threads.
class Backend {
 public:
  // "openssl", "mbedtls" or "wolfssl".
  virtual std::string_view name() const = 0;
  // The library's own name and version as linked ("OpenSSL 3.0.19", ...). Static storage.
  virtual std::string_view library_version() const = 0;

  // What the library, as built and linked, can do.
  virtual bool Supports(Feature feature) const = 0;
  virtual bool Supports(CipherSuite suite) const = 0;
  virtual bool Supports(Group group) const = 0;
  virtual bool Supports(SignatureScheme scheme) const = 0;

  // Random fills `out` with random bytes fit for keys; false: the library cannot.
  [[nodiscard]] virtual bool Random(MutableBytes out) const = 0;

  // Digest hashes all of `parts`, at most 8 of them, as one message into `out`, which has
  // DigestSize(hash) bytes and may overlap with them; false: the library cannot. What it hashes may
  // be secret.
  [[nodiscard]] virtual bool Digest(HashAlgorithm hash, std::span<const ByteView> parts,
                                    MutableBytes out) const = 0;

  // DecryptCbc decrypts `data` in place, without a look at its padding. `key`, `iv` and `data` have
  // the sizes that `cipher` takes; `data` may be secret. Errors: kUnsupported/kUnsupportedAlgorithm
  // (the library has no such cipher), kNoMemory, kInternal.
  virtual Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv,
                                  MutableBytes data) const = 0;

  // LoadSession makes a session of what EngineSession::Save wrote: bytes that may come from a file,
  // though the core has found their checksum right. Errors: kConfig/kMalformedSession, kNoMemory.
  virtual Result<internal::Owned<EngineSession>> LoadSession(ByteView saved) const = 0;

  // NewContext makes a context. Errors: kConfig with kMalformedPem/kMalformedDer (the private key),
  // kWrongPassword, kKeyMismatch; kUnsupported; kNoMemory; kInternal.
  virtual Result<internal::Owned<EngineContext>> NewContext(const EngineConfig& config) const = 0;

 protected:
  ~Backend() = default;
};
#endif

// DefaultBackend is the backend this program was built for (bazel build
// --config=openssl|mbedtls|wolfssl). It is defined by the target //api:omnitls; programs that link
// backends by name need not link it.
const Backend& DefaultBackend();

}  // namespace omnitls

#endif  // OMNITLS_BACKEND_H_
