#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "omnitls/backends/mbedtls/backend.h"
#include "omnitls/backends/openssl/backend.h"
#include "omnitls/backends/wolfssl/backend.h"
#include "omnitls/saved_bytes.h"
#include "omnitls/session.h"

// Any bytes as a saved session: first as they are, then with the checksum that a forger would put
// under them, so that everything behind it is reached, the libraries' own readers too. What is
// loaded can be saved again.
namespace {

using namespace omnitls;
using internal::kChecksumSize;

void Load(ByteView bytes) {
  for (const Backend* backend : {&OpenSslBackend(), &MbedTlsBackend(), &WolfSslBackend()}) {
    const Result<Session> session = Session::Load(bytes, *backend);
    if (!session) {
      if (session.error().kind != ErrorKind::kConfig) std::abort();
      continue;
    }
    SecretBytes saved;
    if (session->backend_name() != backend->name() || !session->Save(saved)) std::abort();
    if (!Session::Load(saved, *backend)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Load({data, size});
  if (size < kChecksumSize) return 0;
  std::vector<std::uint8_t> forged(data, data + size);
  const std::uint64_t sum = internal::Checksum({forged.data(), size - kChecksumSize});
  for (std::size_t i = 0; i < kChecksumSize; ++i) {
    forged[size - kChecksumSize + i] = static_cast<std::uint8_t>(sum >> (56 - 8 * i));
  }
  Load(forged);
  return 0;
}
