#include "omnitls/feature_checks.h"

#include "omnitls/context_core.h"

namespace omnitls::internal {
namespace {

// rsa_pss_rsae_*: PSS by an ordinary RSA key.
bool IsRsaPss(SignatureScheme scheme) {
  const SignatureSchemeInfo& info = *FindSignatureScheme(scheme);
  return info.key == KeyKind::kRsa && info.tls13;
}

bool OnlyRsaPss(std::span<const SignatureScheme> schemes) {
  for (const SignatureScheme scheme : schemes) {
    if (!IsRsaPss(scheme)) return false;
  }
  return !schemes.empty();
}

// What every backend takes; see Feature::kLongChains.
constexpr std::size_t kShortChain = 9;

bool NeedsTickets(const ContextSettings& settings) {
  if (settings.role == Role::kClient) return settings.session_store != nullptr;
  return !settings.ticket_keys.empty() || settings.ticket_count > 1 ||
         settings.single_use_tickets > 0;
}

}  // namespace

Result<void> CheckVersions(ContextSettings& settings) {
  const auto has = [&](Version version, Feature feature) {
    return settings.min_version <= version && version <= settings.max_version &&
           settings.backend->Supports(feature);
  };
  if (has(Version::kTls12, Feature::kTls12) || has(Version::kTls13, Feature::kTls13)) return {};
  return settings.Unsupported(settings.max_version == Version::kTls12 ? "do TLS 1.2"
                                                                      : "do TLS 1.3");
}

Result<void> CheckFeatures(ContextSettings& settings, const FeatureUse& use) {
  const Backend& backend = *settings.backend;
  if (use.tls12 && OnlyRsaPss(use.schemes) && !backend.Supports(Feature::kTls12RsaPss)) {
    return settings.Unsupported(
        "do RSA-PSS in TLS 1.2: name rsa_pkcs1_sha256, too, or allow TLS 1.3 only");
  }
  if (settings.chain.size() > kShortChain && !backend.Supports(Feature::kLongChains)) {
    return settings.Unsupported("do a chain of more than 9 certificates");
  }
  if (HasNul(settings.alpn) && !backend.Supports(Feature::kAlpnNamesWithNul)) {
    return settings.Unsupported("do application protocols with a NUL byte in their names");
  }
  if (use.resumption && NeedsTickets(settings) && !backend.Supports(Feature::kSessionTickets)) {
    return settings.Unsupported("do session tickets");
  }
  return {};
}

}  // namespace omnitls::internal
