#include "omnitls/algorithms.h"

#include "omnitls/profile.h"

namespace omnitls {
namespace {

[[maybe_unused]] constexpr CipherSuiteInfo Suite13(std::uint16_t id, std::string_view name,
                                                   bool is_default) {
  return {CipherSuite{id}, name, name, Version::kTls13, KeyExchange::kTls13, is_default};
}
[[maybe_unused]] constexpr CipherSuiteInfo Suite12(std::uint16_t id, std::string_view name,
                                                   std::string_view openssl, KeyExchange exchange,
                                                   bool is_default) {
  return {CipherSuite{id}, name, openssl, Version::kTls12, exchange, is_default};
}

[[maybe_unused]] constexpr bool kDefault = true;
[[maybe_unused]] constexpr bool kOnRequest = false;
[[maybe_unused]] constexpr auto kEcdsa = KeyExchange::kEcdheEcdsa;
[[maybe_unused]] constexpr auto kEcdheRsa = KeyExchange::kEcdheRsa;
[[maybe_unused]] constexpr auto kDheRsa = KeyExchange::kDheRsa;
[[maybe_unused]] constexpr auto kRsa = KeyExchange::kRsa;
[[maybe_unused]] constexpr auto kEcdhePsk = KeyExchange::kEcdhePsk;
[[maybe_unused]] constexpr auto kPsk = KeyExchange::kPsk;

#if defined(OMNITLS_PROFILE_MINIMAL) && !defined(OMNITLS_PROFILE_FULL)

// What the profiles of embedded/profiles have, but for `full` and `computer`.
constexpr CipherSuiteInfo kSuites[] = {
#if !defined(OMNITLS_PROFILE_PSK_MIN) && !defined(OMNITLS_PROFILE_TLS12_MIN)
    Suite13(0x1301, "TLS_AES_128_GCM_SHA256", kDefault),
#endif
#if defined(OMNITLS_PROFILE_PSK_MIN)
    Suite12(0x00A8, "TLS_PSK_WITH_AES_128_GCM_SHA256", "PSK-AES128-GCM-SHA256", kPsk, kOnRequest),
#elif !defined(OMNITLS_PROFILE_TLS13_MIN)
    Suite12(0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256",
            kEcdsa, kDefault),
#endif
};

constexpr GroupInfo kGroups[] = {{Group{23}, "secp256r1", "P-256", true, kDefault}};

constexpr SignatureSchemeInfo kSchemes[] = {
    {SignatureScheme{0x0403}, "ecdsa_secp256r1_sha256", "ECDSA+SHA256", KeyKind::kEcdsa, 256, true,
     kDefault},
};

#else

// What is not a default either lacks forward secrecy (static RSA, PSK alone), or is CBC, or is
// rarely wanted. A PSK comes first, as in TLS 1.3.
constexpr CipherSuiteInfo kSuites[] = {
    Suite13(0x1301, "TLS_AES_128_GCM_SHA256", kDefault),
    Suite13(0x1302, "TLS_AES_256_GCM_SHA384", kDefault),
    Suite13(0x1303, "TLS_CHACHA20_POLY1305_SHA256", kDefault),
    Suite13(0x1304, "TLS_AES_128_CCM_SHA256", kOnRequest),
    Suite13(0x1305, "TLS_AES_128_CCM_8_SHA256", kOnRequest),
    Suite12(0xCCAC, "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-PSK-CHACHA20-POLY1305",
            kEcdhePsk, kDefault),
    Suite12(0xC037, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256", "ECDHE-PSK-AES128-CBC-SHA256",
            kEcdhePsk, kOnRequest),
    Suite12(0x00A8, "TLS_PSK_WITH_AES_128_GCM_SHA256", "PSK-AES128-GCM-SHA256", kPsk, kOnRequest),
    Suite12(0x00A9, "TLS_PSK_WITH_AES_256_GCM_SHA384", "PSK-AES256-GCM-SHA384", kPsk, kOnRequest),
    Suite12(0xCCAB, "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256", "PSK-CHACHA20-POLY1305", kPsk,
            kOnRequest),
    Suite12(0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256",
            kEcdsa, kDefault),
    Suite12(0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
            kEcdheRsa, kDefault),
    Suite12(0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384",
            kEcdsa, kDefault),
    Suite12(0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
            kEcdheRsa, kDefault),
    Suite12(0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "ECDHE-ECDSA-CHACHA20-POLY1305", kEcdsa, kDefault),
    Suite12(0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305",
            kEcdheRsa, kDefault),
    Suite12(0x009E, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "DHE-RSA-AES128-GCM-SHA256", kDheRsa,
            kOnRequest),
    Suite12(0x009F, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "DHE-RSA-AES256-GCM-SHA384", kDheRsa,
            kOnRequest),
    Suite12(0xCCAA, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "DHE-RSA-CHACHA20-POLY1305",
            kDheRsa, kOnRequest),
    Suite12(0xC0AC, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", "ECDHE-ECDSA-AES128-CCM", kEcdsa,
            kOnRequest),
    Suite12(0xC0AE, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", "ECDHE-ECDSA-AES128-CCM8", kEcdsa,
            kOnRequest),
    Suite12(0xC023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE-ECDSA-AES128-SHA256", kEcdsa,
            kOnRequest),
    Suite12(0xC027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE-RSA-AES128-SHA256", kEcdheRsa,
            kOnRequest),
    Suite12(0xC024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "ECDHE-ECDSA-AES256-SHA384", kEcdsa,
            kOnRequest),
    Suite12(0xC028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "ECDHE-RSA-AES256-SHA384", kEcdheRsa,
            kOnRequest),
    Suite12(0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA", kEcdsa,
            kOnRequest),
    Suite12(0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA", kEcdheRsa,
            kOnRequest),
    Suite12(0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA", kEcdsa,
            kOnRequest),
    Suite12(0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA", kEcdheRsa,
            kOnRequest),
    Suite12(0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256", kRsa, kOnRequest),
    Suite12(0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384", kRsa, kOnRequest),
};

// The hybrid first: what is recorded today may be read by tomorrow's quantum computers.
constexpr GroupInfo kGroups[] = {
    {Group{4588}, "X25519MLKEM768", "X25519MLKEM768", false, kDefault},
    {Group{29}, "x25519", "X25519", true, kDefault},
    {Group{23}, "secp256r1", "P-256", true, kDefault},
    {Group{24}, "secp384r1", "P-384", true, kDefault},
    {Group{25}, "secp521r1", "P-521", true, kOnRequest},
    {Group{30}, "x448", "X448", true, kOnRequest},
    {Group{256}, "ffdhe2048", "ffdhe2048", false, kOnRequest},
    {Group{257}, "ffdhe3072", "ffdhe3072", false, kOnRequest},
};

// RSA keys sign with PSS in TLS 1.3, and with PKCS#1 only in TLS 1.2 and in certificates.
constexpr SignatureSchemeInfo kSchemes[] = {
    {SignatureScheme{0x0403}, "ecdsa_secp256r1_sha256", "ECDSA+SHA256", KeyKind::kEcdsa, 256, true,
     kDefault},
    {SignatureScheme{0x0804}, "rsa_pss_rsae_sha256", "RSA-PSS+SHA256", KeyKind::kRsa, 0, true,
     kDefault},
    {SignatureScheme{0x0401}, "rsa_pkcs1_sha256", "RSA+SHA256", KeyKind::kRsa, 0, false, kDefault},
    {SignatureScheme{0x0503}, "ecdsa_secp384r1_sha384", "ECDSA+SHA384", KeyKind::kEcdsa, 384, true,
     kDefault},
    {SignatureScheme{0x0805}, "rsa_pss_rsae_sha384", "RSA-PSS+SHA384", KeyKind::kRsa, 0, true,
     kDefault},
    {SignatureScheme{0x0501}, "rsa_pkcs1_sha384", "RSA+SHA384", KeyKind::kRsa, 0, false, kDefault},
    {SignatureScheme{0x0807}, "ed25519", "ed25519", KeyKind::kEd25519, 0, true, kDefault},
    {SignatureScheme{0x0603}, "ecdsa_secp521r1_sha512", "ECDSA+SHA512", KeyKind::kEcdsa, 521, true,
     kDefault},
    {SignatureScheme{0x0806}, "rsa_pss_rsae_sha512", "RSA-PSS+SHA512", KeyKind::kRsa, 0, true,
     kDefault},
    {SignatureScheme{0x0601}, "rsa_pkcs1_sha512", "RSA+SHA512", KeyKind::kRsa, 0, false, kDefault},
    {SignatureScheme{0x0809}, "rsa_pss_pss_sha256", "rsa_pss_pss_sha256", KeyKind::kRsaPss, 0, true,
     kOnRequest},
    {SignatureScheme{0x080A}, "rsa_pss_pss_sha384", "rsa_pss_pss_sha384", KeyKind::kRsaPss, 0, true,
     kOnRequest},
    {SignatureScheme{0x080B}, "rsa_pss_pss_sha512", "rsa_pss_pss_sha512", KeyKind::kRsaPss, 0, true,
     kOnRequest},
    {SignatureScheme{0x0808}, "ed448", "ed448", KeyKind::kEd448, 0, true, kOnRequest},
};

#endif

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool SameName(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

template <class Table, class Id>
auto FindById(const Table& table, Id id) -> decltype(&table[0]) {
  for (const auto& entry : table) {
    if (entry.id == id) return &entry;
  }
  return nullptr;
}

template <class Table>
auto FindByName(const Table& table, std::string_view name) -> decltype(&table[0]) {
  for (const auto& entry : table) {
    if (SameName(entry.name, name) || SameName(entry.openssl_name, name)) return &entry;
  }
  return nullptr;
}

template <class Info>
std::string_view NameOf(const Info* info) {
  return info != nullptr ? info->name : std::string_view("unknown");
}

}  // namespace

std::span<const CipherSuiteInfo> AllCipherSuites() { return kSuites; }
std::span<const GroupInfo> AllGroups() { return kGroups; }
std::span<const SignatureSchemeInfo> AllSignatureSchemes() { return kSchemes; }

const CipherSuiteInfo* FindCipherSuite(CipherSuite id) { return FindById(kSuites, id); }
const CipherSuiteInfo* FindCipherSuite(std::string_view name) { return FindByName(kSuites, name); }
const GroupInfo* FindGroup(Group id) { return FindById(kGroups, id); }
const GroupInfo* FindGroup(std::string_view name) { return FindByName(kGroups, name); }
const SignatureSchemeInfo* FindSignatureScheme(SignatureScheme id) {
  return FindById(kSchemes, id);
}
const SignatureSchemeInfo* FindSignatureScheme(std::string_view name) {
  return FindByName(kSchemes, name);
}

std::string_view VersionName(Version version) {
  switch (version) {
    case Version::kNone:
      return "none";
    case Version::kTls12:
      return "TLS1.2";
    case Version::kTls13:
      return "TLS1.3";
  }
  return "unknown";
}
std::string_view CipherSuiteName(CipherSuite id) { return NameOf(FindCipherSuite(id)); }
std::string_view GroupName(Group id) { return NameOf(FindGroup(id)); }
std::string_view SignatureSchemeName(SignatureScheme id) { return NameOf(FindSignatureScheme(id)); }

bool KeyFits(KeyKind key, KeyExchange exchange) {
  switch (exchange) {
    case KeyExchange::kTls13:
      return key != KeyKind::kUnknown;
    case KeyExchange::kEcdheEcdsa:
      return key == KeyKind::kEcdsa || key == KeyKind::kEd25519 || key == KeyKind::kEd448;
    case KeyExchange::kEcdheRsa:
    case KeyExchange::kDheRsa:
      return key == KeyKind::kRsa || key == KeyKind::kRsaPss;
    case KeyExchange::kRsa:
      return key == KeyKind::kRsa;
    case KeyExchange::kEcdhePsk:
    case KeyExchange::kPsk:
      return false;
  }
  return false;
}

}  // namespace omnitls
