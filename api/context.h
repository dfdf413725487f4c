#ifndef OMNITLS_CONTEXT_H_
#define OMNITLS_CONTEXT_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>

#include "omnitls/algorithms.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/certificate_request.h"
#include "omnitls/connection.h"
#include "omnitls/error.h"
#include "omnitls/key_log.h"
#include "omnitls/ocsp_responses.h"
#include "omnitls/pre_shared_key.h"
#include "omnitls/server_name.h"
#include "omnitls/server_session_store.h"
#include "omnitls/session.h"
#include "omnitls/session_store.h"
#include "omnitls/signer.h"
#include "omnitls/ticket_keys.h"
#include "omnitls/transport.h"

namespace omnitls {

namespace internal {
class ContextCore;
struct ContextSettings;
struct NamedIdentity;
}  // namespace internal

namespace danger {
class Access;
}

// SessionCacheMode: whether sessions are offered, issued and accepted.
enum class SessionCacheMode : std::uint8_t {
  kOff,  // Every handshake is a full one.
  kOn,   // Clients may take sessions; servers issue tickets.
};

// Tls12Resumption is how a client asks to resume in TLS 1.2.
enum class Tls12Resumption : std::uint8_t {
  kTicketsOrIds,  // By ticket (RFC 5077), or by session ID if the server gives none.
  kIdsOnly,       // By session ID (RFC 5246, 7.4.1.2): session_ticket is not offered.
};

// PasswordCallback supplies the password of an encrypted private key, or of a PKCS#12 file (there
// in UTF-8). It is called once, during Build, on the caller's thread, only if the key or file needs
// one. It writes at most out.size() (1,024) bytes and returns how many; 0 means there is none. The
// buffer is wiped afterwards.
using PasswordCallback = std::size_t (*)(void* user, MutableBytes out);

// ClockCallback returns the time in seconds since 1970-01-01 UTC. It is called once per full
// handshake with certificates, and by servers that staple OCSP responses for each client that asks,
// on the connection's thread; so, for one context, by several at a time.
using ClockCallback = std::int64_t (*)(void* user);

// What a server's own functions get and return: see hello_decision.h and client_hello_view.h.
class AlpnChoice;
class ReplayGuard;
class ClientHelloView;
class HelloDecision;

// ClientHelloCallback and AlpnCallback are called during Handshake, at most once per connection, on
// the thread of that call; so, for one context, by several threads at a time. The view is valid
// during the call only. They must not call the connection.
using ClientHelloCallback = HelloDecision (*)(void* user, const ClientHelloView& hello);
using AlpnCallback = AlpnChoice (*)(void* user, const ClientHelloView& hello);

// AlpnMismatch is what a server does with a client that offers application protocols, but none of
// the server's.
enum class AlpnMismatch : std::uint8_t {
  kRefuse,  // Alert no_application_protocol (RFC 7301, 3.2).
  kIgnore,  // Go on as if the client had offered none.
};

// MissingCrl is what becomes of a peer with a certificate that no CRL speaks of.
enum class MissingCrl : std::uint8_t {
  kAccept,  // It counts as not revoked.
  kRefuse,  // kCertificate/kRevocationUnknown, alert certificate_unknown.
};

// OcspMode is whether a client asks servers to staple an OCSP response to their certificate.
enum class OcspMode : std::uint8_t {
  kOff,      // Do not ask.
  kRequest,  // Ask; go on without one, unless the certificate demands it; refuse a bad one.
  kRequire,  // Ask; refuse servers without a good one.
};

// ConnectOptions is what differs between a client's connections.
struct ConnectOptions {
  // The name to send and to verify: a DNS name or an IP literal (see ServerName::Parse). Empty: the
  // context's.
  std::string_view server_name;
  // A session to resume, if the server agrees; empty: none.
  Session session;
};

// ClientContext is a client's configuration: immutable, reference-counted (copying is cheap),
// shared by any number of connections and threads. Made by ClientContextBuilder.
class ClientContext {
 public:
  ClientContext() = default;  // Empty.
  ClientContext(const ClientContext& other);
  ClientContext(ClientContext&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
  ClientContext& operator=(ClientContext other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }
  ~ClientContext();

  // Connect makes a connection that has not begun its handshake. It keeps a reference to this
  // context; `transport` must outlive it. Errors: kUsage/kEmptyHandle; kConfig/kMissingServerName
  // (none here or in the context, but names are verified), kConfig/kInvalidServerName;
  // kUsage/kWrongBackend, kUsage/kPolicyMismatch (the session is another backend's, or was made for
  // another name or under another verification policy); kNoMemory.
  Result<Connection> Connect(Transport& transport, const ConnectOptions& options = {}) const;
  // The same with a name only.
  Result<Connection> Connect(Transport& transport, std::string_view server_name) const;

 private:
  friend class ClientContextBuilder;
  explicit ClientContext(internal::ContextCore* core) : core_(core) {}

  internal::ContextCore* core_ = nullptr;
};

// ServerContext is a server's configuration: immutable, reference-counted (copying is cheap),
// shared by any number of connections and threads. Made by ServerContextBuilder.
class ServerContext {
 public:
  ServerContext() = default;  // Empty.
  ServerContext(const ServerContext& other);
  ServerContext(ServerContext&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
  ServerContext& operator=(ServerContext other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }
  ~ServerContext();

  // Accept makes a connection that waits for a ClientHello. It keeps a reference to this context;
  // `transport` must outlive it. Errors: kUsage/kEmptyHandle; kNoMemory.
  Result<Connection> Accept(Transport& transport) const;

 private:
  friend class Acceptor;
  friend class ServerContextBuilder;
  friend class internal::ConnectionCore;
  explicit ServerContext(internal::ContextCore* core) : core_(core) {}

  internal::ContextCore* core_ = nullptr;
};

// BuilderBase is what both builders have. Calls return void and the derived builders make them
// chain.
//
// A builder is used by one thread. Arguments are copied; nothing need outlive the call. The first
// error sticks: later calls do nothing, and Build returns it. error_message() then says in a
// sentence which file or word is wrong, and why.
class BuilderBase {
 public:
  BuilderBase(const BuilderBase&) = delete;
  BuilderBase& operator=(const BuilderBase&) = delete;

