#include "omnitls/psk_settings.h"

#include "omnitls/context.h"
#include "omnitls/context_core.h"
#include "omnitls/key_schedule.h"
#include "omnitls/psk_offer.h"

namespace omnitls {
namespace internal {
namespace {

// How many identities of one ClientHello the store is asked for.
constexpr std::size_t kMaxLookUps = 8;

bool IsKeyLength(std::size_t size) { return kMinPreSharedKey <= size && size <= kMaxPreSharedKey; }
bool IsIdentityLength(std::size_t size) { return size != 0 && size <= kMaxPskIdentity; }
bool IsTls13Hash(HashAlgorithm hash) {
  return hash == HashAlgorithm::kSha256 || hash == HashAlgorithm::kSha384;
}

// The binder of an external PSK (RFC 8446, 4.2.11.2 and 7.1).
bool MakeBinder(const Backend& backend, const PreSharedKey& psk, ByteView truncated,
                MutableBytes binder) {
  const KeySchedule keys(backend, psk.hash);
  SecretArray<kMaxDigest> secret_bytes;
  std::uint8_t hash_bytes[kMaxDigest];
  const MutableBytes secret = secret_bytes.first(keys.size());
  const MutableBytes hash(hash_bytes, keys.size());
  const ByteView key = psk.key;
  const ByteView transcript = hash;
  // HKDF-Extract with a salt of zeros, which HMAC pads its key with.
  return keys.Hmac({}, {&key, 1}, secret) && backend.Digest(psk.hash, {}, hash) &&
         keys.ExpandLabel(secret, "ext binder", hash, secret) &&
         keys.ExpandLabel(secret, "finished", {}, secret) &&
         backend.Digest(psk.hash, {&truncated, 1}, hash) &&
         keys.Hmac(secret, {&transcript, 1}, binder);
}

// In a time that does not tell where they differ.
bool EqualSecrets(ByteView a, ByteView b) {
  if (a.size() != b.size()) return false;
  std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= a[i] ^ b[i];
  return difference == 0;
}

CipherSuite SuiteFor(const ContextCore& context, const ClientHello& hello, HashAlgorithm hash) {
  for (const CipherSuite suite : context.tls13_suites()) {
    if (KeySchedule::HashOf(suite) == hash &&
        hello.cipher_suites.Contains(static_cast<std::uint16_t>(suite))) {
      return suite;
    }
  }
  return CipherSuite::kNone;
}

Result<void> CheckBinder(const Backend& backend, const PreSharedKey& psk, ByteView truncated,
                         ByteView binder) {
  std::uint8_t expected[kMaxDigest];
  const MutableBytes ours(expected, DigestSize(psk.hash));
  if (!MakeBinder(backend, psk, truncated, ours)) {
    return Fail(ErrorKind::kInternal, Detail::kNone, Alert::kInternalError);
  }
  if (EqualSecrets(ours, binder)) return {};
  return Fail(ErrorKind::kProtocol, Detail::kDecryptError, Alert::kDecryptError);
}

}  // namespace

bool HeldPsk::SetIdentity(ByteView name) {
  const std::uint8_t end = 0;
  identity.Truncate(0);
  return identity.Reserve(name.size() + 1) && identity.Append(name) && identity.Append({&end, 1});
}

bool UsesPsk(CipherSuite suite) {
  const CipherSuiteInfo* const info = FindCipherSuite(suite);
  return info != nullptr && UsesPsk(info->key_exchange);
}

Result<void> CheckPsk(ContextSettings& settings, const PskSettings& psk) {
  if (!psk.any()) return {};
  const Backend& backend = *settings.backend;
  const auto allows = [&](Version version, Feature feature) {
    return settings.min_version <= version && version <= settings.max_version &&
           backend.Supports(feature);
  };
  if (settings.client_auth != ClientAuth::kNone) {
    return Fail(settings.Fail(
        {ErrorKind::kConfig, Detail::kSetting},
        {"clients with a pre-shared key have no certificate: ClientAuthentication must be kNone"}));
  }
  const bool tls13 = allows(Version::kTls13, Feature::kTls13);
  if (tls13 && !backend.Supports(Feature::kExternalPsk)) {
    return settings.Unsupported("do external pre-shared keys in TLS 1.3: allow TLS 1.2 only");
  }
  const bool tls12 = allows(Version::kTls12, Feature::kTls12);
  if (tls12 && !backend.Supports(Feature::kTls12ExternalPsk)) {
    return settings.Unsupported("do external pre-shared keys in TLS 1.2: allow TLS 1.3 only");
  }
  if (!psk.own) return {};
  const EnginePsk own = psk.own->view();
  if (HasNul(own.identity) && (tls12 || !backend.Supports(Feature::kPskIdentitiesWithNul))) {
    return settings.Unsupported(tls12
                                    ? "do identities with a NUL byte in TLS 1.2: allow TLS 1.3 only"
                                    : "do identities of pre-shared keys with a NUL byte");
  }
  if (tls13 && own.hash == HashAlgorithm::kSha384 &&
      !backend.Supports(Feature::kSha384ExternalPsk)) {
    return settings.Unsupported("do external pre-shared keys for SHA-384");
  }
  return {};
}

Result<Owned<HeldPsk>> LookUpPsk(const ContextCore& context, Version version, ByteView identity) {
  Owned<HeldPsk> none;
  const bool nul_works =
      version == Version::kTls13 && context.backend().Supports(Feature::kPskIdentitiesWithNul);
  if (!IsIdentityLength(identity.size()) || (HasNul(identity) && !nul_works)) {
    return none;
  }
  Owned<HeldPsk> held = MakeOwned<HeldPsk>();
  if (!held || !held->SetIdentity(identity)) {
    return Fail(ErrorKind::kNoMemory, Detail::kNone, Alert::kInternalError);
  }
  if (!context.psk().store->Find(identity, held->psk) || !IsKeyLength(held->psk.key.size())) {
    return none;
  }
  return held;
}

Result<Owned<HeldPsk>> ChoosePsk(const ContextCore& context, const ClientHello& hello) {
  Owned<HeldPsk> none;
  if (context.psk().store == nullptr || !hello.has_pre_shared_key) return none;
  Result<PskOffer> offer = ReadPskOffer(hello);
  if (!offer) return Fail(offer.error());
  if (!offer->psk_dhe_ke) return none;
  ByteView identity;
  ByteView binder;
  for (std::size_t i = 0; i < kMaxLookUps && offer->Next(identity, binder); ++i) {
    Result<Owned<HeldPsk>> found = LookUpPsk(context, Version::kTls13, identity);
    if (!found) return found;
    if (!*found || !IsTls13Hash((*found)->psk.hash)) continue;
    HeldPsk& held = **found;
    if (held.psk.hash == HashAlgorithm::kSha384 &&
        !context.backend().Supports(Feature::kSha384ExternalPsk)) {
      return Fail(ErrorKind::kUnsupported, Detail::kSetting, Alert::kInternalError);
    }
    held.tls13_suite = SuiteFor(context, hello, held.psk.hash);
    if (held.tls13_suite == CipherSuite::kNone) continue;
    const Result<void> good = CheckBinder(context.backend(), held.psk, offer->truncated, binder);
    if (!good) return Fail(good.error());
    return found;
  }
  return none;
}

}  // namespace internal

ClientContextBuilder& ClientContextBuilder::PreSharedKey(ByteView identity, ByteView key,
                                                         HashAlgorithm hash) {
  if (settings_ == nullptr || !settings_->usable()) return *this;
  const auto fail = [&](Detail detail, std::string_view sentence) -> ClientContextBuilder& {
    settings_->Fail({ErrorKind::kConfig, detail}, {sentence});
    return *this;
  };
  if (settings_->psk.own) {
    return fail(Detail::kDuplicate, "a client context has one pre-shared key");
  }
  if (!internal::IsIdentityLength(identity.size())) {
    return fail(Detail::kNameLength, "the identity of a pre-shared key has 1 to 128 bytes");
  }
  if (!internal::IsKeyLength(key.size())) {
    return fail(Detail::kKeyLength, "a pre-shared key has 16 to 64 bytes");
  }
  if (!internal::IsTls13Hash(hash)) {
    return fail(Detail::kOutOfRange, "a pre-shared key goes with SHA-256 or SHA-384");
  }
  internal::Owned<internal::HeldPsk> held = internal::MakeOwned<internal::HeldPsk>();
  if (!held || !held->SetIdentity(identity) || !held->psk.key.Assign(key)) {
    settings_->Fail({ErrorKind::kNoMemory}, {"out of memory"});
    return *this;
  }
  held->psk.hash = hash;
  settings_->psk.own = std::move(held);
  return *this;
}

ServerContextBuilder& ServerContextBuilder::PreSharedKeys(PreSharedKeyStore* store) {
  if (settings_ != nullptr) settings_->psk.store = store;
  return *this;
}

}  // namespace omnitls
