#include "omnitls/x509/host_name.h"

#include <cstddef>

#include "omnitls/dns_name.h"

namespace omnitls::x509 {
namespace {

constexpr std::size_t kMaxLabel = 63;

bool IsALabel(std::string_view label) { return EqualIgnoringCase(label.substr(0, 4), "xn--"); }

bool HasOnlyDnsBytes(std::string_view text) {
  for (const char c : text) {
    if (!IsDnsNameByte(c)) return false;
  }
  return true;
}

// MatchesLabel matches "f*o" against one label. RFC 6125, 6.4.3: '*' is never part of an A-label,
// since what it stands for there is not what people read.
bool MatchesLabel(const PresentedName& name, std::string_view label) {
  const std::string_view before = name.before;
  const std::string_view after = name.after;
  if (IsALabel(label) || label.size() < before.size() + after.size()) return false;
  return EqualIgnoringCase(label.substr(0, before.size()), before) &&
         EqualIgnoringCase(label.substr(label.size() - after.size()), after);
}

bool MatchesWildcard(const PresentedName& name, std::string_view host, HostNameFlags flags) {
  if (HasFlag(flags, HostNameFlags::kNoWildcards)) return false;
  // What is left of ".base" in the host is what the wildcard has to stand for.
  if (host.size() < name.base.size() + 2) return false;
  const std::size_t dot = host.size() - name.base.size() - 1;
  if (host[dot] != '.' || !EqualIgnoringCase(host.substr(dot + 1), name.base)) return false;
  const std::string_view left = host.substr(0, dot);
  const bool is_one_label = left.find('.') == std::string_view::npos;
  if (name.before.empty() && name.after.empty()) {
    return is_one_label || HasFlag(flags, HostNameFlags::kMultiLabelWildcards);
  }
  return is_one_label && HasFlag(flags, HostNameFlags::kPartialWildcards) &&
         MatchesLabel(name, left);
}

bool MatchesEntry(const DerElement& entry, const ServerName& name, HostNameFlags flags) {
  if (name.is_ip()) return entry.tag == kIpAddress && Equal(entry.content, name.ip());
  return entry.tag == kDnsName && MatchesDnsName(AsText(entry.content), name.text(), flags);
}

}  // namespace

bool ParsePresentedName(std::string_view text, PresentedName& name) {
  name = {};
  const std::size_t star = text.find('*');
  if (star == std::string_view::npos) {
    name.base = text;
    return IsDnsName(text);
  }
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot < star || dot > kMaxLabel) return false;
  name.has_wildcard = true;
  name.before = text.substr(0, star);
  name.after = text.substr(star + 1, dot - star - 1);
  name.base = text.substr(dot + 1);
  if (text.size() > ServerName::kMaxLength || IsALabel(name.before)) return false;
  return HasOnlyDnsBytes(name.before) && HasOnlyDnsBytes(name.after) && IsDnsName(name.base) &&
         name.base.find('.') != std::string_view::npos;
}

bool MatchesDnsName(std::string_view presented, std::string_view host, HostNameFlags flags) {
  PresentedName name;
  if (!ParsePresentedName(presented, name)) return false;
  return name.has_wildcard ? MatchesWildcard(name, host, flags)
                           : EqualIgnoringCase(name.base, host);
}

bool MatchesName(const Certificate& certificate, const ServerName& name, HostNameFlags flags) {
  if (certificate.subject_alt_name.empty()) {
    std::string_view common_name;
    return HasFlag(flags, HostNameFlags::kCommonNameFallback) && !name.is_ip() &&
           FindCommonName(certificate.subject, common_name) &&
           MatchesDnsName(common_name, name.text(), flags);
  }
  DerReader entries(certificate.subject_alt_name);
  DerElement entry;
  while (entries.Next(entry)) {
    if (MatchesEntry(entry, name, flags)) return true;
  }
  return false;
}

}  // namespace omnitls::x509
