#ifndef OMNITLS_CONFORMANCE_PKCS12_H_
#define OMNITLS_CONFORMANCE_PKCS12_H_

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "conformance/cases.h"
#include "omnitls/pkcs12/identity.h"

// What the tests of PKCS#12 files share.
namespace omnitls::conformance {

// The password of PfxSpec, for builders.
inline std::size_t GiveSesame(void*, MutableBytes out) {
  constexpr std::string_view kPassword = "open sesame";
  std::copy(kPassword.begin(), kPassword.end(), out.begin());
  return kPassword.size();
}

inline std::string ToString(const std::vector<std::uint8_t>& bytes) {
  return std::string(bytes.begin(), bytes.end());
}

// What is found in a file.
struct OpenedPfx {
  std::optional<Error> error;
  std::string message;
  std::vector<std::string> chain;
  std::string key;
  int times_asked = 0;  // For the password.
};

inline OpenedPfx OpenPfx(const Backend& backend, const std::string& file,
                         const std::string& password) {
  struct Asked {
    const std::string& password;
    int times = 0;
  } asked{password};
  const auto give = [](void* user, MutableBytes out) {
    auto& to_give = *static_cast<Asked*>(user);
    ++to_give.times;
    std::copy(to_give.password.begin(), to_give.password.end(), out.begin());
    return to_give.password.size();
  };
  pkcs12::Report report;
  pkcs12::Opener opener(backend, give, &asked, report);
  pkcs12::Identity identity;
  OpenedPfx opened;
  opened.error = ErrorOf(pkcs12::ReadIdentity(AsBytes(file), opener, report, identity));
  opened.message = report.message();
  opened.times_asked = asked.times;
  for (const Bytes& der : identity.chain) opened.chain.push_back(ToString(der.view()));
  opened.key = ToString(identity.private_key.view());
  return opened;
}

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_PKCS12_H_
