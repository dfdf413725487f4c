#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "omnitls/backends/mbedtls/backend.h"
#include "omnitls/backends/openssl/backend.h"
#include "omnitls/backends/wolfssl/backend.h"
#include "omnitls/saved_bytes.h"
#include "omnitls/stored_session.h"

// Any bytes as what a ServerSessionStore gives back: first as they are, then with the checksum that
// a forger would put under them, so that everything behind it is reached, the libraries' own
// readers too. What fits can be written again.
namespace {

using namespace omnitls;
using namespace omnitls::internal;

// As in make_session_seeds.cc.
constexpr std::uint64_t kPolicy = 1;
constexpr std::uint64_t kName = 2;
constexpr std::int64_t kMadeAt = 1000;
constexpr std::uint32_t kLifetime = 100;

void Read(ByteView bytes) {
  for (const Backend* backend : {&OpenSslBackend(), &MbedTlsBackend(), &WolfSslBackend()}) {
    const SessionOwner owner{backend, kPolicy, kName};
    StoredSession session;
    if (!ReadStoredSession(bytes, owner, AsBytes("id"), kMadeAt, kLifetime, session)) continue;
    SecretBytes again;
    StoredSession same;
    if (!WriteStoredSession(owner, AsBytes("id"), kMadeAt, session, again) ||
        !ReadStoredSession(again, owner, AsBytes("id"), kMadeAt, kLifetime, same) ||
        same.cipher_suite != session.cipher_suite ||
        same.extended_master_secret != session.extended_master_secret ||
        !Equal(same.engine_session, session.engine_session)) {
      std::abort();
    }
    const Result<Owned<EngineSession>> loaded = backend->LoadSession(session.engine_session);
    SecretBytes saved;
    if (loaded && !(*loaded)->Save(saved)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Read({data, size});
  if (size < kChecksumSize) return 0;
  std::vector<std::uint8_t> forged(data, data + size);
  const std::uint64_t sum = Checksum({data, size - kChecksumSize});
  for (std::size_t i = 0; i < kChecksumSize; ++i) {
    forged[size - kChecksumSize + i] = static_cast<std::uint8_t>(sum >> (56 - 8 * i));
  }
  Read(forged);
  return 0;
}
