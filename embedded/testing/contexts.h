#ifndef OMNITLS_EMBEDDED_TESTING_CONTEXTS_H_
#define OMNITLS_EMBEDDED_TESTING_CONTEXTS_H_

#include "embedded/testing/certificates.h"
#include "omnitls/context.h"
#include "omnitls/pre_shared_key.h"

// A client and a server that know each other: by certificate, or where the profile has none by a
// shared key.
namespace omnitls::embedded {

// 2026-01-01.
inline constexpr std::int64_t kBuildTime = 1767225600;

#if defined(OMNITLS_PROFILE_PSK_MIN)

// No certificate has a name there, and none is sent.
inline constexpr std::string_view kServerName;
inline constexpr std::string_view kIdentity = "device-1";
inline constexpr std::uint8_t kKey[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
inline constexpr std::string_view kSuite = "TLS_PSK_WITH_AES_128_GCM_SHA256";

inline ClientContextBuilder& Configure(ClientContextBuilder& builder) {
  return builder.Tls12CipherSuites(kSuite).PreSharedKey(AsBytes(kIdentity), kKey);
}

// OneKey is a store of a single key.
class OneKey final : public PreSharedKeyStore {
 public:
  bool Find(ByteView identity, PreSharedKey& out) override {
    return Equal(identity, AsBytes(kIdentity)) && out.key.Assign(kKey);
  }
};

inline OneKey one_key;

inline ServerContextBuilder& Configure(ServerContextBuilder& builder) {
  return builder.Tls12CipherSuites(kSuite).PreSharedKeys(&one_key);
}

#else

inline constexpr std::string_view kServerName = "device.example";

inline ClientContextBuilder& Configure(ClientContextBuilder& builder) {
  return builder.Ca(ByteView(kRoot));
}

inline ServerContextBuilder& Configure(ServerContextBuilder& builder) {
  return builder.CertificateChain(ByteView(kServer)).PrivateKey(ByteView(kServerKey));
}

#endif

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_CONTEXTS_H_