  // "" while there is no error. Valid until the next call on this builder.
  std::string_view error_message() const;

 protected:
  BuilderBase(Role role, const Backend& backend);
  ~BuilderBase();

  void SetVersions(Version minimum, Version maximum);
  void SetTls12CipherSuites(std::string_view names);
  void SetTls13CipherSuites(std::string_view names);
  void SetGroups(std::string_view names);
  void SetSignatureSchemes(std::string_view names);
  void SetCertificate(ByteView pem_or_der, std::string_view source);
  void SetPrivateKey(ByteView pem_or_der, std::string_view source);
  // In external_key.cc.
  void SetExternalKey(Signer* signer, SignerTiming timing);
  void SetPassword(PasswordCallback callback, void* user);
  void SetPkcs12(ByteView der, std::string_view source);  // In pkcs12_settings.cc.
  // In identities.cc.
  struct IdentityKey {
    ByteView key = {};
    std::string_view path = {};
    Signer* signer = nullptr;  // In its place.
    SignerTiming timing = SignerTiming::kAtOnce;
  };
  void AddNamedIdentity(std::string_view name, ByteView chain, std::string_view chain_path,
                        const IdentityKey& key);
  void AddClientIdentity(ByteView chain, std::string_view chain_path, const IdentityKey& key);
  void AddCa(ByteView pem_or_der, std::string_view source);
  void AddPin(ByteView sha256);
  void AddPinText(std::string_view text);
  void AddCrl(ByteView pem_or_der, std::string_view source);
  void SetMissingCrl(MissingCrl mode);
  void AddAlpn(std::string_view name);
  void SetAlpnWire(ByteView list);
  void SetSessionCache(SessionCacheMode mode);
  void SetSignatureCache(std::size_t certificates);
  void SetClock(ClockCallback callback, void* user);
  void SetEarlyData(std::size_t bytes);  // In early_data.cc.
  // In ocsp_settings.cc.
  void SetOcspMode(OcspMode mode);
  void SetOcspResponse(ByteView der, std::string_view source);
  void SetOcspResponses(OcspResponses responses);
  void SetRequestsTimestamps(bool request);
  void SetTimestamps(ByteView list);
  // In record_settings.cc.
  void SetMaxFragmentLength(std::size_t bytes);
  void SetRecordSizeLimit(std::size_t bytes);
  void SetMaxRecordSize(std::size_t bytes);
  void SetPadding(std::size_t bytes);
  void SetEarlyWrites(std::size_t bytes);
  // In secret_settings.cc.
  void SetExporters(bool keep);
  void SetKeyLog(KeyLogCallback callback, void* user);
  void SetSecretExtraction(bool allow);
  // In files.cc (target //api:files), so that devices need no file system.
  void SetCertificateFile(const char* path);
  void SetPrivateKeyFile(const char* path);
  void SetPkcs12File(const char* path);
  void AddNamedIdentityFiles(std::string_view name, const char* chain, const char* key);
  void AddClientIdentityFiles(const char* chain, const char* key);
  void AddCaFile(const char* path);
  void AddCrlFile(const char* path);
  void SetOcspResponseFile(const char* path);
  void AddCaDirectory(const char* path);
  void AddSystemRoots();

  Result<internal::ContextCore*> BuildCore();

  internal::ContextSettings* settings_ = nullptr;  // Null: no memory.

 private:
  friend class danger::Access;
  void ReadIdentity(internal::NamedIdentity& identity, ByteView chain,
                    std::string_view chain_source, const IdentityKey& key,
                    std::string_view key_source);
};

// BasicBuilder gives both builders their common, chaining calls. Derived is the role's own builder.
template <class Derived>
class BasicBuilder : public BuilderBase {
 public:
  // The versions to allow, both inclusive. Default: TLS 1.2 to TLS 1.3. TLS 1.2 is the floor.
  // Build fails with kConfig/kVersionRange when the minimum is above the maximum.
  Derived& MinVersion(Version version) {
    SetVersions(version, Version::kNone);
    return self();
  }
  Derived& MaxVersion(Version version) {
    SetVersions(Version::kNone, version);
    return self();
  }

