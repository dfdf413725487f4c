#include "backends/wolfssl/context.h"

#include <cstring>

#include "backends/wolfssl/algorithms.h"
#include "backends/wolfssl/connection.h"
#include "backends/wolfssl/private_key.h"
#include "backends/wolfssl/psk.h"
#include "backends/wolfssl/stapling.h"

namespace omnitls::wolfssl {
namespace {

constexpr word16 kMinDhBits = 2048;

constexpr Unexpected Refused() { return Fail(ErrorKind::kUnsupported, Detail::kSetting); }

WOLFSSL_METHOD* MethodFor(const EngineConfig& config) {
  const bool is_client = config.role == Role::kClient;
  if (config.max_version == Version::kTls12) {
    return is_client ? wolfTLSv1_2_client_method() : wolfTLSv1_2_server_method();
  }
  if (config.min_version == Version::kTls13) {
    return is_client ? wolfTLSv1_3_client_method() : wolfTLSv1_3_server_method();
  }
  return is_client ? wolfSSLv23_client_method() : wolfSSLv23_server_method();
}

// Numbers as the wire has them.
template <class Id>
[[nodiscard]] bool AppendWire(std::span<const Id> ids, Bytes& out) {
  for (const Id id : ids) {
    const auto number = static_cast<std::uint16_t>(id);
    const std::uint8_t wire[] = {static_cast<std::uint8_t>(number >> 8),
                                 static_cast<std::uint8_t>(number)};
    if (!out.Append(wire)) return false;
  }
  return true;
}

// A server that asks for certificates names both kinds, ECDSA and RSA, and where the list has no
// scheme of one of them, the library puts all of that kind there that it knows. So it gets one that
// nobody can use: with the hash function "none" (RFC 5246, 7.4.1.4.1).
[[nodiscard]] bool AppendMissingKinds(std::span<const SignatureScheme> schemes, Bytes& out) {
  constexpr std::uint8_t kNoHash = 0;
  bool has_rsa = false;
  bool has_ecdsa = false;
  for (const SignatureScheme scheme : schemes) {
    const KeyKind kind = FindSignatureScheme(scheme)->key;
    has_rsa |= kind == KeyKind::kRsa || kind == KeyKind::kRsaPss;
    has_ecdsa |= kind == KeyKind::kEcdsa;
  }
  const std::uint8_t rsa[] = {kNoHash, rsa_sa_algo};
  const std::uint8_t ecdsa[] = {kNoHash, ecc_dsa_sa_algo};
  return (has_rsa || out.Append(rsa)) && (has_ecdsa || out.Append(ecdsa));
}

bool HasDhe(std::span<const CipherSuite> suites) {
  for (const CipherSuite suite : suites) {
    if (FindCipherSuite(suite)->key_exchange == KeyExchange::kDheRsa) return true;
  }
  return false;
}

}  // namespace

Result<internal::Owned<EngineContext>> Context::Make(const EngineConfig& config) {
  internal::Owned<Context> context(new (std::nothrow) Context(config));
  if (!context) return Fail(ErrorKind::kNoMemory);
  for (const auto step :
       {&Context::SetVersions, &Context::SetSuites, &Context::SetSchemes, &Context::SetGroups,
        &Context::SetVerification, &Context::SetResumption, &Context::SetExtensions}) {
    if (const Result<void> done = (context.get()->*step)(config); !done) {
      return Fail(done.error());
    }
  }
  InstallCallbacks(*context);
  if (config.ocsp_stapling && !InstallStapling(*context)) return Fail(ErrorKind::kNoMemory);
  return internal::Owned<EngineContext>(std::move(context));
}

// Makes the WOLFSSL_CTX, which has its versions from the beginning.
Result<void> Context::SetVersions(const EngineConfig& config) {
  ctx_.reset(wolfSSL_CTX_new(MethodFor(config)));
  if (!ctx_) return Fail(ErrorKind::kNoMemory);
  if (wolfSSL_CTX_SetMinVersion(get(), ToProtocol(config.min_version)) != WOLFSSL_SUCCESS) {
    return Refused();
  }
  // Which keys are too weak is decided above.
  wolfSSL_CTX_SetMinRsaKey_Sz(get(), 0);
  wolfSSL_CTX_SetMinEccKey_Sz(get(), 0);
  wolfSSL_CTX_SetMinDhKey_Sz(get(), kMinDhBits);
  InstallPsk(get(), config);
  if (config.identity != nullptr) return SetIdentity(*config.identity);
  return {};
}

Result<void> Context::SetIdentity(const EngineIdentity& identity) {
  Bytes chain;
  for (const ByteView certificate : identity.chain) {
    if (!chain.Append(certificate)) return Fail(ErrorKind::kNoMemory);
  }
  const int code = wolfSSL_CTX_use_certificate_chain_buffer_format(
      get(), chain.data(), static_cast<long>(chain.size()), WOLFSSL_FILETYPE_ASN1);
  if (code == MEMORY_E) return Fail(ErrorKind::kNoMemory);
  if (code == BUFFER_E) return Refused();  // Too many.
  if (code != WOLFSSL_SUCCESS) {
    return Fail(ErrorKind::kConfig, Detail::kMalformedCertificate, Alert::kNone, code);
  }
  if (identity.is_external) {
    if (const Result<void> known = external_key_.Init(identity); !known) return known;
    if (const Result<void> used = external_key_.UseIn(get()); !used) return used;
  } else if (const Result<void> used = UsePrivateKey(get(), identity); !used) {
    return used;
  }
  // The library refuses suites by what the certificate's issuer signs with.
  if (identity.key_kind == KeyKind::kRsa) get()->haveECDSAsig = 0;
  return {};
}

// The library leaves out what it does not know, without a word.
Result<void> Context::SetSuites(const EngineConfig& config) {
  Bytes list;
  if (!AppendWire(config.tls13_suites, list) || !AppendWire(config.tls12_suites, list)) {
    return Fail(ErrorKind::kNoMemory);
  }
  const int size = static_cast<int>(list.size());
  if (wolfSSL_CTX_set_cipher_list_bytes(get(), list.data(), size) != WOLFSSL_SUCCESS ||
      get()->suites->suiteSz < size) {
    return Refused();
  }
  if (role_ == Role::kClient || !HasDhe(config.tls12_suites)) return {};
  const DhParams* group = wc_Dh_ffdhe2048_Get();
  if (wolfSSL_CTX_SetTmpDH(get(), group->p, static_cast<int>(group->p_len), group->g,
                           static_cast<int>(group->g_len)) != WOLFSSL_SUCCESS) {
    return Refused();
  }
  return {};
}

// There is a function that takes names, but it knows neither all nor their order.
Result<void> Context::SetSchemes(const EngineConfig& config) {
  Bytes list;
  if (!AppendWire(config.signature_schemes, list)) return Fail(ErrorKind::kNoMemory);
  if (config.client_auth != ClientAuth::kNone && min_version_ == Version::kTls12 &&
      !AppendMissingKinds(config.signature_schemes, list)) {
    return Fail(ErrorKind::kNoMemory);
  }
  Suites& suites = *get()->suites;
  if (list.size() > sizeof suites.hashSigAlgo) return Refused();
  std::memcpy(suites.hashSigAlgo, list.data(), list.size());
  suites.hashSigAlgoSz = static_cast<word16>(list.size());
  return {};
}

Result<void> Context::SetGroups(const EngineConfig& config) {
  if (!groups_.Append(config.groups)) return Fail(ErrorKind::kNoMemory);
  int groups[WOLFSSL_MAX_GROUP_COUNT];
  if (config.groups.size() > std::size(groups)) return Refused();
  int count = 0;
  for (const Group group : config.groups) groups[count++] = static_cast<int>(group);
  if (wolfSSL_CTX_set_groups(get(), groups, count) != WOLFSSL_SUCCESS) return Refused();
  return {};
}

// The library asks for a certificate, and checks what the peer signs with it, but does not judge
// it: both of "peer" and "none". No mode of wolfSSL_CTX_set_verify says that. "Peer" alone would
// verify the chain by its own rules and, when told to go on, trust its CAs in all connections.
Result<void> Context::SetVerification(const EngineConfig& config) {
  const bool later = config.role == Role::kServer && config.client_auth == ClientAuth::kNone;
  if (!config.verify_peer || later) {
    wolfSSL_CTX_set_verify(get(), WOLFSSL_VERIFY_NONE, nullptr);
    return {};
  }
  const bool is_required = config.client_auth == ClientAuth::kRequire;
  wolfSSL_CTX_set_verify(
      get(),
      is_required ? WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT : WOLFSSL_VERIFY_PEER,
      nullptr);
  get()->verifyNone = 1;
  return {};
}

// What the library would say or offer of its own accord.
Result<void> Context::SetExtensions(const EngineConfig& config) {
#ifdef HAVE_ECH
  wolfSSL_CTX_SetEchEnable(get(), 0);
#endif
#ifdef WOLFSSL_EARLY_DATA
  if (config.role == Role::kServer) wolfSSL_CTX_set_max_early_data(get(), config.max_early_data);
#if !defined(NO_SESSION_CACHE) && (defined(HAVE_EXT_CACHE) || defined(HAVE_EX_DATA))
  // The library takes early data only with sessions that it can remove from a cache, so that each
  // is used once. The core sees to that (Connection::DecideEarlyData).
  if (config.max_early_data != 0) get()->rem_sess_cb = [](WOLFSSL_CTX*, WOLFSSL_SESSION*) {};
#endif
#endif
#ifdef HAVE_MAX_FRAGMENT
  if (config.max_fragment_length != 0 &&
      wolfSSL_CTX_UseMaxFragment(get(), config.max_fragment_length) != WOLFSSL_SUCCESS) {
    return Fail(ErrorKind::kNoMemory);
  }
#endif
  // A server's choice is the core's, for each connection.
  return config.role == Role::kServer ? Result<void>() : SetAlpn(config.alpn);
}

Result<void> Context::SetResumption(const EngineConfig& config) {
  // The library's one cache would serve all contexts. Servers that look session IDs up elsewhere
  // must not say that it is off.
  wolfSSL_CTX_set_session_cache_mode(
      get(), config.session_ids ? WOLFSSL_SESS_CACHE_NO_INTERNAL : WOLFSSL_SESS_CACHE_OFF);
  wolfSSL_CTX_set_timeout(get(), config.session_lifetime);
  if (role_ == Role::kServer) {
    if (!tickets_.Install(config, get())) return Fail(ErrorKind::kInternal);
    wolfSSL_CTX_set_TicketHint(get(), static_cast<int>(config.session_lifetime));
    wolfSSL_CTX_set_num_tickets(get(), config.ticket_count);
  }
  if (!config.resumption) {
    wolfSSL_CTX_NoTicketTLSv12(get());
    wolfSSL_CTX_no_ticket_TLSv13(get());
  } else if (tls12_tickets_ && wolfSSL_CTX_UseSessionTicket(get()) != WOLFSSL_SUCCESS) {
    // Servers need it to answer a ticket that they refuse with one that they would not.
    return Fail(ErrorKind::kNoMemory);
  }
  return {};
}

// The public function splits a list at its commas, which names may contain. It puts each name in
// front of the ones before.
Result<void> Context::SetAlpn(ByteView names) {
  ByteView all[WOLFSSL_MAX_ALPN_NUMBER];
  std::size_t count = 0;
  while (!names.empty()) {
    if (count == std::size(all)) return Refused();
    all[count++] = names.subspan(1, names[0]);
    names = names.subspan(std::size_t{1} + names[0]);
  }
  while (count > 0) {
    const ByteView name = all[--count];
    if (TLSX_UseALPN(&get()->extensions, name.data(), static_cast<word16>(name.size()),
                     WOLFSSL_ALPN_FAILED_ON_MISMATCH, get()->heap) != WOLFSSL_SUCCESS) {
      return Fail(ErrorKind::kNoMemory);
    }
  }
  return {};
}

Result<internal::Owned<EngineConnection>> Context::NewConnection(
    EngineHost& host, const EngineConnectionConfig& config) const {
  return Connection::Make(*this, host, config);
}

}  // namespace omnitls::wolfssl
