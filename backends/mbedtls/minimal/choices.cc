#include "backends/mbedtls/minimal/core.h"

#if defined(OMNITLS_MINIMAL_FULL)
#include "backends/mbedtls/backend.h"
#include "backends/mbedtls/minimal/shim.h"
#include "omnitls/words.h"

// Suites, groups and signature schemes by name, and which suites a pre-shared key brings along.
namespace omnitls {
namespace internal {
namespace {

// Choices is what the configuration points to.
struct Choices : Extra {
  Choices() : Extra(Free) {}

  static void Free(Extra* extra) { delete static_cast<Choices*>(extra); }

  Vec<CipherSuite> tls12;  // As named; empty: the default ones.
  Vec<CipherSuite> tls13;
  Vec<int> suites;  // All, and 0. So do the others end.
  Vec<std::uint16_t> groups;
  Vec<std::uint16_t> schemes;
};

// Reads a list of names. `accepts` says whether an entry belongs to this setting.
template <class Id, class Find, class Accepts>
void ReadNames(ContextSettings& settings, std::string_view names, Find find, Accepts accepts,
               Vec<Id>& out) {
  out.Truncate(0);
  ForEachWord(names, [&](std::string_view word) {
    const auto* const info = find(word);
    if (info == nullptr || !accepts(*info)) {
      settings.Fail({ErrorKind::kConfig, Detail::kUnknownName},
                    "a word of a list is no such name (IANA or OpenSSL name)");
    } else if (!MbedTlsBackend().Supports(info->id)) {
      settings.Fail({ErrorKind::kUnsupported, Detail::kUnknownName},
                    "mbedtls does not support an algorithm of a list");
    } else if (!out.Push(Id{info->id})) {
      settings.Fail({ErrorKind::kNoMemory});
    }
    return settings.usable();
  });
  if (settings.usable() && out.empty()) {
    settings.Fail({ErrorKind::kConfig, Detail::kEmptyInput}, "a list of names is empty");
  }
}

void ReadSuites(ContextSettings* settings, std::string_view names, Version version,
                Vec<CipherSuite> Choices::*list) {
  if (!IsUsable(settings)) return;
  Choices* const choices = Kept<Choices>(*settings);
  if (choices == nullptr) return;
  ReadNames(
      *settings, names, [](std::string_view word) { return FindCipherSuite(word); },
      [version](const CipherSuiteInfo& info) { return info.version == version; }, choices->*list);
  settings->suites = ContextSettings::UseSuites;
}

// Null: not read, and the error recorded.
template <class Id, class Find>
const std::uint16_t* ReadIds(ContextSettings* settings, std::string_view names, Find find,
                             Vec<std::uint16_t> Choices::*list) {
  if (!IsUsable(settings)) return nullptr;
  Choices* const choices = Kept<Choices>(*settings);
  if (choices == nullptr) return nullptr;
  Vec<Id> ids;
  ReadNames(
      *settings, names, find, [](const auto&) { return true; }, ids);
  Vec<std::uint16_t>& numbers = choices->*list;
  numbers.Truncate(0);
  for (const Id id : ids) {
    if (!numbers.Push(static_cast<std::uint16_t>(id))) settings->Fail({ErrorKind::kNoMemory});
  }
  if (!numbers.Push(std::uint16_t{0})) settings->Fail({ErrorKind::kNoMemory});
  return settings->usable() ? numbers.data() : nullptr;
}

// SuiteFilter knows which suites this end can do.
struct SuiteFilter {
  bool has_certificates;  // Its own, or to verify others by.
  bool decrypts;          // With its own key.
  bool has_key;           // A pre-shared one.

  bool Allows(const CipherSuiteInfo& suite) const {
    if (suite.key_exchange == KeyExchange::kTls13) return true;
    if (UsesPsk(suite.key_exchange)) return has_key;
    return has_certificates && (decrypts || suite.key_exchange != KeyExchange::kRsa);
  }
};

}  // namespace

void ContextSettings::UseSuites(ContextSettings& settings) {
  ContextCore& own = *settings.core;
  Choices* const choices = Kept<Choices>(settings);
  if (choices == nullptr) return;
  if (settings.has_key && settings.client_auth != ClientAuth::kNone) {
    return settings.Fail({ErrorKind::kConfig, Detail::kSetting},
                         "clients with a pre-shared key have no certificate: "
                         "ClientAuthentication must be kNone");
  }
  const bool is_client = own.is_client();
  const SuiteFilter filter{
      is_client ? own.anchors.raw.p != nullptr : settings.own_identity != nullptr,
      is_client || settings.own_identity == UseIdentity, settings.has_key};
  Vec<int>& suites = choices->suites;
  suites.Truncate(0);
  const auto add = [&](const CipherSuiteInfo& suite) {
    const auto version = static_cast<mbedtls_ssl_protocol_version>(suite.version);
    if (!omnitls_mbedtls_allows(&own.config, version) || !filter.Allows(suite)) return true;
    return suites.Push(static_cast<int>(suite.id));
  };
  bool good = true;
  for (const Version version : {Version::kTls13, Version::kTls12}) {
    const Vec<CipherSuite>& named = version == Version::kTls13 ? choices->tls13 : choices->tls12;
    for (const CipherSuite id : named) good &= add(*FindCipherSuite(id));
    if (!named.empty()) continue;
    for (const CipherSuiteInfo& suite : AllCipherSuites()) {
      const bool goes = suite.is_default && suite.version == version;
      if (goes && MbedTlsBackend().Supports(suite.id)) good &= add(suite);
    }
  }
  if (good && suites.empty()) {
    return settings.Fail({ErrorKind::kConfig, Detail::kNothingLeft},
                         "no cipher suite fits the other settings");
  }
  if (!good || !suites.Push(0)) return settings.Fail({ErrorKind::kNoMemory});
  mbedtls_ssl_conf_ciphersuites(&own.config, suites.data());
  if (settings.has_key) {
    mbedtls_ssl_conf_tls13_key_exchange_modes(
        &own.config, filter.has_certificates ? MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ALL
                                             : MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL);
  }
}

}  // namespace internal

using internal::Choices;

void BuilderBase::SetTls12CipherSuites(std::string_view names) {
  internal::ReadSuites(settings_, names, Version::kTls12, &Choices::tls12);
}

void BuilderBase::SetTls13CipherSuites(std::string_view names) {
  internal::ReadSuites(settings_, names, Version::kTls13, &Choices::tls13);
}

void BuilderBase::SetGroups(std::string_view names) {
  const std::uint16_t* const groups = internal::ReadIds<Group>(
      settings_, names, [](std::string_view word) { return FindGroup(word); }, &Choices::groups);
  if (groups != nullptr) mbedtls_ssl_conf_groups(&settings_->core->config, groups);
}

void BuilderBase::SetSignatureSchemes(std::string_view names) {
  const std::uint16_t* const schemes = internal::ReadIds<SignatureScheme>(
      settings_, names, [](std::string_view word) { return FindSignatureScheme(word); },
      &Choices::schemes);
  if (schemes != nullptr) mbedtls_ssl_conf_sig_algs(&settings_->core->config, schemes);
}

}  // namespace omnitls

#endif  // OMNITLS_MINIMAL_FULL
