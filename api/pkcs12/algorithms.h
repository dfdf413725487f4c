#ifndef OMNITLS_PKCS12_ALGORITHMS_H_
#define OMNITLS_PKCS12_ALGORITHMS_H_

#include <cstdint>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/cbc.h"
#include "omnitls/digest.h"
#include "omnitls/error.h"
#include "omnitls/pkcs12/report.h"
#include "omnitls/x509/der.h"

// What files are encrypted and authenticated with. Parsing reads form and names; what is well
// formed but not supported is refused by its name.
namespace omnitls::pkcs12 {

// AlgorithmIdentifier (RFC 5280, 4.1.1.2): views into what was read.
struct Algorithm {
  ByteView oid;
  ByteView parameters;  // The whole element, or empty where absent.
};
[[nodiscard]] bool ReadAlgorithm(x509::DerReader& reader, Algorithm& algorithm);

// Kdf is how a key comes from a password.
struct Kdf {
  ByteView salt;
  std::uint32_t iterations = 0;  // Not 0; at most kIterationsLimit.
  HashAlgorithm hash = HashAlgorithm::kSha1;
  bool is_pbkdf2 = false;        // Else that of RFC 7292.
  std::uint32_t key_length = 0;  // PBKDF2 only, in bytes; 0: not said.
};

// Iterations are not counted further than this, which is more than anybody may have.
inline constexpr std::uint32_t kIterationsLimit = 0xFFFFFFFF;

// Encryption is what a safe or a key is encrypted with.
struct Encryption {
  Kdf kdf;
  CbcCipher cipher = CbcCipher::kAes256;
  ByteView iv;  // Empty: derived.
};
Result<void> ParseEncryption(const Algorithm& algorithm, Report& report, Encryption& encryption);

// Mac is what a file is authenticated with: HMAC.
struct Mac {
  Kdf kdf;
  HashAlgorithm hash = HashAlgorithm::kSha1;
  ByteView value;
};
// ParseMac reads MacData (RFC 7292, 4), also with PBMAC1 (RFC 9579).
Result<void> ParseMac(ByteView mac_data, Report& report, Mac& mac);

}  // namespace omnitls::pkcs12

#endif  // OMNITLS_PKCS12_ALGORITHMS_H_
