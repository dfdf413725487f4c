#ifndef OMNITLS_CONTEXT_CORE_H_
#define OMNITLS_CONTEXT_CORE_H_

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "omnitls/algorithms.h"
#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/client_identities.h"
#include "omnitls/context.h"
#include "omnitls/error.h"
#include "omnitls/external_key.h"
#include "omnitls/ocsp_response_set.h"
#include "omnitls/peer_to_verify.h"
#include "omnitls/post_handshake_settings.h"
#include "omnitls/profile.h"
#include "omnitls/psk_settings.h"
#include "omnitls/public_key_pins.h"
#include "omnitls/record_settings.h"
#include "omnitls/revocation_lists.h"
#include "omnitls/secret_settings.h"
#include "omnitls/server_name.h"
#include "omnitls/server_names.h"
#include "omnitls/server_session_store.h"
#include "omnitls/trust_anchors.h"
#include "omnitls/used_tickets.h"
#include "omnitls/x509/signature_cache.h"

#if defined(OMNITLS_PROFILE_MINIMAL)
#error "these profiles have a core of their own: backends/mbedtls/minimal/core.h"
#endif

namespace omnitls::internal {

// IdentitySettings is a certificate chain and its key as a builder collects them.
struct IdentitySettings {
  Vec<Bytes> chain;
  Bytes chain_source;
  SecretBytes private_key;
  Bytes key_source;
  Bytes timestamps;  // Servers: SignedCertificateTimestampList.
  bool key_is_pem = false;
  bool key_is_encrypted = false;
  ExternalKeySettings external_key;
  SecretBytes pkcs12;  // In place of chain and key, which read_pkcs12 makes of it.
  Bytes pkcs12_source;
  // Set together with it: so programs that have no such files do not link what reads them.
  Result<void> (*read_pkcs12)(ContextSettings&) = nullptr;
};

// NamedIdentity is one more identity: of a server, for one name or wildcard; of a client, without
// any.
struct NamedIdentity {
  Bytes pattern;
  IdentitySettings identity;
};

// IdentitySelector is a client's own way to choose its identity.
struct IdentitySelector {
  ChooseIdentityCallback callback = nullptr;
  void* user = nullptr;
};

// HelloSettings is what a server decides by once it has a ClientHello, besides its lists.
struct HelloSettings {
  ClientHelloCallback on_client_hello = nullptr;
  void* on_client_hello_user = nullptr;
  AlpnCallback choose_alpn = nullptr;
  void* choose_alpn_user = nullptr;
  AlpnMismatch alpn_mismatch = AlpnMismatch::kRefuse;
  bool require_known_name = false;
};

// Verifier is the program's own (danger::SetVerifier).
struct Verifier {
  danger::VerifierCallback callback = nullptr;
  void* user = nullptr;
  std::uint64_t policy = 0;
};

// Clock is what certificates are judged by.
struct Clock {
  // In seconds since 1970-01-01 UTC.
  std::int64_t Now() const;

  ClockCallback callback = nullptr;  // Null: the system's.
  void* user = nullptr;
};

// ContextSettings is what a builder collects.
struct ContextSettings : Allocated, IdentitySettings {
  ContextSettings(Role r, const Backend& b) : backend(&b), role(r) {}
  ~ContextSettings() {
    if (used_tickets != nullptr) used_tickets->RemoveReference();
  }

