#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/x509/certificate.h"
#include "omnitls/x509/host_name.h"
#include "omnitls/x509/name_constraints.h"

namespace {

using omnitls::ByteView;
using omnitls::HostNameFlags;
using omnitls::ServerName;

void MustBeWithin(ByteView whole, ByteView part) {
  if (part.empty()) return;
  if (part.data() < whole.data()) std::abort();
  if (part.data() + part.size() > whole.data() + whole.size()) std::abort();
}

}  // namespace

// Any bytes as a certificate. What is parsed lies within what was read, and everything that reads
// on from there stays within it, too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView der(data, size);
  omnitls::x509::Certificate certificate;
  std::string_view fault;
  if (!omnitls::x509::ParseCertificate(der, certificate, &fault)) {
    if (fault.empty()) std::abort();
    return 0;
  }
  for (const ByteView part :
       {certificate.tbs, certificate.signature, certificate.serial, certificate.issuer,
        certificate.subject, certificate.spki, certificate.extended_key_usage,
        certificate.subject_alt_name, certificate.name_constraints}) {
    MustBeWithin(der, part);
  }
  if (certificate.serial.size() > 21) std::abort();

  char text[64];
  for (const char c : omnitls::x509::FormatName(certificate.subject, text)) {
    if (c < 0x20 || c > 0x7E) std::abort();
  }
  const auto all_flags = HostNameFlags::kPartialWildcards | HostNameFlags::kMultiLabelWildcards |
                         HostNameFlags::kCommonNameFallback;
  for (const char* name : {"a.example", "b.a.example", "192.0.2.1", "2001:db8::1"}) {
    const ServerName server_name = *ServerName::Parse(name);
    const bool strict = MatchesName(certificate, server_name, HostNameFlags::kNone);
    const bool lax = MatchesName(certificate, server_name, all_flags);
    if (strict && !lax) std::abort();
  }
  int budget = 1000;
  (void)PermitsNames(certificate.name_constraints, certificate, all_flags, budget);
  return 0;
}
