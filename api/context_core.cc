#include "omnitls/context_core.h"

#include <charconv>

#include "omnitls/byte_reader.h"
#include "omnitls/end_point.h"
#include "omnitls/feature_checks.h"
#include "omnitls/fnv.h"
#include "omnitls/ocsp_settings.h"
#include "omnitls/profile.h"
#include "omnitls/system_time.h"
#include "omnitls/x509/certificate.h"

namespace omnitls::internal {
namespace {

// The longest password a callback may give, in bytes.
constexpr std::size_t kMaxPassword = 1024;

bool Allows(const ContextSettings& settings, Version version) {
  return settings.min_version <= version && version <= settings.max_version &&
         settings.backend->Supports(version == Version::kTls13 ? Feature::kTls13 : Feature::kTls12);
}

// The chosen entries, or else the defaults that the backend supports.
template <class Id, class Info, class Wanted>
[[nodiscard]] bool Choose(const Backend& backend, const Vec<Id>& chosen, std::span<const Info> all,
                          Wanted wanted, Vec<Id>& out) {
  if (!chosen.empty()) return out.Append(chosen.view());
  for (const Info& info : all) {
    if (info.is_default && wanted(info) && backend.Supports(info.id) && !out.Push(info.id)) {
      return false;
    }
  }
  return true;
}

KeyKind ToKeyKind(x509::KeyKind kind) {
  switch (kind) {
    case x509::KeyKind::kUnknown:
      return KeyKind::kUnknown;
    case x509::KeyKind::kRsa:
      return KeyKind::kRsa;
    case x509::KeyKind::kRsaPss:
      return KeyKind::kRsaPss;
    case x509::KeyKind::kEcP256:
    case x509::KeyKind::kEcP384:
    case x509::KeyKind::kEcP521:
      return KeyKind::kEcdsa;
    case x509::KeyKind::kEd25519:
      return KeyKind::kEd25519;
    case x509::KeyKind::kEd448:
      return KeyKind::kEd448;
  }
  return KeyKind::kUnknown;
}

bool BackendCanUse(const Backend& backend, KeyKind kind) {
  switch (kind) {
    case KeyKind::kUnknown:
      return false;
    case KeyKind::kRsa:
    case KeyKind::kEcdsa:
      return true;
    case KeyKind::kRsaPss:
      return backend.Supports(Feature::kRsaPssCertificates);
    case KeyKind::kEd25519:
      return backend.Supports(Feature::kEd25519Certificates);
    case KeyKind::kEd448:
      return backend.Supports(Feature::kEd448Certificates);
  }
  return false;
}

// A fingerprint of our own settings, not of anything an attacker chooses.
class Fingerprint {
 public:
  void Add(ByteView bytes) {
    AddNumber(bytes.size());
    fnv_.Add(bytes);
  }
  void AddNumber(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) fnv_.Add(static_cast<std::uint8_t>(number >> (8 * i)));
  }
  std::uint64_t value() const { return fnv_.value(); }

 private:
  Fnv fnv_;
};

// SecretBuffer is a password on the stack that does not stay there.
struct SecretBuffer {
  ~SecretBuffer() { Wipe(bytes, sizeof bytes); }
  std::uint8_t bytes[kMaxPassword];
};

// Whether what a backend refused is the private key.
bool ConcernsKey(const Error& error) {
  switch (error.detail) {
    case Detail::kMalformedPem:
    case Detail::kMalformedDer:
    case Detail::kWrongPassword:
    case Detail::kKeyMismatch:
    case Detail::kUnsupportedAlgorithm:
      return true;
    default:
      return false;
  }
}

std::string_view SourceOf(const Bytes& source, std::string_view fallback) {
  return source.empty() ? fallback : source.text();
}

}  // namespace

bool AppendAll(Bytes& message, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (!message.Append(AsBytes(part))) return false;
  }
  return true;
}