  const Backend* backend;
  Role role;
  Version min_version = Version::kTls12;
  Version max_version = Version::kTls13;
  Vec<CipherSuite> tls12_suites;  // Empty: the defaults.
  Vec<CipherSuite> tls13_suites;
  Vec<Group> groups;
  Vec<SignatureScheme> signature_schemes;
  Vec<NamedIdentity> identities;
  IdentitySelector identity_selector;
  bool sends_authorities = false;
  HelloSettings hello;
  PasswordCallback password = nullptr;
  void* password_user = nullptr;
  TrustAnchors anchors;
  const TrustStore* store = nullptr;  // Made of the anchors, by the first core that needs it.
  Bytes alpn;
  std::optional<ServerName> server_name;
  HostNameFlags name_flags = HostNameFlags::kNone;
  std::size_t signature_cache = 16;  // In certificates.
  std::string_view identity_name;    // While the identity of this name is built.
  TicketKeys ticket_keys;
  std::uint32_t session_lifetime = 7200;  // Seconds.
  std::uint8_t ticket_count = 1;
  SessionStore* session_store = nullptr;
  ServerSessionStore* server_sessions = nullptr;
  std::size_t single_use_tickets = 0;   // How many to remember; 0: tickets serve again.
  UsedTickets* used_tickets = nullptr;  // Made by the first core that needs it; one reference.
  Tls12Resumption tls12_resumption = Tls12Resumption::kTicketsOrIds;
  SessionCacheMode session_cache = SessionCacheMode::kOn;
  RecordSettings records;
  ReplayGuard* replay_guard = nullptr;
  std::uint32_t max_early_data = 0;
  bool half_rtt_data = false;
  SecretSettings secrets;
  PskSettings psk;
  ClientAuth client_auth = ClientAuth::kNone;
  PostHandshakeSettings post_handshake;
  bool verify_peer = true;
  bool verify_name = true;
  bool sends_server_name = true;
  Verifier verifier;
  Clock clock;
  Owned<RevocationLists> crls;                   // Until the first core has it.
  const RevocationLists* shared_crls = nullptr;  // Then: the first core's.
  MissingCrl missing_crl = MissingCrl::kAccept;
  PublicKeyPins pins;
  OcspMode ocsp_mode = OcspMode::kOff;
  OcspResponses ocsp_responses;
  bool made_ocsp_responses = false;  // By the builder.
  bool requests_timestamps = false;
  bool built = false;

  // The first error and its message.
  bool failed = false;
  Error error;
  Bytes message;
  bool advised = false;

  bool usable() const { return !failed && !built; }
  // Records an error and the sentence made of the parts.
  Error Fail(const Error& e, std::initializer_list<std::string_view> sentence);
  // Records that the backend cannot do what a setting asks for, in words that follow "cannot".
  Result<void> Unsupported(std::string_view what);
  // Adds words to that message, if there is one.
  void AddToMessage(std::initializer_list<std::string_view> words);
  // Ends the message, once, with what to do and the backend's own code.
  void Advise();
};

// ContextCore is what ClientContext and ServerContext count references to.
class ContextCore : public Allocated {
 public:
  // Build makes a core from settings, which it uses up. The caller owns one reference. A server's
  // further identities become cores of their own, each as complete as this one.
  static Result<ContextCore*> Build(ContextSettings& settings);

