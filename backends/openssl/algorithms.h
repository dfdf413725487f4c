#ifndef OMNITLS_BACKENDS_OPENSSL_ALGORITHMS_H_
#define OMNITLS_BACKENDS_OPENSSL_ALGORITHMS_H_

#include <cstdint>
#include <span>

#include "omnitls/algorithms.h"
#include "omnitls/bytes.h"
#include "omnitls/capabilities.h"

namespace omnitls::openssl {

// JoinNames makes the list that OpenSSL's configuration calls take: names joined by ':', ended by a
// NUL. Every entry is in the tables of omnitls/algorithms.h. False: no memory.
[[nodiscard]] bool JoinNames(std::span<const CipherSuite> suites, Bytes& out);
[[nodiscard]] bool JoinNames(std::span<const Group> groups, Bytes& out);
[[nodiscard]] bool JoinNames(std::span<const SignatureScheme> schemes, Bytes& out);

inline const char* CString(const Bytes& text) { return reinterpret_cast<const char*>(text.data()); }

// ToGroup translates what SSL_get_negotiated_group returned; Group::kNone for what is no group.
Group ToGroup(long negotiated);

int ToProtocol(Version version);
Version ToVersion(int protocol);

// Capabilities is what the library, as built, configured and linked, can do: asked once.
class Capabilities {
 public:
  static const Capabilities& Get();

  bool Has(Feature feature) const;
  bool Has(CipherSuite suite) const;
  bool Has(Group group) const;
  bool Has(SignatureScheme scheme) const;

 private:
  Capabilities();

  // One bit for each entry of the tables of omnitls/algorithms.h.
  std::uint64_t suites_ = 0;
  std::uint64_t groups_ = 0;
  std::uint64_t schemes_ = 0;
  bool tls12_ = false;
  bool tls13_ = false;
};

}  // namespace omnitls::openssl

#endif  // OMNITLS_BACKENDS_OPENSSL_ALGORITHMS_H_