Error ContextSettings::Fail(const Error& e, std::initializer_list<std::string_view> sentence) {
  if (failed) return error;
  failed = true;
  error = e;
  message.Reset();
  if (!AppendAll(message, sentence)) message.Reset();
  return error;
}

Result<void> ContextSettings::Unsupported(std::string_view what) {
  return omnitls::Fail(
      Fail({ErrorKind::kUnsupported, Detail::kSetting}, {backend->name(), " cannot ", what}));
}

void ContextSettings::AddToMessage(std::initializer_list<std::string_view> words) {
  if (failed && !AppendAll(message, words)) message.Reset();
}

void ContextSettings::Advise() {
  if (advised || !failed || message.empty()) return;
  advised = true;
  if (message.text().back() == '.') message.Truncate(message.size() - 1);
  // "key.pem: The file ..." -> "key.pem: the file ..."
  const std::size_t summary = Summary(error).size() - 1;
  if (summary < message.size() &&
      message.text().substr(message.size() - summary) == Summary(error).substr(0, summary)) {
    message.data()[message.size() - summary] |= 0x20;
  }
  // Some say it in words of their own.
  if (message.text().find("; ") == std::string_view::npos) AddToMessage({"; ", Advice(error)});
  if (error.native == 0 || error.detail == Detail::kFileUnreadable) return;
  char digits[12];
  const char* const end = std::to_chars(digits, digits + sizeof digits, error.native).ptr;
  AddToMessage(
      {" [", backend->name(), ": ", {digits, static_cast<std::size_t>(end - digits)}, "]"});
}

std::int64_t Clock::Now() const { return callback != nullptr ? callback(user) : SystemTime(); }

ContextCore::~ContextCore() {
  engine_.reset();  // Before the anchors it refers to.
  if (anchors_ != nullptr) anchors_->RemoveReference();
  if (crls_ != nullptr) crls_->RemoveReference();
  if (used_tickets_ != nullptr) used_tickets_->RemoveReference();
}

Result<ContextCore*> ContextCore::Build(ContextSettings& settings) {
  Result<Owned<ContextCore>> core = BuildOne(settings);
  if (!core) return Fail(core.error());
  settings.private_key.Clear();
  if (const Result<void> built = (*core)->BuildOthers(settings); !built) {
    return Fail(built.error());
  }
  settings.built = true;
  return core->release();
}

Result<void> ContextCore::BuildOthers(ContextSettings& settings) {
  const Result<void> others =
      settings.role == Role::kServer ? BuildNames(settings) : BuildIdentities(settings);
  if (!others) return others;
  return CheckOcspUse(settings);
}

Result<Owned<ContextCore>> ContextCore::BuildOne(ContextSettings& settings) {
  if (settings.hello.choose_alpn != nullptr &&
      (!settings.alpn.empty() || settings.hello.alpn_mismatch != AlpnMismatch::kRefuse)) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kSetting},
                              {"ChooseAlpn takes the place of Alpn and OnAlpnMismatch"}));
  }
  Owned<ContextCore> core(new (std::nothrow) ContextCore);
  if (!core) return Fail(ErrorKind::kNoMemory);
  core->role_ = settings.role;
  core->backend_ = settings.backend;
  core->name_flags_ = settings.name_flags;
  core->client_auth_ = settings.client_auth;
  core->post_handshake_auth_ = settings.post_handshake.asks;
  core->verify_peer_ = settings.verify_peer;
  core->verify_name_ = settings.verify_name;
  core->sends_server_name_ = settings.sends_server_name;
  core->verifier_ = settings.verifier;
  for (std::size_t i = 0; i < settings.pins.size(); ++i) {
    if (const Result<void> added = core->pins_.Add(settings.pins[i]); !added) {
      return Fail(added.error());
    }
  }
  core->clock_ = settings.clock;
  core->server_name_ = settings.server_name;
  core->hello_ = settings.hello;
  core->identity_selector_ = settings.identity_selector;
  core->records_ = settings.records;
  core->secrets_ = settings.secrets;
  core->psk_ = settings.psk.Take();
  if (!core->alpn_.Assign(settings.alpn)) return Fail(ErrorKind::kNoMemory);
  // A resumed connection would show no client certificate, so such servers do full handshakes only.
  core->resumption_ =
      settings.session_cache == SessionCacheMode::kOn && settings.client_auth == ClientAuth::kNone;
  if (core->resumption_) core->session_store_ = settings.session_store;
  if (settings.read_pkcs12 != nullptr) {
    if (const Result<void> read = settings.read_pkcs12(settings); !read) return Fail(read.error());
  }
  // A server that all its clients must call by name needs no other identity.
  const bool only_names = settings.hello.require_known_name && !settings.identities.empty() &&
                          settings.chain.empty() && settings.private_key.empty() &&
                          settings.timestamps.empty() && settings.external_key.signer == nullptr;
  if (only_names) return core;
  if (const Result<void> done = core->Resolve(settings); !done) return Fail(done.error());
  return core;
}

