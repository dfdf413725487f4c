#include "omnitls/alpn.h"

namespace omnitls {
namespace {

// Takes the next name off a well-formed list; empty at the end, or where the list is not
// well-formed.
std::string_view NextName(ByteView& list) {
  if (list.empty() || list[0] > list.size() - 1) return {};
  const ByteView name = list.subspan(1, list[0]);
  list = list.subspan(1 + name.size());
  return AsText(name);
}

bool Contains(ByteView list, std::string_view wanted) {
  while (!list.empty()) {
    const std::string_view name = NextName(list);
    if (name.empty()) return false;
    if (name == wanted) return true;
  }
  return false;
}

}  // namespace

Result<void> AppendAlpn(std::string_view name, Bytes& list) {
  if (name.empty() || name.size() > 255 || list.size() + name.size() + 1 > 65535) {
    return Fail(ErrorKind::kConfig, Detail::kNameLength);
  }
  if (Contains(list, name)) return Fail(ErrorKind::kConfig, Detail::kDuplicate);
  const auto length = static_cast<std::uint8_t>(name.size());
  if (!list.Reserve(list.size() + 1 + name.size()) || !list.Append({&length, 1}) ||
      !list.Append(AsBytes(name))) {
    return Fail(ErrorKind::kNoMemory);
  }
  return {};
}

bool CheckAlpnWire(ByteView list) {
  if (list.empty() || list.size() > 65535) return false;
  while (!list.empty()) {
    if (NextName(list).empty()) return false;
  }
  return true;
}

std::string_view SelectAlpn(ByteView ours, ByteView theirs) {
  while (!ours.empty()) {
    const std::string_view name = NextName(ours);
    if (name.empty()) return {};
    if (Contains(theirs, name)) return name;
  }
  return {};
}

}  // namespace omnitls
