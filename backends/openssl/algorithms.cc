#include "backends/openssl/algorithms.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "backends/openssl/handles.h"
#include "backends/openssl/psk.h"
#include "omnitls/fiber.h"

namespace omnitls::openssl {
namespace {

std::string_view NameOf(CipherSuite suite) { return FindCipherSuite(suite)->openssl_name; }
std::string_view NameOf(Group group) { return FindGroup(group)->openssl_name; }
// "ECDSA+SHA256" and the like name two things at once in some versions; IANA's names never do.
std::string_view NameOf(SignatureScheme scheme) { return FindSignatureScheme(scheme)->name; }

// From 3.5 on, which knows hybrid groups: "*" marks those to send a key share for, if not only the
// first. A server that does not know a hybrid one would have to ask for another, and that costs a
// round trip (RFC 8446, 4.1.4).
constexpr bool kMarksKeyShares = OPENSSL_VERSION_NUMBER >= 0x30500000L;

// How many of the first groups to mark: a hybrid one, up to the first that is none.
std::size_t CountKeyShares(std::span<const Group> groups) {
  if (!kMarksKeyShares || groups.empty() || FindGroup(groups[0])->tls12) return 0;
  std::size_t count = 1;
  while (count < groups.size() && !FindGroup(groups[count - 1])->tls12) ++count;
  return count;
}

template <class Id>
bool Join(std::span<const Id> ids, Bytes& out, std::size_t marked = 0) {
  out.Truncate(0);
  for (const Id id : ids) {
    if (!out.empty() && !out.Append(AsBytes(":"))) return false;
    if (marked > 0 && !out.Append(AsBytes("*"))) return false;
    if (marked > 0) --marked;
    if (!out.Append(AsBytes(NameOf(id)))) return false;
  }
  const std::uint8_t end = 0;
  return out.Append({&end, 1});
}

// The groups that OpenSSL reports by a number of its own. It reports all others by IANA's.
struct GroupNid {
  int nid;
  Group group;
};
constexpr GroupNid kGroupNids[] = {
    {NID_X25519, Group{29}},
    {NID_X9_62_prime256v1, Group{23}},
    {NID_secp384r1, Group{24}},
    {NID_secp521r1, Group{25}},
    {NID_X448, Group{30}},
    {NID_ffdhe2048, Group{256}},
    {NID_ffdhe3072, Group{257}},
    {NID_ffdhe4096, Group{258}},
    {NID_ffdhe6144, Group{259}},
    {NID_ffdhe8192, Group{260}},
    {NID_brainpoolP256r1, Group{26}},
    {NID_brainpoolP384r1, Group{27}},
    {NID_brainpoolP512r1, Group{28}},
};

const char* SignatureName(KeyKind kind) {
  switch (kind) {
    case KeyKind::kRsa:
    case KeyKind::kRsaPss:
      return "RSA";
    case KeyKind::kEcdsa:
      return "ECDSA";
    case KeyKind::kEd25519:
      return "ED25519";
    case KeyKind::kEd448:
      return "ED448";
    case KeyKind::kUnknown:
      break;
  }
  return "";
}

bool CanSign(KeyKind kind) {
  return SignatureHandle(EVP_SIGNATURE_fetch(nullptr, SignatureName(kind), nullptr)) != nullptr;
}

bool Allows(SSL_CTX* ctx, int protocol) {
  return SSL_CTX_set_min_proto_version(ctx, protocol) == 1 &&
         SSL_CTX_set_max_proto_version(ctx, protocol) == 1;
}

bool Lists(SSL_CTX* ctx, CipherSuite suite) {
  const STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(ctx);
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
    if (CipherSuite{SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(ciphers, i))} == suite) {
      return true;
    }
  }
  return false;
}

bool Takes(SSL_CTX* ctx, CipherSuite suite) {
  Bytes name;
  if (!JoinNames({&suite, 1}, name)) return false;
  const bool is_tls13 = FindCipherSuite(suite)->version == Version::kTls13;
  const int set = is_tls13 ? SSL_CTX_set_ciphersuites(ctx, CString(name))
                           : SSL_CTX_set_cipher_list(ctx, CString(name));
  return set == 1 && Lists(ctx, suite);
}

bool Takes(SSL_CTX* ctx, Group group) {
  Bytes name;
  return JoinNames({&group, 1}, name) && SSL_CTX_set1_groups_list(ctx, CString(name)) == 1;
}

bool Takes(SSL_CTX* ctx, SignatureScheme scheme) {
  Bytes name;
  return JoinNames({&scheme, 1}, name) && SSL_CTX_set1_sigalgs_list(ctx, CString(name)) == 1 &&
         CanSign(FindSignatureScheme(scheme)->key);
}