  // The suites, groups (RFC 8446, 4.2.7) and signature schemes (4.2.3) to use, best first: IANA or
  // OpenSSL names, separated by ':', ',' or spaces. Defaults: docs/defaults.md. Build fails with
  // kConfig/kUnknownName for a word that is no such name, and with kUnsupported/kUnknownName for
  // one that the backend cannot do.
  Derived& Tls12CipherSuites(std::string_view names) {
    SetTls12CipherSuites(names);
    return self();
  }
  Derived& Tls13CipherSuites(std::string_view names) {
    SetTls13CipherSuites(names);
    return self();
  }
  Derived& Groups(std::string_view names) {
    SetGroups(names);
    return self();
  }
  Derived& SignatureSchemes(std::string_view names) {
    SetSignatureSchemes(names);
    return self();
  }

  // The own certificate chain, leaf first: PEM with one or more CERTIFICATE blocks, or one DER
  // certificate.
  Derived& CertificateChain(ByteView pem_or_der) {
    SetCertificate(pem_or_der, {});
    return self();
  }
  Derived& CertificateChain(std::string_view pem) { return CertificateChain(AsBytes(pem)); }
  Derived& CertificateChainFile(const char* path) {
    SetCertificateFile(path);
    return self();
  }
  // The leaf's private key: PEM or DER; PKCS#8 (encrypted or not), PKCS#1 or SEC 1. Wiped after
  // Build. Build fails with kConfig/kKeyMismatch if it is not the certificate's, kPasswordRequired
  // or kWrongPassword.
  Derived& PrivateKey(ByteView pem_or_der) {
    SetPrivateKey(pem_or_der, {});
    return self();
  }
  Derived& PrivateKey(std::string_view pem) { return PrivateKey(AsBytes(pem)); }
  Derived& PrivateKeyFile(const char* path) {
    SetPrivateKeyFile(path);
    return self();
  }
  // In place of PrivateKey: a key that is somewhere else, and signs there. `signer` must outlive
  // the context and its connections; it is used by several threads at a time. Null, the default:
  // none. What it signs is verified with the certificate's key before it is used. An external key
  // does not decrypt: servers leave out suites of TLS 1.2 with the key exchange of RSA. Build fails
  // with kConfig/kDuplicate if there is a PrivateKey, too; kUnsupported/kSetting without
  // Feature::kExternalKeys, for Ed25519 and Ed448 kExternalEdDsaKeys, for SignerTiming::kLater
  // kLaterSignatures.
  Derived& ExternalKey(Signer* signer, SignerTiming timing = SignerTiming::kAtOnce) {
    SetExternalKey(signer, timing);
    return self();
  }
  // In place of CertificateChain and PrivateKey: both from a PKCS#12 file (RFC 7292), DER, with one
  // private key, its certificate and the certificates above that in any order; a root in it is not
  // sent. Encrypted with AES (PBES2) or 3DES in CBC mode, or not at all; see docs/keys.md.
  // Password gives its password; without one, files are opened that were made with an empty one, or
  // none. Wiped after Build. Build fails with kConfig/kMalformedPkcs12, kEmptyInput,
  // kPasswordRequired, kWrongPassword (also where the file was altered), kNoPrivateKeyFound,
  // kNoCertificateFound, kKeyMismatch, kMalformedCertificate, kFileUnreadable; kOutOfRange for
  // iteration counts that add up to more than 10,000,000; kDuplicate for several keys, or if there
  // is a CertificateChain, PrivateKey or ExternalKey, too; kUnsupported/kUnsupportedAlgorithm for
  // other encryption.
  Derived& Pkcs12(ByteView der) {
    SetPkcs12(der, {});
    return self();
  }
  Derived& Pkcs12File(const char* path) {
    SetPkcs12File(path);
    return self();
  }
  // The password of an encrypted key. `user` must stay valid until Build returns.
  Derived& Password(PasswordCallback callback, void* user = nullptr) {
    SetPassword(callback, user);
    return self();
  }

  // Certificates that the peer's chain must lead to: PEM with any number of blocks or one DER
  // certificate. Calls add up. Clients: servers' issuers. Servers: clients' issuers.
  Derived& Ca(ByteView pem_or_der) {
    AddCa(pem_or_der, {});
    return self();
  }
  Derived& Ca(std::string_view pem) { return Ca(AsBytes(pem)); }
  // A PEM or DER file; all files of a directory that hold PEM certificates.
  Derived& CaFile(const char* path) {
    AddCaFile(path);
    return self();
  }
  Derived& CaDirectory(const char* path) {
    AddCaDirectory(path);
    return self();
  }

  // A public key that the peer's own certificate may have: the SHA-256 digest, 32 bytes, of its DER
  // SubjectPublicKeyInfo (RFC 7469, 2.4). Calls add up: the peer needs one of the keys. It comes
  // on top of verification; a peer with another key is refused with kCertificate/kKeyNotPinned,
  // alert bad_certificate. Build fails with kConfig/kMalformedPin.
  Derived& PinPublicKey(ByteView sha256) {
    AddPin(sha256);
    return self();
  }
  // The same as text: "sha256//" and the digest in base64, as curl has it.
  Derived& PinPublicKey(std::string_view text) {
    AddPinText(text);
    return self();
  }