Result<void> ContextCore::Resolve(ContextSettings& settings) {
  Result<void> done = ResolveIdentity(settings);
  if (done) done = ResolveAlgorithms(settings);
  if (done) done = ResolvePsk(settings);
  if (done) done = ResolveTrust(settings);
  if (done) done = ResolveAuthorities(settings);
  if (done) done = ResolveCrls(settings);
  if (done) done = ResolveOcsp(settings);
  if (done) done = MakeTicketKeys(settings);
  if (done) done = MakeResumption(settings);
  if (done) done = MakeReplayGuard(settings);
  if (done) done = MakeEngine(settings);
  return done;
}

// Each identity gets all of the settings, and an engine of its own: what one issues (tickets), no
// other accepts.
Result<void> ContextCore::BuildNames(ContextSettings& settings) {
  if (settings.identities.empty()) {
    if (!settings.hello.require_known_name) return {};
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kMissingIdentity},
                              {"RequireKnownServerName needs names: call AddIdentity"}));
  }
  names_ = MakeOwned<ServerNames>();
  if (!names_) return Fail(ErrorKind::kNoMemory);
  for (NamedIdentity& named : settings.identities) {
    const std::string_view pattern = named.pattern.text();
    std::swap<IdentitySettings>(settings, named.identity);
    settings.identity_name = pattern;
    Result<Owned<ContextCore>> core = BuildOne(settings);
    settings.private_key.Clear();
    if (!core) {
      if (settings.message.text().find(pattern) == std::string_view::npos) {
        settings.AddToMessage({" (for '", pattern, "')"});
      }
      return Fail(core.error());
    }
    if (!names_->Add(pattern, **core)) return Fail(ErrorKind::kNoMemory);
    core->release();
  }
  const ServerNames::Entry* const twice = names_->Sort();
  if (twice == nullptr) return {};
  return Fail(settings.Fail(
      {ErrorKind::kConfig, Detail::kDuplicate},
      {"the server name '", twice->pattern.text(), "' is given twice with the same kind of key"}));
}

Result<void> ContextCore::ResolveIdentity(ContextSettings& settings) {
  const bool has_chain = !settings.chain.empty();
  const ExternalKeySettings& external = settings.external_key;
  const bool has_key = !settings.private_key.empty() || external.signer != nullptr;
  if (has_chain != has_key) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kMissingIdentity},
                              {has_chain ? "a certificate chain is set, but not its private key"
                                         : "a private key is set, but not its certificate chain"}));
  }
  only_psk_ = psk_.any() &&
              (role_ == Role::kServer
                   ? !has_chain
                   : verify_peer_ && settings.anchors.size() == 0 && verifier_.callback == nullptr);
  if (!has_chain) {
    if (role_ == Role::kClient || only_psk_) return {};
    return Fail(
        settings.Fail({ErrorKind::kConfig, Detail::kMissingIdentity},
                      {"a server needs a certificate chain and its private key",
                       settings.identities.empty()
                           ? ""
                           : " for clients that name no other, or RequireKnownServerName"}));
  }
  return ReadOwnLeaf(settings);
}

