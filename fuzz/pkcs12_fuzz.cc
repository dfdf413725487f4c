#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/pkcs12/identity.h"
#include "omnitls/testing/fake_backend.h"
#include "omnitls/x509/certificate.h"

// Any bytes as a PKCS#12 file, for a backend whose hashes are all zero and whose decryption changes
// nothing: so a MAC of zeros fits whatever it is of, and everything behind it and behind encryption
// is reached. What is refused is refused in words; what is opened has a key, and certificates that
// lie in the file.
namespace {

using namespace omnitls;

class NoCrypto final : public FakeBackend {
 public:
  bool Digest(HashAlgorithm, std::span<const ByteView>, MutableBytes out) const override {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    return true;
  }
  Result<void> DecryptCbc(CbcCipher cipher, ByteView key, ByteView iv,
                          MutableBytes data) const override {
    const std::size_t block = BlockSize(cipher);
    const bool good = key.size() == KeySize(cipher) && iv.size() == block && !data.empty() &&
                      data.size() % block == 0;
    if (!good) std::abort();
    return {};
  }
};

std::size_t GivePassword(void* size, MutableBytes out) {
  std::fill(out.begin(), out.end(), std::uint8_t{'x'});
  return *static_cast<std::size_t*>(size);
}

// Fewer than in earnest, for a fuzzer has no time.
constexpr std::uint32_t kIterations = 5000;

void Open(ByteView file, std::size_t password_size) {
  const NoCrypto backend;
  pkcs12::Report report;
  pkcs12::Opener opener(backend, GivePassword, &password_size, report, kIterations);
  pkcs12::Identity identity;
  const Result<void> read = pkcs12::ReadIdentity(file, opener, report, identity);
  if (!read && report.message().empty()) std::abort();
  if (!read) return;
  if (identity.private_key.empty() || identity.chain.empty()) std::abort();
  std::size_t total = identity.private_key.size();
  for (const Bytes& der : identity.chain) {
    x509::Certificate certificate;
    if (!x509::ParseCertificate(der, certificate)) std::abort();
    total += der.size();
  }
  if (total > file.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Open({data, size}, 1);
  Open({data, size}, 0);
  return 0;
}