  // Certificate revocation lists (RFC 5280, 5): PEM with any number of X509 CRL blocks, or one DER
  // CRL. Calls add up. Each is used for the certificates of the issuer that signed it; one that is
  // past its nextUpdate still revokes, but says of no certificate that it is good. Build fails with
  // kConfig/kMalformedCrl also for what cannot stand alone or speaks of other issuers'
  // certificates (delta and indirect CRLs), kNoCrlFound, kEmptyInput, kMalformedPem,
  // kFileUnreadable. Lists do not change with a context: to bring new ones, make a new one.
  Derived& Crl(ByteView pem_or_der) {
    AddCrl(pem_or_der, {});
    return self();
  }
  Derived& Crl(std::string_view pem) { return Crl(AsBytes(pem)); }
  Derived& CrlFile(const char* path) {
    AddCrlFile(path);
    return self();
  }
  // What becomes of certificates that no current CRL speaks of, all but the trust anchor. Default:
  // kAccept. Build fails with kConfig/kSetting for kRefuse without any CRL.
  Derived& OnMissingCrl(MissingCrl mode) {
    SetMissingCrl(mode);
    return self();
  }

  // Application protocols, best first (RFC 7301). Servers choose by their own order and refuse
  // clients that offer others only (alert no_application_protocol; but see OnAlpnMismatch); a
  // client that offers none is served. Build fails with kConfig/kNameLength for a name that is
  // empty or longer than 255 bytes; with kUnsupported/kSetting for one with a NUL byte in it
  // without Feature::kAlpnNamesWithNul.
  Derived& Alpn(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) AddAlpn(name);
    return self();
  }
  Derived& Alpn(std::span<const std::string_view> names) {
    for (const std::string_view name : names) AddAlpn(name);
    return self();
  }
  // The same in wire form (each name after its length in one byte), in place of earlier calls.
  Derived& AlpnWire(ByteView list) {
    SetAlpnWire(list);
    return self();
  }

  // The time that certificates are judged by, where it is not the system's: for tests, and for
  // devices that learn it in another way. What the library below times for itself, the age of
  // sessions and tickets, goes by the system's clock. `user` must stay valid as long as the context
  // and its connections. Null, the default: the system's clock.
  Derived& Clock(ClockCallback callback, void* user = nullptr) {
    SetClock(callback, user);
    return self();
  }

  // How many certificates' signatures to remember as verified (api/x509/signature_cache.h), so that
  // a peer whose chain was seen before costs no public-key operation for it. Everything else about
  // the chain is judged anew each time. Takes up to 4 KiB each, commonly 1 KiB, once per context,
  // as certificates come; more than 4,096 count as 4,096. Default: 16. 0: none.
  Derived& SignatureCache(std::size_t certificates) {
    SetSignatureCache(certificates);
    return self();
  }

  // The most plaintext, in bytes, that one record of application data carries from this side: 512
  // to 16,384 (the default). Small records can be used sooner by a peer on a slow line; each costs
  // about 25 bytes and a call of the library. Build fails with kConfig/kSetting for other values.
  Derived& MaxRecordSize(std::size_t bytes) {
    SetMaxRecordSize(bytes);
    return self();
  }
  // Pads TLS 1.3 records (RFC 8446, 5.4): data, one byte of type and padding together are a
  // multiple of `bytes`, 2 to 16,384, but no longer than a record may be. Comes on top of
  // MaxRecordSize; no effect on TLS 1.2 connections. Build fails with kConfig/kSetting for other
  // values, or when only TLS 1.2 is allowed; with kUnsupported/kSetting without
  // Feature::kRecordPadding.
  Derived& Padding(std::size_t bytes) {
    SetPadding(bytes);
    return self();
  }
  // The record_size_limit to announce (RFC 8449), in bytes: 64 to 16,385. No backend can yet
  // (Feature::kRecordSizeLimit): Build fails with kUnsupported/kSetting; with kConfig/kSetting for
  // other values.
  Derived& RecordSizeLimit(std::size_t bytes) {
    SetRecordSizeLimit(bytes);
    return self();
  }
  // How many bytes a connection keeps that are written before its handshake is done (see
  // Connection::Write). They are sent under the keys of the finished handshake: this is not the
  // early data of RFC 8446, 2.3. Memory is taken as bytes come. Default: 0, such writes are errors.
  // Build fails with kConfig/kSetting for more than 32,768.
  Derived& BufferEarlyWrites(std::size_t bytes) {
    SetEarlyWrites(bytes);
    return self();
  }

  // Whether connections keep what Connection::ExportKeyingMaterial and ChannelBinding need: some
  // 250 bytes each. Default: false. Build fails with kUnsupported/kSetting without
  // Feature::kExporters.
  Derived& Exporters(bool keep = true) {
    SetExporters(keep);
    return self();
  }
  // Calls `callback` with the secrets of every connection, for the analysis of captures (RFC 9850):
  // WHO HAS THEM READS THE CONNECTIONS. For debugging only; see KeyLogFile. `user` must stay valid
  // as long as the context and its connections. Null, the default: none. Build fails with
  // kUnsupported/kSetting without Feature::kKeyLog.
  Derived& KeyLog(KeyLogCallback callback, void* user = nullptr) {
    SetKeyLog(callback, user);
    return self();
  }
  // Whether Connection::ExtractTrafficSecrets is allowed. Default: false. Build fails with
  // kUnsupported/kSetting without Feature::kSecretExtraction.
  Derived& SecretExtraction(bool allow = true) {
    SetSecretExtraction(allow);
    return self();
  }