Result<void> ContextCore::ReadOwnLeaf(ContextSettings& settings) {
  const ExternalKeySettings& external = settings.external_key;
  x509::Certificate leaf;
  const std::string_view source = SourceOf(settings.chain_source, "certificate chain");
  if (!x509::ParseCertificate(settings.chain[0], leaf)) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kMalformedCertificate},
                              {source, ": the first certificate cannot be parsed"}));
  }
  if (role_ == Role::kServer) {
    end_point_size_ = static_cast<std::uint8_t>(HashCertificate(*backend_, leaf, end_point_));
  }
  key_kind_ = ToKeyKind(leaf.key.kind);
  key_bits_ = leaf.key.bits;
  external_key_.signer = external.signer;
  external_key_.timing = external.timing;
  if (external.signer != nullptr && !external_key_.spki.Assign(leaf.spki)) {
    return Fail(ErrorKind::kNoMemory);
  }
  if (role_ == Role::kClient) {
    if (const Result<void> noted = NoteOwnChain(settings); !noted) return noted;
  }
  curve_bits_ = key_kind_ == KeyKind::kEcdsa ? static_cast<std::uint16_t>(leaf.key.bits) : 0;
  if (BackendCanUse(*backend_, key_kind_)) return CheckExternalKey(settings, key_kind_);
  return Fail(settings.Fail({ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm},
                            {source, ": ", backend_->name(), " cannot use a key of this kind"}));
}

Result<void> ContextCore::ResolveAlgorithms(ContextSettings& settings) {
  if (settings.min_version > settings.max_version) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kVersionRange},
                              {"the minimum version ", VersionName(settings.min_version),
                               " is above the maximum ", VersionName(settings.max_version)}));
  }
  if (const Result<void> checked = CheckVersions(settings); !checked) return checked;
  const auto suite_wanted = [&](Version version) {
    return [&, version](const CipherSuiteInfo& info) {
      return info.version == version && CanAuthenticate(info.key_exchange);
    };
  };
  const auto any = [](const auto&) { return true; };
  const auto group_wanted = [&](const GroupInfo& info) {
    return info.tls12 || Allows(settings, Version::kTls13);
  };
  const Backend& backend = *backend_;
  bool memory = true;
  if (Allows(settings, Version::kTls12)) {
    memory = Choose(backend, settings.tls12_suites, AllCipherSuites(),
                    suite_wanted(Version::kTls12), tls12_suites_);
  }
  if (memory && Allows(settings, Version::kTls13)) {
    memory = Choose(backend, settings.tls13_suites, AllCipherSuites(),
                    suite_wanted(Version::kTls13), tls13_suites_);
  }
  memory =
      memory && Choose(backend, settings.groups, AllGroups(), group_wanted, groups_) &&
      Choose(backend, settings.signature_schemes, AllSignatureSchemes(), any, signature_schemes_);
  if (!memory) return Fail(ErrorKind::kNoMemory);
  return FilterForOwnKey(settings);
}

Result<void> ContextCore::FilterForOwnKey(ContextSettings& settings) {
  // No suite is offered that can authenticate nobody.
  std::size_t kept = 0;
  for (const CipherSuite suite : tls12_suites_) {
    if (CanAuthenticate(FindCipherSuite(suite)->key_exchange)) tls12_suites_[kept++] = suite;
  }
  tls12_suites_.Truncate(kept);
  for (const SignatureScheme scheme : signature_schemes_) {
    if (FindSignatureScheme(scheme)->key == key_kind_ && !own_schemes_.Push(scheme)) {
      return Fail(ErrorKind::kNoMemory);
    }
  }
  // TLS 1.3 needs a scheme of its own: PKCS#1 is for TLS 1.2 (RFC 8446, 4.2.3).
  bool signs_tls13 = false;
  for (const SignatureScheme scheme : signature_schemes_) {
    signs_tls13 |= FindSignatureScheme(scheme)->tls13;
  }
  if (!signs_tls13) tls13_suites_.Truncate(0);
  // With nothing to negotiate at one end of the range, the range shrinks.
  min_version_ = settings.min_version;
  max_version_ = settings.max_version;
  if (tls12_suites_.empty() && min_version_ == Version::kTls12) min_version_ = Version::kTls13;
  if (tls13_suites_.empty() && max_version_ == Version::kTls13) max_version_ = Version::kTls12;
  if (min_version_ <= max_version_) return {};
  return Fail(
      settings.Fail({ErrorKind::kConfig, Detail::kNothingLeft},
                    {"no cipher suite is left that fits the versions and the certificate"}));
}

