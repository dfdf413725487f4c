#include "backends/wolfssl/algorithms.h"

#include <string_view>

#include "backends/wolfssl/external_key.h"
#include "backends/wolfssl/handles.h"
#include "backends/wolfssl/psk.h"
#include "backends/wolfssl/secrets.h"
#include "backends/wolfssl/stapling.h"
#include "omnitls/fiber.h"
#include "omnitls/x509/verify.h"

namespace omnitls::wolfssl {
namespace {

// The configuration's macros as values. The library keeps no other list of what it was built with.
constexpr bool kTls12 =
#ifdef WOLFSSL_NO_TLS12
    false;
#else
    true;
#endif
constexpr bool kTls13 =
#ifdef WOLFSSL_TLS13
    true;
#else
    false;
#endif
constexpr bool kRsa =
#ifdef NO_RSA
    false;
#else
    true;
#endif
constexpr bool kRsaPss =
#ifdef WC_RSA_PSS
    kRsa;
#else
    false;
#endif
constexpr bool kEcc256 =
#if defined(HAVE_ECC) && (!defined(NO_ECC256) || defined(HAVE_ALL_CURVES))
    true;
#else
    false;
#endif
constexpr bool kEcc384 =
#if defined(HAVE_ECC) && (defined(HAVE_ECC384) || defined(HAVE_ALL_CURVES))
    true;
#else
    false;
#endif
constexpr bool kEcc521 =
#if defined(HAVE_ECC) && (defined(HAVE_ECC521) || defined(HAVE_ALL_CURVES))
    true;
#else
    false;
#endif
constexpr bool kSha384 =
#ifdef WOLFSSL_SHA384
    true;
#else
    false;
#endif
constexpr bool kSha512 =
#ifdef WOLFSSL_SHA512
    true;
#else
    false;
#endif
constexpr bool kX25519 =
#ifdef HAVE_CURVE25519
    true;
#else
    false;
#endif
constexpr bool kX448 =
#ifdef HAVE_CURVE448
    true;
#else
    false;
#endif
constexpr bool kEd25519 =
#ifdef HAVE_ED25519
    true;
#else
    false;
#endif
constexpr bool kEd448 =
#ifdef HAVE_ED448
    true;
#else
    false;
#endif
constexpr bool kFfdhe2048 =
#if !defined(NO_DH) && defined(HAVE_FFDHE_2048)
    true;
#else
    false;
#endif
constexpr bool kFfdhe3072 =
#if !defined(NO_DH) && defined(HAVE_FFDHE_3072)
    true;
#else
    false;
#endif
constexpr bool kX25519MlKem768 =
#if defined(WOLFSSL_HAVE_MLKEM) && defined(WOLFSSL_PQC_HYBRIDS) && \
    !defined(WOLFSSL_NO_ML_KEM_768) && !defined(WOLFSSL_NO_ML_KEM)
    kX25519;
#else
    false;
#endif
constexpr bool kMaxFragment =
#ifdef HAVE_MAX_FRAGMENT
    true;
#else
    false;
#endif
constexpr bool kEarlyData =
#if defined(WOLFSSL_EARLY_DATA) && \
    (defined(NO_SESSION_CACHE) || defined(HAVE_EXT_CACHE) || defined(HAVE_EX_DATA))
    true;
#else
    false;
#endif
constexpr bool kSessionIds =
#if defined(HAVE_EXT_CACHE) && !defined(NO_SESSION_CACHE)
    true;
#else
    false;
#endif
constexpr bool kEncryptedKeys =
#if defined(WOLFSSL_ENCRYPTED_KEYS) && !defined(NO_PWDBASED)
    true;
#else
    false;
#endif

constexpr bool kPostHandshakeAuth =
#if defined(WOLFSSL_TLS13) && defined(WOLFSSL_POST_HANDSHAKE_AUTH)
    true;
#else
    false;
#endif

struct GroupEntry {
  Group id;
  std::uint32_t curve;
  bool is_built;
};
constexpr GroupEntry kGroups[] = {
    {Group{23}, ECC_SECP256R1_OID, kEcc256}, {Group{24}, ECC_SECP384R1_OID, kEcc384},
    {Group{25}, ECC_SECP521R1_OID, kEcc521}, {Group{29}, ECC_X25519_OID, kX25519},
    {Group{30}, ECC_X448_OID, kX448},        {Group{256}, kNoCurve, kFfdhe2048},
    {Group{257}, kNoCurve, kFfdhe3072},      {Group{4588}, kNoCurve, kX25519MlKem768},
};

struct SchemeEntry {
  SignatureScheme id;
  bool is_built;
};
constexpr SchemeEntry kSchemes[] = {
    {SignatureScheme{0x0401}, kRsa},
    {SignatureScheme{0x0501}, kRsa&& kSha384},
    {SignatureScheme{0x0601}, kRsa&& kSha512},
    {SignatureScheme{0x0403}, kEcc256},
    {SignatureScheme{0x0503}, kEcc384&& kSha384},
    {SignatureScheme{0x0603}, kEcc521&& kSha512},
    {SignatureScheme{0x0804}, kRsaPss},
    {SignatureScheme{0x0805}, kRsaPss&& kSha384},
    {SignatureScheme{0x0806}, kRsaPss&& kSha512},
    {SignatureScheme{0x0807}, kEd25519},
    {SignatureScheme{0x0808}, kEd448},
    // rsa_pss_pss_* are not here: in TLS 1.2 the library neither makes nor takes them.
};

template <class Table, class Id>
bool IsBuilt(const Table& table, Id id) {
  for (const auto& entry : table) {
    if (entry.id == id) return entry.is_built;
  }
  return false;
}

}  // namespace

bool Has(Feature feature) {
  switch (feature) {
    case Feature::kTls12:
      return kTls12;
    case Feature::kTls13:
      return kTls13;
    case Feature::kEd25519Certificates:
      return kEd25519;
    case Feature::kEd448Certificates:
      return kEd448;
    case Feature::kRsaPssCertificates:
      // In TLS 1.2 the library signs with such keys as with others.
      return false;
    case Feature::kTls12RsaPss:
      return kTls12 && kRsaPss;
    case Feature::kEncryptedPrivateKeys:
      return kEncryptedKeys;
    case Feature::kLongChains:
      return MAX_CHAIN_DEPTH >= x509::kMaxChain;
    case Feature::kSessionTickets:
      return true;
    case Feature::kAlpnNamesWithNul:
      // The library keeps them as strings that end with a NUL byte.
      return false;
    case Feature::kMaxFragmentLength:
      return kTls12 && kMaxFragment;
    case Feature::kTls13MaxFragmentLength:
      return kTls13 && kMaxFragment;
    case Feature::kEarlyData:
      return kTls13 && kEarlyData;
    case Feature::kHalfRttData:
    case Feature::kKeyUpdate:
      return kTls13;
    case Feature::kExporters:
    case Feature::kKeyLog:
      return kTellsSecrets;
    case Feature::kTlsUnique:
      return kTellsSecrets && kTellsFinished;
    case Feature::kSecretExtraction:
      return kTellsSecrets && kStopsAfterHandshake;
    case Feature::kExternalPsk:
      return kTls13 && kHasPsk;
    case Feature::kSha384ExternalPsk:
      return kTls13 && kHasPsk && kSha384;
    case Feature::kTls12ExternalPsk:
      return kTls12 && kHasPsk;
    case Feature::kOcspStapling:
      return kStaplesOcsp;
    case Feature::kExternalKeys:
      return kExternalKeys;
    case Feature::kLaterSignatures:
      return kExternalKeys && internal::kHasFibers;
    case Feature::kPostHandshakeAuth:
      return kPostHandshakeAuth;
    // The library keeps them as strings that end with a NUL byte.
    case Feature::kPskIdentitiesWithNul:
    // It has no such extension, and takes none that it does not know.
    case Feature::kSignedCertificateTimestamps:
    // It has them only with OPENSSL_EXTRA, which makes every connection larger.
    case Feature::kCertificateAuthorities:
    case Feature::kRecordSizeLimit:
    case Feature::kRecordPadding:
    case Feature::kExternalEdDsaKeys:
      return false;
    case Feature::kTls12SessionIds:
      return kTls12 && kSessionIds;
  }
  return false;
}

bool Has(CipherSuite suite) {
  const auto number = static_cast<std::uint16_t>(suite);
  const char* name = wolfSSL_get_cipher_name_from_suite(static_cast<unsigned char>(number >> 8),
                                                        static_cast<unsigned char>(number));
  return name != nullptr && std::string_view(name) != "None";
}

bool Has(Group group) { return IsBuilt(kGroups, group); }
bool Has(SignatureScheme scheme) { return IsBuilt(kSchemes, scheme); }

Group ToGroup(std::uint32_t curve) {
  if (curve == kNoCurve) return Group::kNone;
  for (const GroupEntry& entry : kGroups) {
    if (entry.curve == curve) return entry.id;
  }
  return Group::kNone;
}

std::uint32_t ToCurve(Group group) {
  for (const GroupEntry& entry : kGroups) {
    if (entry.id == group) return entry.curve;
  }
  return kNoCurve;
}

int ToProtocol(Version version) {
  return version == Version::kTls13 ? WOLFSSL_TLSV1_3 : WOLFSSL_TLSV1_2;
}

Version ToVersion(int protocol) {
  switch (protocol) {
    case WOLFSSL_TLSV1_2:
      return Version::kTls12;
    case WOLFSSL_TLSV1_3:
      return Version::kTls13;
    default:
      return Version::kNone;
  }
}

}  // namespace omnitls::wolfssl
