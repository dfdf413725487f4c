#ifndef OMNITLS_BENCH_IDENTITY_H_
#define OMNITLS_BENCH_IDENTITY_H_

#include <string>

namespace omnitls::bench {

// IdentityDer is an identity for libraries that read no PEM.
struct IdentityDer {
  std::string leaf;
  std::string issuer;
  std::string root;
  std::string key;  // PKCS#8
};

// Identity is what every subject authenticates with, in PEM.
struct Identity {
  std::string chain;  // The server's: the leaf and the intermediate that signed it.
  std::string key;
  std::string root;  // Signed the intermediate; what clients trust.
  IdentityDer der;   // Not saved.
};

// All keys are RSA of 2,048 bits, or else ECDSA with P-256.
Identity MakeIdentity(bool rsa = false);
// Save and Load keep one in files of a directory. They end the program on failure.
void Save(const Identity& identity, const std::string& directory);
Identity Load(const std::string& directory);

// TemporaryDirectory is removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_IDENTITY_H_