Result<void> ContextCore::ResolveTrust(ContextSettings& settings) {
  const bool needs_anchors = verifier_.callback == nullptr && !only_psk_ &&
                             (role_ == Role::kClient ? verify_peer_ : AsksClients());
  if (settings.store != nullptr) return UseTrust(*settings.store, settings);
  if (!needs_anchors && settings.anchors.size() == 0) return {};
  if (settings.anchors.size() == 0) {
    return Fail(settings.Fail(
        {ErrorKind::kConfig, Detail::kMissingTrustAnchors},
        {role_ == Role::kClient
             ? "no CA to verify servers with: call SystemRoots, CaFile, CaDirectory or Ca"
             : "no CA to verify clients with: call CaFile, CaDirectory or Ca"}));
  }
  Result<const TrustStore*> store = settings.anchors.Finish();
  if (!store) return Fail(settings.Fail(store.error(), {settings.anchors.error_message()}));
  settings.store = *store;
  const Result<void> used = UseTrust(**store, settings);
  (*store)->RemoveReference();
  return used;
}

// In wire form (RFC 8446, 4.2.4). The limit is what every library takes in one message.
Result<void> ContextCore::ResolveAuthorities(ContextSettings& settings) {
  constexpr std::size_t kMaxAuthorities = 12288;
  if (!settings.sends_authorities) return {};
  if (!AsksClients() || anchors_ == nullptr) {
    return Fail(settings.Fail({ErrorKind::kConfig, Detail::kSetting},
                              {"SendCertificateAuthorities is for servers that ask for "
                               "certificates, and needs a CA: call ClientAuthentication and Ca"}));
  }
  if (!backend_->Supports(Feature::kCertificateAuthorities)) {
    return settings.Unsupported("send the names of certificate authorities");
  }
  for (const TrustStore::Anchor& anchor : anchors_->anchors()) {
    const ByteView name = anchor.certificate.subject;
    const std::uint8_t size[] = {static_cast<std::uint8_t>(name.size() >> 8),
                                 static_cast<std::uint8_t>(name.size())};
    if (authorities_.size() + sizeof size + name.size() > kMaxAuthorities) {
      return Fail(settings.Fail({ErrorKind::kConfig, Detail::kOutOfRange},
                                {"the names of the CAs have more than 12,288 bytes in all: give "
                                 "fewer, or do not send them"}));
    }
    if (!authorities_.Append(size) || !authorities_.Append(name)) {
      return Fail(ErrorKind::kNoMemory);
    }
  }
  return {};
}

// The names of a server share one set, which goes with the last of its cores.
Result<void> ContextCore::ResolveCrls(ContextSettings& settings) {
  missing_crl_ = settings.missing_crl;
  if (settings.crls) {
    crls_ = settings.shared_crls = settings.crls.release();
  } else if (settings.shared_crls != nullptr) {
    crls_ = settings.shared_crls;
    crls_->AddReference();
  }
  if (crls_ != nullptr || missing_crl_ == MissingCrl::kAccept) return {};
  return Fail(settings.Fail({ErrorKind::kConfig, Detail::kSetting},
                            {"MissingCrl::kRefuse would refuse every peer: call Crl or CrlFile"}));
}

