// What only `full` has: a choice of algorithms, RSA, and shared keys besides certificates.
#include "omnitls/profile.h"

#if defined(OMNITLS_PROFILE_FULL)
#include <mbedtls/pk.h>
#include <psa/crypto.h>
extern "C" {
#include <mbedtls/psa_util.h>  // Has no extern "C" of its own.
}

#include "embedded/testing/cases.h"
#include "embedded/testing/ends.h"

namespace omnitls::embedded {
namespace {

constexpr Version kVersions[] = {Version::kTls12, Version::kTls13};

bool IsConfig(const Result<ClientContext>& built, ErrorKind kind, Detail detail) {
  return !built && built.error().kind == kind && built.error().detail == detail;
}

// A handshake between two ends that are set up but for the client's versions.
void Meet(Ran& ran, Ends& ends, Version version) {
  ends.client.MaxVersion(version);
  Start(ran, ends, kServerName);
}

void RsaCase(Case& it) {
  for (const Version version : kVersions) {
    Ends ends;
    Configure(ends.client);
    ends.server.CertificateChain(ByteView(kRsaServer)).PrivateKey(ByteView(kRsaServerKey));
    Ran ran;
    Meet(ran, ends, version);
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), VersionName(version));
    it.Check(Equal(ran.client.peer_certificate(), kRsaServer), "another certificate");
  }
}

// RsaElement signs with an RSA key, as a secure element would.
class RsaElement final : public Signer {
 public:
  explicit RsaElement(ByteView key) {
    mbedtls_pk_init(&key_);
    (void)psa_crypto_init();
    (void)mbedtls_pk_parse_key(&key_, key.data(), key.size(), nullptr, 0, mbedtls_psa_get_random,
                               MBEDTLS_PSA_RANDOM_STATE);
  }
  ~RsaElement() { mbedtls_pk_free(&key_); }

  void Sign(const SignatureRequest& request, SignatureReply reply) override {
    const auto scheme = static_cast<std::uint16_t>(request.scheme);
    const bool pss = scheme >> 8 == 0x08;
    const unsigned hash = pss ? scheme & 0xF : scheme >> 8;
    const mbedtls_md_type_t hashes[] = {MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512};
    if (hash < 4 || hash > 6) return reply.Fail();
    static std::uint8_t signature[256];
    std::size_t size = 0;
    if (mbedtls_pk_sign_ext(pss ? MBEDTLS_PK_RSASSA_PSS : MBEDTLS_PK_RSA, &key_, hashes[hash - 4],
                            request.digest.data(), request.digest.size(), signature,
                            sizeof signature, &size, mbedtls_psa_get_random,
                            MBEDTLS_PSA_RANDOM_STATE) != 0) {
      return reply.Fail();
    }
    reply.Done({signature, size});
  }

 private:
  mbedtls_pk_context key_;
};