  // Default: kOn. A server that asks clients for certificates issues no tickets yet.
  Derived& SessionCache(SessionCacheMode mode) {
    SetSessionCache(mode);
    return self();
  }

 protected:
  using BuilderBase::BuilderBase;

 private:
  Derived& self() { return static_cast<Derived&>(*this); }
};

// ClientContextBuilder makes ClientContexts. By default the server's chain must lead to a CA given
// here (or to one of the system's, after SystemRoots) and its certificate must carry the server's
// name.
class ClientContextBuilder : public BasicBuilder<ClientContextBuilder> {
 public:
  explicit ClientContextBuilder(const Backend& backend = DefaultBackend())
      : BasicBuilder(Role::kClient, backend) {}

  // Trust the operating system's roots, besides any given CA.
  ClientContextBuilder& SystemRoots() {
    AddSystemRoots();
    return *this;
  }

  // The name to send and to verify when Connect gives none. Build fails with
  // kConfig/kInvalidServerName.
  ClientContextBuilder& ServerName(std::string_view name);

  // Where this context's sessions are kept: new ones go there, and connections resume from there if
  // Connect is given none. `store` must outlive the context and its connections. Null, the default:
  // nowhere; the program takes sessions itself (Connection::TakeSession), and only then it can.
  ClientContextBuilder& Sessions(SessionStore* store);

  // How to ask to resume in TLS 1.2; TLS 1.3 goes on with tickets. Default: kTicketsOrIds. Build
  // fails with kUnsupported/kSetting for kIdsOnly without Feature::kTls12SessionIds.
  ClientContextBuilder& ResumeTls12By(Tls12Resumption mode);

  // One more identity, for servers that ask for a certificate: chain and key are as in
  // CertificateChain and PrivateKey; Password serves every encrypted key, and is called once for
  // each. A server gets the first, that of those calls before those of this one, whose key can sign
  // what the server asks for and whose chain was issued by one of the CAs that it names; else, the
  // first whose key can. If there is none, or it does not ask, it gets none. Everything else that
  // this builder sets holds for all identities. Build fails as for CertificateChain and PrivateKey;
  // error_message() names the call by its number.
  ClientContextBuilder& AddIdentity(ByteView chain, ByteView key) {
    AddClientIdentity(chain, {}, {.key = key});
    return *this;
  }
  ClientContextBuilder& AddIdentity(std::string_view chain_pem, std::string_view key_pem) {
    return AddIdentity(AsBytes(chain_pem), AsBytes(key_pem));
  }
  // The same with a key that is somewhere else, as in ExternalKey.
  ClientContextBuilder& AddExternalIdentity(ByteView chain, Signer* signer,
                                            SignerTiming timing = SignerTiming::kAtOnce) {
    AddClientIdentity(chain, {}, {.signer = signer, .timing = timing});
    return *this;
  }
  ClientContextBuilder& AddExternalIdentity(std::string_view chain_pem, Signer* signer,
                                            SignerTiming timing = SignerTiming::kAtOnce) {
    return AddExternalIdentity(AsBytes(chain_pem), signer, timing);
  }
  ClientContextBuilder& AddIdentityFiles(const char* chain_path, const char* key_path) {
    AddClientIdentityFiles(chain_path, key_path);
    return *this;
  }
  // Calls `callback` when a server asks for a certificate and this client has any: it chooses
  // which, or none. `user` must stay valid as long as the context and its connections. Null: no
  // callback (the default), and the choice is as above.
  ClientContextBuilder& ChooseIdentity(ChooseIdentityCallback callback, void* user = nullptr);

  // Whether to send the server's name (SNI; RFC 6066, 3). Without it the name is still verified,
  // but a server with several certificates may show another one. A session is resumed under the
  // same choice only. Default: true. An IP address is never sent.
  ClientContextBuilder& SendServerName(bool send = true);

  // How names in certificates are matched. Default: HostNameFlags::kNone, the strict rule of RFC
  // 9525.
  ClientContextBuilder& NameFlags(HostNameFlags flags);

  // Whether to ask for an OCSP response (RFC 6066, 8; RFC 8446, 4.4.2.1) for the server's
  // certificate, with which its issuer vouches that it is not revoked. What comes is verified: a
  // server whose response says "revoked" is refused with kCertificate/kRevoked, alert
  // certificate_revoked; "unknown", with kRevocationUnknown, alert certificate_unknown; one that is
  // malformed, for another certificate or not signed by the issuer, or whom it appointed
  // (kBadOcspResponse), out of date (kStaleOcspResponse), or missing where this mode or the
  // certificate (RFC 7633) demands it (kMissingOcspResponse), with alert
  // bad_certificate_status_response. A certificate that is itself a trust anchor needs none.
  // Default: kOff. Build fails with kUnsupported/kSetting for the others without
  // Feature::kOcspStapling.
  ClientContextBuilder& OcspStapling(OcspMode mode) {
    SetOcspMode(mode);
    return *this;
  }

