#include "omnitls/server_names.h"

#include <algorithm>
#include <array>

#include "omnitls/context_core.h"
#include "omnitls/dns_name.h"
#include "omnitls/server_name.h"

namespace omnitls::internal {
namespace {

using Entry = ServerNames::Entry;

bool Before(const Entry& a, const Entry& b) {
  if (a.pattern.text() != b.pattern.text()) return a.pattern.text() < b.pattern.text();
  return a.order < b.order;
}

bool IsSameKind(const ContextCore& a, const ContextCore& b) {
  return a.key_kind() == b.key_kind() && a.curve_bits() == b.curve_bits();
}

}  // namespace

bool IsServerNamePattern(std::string_view text) {
  return IsDnsName(text.substr(0, 2) == "*." ? text.substr(2) : text);
}

ServerNames::~ServerNames() {
  for (const Entry& entry : entries_) entry.core->RemoveReference();
}

bool ServerNames::Add(std::string_view pattern, const ContextCore& core) {
  Entry entry;
  if (!entry.pattern.Assign(AsBytes(pattern))) return false;
  std::transform(pattern.begin(), pattern.end(), entry.pattern.data(), ToLowerAscii);
  entry.core = &core;
  entry.order = static_cast<std::uint32_t>(entries_.size());
  return entries_.Push(std::move(entry));
}

const Entry* ServerNames::Sort() {
  std::sort(entries_.begin(), entries_.end(), Before);
  for (std::size_t i = 1; i < entries_.size(); ++i) {
    for (std::size_t j = i; j-- > 0 && entries_[j].pattern.text() == entries_[i].pattern.text();) {
      if (IsSameKind(*entries_[i].core, *entries_[j].core)) return &entries_[i];
    }
  }
  return nullptr;
}

std::span<const Entry> ServerNames::FindPattern(std::string_view pattern) const {
  const auto begin = std::lower_bound(
      entries_.begin(), entries_.end(), pattern,
      [](const Entry& entry, std::string_view text) { return entry.pattern.text() < text; });
  const auto end = std::find_if(
      begin, entries_.end(), [&](const Entry& entry) { return entry.pattern.text() != pattern; });
  return {begin, end};
}

std::span<const Entry> ServerNames::Find(std::string_view name) const {
  if (!IsDnsName(name)) return {};
  std::array<char, ServerName::kMaxLength> buffer;
  std::transform(name.begin(), name.end(), buffer.begin(), ToLowerAscii);
  const std::string_view lower(buffer.data(), name.size());
  if (const std::span<const Entry> exact = FindPattern(lower); !exact.empty()) return exact;
  const std::size_t dot = lower.find('.');
  if (dot == std::string_view::npos) return {};
  buffer[dot - 1] = '*';  // A label has at least one byte.
  return FindPattern(lower.substr(dot - 1));
}

}  // namespace omnitls::internal