void RsaElementCase(Case& it) {
  RsaElement element(kRsaServerKey);
  for (const Version version : kVersions) {
    for (const std::string_view scheme :
         {"rsa_pss_rsae_sha256", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha384"}) {
      const bool pkcs1 = scheme == "rsa_pkcs1_sha384";
      // mbedTLS has PSS in TLS 1.3 only, and PKCS#1 is not for it (RFC 8446, 4.2.3).
      if (pkcs1 != (version == Version::kTls12)) continue;
      Ends ends;
      Configure(ends.client).SignatureSchemes(scheme);
      ends.server.CertificateChain(ByteView(kRsaServer)).ExternalKey(&element);
      Ran ran;
      Meet(ran, ends, version);
      it.Check(ran.done && Echo(ran.client, ran.server, "hello"), scheme);
    }
  }
}

void SuitesCase(Case& it) {
  struct Row {
    Version version;
    std::string_view suite;
  };
  constexpr Row kRows[] = {
      {Version::kTls12, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
      {Version::kTls12, "ECDHE-ECDSA-CHACHA20-POLY1305"},
      {Version::kTls12, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"},
      {Version::kTls13, "TLS_AES_256_GCM_SHA384"},
      {Version::kTls13, "TLS_CHACHA20_POLY1305_SHA256"},
      {Version::kTls13, "TLS_AES_128_CCM_SHA256"},
  };
  for (const auto& [version, suite] : kRows) {
    Ends ends;
    if (version == Version::kTls12) {
      Configure(ends.client).Tls12CipherSuites(suite);
      Configure(ends.server).Tls12CipherSuites(suite);
    } else {
      Configure(ends.client).Tls13CipherSuites(suite);
      Configure(ends.server).Tls13CipherSuites(suite);
    }
    Ran ran;
    Meet(ran, ends, version);
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), suite);
    it.Check(ran.client.cipher_suite() == FindCipherSuite(suite)->id, "another suite");
    it.Check(ran.server.cipher_suite() == ran.client.cipher_suite(), "the server's is another");
  }
  // In TLS 1.2 the server's order decides.
  Ends ends;
  Configure(ends.client).Tls12CipherSuites("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-CCM");
  Configure(ends.server).Tls12CipherSuites("ECDHE-ECDSA-AES128-CCM, ECDHE-ECDSA-AES128-GCM-SHA256");
  Ran ran;
  Meet(ran, ends, Version::kTls12);
  it.Check(
      ran.done && CipherSuiteName(ran.client.cipher_suite()) == "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
      "not the server's order");
}

void GroupsCase(Case& it) {
  for (const Version version : kVersions) {
    // In TLS 1.2 a client names the curve of the server's certificate, too (RFC 8422, 5.1).
    for (const std::string_view group : {"", "P-256", "P-384:P-256", "x25519:P-256"}) {
      Ends ends;
      Configure(ends.client);
      Configure(ends.server);
      if (!group.empty()) ends.client.Groups(group);
      if (!group.empty()) ends.server.Groups(group);
      Ran ran;
      Meet(ran, ends, version);
      it.Check(ran.done, group);
      const std::string_view first = group.substr(0, group.find(':'));
      const Group expected = FindGroup(first.empty() ? "x25519" : first)->id;
      it.Check(ran.client.group() == expected && ran.server.group() == expected, "another group");
    }
    Ends ends;
    Configure(ends.client).Groups("x25519");
    Configure(ends.server).Groups("P-384");
    Ran ran;
    Meet(ran, ends, version);
    it.Check(IsAlert(ran.client_error, Alert::kHandshakeFailure), "no group in common");
  }
}

void SchemesCase(Case& it) {
  Ends ends;
  Configure(ends.client).SignatureSchemes("rsa_pss_rsae_sha256");
  Configure(ends.server);
  Ran ran;
  Start(ran, ends, kServerName);
  it.Check(IsAlert(ran.client_error, Alert::kHandshakeFailure), "the server's key signs no such");
}

void NamesCase(Case& it) {
  const auto refused = [&](auto set, ErrorKind kind, Detail detail) {
    ClientContextBuilder builder(MbedTlsBackend());
    set(Configure(builder));
    return IsConfig(builder.Build(), kind, detail);
  };
  it.Check(refused([](auto& to) { to.Tls12CipherSuites("TLS_AES_128_GCM_SHA256"); },
                   ErrorKind::kConfig, Detail::kUnknownName),
           "a suite of another version");
  it.Check(refused([](auto& to) { to.Tls13CipherSuites("nothing"); }, ErrorKind::kConfig,
                   Detail::kUnknownName),
           "an unknown suite");
  it.Check(refused([](auto& to) { to.Groups(""); }, ErrorKind::kConfig, Detail::kEmptyInput),
           "an empty list");
  it.Check(refused([](auto& to) { to.Groups("x25519:X25519MLKEM768"); }, ErrorKind::kUnsupported,
                   Detail::kUnknownName),
           "a group that the library has not");
  it.Check(refused([](auto& to) { to.SignatureSchemes("ed25519"); }, ErrorKind::kUnsupported,
                   Detail::kUnknownName),
           "a scheme that the library has not");
  it.Check(
      refused(
          [](auto& to) {
            to.MaxVersion(Version::kTls12).Tls12CipherSuites("TLS_PSK_WITH_AES_128_GCM_SHA256");
          },
          ErrorKind::kConfig, Detail::kNothingLeft),
      "a suite for keys, without one");
  ServerContextBuilder nobody(MbedTlsBackend());
  const Result<ServerContext> built =
      nobody.MaxVersion(Version::kTls12).Tls12CipherSuites("ECDHE-ECDSA-AES128-GCM-SHA256").Build();
  it.Check(!built && built.error().detail == Detail::kMissingIdentity, "no identity");
}

// --- pre-shared keys

constexpr std::string_view kIdentity = "device-1";
constexpr std::uint8_t kKey[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
constexpr std::uint8_t kOtherKey[16] = {};

class OneKey final : public PreSharedKeyStore {
 public:
  bool Find(ByteView identity, PreSharedKey& out) override {
    return Equal(identity, AsBytes(kIdentity)) && out.key.Assign(kKey);
  }
};

void PskCase(Case& it) {
  OneKey store;
  for (const Version version : kVersions) {
    for (const bool has_certificate : {false, true}) {
      Ends ends;
      ends.client.PreSharedKey(AsBytes(kIdentity), kKey);
      ends.server.PreSharedKeys(&store);
      if (has_certificate) {
        // Of a certificate the name would be verified, though it is not sent.
        Configure(ends.client).SendServerName(false);
        Configure(ends.server);
      }
      Ran ran;
      ends.client.MaxVersion(version);
      Start(ran, ends, has_certificate ? kServerName : std::string_view());
      it.Check(ran.done && Echo(ran.client, ran.server, "hello"), VersionName(version));
      it.Check(ran.client.version() == version && ran.client.peer_certificate().empty(),
               "a certificate");
      it.Check(!ran.client.resumed() && !ran.server.resumed(), "a session");
      it.Check(ran.client.session_readiness() == SessionReadiness::kNever, "a session to take");
    }
  }
}

void WrongPskCase(Case& it) {
  OneKey store;
  for (const Version version : kVersions) {
    for (const bool known : {true, false}) {
      Ends ends;
      ends.client.PreSharedKey(AsBytes(known ? kIdentity : "nobody"), kOtherKey);
      ends.server.PreSharedKeys(&store);
      ends.client.MaxVersion(version);
      Ran ran;
      Start(ran, ends, {});
      it.Check(ran.built && !ran.done, "a handshake");
      it.Check(ran.server_error.kind == ErrorKind::kProtocol, "server");
      it.Check(ran.client_error.kind == ErrorKind::kAlertReceived, "client");
    }
  }
}

// A server with both serves clients without a key by its certificate, and gives nobody a session.
void PskOrCertificateCase(Case& it) {
  OneKey store;
  for (const Version version : kVersions) {
    Ends ends;
    Configure(ends.client);
    Configure(ends.server).PreSharedKeys(&store).SessionCache(SessionCacheMode::kOn);
    Ran ran;
    Meet(ran, ends, version);
    it.Check(ran.done && Echo(ran.client, ran.server, "hello"), VersionName(version));
    it.Check(Equal(ran.client.peer_certificate(), kServer), "another certificate");

    // Nor does a client without a CA trust one that has no key.
    Ends strangers;
    strangers.client.PreSharedKey(AsBytes(kIdentity), kKey);
    Configure(strangers.server);
    Ran refused;
    strangers.client.MaxVersion(version);
    Start(refused, strangers, {});
    it.Check(refused.built && !refused.done, "a handshake with nothing in common");
  }
}

void PskSettingsCase(Case& it) {
  const auto build = [](auto set) {
    ClientContextBuilder builder(MbedTlsBackend());
    set(builder);
    return builder.Build();
  };
  const ByteView identity = AsBytes(kIdentity);
  it.Check(IsConfig(build([&](auto& to) { to.PreSharedKey(identity, ByteView(kKey).first(15)); }),
                    ErrorKind::kConfig, Detail::kKeyLength),
           "a short key");
  it.Check(IsConfig(build([&](auto& to) { to.PreSharedKey({}, kKey); }), ErrorKind::kConfig,
                    Detail::kNameLength),
           "no identity");
  it.Check(IsConfig(build([&](auto& to) {
                      to.PreSharedKey(identity, kKey).PreSharedKey(identity, kOtherKey);
                    }),
                    ErrorKind::kConfig, Detail::kDuplicate),
           "two keys");
  it.Check(
      IsConfig(build([&](auto& to) { to.PreSharedKey(identity, kKey, HashAlgorithm::kSha384); }),
               ErrorKind::kUnsupported, Detail::kSetting),
      "SHA-384");
  OneKey store;
  ServerContextBuilder server(MbedTlsBackend());
  const Result<ServerContext> built = Configure(server)
                                          .PreSharedKeys(&store)
                                          .Ca(ByteView(kRoot))
                                          .ClientAuthentication(ClientAuth::kRequire)
                                          .Build();
  it.Check(!built && built.error().kind == ErrorKind::kConfig &&
               built.error().detail == Detail::kSetting,
           "a key and a client's certificate");
}

constexpr NamedCase kFullCases[] = {
    {"rsa_certificate", RsaCase},
    {"secure_element_with_rsa", RsaElementCase},
    {"cipher_suites_by_name", SuitesCase},
    {"groups_by_name", GroupsCase},
    {"signature_schemes_by_name", SchemesCase},
    {"names_that_are_refused", NamesCase},
    {"pre_shared_key", PskCase},
    {"wrong_pre_shared_key", WrongPskCase},
    {"pre_shared_key_or_certificate", PskOrCertificateCase},
    {"pre_shared_key_settings", PskSettingsCase},
};

}  // namespace

std::span<const NamedCase> FullCases() { return kFullCases; }

}  // namespace omnitls::embedded

#endif  // OMNITLS_PROFILE_FULL