  void AddReference() const { references_.fetch_add(1, std::memory_order_relaxed); }
  void RemoveReference() const {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  Role role() const { return role_; }
  const Backend& backend() const { return *backend_; }
  const EngineContext& engine() const { return *engine_; }
  const TrustStore* anchors() const { return anchors_; }
  // Null: none.
  x509::SignatureCache* signature_cache() const { return signature_cache_.get(); }
  const std::optional<ServerName>& server_name() const { return server_name_; }
  HostNameFlags name_flags() const { return name_flags_; }
  bool verify_peer() const { return verify_peer_; }
  bool verify_name() const { return verify_name_; }
  bool sends_server_name() const { return sends_server_name_; }
  const Verifier& verifier() const { return verifier_; }
  // Whether anybody judges the peer's certificates.
  bool judges_peer() const {
    return verify_peer_ || verifier_.callback != nullptr || !pins_.empty();
  }
  const PublicKeyPins& pins() const { return pins_; }
  const Clock& clock() const { return clock_; }
  // Null: none.
  const RevocationLists* crls() const { return crls_; }
  bool requires_revocation_status() const { return missing_crl_ == MissingCrl::kRefuse; }
  // Clients.
  OcspMode ocsp_mode() const { return ocsp_mode_; }
  // Servers: whether there may be something to staple to the own certificate, and what there is
  // now.
  bool staples() const { return ocsp_id_.get() != nullptr; }
  StapledResponseRef FindStaple() const;
  ClientAuth client_auth() const { return client_auth_; }
  ClientAuth post_handshake_auth() const { return post_handshake_auth_; }
  bool resumption() const { return resumption_; }
  // Clients; null: none.
  SessionStore* session_store() const { return session_store_; }
  // Servers that resume; null: none.
  ServerSessionStore* server_sessions() const { return server_sessions_; }
  UsedTickets* used_tickets() const { return used_tickets_; }
  std::uint32_t session_lifetime() const { return session_lifetime_; }
  ByteView alpn() const { return alpn_; }
  const RecordSettings& records() const { return records_; }
  // Servers that take early data; null: they take none.
  ReplayGuard* replay_guard() const { return replay_guard_; }
  bool half_rtt_data() const { return half_rtt_data_; }
  const SecretSettings& secrets() const { return secrets_; }
  const PskSettings& psk() const { return psk_; }
  // Whether nothing but an external PSK can authenticate: a server has no certificate, a client
  // no CA.
  bool only_psk() const { return only_psk_; }
  // Servers: the channel binding of their certificate (RFC 5929, 4); empty: none.
  ByteView end_point() const { return {end_point_, end_point_size_}; }
  // A fingerprint of everything a peer is verified by, and of the own certificates. Sessions are
  // bound to it.
  std::uint64_t policy() const { return policy_; }

  Version min_version() const { return min_version_; }
  Version max_version() const { return max_version_; }
  std::span<const CipherSuite> tls12_suites() const { return tls12_suites_.view(); }
  std::span<const CipherSuite> tls13_suites() const { return tls13_suites_.view(); }
  std::span<const Group> groups() const { return groups_.view(); }
  // Servers: whether there is an identity of its own, for clients that name no other.
  bool has_identity() const { return engine_.get() != nullptr; }
  // Servers: who else answers, for which names; null: nobody.
  const ServerNames* names() const { return names_.get(); }
  const HelloSettings& hello() const { return hello_; }
  // Clients, in client_identities.cc: who they may be to a server that asks. This context is the
  // first, if it has a certificate. Those of others have no further ones.
  std::size_t identity_count() const;
  const ContextCore& identity(std::size_t i) const;
  const OwnChain* own_chain() const { return own_chain_.get(); }  // Null: none.
  const IdentitySelector& identity_selector() const { return identity_selector_; }
  KeyKind key_kind() const { return key_kind_; }
  // Its signer is null: the key is the engine's.
  const ExternalKey& external_key() const { return external_key_; }
  std::uint16_t curve_bits() const { return curve_bits_; }  // Of an own ECDSA key.
  // What the own key can sign with.
  std::span<const SignatureScheme> own_schemes() const { return own_schemes_.view(); }

 private:
  ContextCore() = default;
  ~ContextCore();
  friend class Owned<ContextCore>;

  static Result<Owned<ContextCore>> BuildOne(ContextSettings& settings);
  Result<void> BuildOthers(ContextSettings& settings);
  Result<void> Resolve(ContextSettings& settings);
  Result<void> ReadOwnLeaf(ContextSettings& settings);
  Result<void> BuildNames(ContextSettings& settings);
  Result<void> BuildIdentities(ContextSettings& settings);     // In client_identities.cc,
  Result<void> NoteOwnChain(const ContextSettings& settings);  // like this.
  Result<void> ResolveAuthorities(ContextSettings& settings);
  Result<void> ResolveAlgorithms(ContextSettings& settings);
  Result<void> ResolveIdentity(ContextSettings& settings);
  Result<void> FilterForOwnKey(ContextSettings& settings);
  bool CanAuthenticate(KeyExchange exchange) const;
  bool AsksClients() const {
    return client_auth_ != ClientAuth::kNone || post_handshake_auth_ != ClientAuth::kNone;
  }
  Result<void> ResolvePsk(ContextSettings& settings);  // In context_psk.cc, like the one above.
  Result<void> ResolveTrust(ContextSettings& settings);
  Result<void> ResolveCrls(ContextSettings& settings);
  Result<void> ResolveOcsp(ContextSettings& settings);  // In ocsp_settings.cc.
  Result<void> UseTrust(const TrustStore& store, const ContextSettings& settings);
  Result<void> MakeEngine(ContextSettings& settings);
  Result<void> MakeTicketKeys(ContextSettings& settings);
  Result<void> MakeReplayGuard(ContextSettings& settings);  // In early_data.cc.
  Result<void> MakeResumption(ContextSettings& settings);
  void ComputePolicy(const ContextSettings& settings);

  mutable std::atomic<std::uint32_t> references_{1};
  Role role_ = Role::kClient;
  const Backend* backend_ = nullptr;
  const TrustStore* anchors_ = nullptr;  // Owns one reference.
  Owned<x509::SignatureCache> signature_cache_;
  Owned<EngineContext> engine_;
  std::optional<ServerName> server_name_;
  Owned<ServerNames> names_;
  HelloSettings hello_;
  Owned<OwnChain> own_chain_;                   // Clients.
  Owned<ClientIdentities> further_identities_;  // Clients.
  IdentitySelector identity_selector_;
  Bytes authorities_;  // Servers: DistinguishedNames in wire form, until there is an engine.
  Bytes alpn_;
  Vec<CipherSuite> tls12_suites_;
  Vec<CipherSuite> tls13_suites_;
  Vec<Group> groups_;
  Vec<SignatureScheme> signature_schemes_;
  Vec<SignatureScheme> own_schemes_;
  std::uint64_t policy_ = 0;
  SessionStore* session_store_ = nullptr;
  ServerSessionStore* server_sessions_ = nullptr;
  UsedTickets* used_tickets_ = nullptr;  // Owns one reference.
  std::uint32_t session_lifetime_ = 0;   // Seconds.
  TicketKeys ticket_keys_;
  RecordSettings records_;
  Verifier verifier_;
  Clock clock_;
  const RevocationLists* crls_ = nullptr;  // Owns one reference.
  MissingCrl missing_crl_ = MissingCrl::kAccept;
  PublicKeyPins pins_;
  OcspResponses ocsp_responses_;
  Owned<OcspCertId> ocsp_id_;  // Of the own certificate, where there are responses.
  OcspMode ocsp_mode_ = OcspMode::kOff;
  ReplayGuard* replay_guard_ = nullptr;  // The program's, or its ticket keys'.
  SecretSettings secrets_;
  ExternalKey external_key_;
  std::uint32_t key_bits_ = 0;
  PskSettings psk_;
  EnginePsk engine_psk_;  // Clients'.
  Version min_version_ = Version::kTls12;
  Version max_version_ = Version::kTls13;
  HostNameFlags name_flags_ = HostNameFlags::kNone;
  ClientAuth client_auth_ = ClientAuth::kNone;
  ClientAuth post_handshake_auth_ = ClientAuth::kNone;  // Servers.
  KeyKind key_kind_ = KeyKind::kUnknown;
  std::uint16_t curve_bits_ = 0;
  bool verify_peer_ = true;
  bool verify_name_ = true;
  bool sends_server_name_ = true;
  bool resumption_ = true;
  bool only_psk_ = false;
  bool half_rtt_data_ = false;
  std::uint8_t end_point_size_ = 0;
  std::uint8_t end_point_[kMaxDigest];
};

// AppendAll adds parts of a sentence to a message; false when there is no memory.
bool AppendAll(Bytes& message, std::initializer_list<std::string_view> parts);

}  // namespace omnitls::internal

#endif  // OMNITLS_CONTEXT_CORE_H_