Result<void> ContextCore::UseTrust(const TrustStore& store, const ContextSettings& settings) {
  store.AddReference();
  anchors_ = &store;
  if (settings.signature_cache == 0) return {};
  signature_cache_ = x509::SignatureCache::Make(settings.signature_cache);
  if (!signature_cache_) return Fail(ErrorKind::kNoMemory);
  return {};
}

// Keys of its own for each identity, unless the program gave some. Also settles the policy, which
// tickets are bound to, and which the identity's name is part of: so that with the program's keys,
// too, no identity resumes another's sessions (RFC 6066, 3).
Result<void> ContextCore::MakeTicketKeys(ContextSettings& settings) {
  ComputePolicy(settings);
  ticket_keys_ = settings.ticket_keys;
  if (!profile::kServer || role_ == Role::kClient || !resumption_ ||
      !settings.ticket_keys.empty()) {
    return {};
  }
  Result<TicketKeys> keys = TicketKeys::Rotating(*backend_, settings.session_lifetime);
  if (!keys) return Fail(keys.error());
  ticket_keys_ = std::move(*keys);
  return {};
}

// A server's store, and the tickets that have been used: all its identities share them.
Result<void> ContextCore::MakeResumption(ContextSettings& settings) {
  session_lifetime_ = settings.session_lifetime;
  if (settings.tls12_resumption == Tls12Resumption::kIdsOnly ||
      settings.server_sessions != nullptr) {
    if (tls12_suites_.size() != 0 && !backend_->Supports(Feature::kTls12SessionIds)) {
      return settings.Unsupported("resume by session ID");
    }
  }
  if (!profile::kServer || role_ == Role::kClient || !resumption_) return {};
  server_sessions_ = settings.server_sessions;
  if (settings.single_use_tickets == 0) return {};
  if (settings.used_tickets == nullptr) {
    std::uint8_t seed[8] = {};
    if (!backend_->Random(seed)) return Fail(ErrorKind::kInternal);
    settings.used_tickets = UsedTickets::Make(settings.single_use_tickets, session_lifetime_,
                                              ByteReader(seed).LongNumber(sizeof seed));
    if (settings.used_tickets == nullptr) return Fail(ErrorKind::kNoMemory);
  }
  used_tickets_ = settings.used_tickets;
  used_tickets_->AddReference();
  return {};
}