  // Whether to ask for signed certificate timestamps (RFC 6962, 3.3), for
  // Connection::signed_certificate_timestamps. They are not verified. Those in certificates come
  // without being asked for: see x509::EmbeddedTimestamps. Default: false. Build fails with
  // kUnsupported/kSetting without Feature::kSignedCertificateTimestamps.
  ClientContextBuilder& SignedCertificateTimestamps(bool request = true) {
    SetRequestsTimestamps(request);
    return *this;
  }

  // Whether to offer to be asked for a certificate when the handshake is done (RFC 8446, 4.2.6). A
  // server's request is then answered by the Read that it comes with: with the certificate of this
  // context, or with none if there is none. If the server refuses it, the next Read fails with its
  // alert. Without this, such a request ends the connection: alert unexpected_message. Default:
  // false. Build fails with kConfig/kSetting if only TLS 1.2 is allowed, or with a PreSharedKey;
  // with kUnsupported/kSetting without Feature::kPostHandshakeAuth, or with an ExternalKey.
  ClientContextBuilder& PostHandshakeAuthentication(bool allow = true);

  // The longest record to exchange, in bytes of plaintext: 512, 1,024, 2,048 or 4,096 (RFC 6066,
  // 4). Both sides keep to it when the server agrees, which it need not. Servers agree without any
  // setting where they can (Feature::kMaxFragmentLength, kTls13MaxFragmentLength). A session is
  // resumed under the same length only. Build fails with kConfig/kSetting for other values;
  // kUnsupported/kSetting if the backend cannot ask for it in every version allowed.
  ClientContextBuilder& MaxFragmentLength(std::size_t bytes) {
    SetMaxFragmentLength(bytes);
    return *this;
  }

  // Offers an external PSK (RFC 8446, 2.2; RFC 4279), before certificates: in TLS 1.3 together with
  // (EC)DHE, never alone; in TLS 1.2 with the suites whose names say PSK, which are used only with
  // one. `hash` is for TLS 1.3 (see omnitls::PreSharedKey). Both ends prove that they know the key;
  // a server that does not use it has to show a certificate, and if there is no CA (nor a verifier
  // of one's own), it is refused: kCertificate/kUnknownIssuer, alert unknown_ca. Such a context
  // needs no server name, either. Its connections neither resume sessions nor give any, nor early
  // data. The identity is sent in clear. Copied; wiped with the context. See docs/psk.md.
  //
  // Build fails with kConfig/kNameLength (identity: 1 to 128 bytes), kConfig/kKeyLength (key: 16 to
  // 64 bytes), kConfig/kDuplicate (a second call), kConfig/kOutOfRange (another hash than SHA-256
  // and SHA-384), kConfig/kNothingLeft (no TLS 1.3 suite has it); with kUnsupported/kSetting
  // without Feature::kExternalPsk or kTls12ExternalPsk for a version that is allowed,
  // kSha384ExternalPsk for that hash in TLS 1.3, kPskIdentitiesWithNul for such an identity, or if
  // TLS 1.2 is allowed.
  ClientContextBuilder& PreSharedKey(ByteView identity, ByteView key,
                                     HashAlgorithm hash = HashAlgorithm::kSha256);

  // Build makes the context and uses the builder up: a second call fails with kUsage/kNotAvailable.
  // Errors: the first of the calls above; kConfig/kMissingTrustAnchors, kMissingIdentity (a key
  // without a certificate or the reverse), kVersionRange, kNothingLeft (no suite fits the
  // versions), and the ones named at the settings; kUnsupported; kNoMemory.
  Result<ClientContext> Build();
};

// ServerContextBuilder makes ServerContexts. A certificate and its key are required (but see
// RequireKnownServerName and PreSharedKeys).
class ServerContextBuilder : public BasicBuilder<ServerContextBuilder> {
 public:
  explicit ServerContextBuilder(const Backend& backend = DefaultBackend())
      : BasicBuilder(Role::kServer, backend) {}

  // Whether to ask clients for certificates. Default: kNone. The others need a CA.
  ServerContextBuilder& ClientAuthentication(ClientAuth mode);

  // Whether to tell clients, when asking them for a certificate, which CAs it may come from: the
  // subjects of all that were given (certificate_authorities: RFC 8446, 4.2.4; RFC 5246, 7.4.4). So
  // a client with several certificates knows which one to send, and everybody learns whom this
  // server trusts. Default: false. Build fails with kConfig/kSetting without a mode that asks;
  // with kConfig/kOutOfRange for more than 12,288 bytes of names; with kUnsupported/kSetting
  // without Feature::kCertificateAuthorities.
  ServerContextBuilder& SendCertificateAuthorities(bool send = true);
  // What Connection::RequestClientCertificate asks of clients, when the handshake is done (RFC
  // 8446, 4.6.2): kRequest or kRequire, verified as for ClientAuthentication, and both need a CA.
  // Clients are asked only then; sessions are resumed as without it, and their clients asked anew.
  // Default: kNone, it cannot be called. Build fails with kConfig/kSetting if only TLS 1.2 is
  // allowed, or with ClientAuthentication or PreSharedKeys; with kUnsupported/kSetting without
  // Feature::kPostHandshakeAuth.
  ServerContextBuilder& PostHandshakeAuthentication(ClientAuth mode);

