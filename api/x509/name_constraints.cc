#include "omnitls/x509/name_constraints.h"

#include <cstddef>
#include <string_view>

#include "omnitls/dns_name.h"
#include "omnitls/x509/host_name.h"
#include "omnitls/x509/name_subtree.h"

namespace omnitls::x509 {
namespace {

// The number of a GeneralName's tag is its form, whether it is encoded as it should be or not.
constexpr std::uint8_t FormOf(std::uint8_t tag) { return tag & 0x1F; }

// IsBelow tells whether `name` is some labels, a dot, and `base`.
bool IsBelow(std::string_view name, std::string_view base) {
  if (name.size() < base.size() + 2) return false;
  const std::size_t dot = name.size() - base.size() - 1;
  return name[dot] == '.' && EqualIgnoringCase(name.substr(dot + 1), base);
}

std::string_view WithoutLeadingDot(std::string_view base) {
  if (base.starts_with('.')) base.remove_prefix(1);
  return base;
}

// "example.com" is the name and all below it, "" is every name. ".example.com" is in use, but not
// in RFC 5280, which has it for URIs only (4.2.1.10): it permits nothing, and excludes what is
// below.
bool IsDnsConstraint(std::string_view base) {
  return base.empty() || IsDnsName(WithoutLeadingDot(base));
}

Match MatchDns(std::string_view base, std::string_view text, bool excluded) {
  PresentedName name;
  if (!ParsePresentedName(text, name)) return Match::kUnsure;
  if (base.empty()) return Match::kYes;
  if (base.starts_with('.') && !excluded) return Match::kNo;
  const std::string_view top = WithoutLeadingDot(base);
  const bool top_included = top.size() == base.size() || name.has_wildcard;
  if (IsBelow(name.base, top)) return Match::kYes;
  if (top_included && EqualIgnoringCase(name.base, top)) return Match::kYes;
  // "*.example.com" stands for the excluded "secret.example.com", among others.
  return ToMatch(excluded && name.has_wildcard && IsBelow(top, name.base));
}

// An address and a mask of a prefix (RFC 4632, as RFC 5280 asks for).
bool IsIpConstraint(ByteView base) {
  if (base.size() != 8 && base.size() != 32) return false;
  bool ended = false;
  for (const std::uint8_t byte : base.subspan(base.size() / 2)) {
    for (unsigned bit = 0x80; bit != 0; bit >>= 1) {
      const bool set = (byte & bit) != 0;
      if (set && ended) return false;
      ended = !set;
    }
  }
  return true;
}

Match MatchIp(ByteView base, ByteView address) {
  if (address.size() != 4 && address.size() != 16) return Match::kUnsure;
  if (base.size() != 2 * address.size()) return Match::kNo;
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (((base[i] ^ address[i]) & base[address.size() + i]) != 0) return Match::kNo;
  }
  return Match::kYes;
}

// SplitMailbox parts "local@host". Only a quoted local part may hold another '@' (RFC 5321, 4.1.2).
bool SplitMailbox(std::string_view text, std::string_view& local, std::string_view& host) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return false;
  local = text.substr(0, at);
  host = text.substr(at + 1);
  const bool is_quoted = local.size() > 2 && local.front() == '"' && local.back() == '"';
  for (const char c : local) {
    if (c <= 0x20 || c > 0x7E || (c == '@' && !is_quoted)) return false;
  }
  return IsDnsName(host);
}

// A mailbox, a host, or ".domain" for all hosts below it; "" is every mailbox.
bool IsMailConstraint(std::string_view base) {
  std::string_view local, host;
  if (base.find('@') != std::string_view::npos) return SplitMailbox(base, local, host);
  return base.empty() || IsDnsName(WithoutLeadingDot(base));
}

Match MatchMail(std::string_view base, std::string_view text) {
  std::string_view local, host, base_local, base_host;
  if (!SplitMailbox(text, local, host)) return Match::kUnsure;
  if (SplitMailbox(base, base_local, base_host)) {
    // A local part distinguishes case, a host does not (RFC 5280, 7.5).
    return ToMatch(local == base_local && EqualIgnoringCase(host, base_host));
  }
  if (base.empty()) return Match::kYes;
  if (base.starts_with('.')) return ToMatch(IsBelow(host, WithoutLeadingDot(base)));
  return ToMatch(EqualIgnoringCase(host, base));
}

bool IsDirectoryConstraint(ByteView base) {
  NameReader reader(base);
  NameAttribute attribute;
  while (reader.Next(attribute)) {
  }
  return reader.ok();
}

