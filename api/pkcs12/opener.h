#ifndef OMNITLS_PKCS12_OPENER_H_
#define OMNITLS_PKCS12_OPENER_H_

#include <cstdint>
#include <span>

#include "omnitls/backend.h"
#include "omnitls/bytes.h"
#include "omnitls/context.h"
#include "omnitls/error.h"
#include "omnitls/pkcs12/algorithms.h"
#include "omnitls/pkcs12/kdf.h"
#include "omnitls/pkcs12/report.h"

namespace omnitls::pkcs12 {

// The most that the iterations of all derivations of a file may add up to: half a minute at worst.
// What programs write has 2,048 to a million.
inline constexpr std::uint32_t kMaxIterations = 10'000'000;
// In bytes, of a salt.
inline constexpr std::size_t kMaxSalt = 1024;

// Opener opens what is authenticated and encrypted with the password of one file. The password is
// asked for when it is first needed, and kept until this is gone.
class Opener {
 public:
  // `backend`, `user` and `report` outlive it. Null `callback`: there is no password.
  Opener(const Backend& backend, PasswordCallback callback, void* user, Report& report,
         std::uint32_t max_iterations = kMaxIterations)
      : backend_(backend),
        callback_(callback),
        user_(user),
        report_(report),
        iterations_left_(max_iterations) {}

  // CheckMac looks whether the MacData's content fits the authenticated bytes. Errors:
  // kConfig/kWrongPassword, kPasswordRequired, kMalformedPkcs12, kOutOfRange (too many iterations);
  // kUnsupported/kUnsupportedAlgorithm; kNoMemory.
  Result<void> CheckMac(ByteView mac_data, ByteView authenticated);
  // Decrypt gives the plaintext, which stays valid as long as this. Errors: the same.
  Result<ByteView> Decrypt(const Algorithm& algorithm, ByteView ciphertext);

 private:
  // What stands for the password where there is none (RFC 7292, B.1 speaks of the second only).
  enum class Without : std::uint8_t { kNothing, kZeroUnit };

  Result<void> GetPassword();
  Result<void> CheckKdf(const Kdf& kdf);
  Result<void> Derive(const Kdf& kdf, Purpose purpose, MutableBytes out);
  Result<bool> MacFits(const Mac& mac, ByteView authenticated);
  Result<void> DeriveAndDecrypt(const Encryption& encryption, MutableBytes data);
  Unexpected CannotOpen(std::string_view what);
  Unexpected CannotHash();

  const Backend& backend_;
  PasswordCallback callback_;
  void* user_;
  Report& report_;
  std::uint32_t iterations_left_;
  bool has_asked_ = false;
  bool is_utf8_ = true;
  Without without_ = Without::kZeroUnit;
  SecretBytes password_;
  SecretBytes bmp_password_;
  internal::Vec<SecretBytes> plaintexts_;
};

}  // namespace omnitls::pkcs12

#endif  // OMNITLS_PKCS12_OPENER_H_