  // The keys that session tickets are protected with: to share them between contexts or processes,
  // or to choose how they rotate. Default: random keys of this context's own, a new one each
  // session lifetime. Build fails with kConfig/kMissingKey if `keys` is empty.
  ServerContextBuilder& SessionTicketKeys(TicketKeys keys);

  // How long a session may be resumed, in seconds: 1 to 604,800, a week (RFC 8446, 4.6.1). Default:
  // 7,200. Build fails with kConfig/kOutOfRange.
  ServerContextBuilder& SessionLifetime(std::uint32_t seconds);

  // How many tickets to send after a handshake of TLS 1.3, 1 to 8: clients that open several
  // connections at once want one for each (RFC 8446, C.4). TLS 1.2 has one. Default: 1. Build fails
  // with kConfig/kOutOfRange.
  ServerContextBuilder& SessionTickets(std::uint32_t count);

  // Where sessions of TLS 1.2 are kept for clients that take no tickets. `store` must outlive the
  // context and its connections; it may be shared by contexts, which resume each other's sessions
  // if they have the same backend, certificate and settings. Null, the default: such clients always
  // get a full handshake. Build fails with kUnsupported/kSetting without Feature::kTls12SessionIds.
  ServerContextBuilder& Sessions(ServerSessionStore* store);

  // Takes each ticket once: what was resumed with is declined when it comes again, and a full
  // handshake follows (RFC 8446, 8.1). This context and its identities remember up to `remembered`
  // tickets (1 to 1,048,576) for the session lifetime, with 32 bytes for each, taken at once. When
  // there is no more room, or while another connection tries the same ticket, tickets are declined.
  // Other contexts and processes with the same ticket keys do not know of it. Default: 0, tickets
  // can be used again. Build fails with kConfig/kOutOfRange for more.
  ServerContextBuilder& SingleUseTickets(std::size_t remembered = 16384);

  // One more identity, for clients that call the server by `name` (SNI; RFC 6066, 3): a DNS name,
  // or "*.example.com" for all names with one label more than "example.com" that have no identity
  // of their own. All other clients get the one of CertificateChain and PrivateKey. Chain and key
  // are as in those calls; Password serves every encrypted key, and is called once for each.
  //
  // A name may be given several times with keys of different kinds (ECDSA and RSA, or ECDSA of
  // different curves): the first that the client can use answers. Everything else that this builder
  // sets holds for all identities. A session made with one identity is resumed by no other.
  //
  // Whether a certificate carries the name is not looked at here; clients do. Build fails with
  // kConfig/kInvalidServerName (neither a DNS name nor a wildcard), kDuplicate (twice with the same
  // kind of key), and as CertificateChain and PrivateKey do; error_message() names the name.
  ServerContextBuilder& AddIdentity(std::string_view name, ByteView chain, ByteView key) {
    AddNamedIdentity(name, chain, {}, {.key = key});
    return *this;
  }
  ServerContextBuilder& AddIdentity(std::string_view name, std::string_view chain_pem,
                                    std::string_view key_pem) {
    return AddIdentity(name, AsBytes(chain_pem), AsBytes(key_pem));
  }
  // The same with a key that is somewhere else, as in ExternalKey.
  ServerContextBuilder& AddExternalIdentity(std::string_view name, ByteView chain, Signer* signer,
                                            SignerTiming timing = SignerTiming::kAtOnce) {
    AddNamedIdentity(name, chain, {}, {.signer = signer, .timing = timing});
    return *this;
  }
  ServerContextBuilder& AddExternalIdentity(std::string_view name, std::string_view chain_pem,
                                            Signer* signer,
                                            SignerTiming timing = SignerTiming::kAtOnce) {
    return AddExternalIdentity(name, AsBytes(chain_pem), signer, timing);
  }
  ServerContextBuilder& AddIdentityFiles(std::string_view name, const char* chain_path,
                                         const char* key_path) {
    AddNamedIdentityFiles(name, chain_path, key_path);
    return *this;
  }

  // OCSP responses to staple (RFC 6066, 8), DER, for clients that ask: each to the certificate, of
  // all identities, that it is for. Calls add up; a second one for the same certificate counts.
  // They are not verified, but one that is not current any more is not sent. Build fails with
  // kConfig/kMalformedOcspResponse (also where the responder gave no answer), kEmptyInput,
  // kFileUnreadable; kConfig/kBadOcspResponse for one that is for none of the certificates; with
  // kUnsupported/kSetting without Feature::kOcspStapling.
  ServerContextBuilder& OcspResponse(ByteView der) {
    SetOcspResponse(der, {});
    return *this;
  }
  ServerContextBuilder& OcspResponseFile(const char* path) {
    SetOcspResponseFile(path);
    return *this;
  }
  // The same from a set that the program keeps, and renews while servers run; in place of earlier
  // calls of the two above. Which certificates it has responses for is not looked at.
  ServerContextBuilder& StapleFrom(OcspResponses responses) {
    SetOcspResponses(std::move(responses));
    return *this;
  }