// IsConstraint tells whether a subtree's base is well-formed for its form. Of forms that are not
// understood nothing is demanded: they refuse once they meet a name.
bool IsConstraint(const DerElement& base) {
  switch (FormOf(base.tag)) {
    case FormOf(kDnsName):
      return base.tag == kDnsName && IsDnsConstraint(AsText(base.content));
    case FormOf(kIpAddress):
      return base.tag == kIpAddress && IsIpConstraint(base.content);
    case FormOf(kRfc822Name):
      return base.tag == kRfc822Name && IsMailConstraint(AsText(base.content));
    case FormOf(kDirectoryName):
      return base.tag == kDirectoryName && IsDirectoryConstraint(base.content);
    default:
      return true;
  }
}

Match MatchName(const DerElement& base, const DerElement& name, bool excluded) {
  if (base.tag != name.tag) return Match::kUnsure;  // Same form, but not encoded as it should be.
  switch (name.tag) {
    case kDnsName:
      return MatchDns(AsText(base.content), AsText(name.content), excluded);
    case kIpAddress:
      return MatchIp(base.content, name.content);
    case kRfc822Name:
      return MatchMail(AsText(base.content), AsText(name.content));
    case kDirectoryName:
      return MatchDirectory(base.content, name.content);
    default:
      return Match::kUnsure;
  }
}

// GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] DEFAULT 0, maximum [1] OPTIONAL };
// within RFC 5280 the last two are always absent.
bool ReadSubtree(DerReader& subtrees, DerElement& base) {
  ByteView content;
  if (!subtrees.Read(der::kSequence, content)) return false;
  DerReader fields(content);
  return fields.Next(base) && fields.empty() && IsConstraint(base);
}

// Checker holds one certificate's names against one set of constraints.
class Checker {
 public:
  Checker(ByteView permitted, ByteView excluded, int& budget)
      : permitted_(permitted), excluded_(excluded), budget_(budget) {}

  bool AreWellFormed() { return AreWellFormed(permitted_) && AreWellFormed(excluded_); }

  bool Permits(const DerElement& name) {
    bool constrained = false;
    bool matched = false;
    DerReader permitted(permitted_);
    for (DerElement base; !matched && !permitted.empty();) {
      if (!Take() || !ReadSubtree(permitted, base)) return false;
      if (FormOf(base.tag) != FormOf(name.tag)) continue;
      constrained = true;
      matched = MatchName(base, name, false) == Match::kYes;
    }
    if (constrained && !matched) return false;
    DerReader excluded(excluded_);
    for (DerElement base; !excluded.empty();) {
      if (!Take() || !ReadSubtree(excluded, base)) return false;
      if (FormOf(base.tag) != FormOf(name.tag)) continue;
      if (MatchName(base, name, true) != Match::kNo) return false;
    }
    return true;
  }

 private:
  bool Take() { return budget_-- > 0; }

  bool AreWellFormed(ByteView subtrees) {
    DerReader reader(subtrees);
    for (DerElement base; !reader.empty();) {
      if (!Take() || !ReadSubtree(reader, base)) return false;
    }
    return true;
  }

  ByteView permitted_;
  ByteView excluded_;
  int& budget_;
};

bool PermitsSubject(Checker& checker, const Certificate& certificate, HostNameFlags flags) {
  if (!IsEmptyName(certificate.subject) &&
      !checker.Permits({kDirectoryName, certificate.subject, {}})) {
    return false;
  }
  NameReader attributes(certificate.subject);
  for (NameAttribute attribute; attributes.Next(attribute);) {
    if (IsEmailAddress(attribute.oid) && !checker.Permits({kRfc822Name, attribute.value, {}})) {
      return false;
    }
  }
  std::string_view common_name;
  const bool common_name_counts = certificate.subject_alt_name.empty() &&
                                  HasFlag(flags, HostNameFlags::kCommonNameFallback) &&
                                  FindCommonName(certificate.subject, common_name);
  // A Common Name that is no DNS name, like a person's, never matches a host: it is not
  // constrained.
  PresentedName name;
  if (!common_name_counts || !ParsePresentedName(common_name, name)) return true;
  return checker.Permits({kDnsName, AsBytes(common_name), {}});
}

}  // namespace

bool PermitsNames(ByteView name_constraints, const Certificate& certificate, HostNameFlags flags,
                  int& budget) {
  ByteView content, permitted, excluded;
  if (!ReadAlone(name_constraints, der::kSequence, content)) return false;
  DerReader fields(content);
  if (fields.Has(der::ContextConstructed(0)) &&
      !fields.Read(der::ContextConstructed(0), permitted)) {
    return false;
  }
  if (fields.Has(der::ContextConstructed(1)) &&
      !fields.Read(der::ContextConstructed(1), excluded)) {
    return false;
  }
  if (!fields.empty()) return false;

  Checker checker(permitted, excluded, budget);
  if (!checker.AreWellFormed() || !PermitsSubject(checker, certificate, flags)) return false;
  DerReader names(certificate.subject_alt_name);
  for (DerElement name; names.Next(name);) {
    if (!checker.Permits(name)) return false;
  }
  return true;
}

}  // namespace omnitls::x509