template <class Info>
std::uint64_t Probe(SSL_CTX* ctx, std::span<const Info> all) {
  std::uint64_t taken = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (Takes(ctx, all[i].id)) taken |= std::uint64_t{1} << i;
  }
  return taken;
}

template <class Info>
bool Test(std::uint64_t taken, const Info* info, std::span<const Info> all) {
  return info != nullptr && (taken >> (info - all.data()) & 1) != 0;
}

}  // namespace

bool JoinNames(std::span<const CipherSuite> suites, Bytes& out) { return Join(suites, out); }
bool JoinNames(std::span<const Group> groups, Bytes& out) {
  return Join(groups, out, CountKeyShares(groups));
}
bool JoinNames(std::span<const SignatureScheme> schemes, Bytes& out) { return Join(schemes, out); }

Group ToGroup(long negotiated) {
  if (negotiated <= 0) return Group::kNone;
  if ((negotiated & TLSEXT_nid_unknown) != 0) {
    return Group{static_cast<std::uint16_t>(negotiated & 0xFFFF)};
  }
  for (const GroupNid& entry : kGroupNids) {
    if (entry.nid == negotiated) return entry.group;
  }
  return Group::kNone;
}

int ToProtocol(Version version) {
  return version == Version::kTls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
}

Version ToVersion(int protocol) {
  switch (protocol) {
    case TLS1_2_VERSION:
      return Version::kTls12;
    case TLS1_3_VERSION:
      return Version::kTls13;
    default:
      return Version::kNone;
  }
}

const Capabilities& Capabilities::Get() {
  static const Capabilities capabilities;
  return capabilities;
}

Capabilities::Capabilities() {
  const SslCtxHandle ctx(SSL_CTX_new(TLS_method()));
  if (ctx) {
    tls12_ = Allows(ctx.get(), TLS1_2_VERSION);
    tls13_ = Allows(ctx.get(), TLS1_3_VERSION);
    suites_ = Probe(ctx.get(), AllCipherSuites());
    groups_ = Probe(ctx.get(), AllGroups());
    schemes_ = Probe(ctx.get(), AllSignatureSchemes());
  }
  ERR_clear_error();  // What was refused has left its mark.
}

bool Capabilities::Has(Feature feature) const {
  switch (feature) {
    case Feature::kTls12:
      return tls12_;
    case Feature::kTls13:
      return tls13_;
    case Feature::kEd25519Certificates:
      return Has(FindSignatureScheme("ed25519")->id);
    case Feature::kEd448Certificates:
      return Has(FindSignatureScheme("ed448")->id);
    case Feature::kRsaPssCertificates:
      return Has(FindSignatureScheme("rsa_pss_pss_sha256")->id);
    case Feature::kEncryptedPrivateKeys:
    case Feature::kLongChains:
    case Feature::kAlpnNamesWithNul:
    case Feature::kSessionTickets:
      return true;
    case Feature::kTls12RsaPss:
      return tls12_ && Has(FindSignatureScheme("rsa_pss_rsae_sha256")->id);
    case Feature::kTls12SessionIds:
    case Feature::kMaxFragmentLength:
    case Feature::kTlsUnique:
      return tls12_;
    case Feature::kExporters:
    case Feature::kKeyLog:
    case Feature::kSecretExtraction:
    case Feature::kOcspStapling:
    case Feature::kSignedCertificateTimestamps:
    case Feature::kExternalKeys:
    case Feature::kCertificateAuthorities:
      return true;
    case Feature::kLaterSignatures:
      return internal::kHasFibers;
    case Feature::kExternalEdDsaKeys:
      return CanSign(KeyKind::kEd25519);
    case Feature::kTls13MaxFragmentLength:
    case Feature::kRecordPadding:
    case Feature::kEarlyData:
    case Feature::kHalfRttData:
    case Feature::kKeyUpdate:
    case Feature::kPostHandshakeAuth:
      return tls13_;
    case Feature::kExternalPsk:
    case Feature::kSha384ExternalPsk:
    case Feature::kPskIdentitiesWithNul:
      return tls13_ && kHasPsk;
    case Feature::kTls12ExternalPsk:
      return tls12_ && kHasPsk;
    case Feature::kRecordSizeLimit:
      return false;
  }
  return false;
}

bool Capabilities::Has(CipherSuite suite) const {
  return Test(suites_, FindCipherSuite(suite), AllCipherSuites());
}
bool Capabilities::Has(Group group) const { return Test(groups_, FindGroup(group), AllGroups()); }
bool Capabilities::Has(SignatureScheme scheme) const {
  return Test(schemes_, FindSignatureScheme(scheme), AllSignatureSchemes());
}

}  // namespace omnitls::openssl