Result<void> ContextCore::MakeEngine(ContextSettings& settings) {
  Vec<ByteView> chain;
  for (const Bytes& certificate : settings.chain) {
    if (!chain.Push(certificate.view())) return Fail(ErrorKind::kNoMemory);
  }
  EngineIdentity identity{.chain = chain.view(),
                          .private_key = settings.private_key,
                          .private_key_is_pem = settings.key_is_pem,
                          .password = {},
                          .key_kind = key_kind_,
                          .is_external = external_key_.signer != nullptr,
                          .key_bits = key_bits_};
  const std::string_view source = SourceOf(settings.key_source, "private key");
  SecretBuffer password;
  if (settings.key_is_encrypted) {
    if (!backend_->Supports(Feature::kEncryptedPrivateKeys)) {
      return Fail(settings.Fail({ErrorKind::kUnsupported, Detail::kSetting},
                                {source, ": ", backend_->name(), " cannot decrypt private keys"}));
    }
    std::size_t length = 0;
    if (settings.password != nullptr) {
      length = settings.password(settings.password_user, MutableBytes(password.bytes));
    }
    if (length == 0 || length > sizeof password.bytes) {
      return Fail(settings.Fail({ErrorKind::kConfig, Detail::kPasswordRequired},
                                {source, ": the key is encrypted, and there is no password"}));
    }
    identity.password = ByteView(password.bytes, length);
  }
  if (const Result<void> checked = CheckRecords(settings, min_version_, max_version_); !checked) {
    return checked;
  }
  const FeatureUse use{
      .schemes = own_schemes_.empty() ? signature_schemes_.view() : own_schemes_.view(),
      .tls12 = min_version_ == Version::kTls12,
      .resumption = resumption_};
  if (const Result<void> checked = CheckFeatures(settings, use); !checked) return checked;
  if (const Result<void> checked = CheckSecrets(settings); !checked) return checked;
  if (const Result<void> checked = CheckPostHandshake(settings, max_version_, psk_.any());
      !checked) {
    return checked;
  }
  const EngineConfig config{
      .role = role_,
      .min_version = min_version_,
      .max_version = max_version_,
      .tls12_suites = tls12_suites_.view(),
      .tls13_suites = tls13_suites_.view(),
      .groups = groups_.view(),
      .signature_schemes = signature_schemes_.view(),
      .identity = chain.empty() ? nullptr : &identity,
      .anchors = anchors_,
      .verify_peer = role_ == Role::kClient || AsksClients(),
      .client_auth = client_auth_,
      .authorities = authorities_.view(),
      .chooses_identity = role_ == Role::kClient && (own_chain_ || !settings.identities.empty()),
      .post_handshake_auth = post_handshake_auth_,
      .offers_post_handshake_auth = settings.post_handshake.offers,
      .resumption = resumption_,
      .ticket_keys = ticket_keys_,
      .ticket_count = settings.ticket_count,
      .session_lifetime = settings.session_lifetime,
      .session_context = policy_,
      .session_ids = server_sessions_ != nullptr,
      .tls12_tickets = settings.tls12_resumption == Tls12Resumption::kTicketsOrIds,
      .announce_sessions = session_store_ != nullptr,
      .alpn = alpn_.view(),
      .max_fragment_length = records_.max_fragment_code(),
      .padding = static_cast<std::uint16_t>(records_.padding),
      .max_early_data = settings.max_early_data,
      .half_rtt_data = half_rtt_data_,
      .secrets = secrets_.any(),
      .psk = psk_.own ? &engine_psk_ : nullptr,
      .accepts_psk = psk_.store != nullptr,
      .ocsp_stapling = ocsp_mode_ != OcspMode::kOff || !ocsp_responses_.empty(),
      .requests_timestamps = settings.requests_timestamps,
      .timestamps = settings.timestamps.view(),
  };
  Result<Owned<EngineContext>> engine = backend_->NewContext(config);
  if (!engine) {
    const std::string_view subject = ConcernsKey(engine.error()) ? source : backend_->name();
    return Fail(settings.Fail(engine.error(), {subject, ": ", Summary(engine.error())}));
  }
  engine_ = std::move(*engine);
  authorities_.Reset();
  return {};
}

void ContextCore::ComputePolicy(const ContextSettings& settings) {
  Fingerprint print;
  print.Add(AsBytes(settings.identity_name));
  print.AddNumber(settings.chain.size());
  for (const Bytes& certificate : settings.chain) print.Add(certificate);
  if (role_ == Role::kClient) {
    for (const NamedIdentity& other : settings.identities) {
      for (const Bytes& certificate : other.identity.chain) print.Add(certificate);
    }
  }
  print.AddNumber(verify_peer_);
  print.AddNumber(verify_name_);
  print.AddNumber(sends_server_name_);
  print.AddNumber(static_cast<std::uint64_t>(name_flags_));
  if (anchors_ != nullptr) {
    for (const TrustStore::Anchor& anchor : anchors_->anchors()) print.Add(anchor.certificate.der);
  }
  print.AddNumber(static_cast<std::uint64_t>(missing_crl_));
  print.AddNumber(static_cast<std::uint64_t>(ocsp_mode_));
  for (std::size_t i = 0; crls_ != nullptr && i < crls_->size(); ++i) print.Add(crls_->der(i));
  for (std::size_t i = 0; i < pins_.size(); ++i) print.Add(pins_[i]);
  if (verifier_.callback != nullptr) {
    print.AddNumber(1);
    print.AddNumber(verifier_.policy);
  }
  // It holds for a session and all that resume it (RFC 6066, 4).
  if (records_.max_fragment_length != 0) print.AddNumber(records_.max_fragment_length);
  policy_ = print.value();
}

}  // namespace omnitls::internal
