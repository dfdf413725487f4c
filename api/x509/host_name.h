#ifndef OMNITLS_X509_HOST_NAME_H_
#define OMNITLS_X509_HOST_NAME_H_

#include <cstdint>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/server_name.h"
#include "omnitls/x509/certificate.h"

namespace omnitls::x509 {

// Tags of the GeneralNames that are understood (RFC 5280, 4.2.1.6).
inline constexpr std::uint8_t kOtherName = der::ContextConstructed(0);
inline constexpr std::uint8_t kRfc822Name = der::Context(1);
inline constexpr std::uint8_t kDnsName = der::Context(2);
inline constexpr std::uint8_t kDirectoryName = der::ContextConstructed(4);
inline constexpr std::uint8_t kIpAddress = der::Context(7);

// PresentedName is a DNS name as a certificate presents it, taken apart.
struct PresentedName {
  bool has_wildcard = false;
  std::string_view
      before;  // With a wildcard: what is before and behind '*' in the leftmost label, ...
  std::string_view after;
  std::string_view base;  // ... and the labels after the leftmost. Without: the whole name.
};

// ParsePresentedName accepts a DNS name (IsDnsName, so no trailing dot and ASCII only), or one with
// a single
// '*' in the leftmost label and two labels or more after it. "*" and "*.com" are refused, as all
// browsers do, although RFC 9525 leaves it to local policy: no certificate should stand for a
// top-level domain.
bool ParsePresentedName(std::string_view text, PresentedName& name);

// MatchesDnsName tells whether a presented name covers `host`, a DNS name in lower case (RFC
// 9525, 6.3).
bool MatchesDnsName(std::string_view presented, std::string_view host, HostNameFlags flags);

// MatchesName tells whether a certificate is for a name. A DNS name matches dNSName entries only,
// an address iPAddress entries only, and all of its 4 or 16 bytes (RFC 9525, 6.5). The Common Name
// counts only with kCommonNameFallback, for a DNS name, and where there is no subjectAltName of any
// kind.
bool MatchesName(const Certificate& certificate, const ServerName& name, HostNameFlags flags);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_HOST_NAME_H_
