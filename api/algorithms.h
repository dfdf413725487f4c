#ifndef OMNITLS_ALGORITHMS_H_
#define OMNITLS_ALGORITHMS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace omnitls {

// The protocol versions (RFC 5246, RFC 8446). Values are the wire's.
enum class Version : std::uint16_t {
  kNone = 0,  // Not negotiated yet.
  kTls12 = 0x0303,
  kTls13 = 0x0304,
};

// A cipher suite, group or signature scheme is its number in the IANA registry ("TLS Cipher
// Suites", "TLS Supported Groups", "TLS SignatureScheme"); any number may come from a peer. Those
// this library knows by name are in the tables below.
enum class CipherSuite : std::uint16_t { kNone = 0 };
enum class Group : std::uint16_t { kNone = 0 };
enum class SignatureScheme : std::uint16_t { kNone = 0 };

// How a TLS 1.2 suite authenticates the server and agrees on a key.
enum class KeyExchange : std::uint8_t {
  kTls13,
  kEcdheEcdsa,
  kEcdheRsa,
  kDheRsa,
  kRsa,
  kEcdhePsk,  // RFC 5489: by an external PSK, like the next.
  kPsk,       // RFC 4279, 2: not forward secret.
};

// The kinds of public key that a certificate may hold.
enum class KeyKind : std::uint8_t { kUnknown, kRsa, kRsaPss, kEcdsa, kEd25519, kEd448 };

struct CipherSuiteInfo {
  CipherSuite id;
  std::string_view name;          // IANA: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".
  std::string_view openssl_name;  // "ECDHE-RSA-AES128-GCM-SHA256".
  Version version;                // The one version it works with.
  KeyExchange key_exchange;
  bool is_default;  // In the default list; the others are used only when named. Those with a PSK
                    // are never used without one.
};

struct GroupInfo {
  Group id;
  std::string_view name;          // IANA: "secp256r1".
  std::string_view openssl_name;  // "P-256".
  bool tls12;                     // May be used in TLS 1.2.
  bool is_default;
};

struct SignatureSchemeInfo {
  SignatureScheme id;
  std::string_view name;          // IANA: "ecdsa_secp256r1_sha256".
  std::string_view openssl_name;  // "ECDSA+SHA256".
  KeyKind key;                    // The kind of certificate key that can make it.
  std::uint16_t curve_bits;       // For ECDSA in TLS 1.3: the curve's size in bits; else 0.
  bool tls13;                     // May sign a TLS 1.3 handshake.
  bool is_default;
};

// Everything known by name, in the default order of preference. Static storage.
std::span<const CipherSuiteInfo> AllCipherSuites();
std::span<const GroupInfo> AllGroups();
std::span<const SignatureSchemeInfo> AllSignatureSchemes();

// Find by number, or by IANA or OpenSSL name (ASCII, upper and lower case alike). Null: not known.
const CipherSuiteInfo* FindCipherSuite(CipherSuite id);
const CipherSuiteInfo* FindCipherSuite(std::string_view name);
const GroupInfo* FindGroup(Group id);
const GroupInfo* FindGroup(std::string_view name);
const SignatureSchemeInfo* FindSignatureScheme(SignatureScheme id);
const SignatureSchemeInfo* FindSignatureScheme(std::string_view name);

// The IANA name, "unknown" for a number that has none here. Static storage. Version: "TLS1.2",
// "TLS1.3".
std::string_view VersionName(Version version);
std::string_view CipherSuiteName(CipherSuite id);
std::string_view GroupName(Group id);
std::string_view SignatureSchemeName(SignatureScheme id);

// Whether a certificate with this kind of key can authenticate this key exchange.
bool KeyFits(KeyKind key, KeyExchange exchange);

// Whether an external PSK authenticates both ends of this key exchange (of TLS 1.2).
constexpr bool UsesPsk(KeyExchange exchange) {
  return exchange == KeyExchange::kEcdhePsk || exchange == KeyExchange::kPsk;
}

}  // namespace omnitls

#endif  // OMNITLS_ALGORITHMS_H_