  // The SignedCertificateTimestampList (RFC 6962, 3.3) to send with the certificate of
  // CertificateChain to clients that ask. It is not verified. Build fails with
  // kConfig/kMalformedTimestamps; with kUnsupported/kSetting without
  // Feature::kSignedCertificateTimestamps.
  ServerContextBuilder& SignedCertificateTimestamps(ByteView list) {
    SetTimestamps(list);
    return *this;
  }

  // Whether to refuse clients that send a name for which there is no AddIdentity: their handshake
  // fails with kProtocol/kUnrecognizedName, alert unrecognized_name. CertificateChain and
  // PrivateKey then serve clients that send no name; without them, such clients are refused, too
  // (kProtocol/kMissingExtension, alert missing_extension: RFC 8446, 9.2). Default: false. Build
  // fails with kConfig/kMissingIdentity if there is no AddIdentity.
  ServerContextBuilder& RequireKnownServerName(bool require = true);

  // Calls `callback` with what a client says, before anything is chosen; it decides who answers, or
  // that nobody does. It cannot wait: where an answer takes time, use an Acceptor. `user` must stay
  // valid as long as the context and its connections. Null: no callback (the default).
  ServerContextBuilder& OnClientHello(ClientHelloCallback callback, void* user = nullptr);

  // Calls `callback` for each client that offers application protocols, once it is known that the
  // rest fits; it chooses, in place of the list of Alpn. `user` as for OnClientHello. Build fails
  // with kConfig/kSetting if there is a list, too, or AlpnMismatch::kIgnore. A name with a NUL byte
  // in it ends the connection where the backend lacks Feature::kAlpnNamesWithNul:
  // kUnsupported/kSetting, alert internal_error.
  ServerContextBuilder& ChooseAlpn(AlpnCallback callback, void* user = nullptr);

  // What becomes of clients that offer none of the protocols of Alpn. Default: kRefuse.
  ServerContextBuilder& OnAlpnMismatch(AlpnMismatch mode);

  // How much early data to take from a client that resumes in TLS 1.3, in bytes (RFC 8446, 4.2.10):
  // at most kMaxEarlyData. Default: 0, none. What is taken waits for Connection::ReadEarlyData. It
  // may be a replay of what somebody recorded (RFC 8446, 8, and E.5): this library lets each
  // ticket be used for it once (see EarlyDataGuard), but take only what does no harm when it
  // comes twice, for a client may also send it again itself. Build fails with kConfig/kOutOfRange;
  // with kConfig/kSetting if only TLS 1.2 is allowed, or no sessions are; with
  // kUnsupported/kSetting without Feature::kEarlyData.
  ServerContextBuilder& MaxEarlyData(std::size_t bytes) {
    SetEarlyData(bytes);
    return *this;
  }
  // What tells early data from its replay. It must outlive the context and its connections. Null,
  // the default: a MemoryReplayGuard that belongs to the ticket keys, and so is shared with all
  // contexts of this process that have the same; with the program's own keys it refuses all early
  // data for its first 20 seconds. Where several processes have the same keys, give one that they
  // all ask, or each of them takes a replay once.
  ServerContextBuilder& EarlyDataGuard(ReplayGuard* guard);
  // Whether Connection::Write may send before the client's Finished has come (RFC 8446, 2.3), once
  // Connection::can_write_half_rtt: half a round trip sooner, to a peer that is not known to be
  // there, or to be the one that sent the ClientHello. Default: false. Build fails with
  // kConfig/kSetting if only TLS 1.2 is allowed, or with ClientAuthentication; with
  // kUnsupported/kSetting without Feature::kHalfRttData.
  ServerContextBuilder& HalfRttData(bool allow = true);

  // Takes external PSKs from clients that offer one which `store` knows, before certificates; see
  // ClientContextBuilder::PreSharedKey. A certificate is then not required; without one, a client
  // with no known identity is refused: kProtocol/kUnknownPskIdentity, alert unknown_psk_identity.
  // So it is in TLS 1.2 in any case, where the client says its identity when the suite is agreed. A
  // wrong key is kProtocol/kDecryptError, alert decrypt_error, in TLS 1.3; in TLS 1.2 it is found
  // by a record that cannot be decrypted: kBadRecordMac, alert bad_record_mac. A client with a PSK
  // gets no session, and takes up none; nor in TLS 1.2 one that offers a suite for it. `store` must
  // outlive the context and its connections. Null, the default: no PSKs.
  //
  // A key for SHA-384 without Feature::kSha384ExternalPsk ends a connection of TLS 1.3:
  // kUnsupported/kSetting, alert internal_error; identities with a NUL byte are not known without
  // kPskIdentitiesWithNul, nor in TLS 1.2. Build fails with kConfig/kSetting together with
  // ClientAuthentication; with kUnsupported/kSetting without Feature::kExternalPsk or
  // kTls12ExternalPsk for a version that is allowed.
  ServerContextBuilder& PreSharedKeys(PreSharedKeyStore* store);

  // Build makes the context; as ClientContextBuilder::Build.
  Result<ServerContext> Build();
};

}  // namespace omnitls

#endif  // OMNITLS_CONTEXT_H_
