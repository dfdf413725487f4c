#include "tools/session_cache_format.h"

#include <array>
#include <new>
#include <string_view>

namespace omnitls::tools {
namespace {

constexpr std::string_view kHeader = "omnitls session cache 1\n";
constexpr std::size_t kSizeOfSize = 4;

void Add(SecretBytes& bytes, ByteView more) {
  if (!bytes.Append(more)) throw std::bad_alloc();
}

void AddField(SecretBytes& bytes, ByteView field) {
  std::array<std::uint8_t, kSizeOfSize> size;
  for (std::size_t i = 0; i < kSizeOfSize; ++i) {
    size[i] = static_cast<std::uint8_t>(field.size() >> (8 * (kSizeOfSize - 1 - i)));
  }
  Add(bytes, size);
  Add(bytes, field);
}

// Takes a field off the front; false when it is cut off.
bool TakeField(ByteView& rest, ByteView& field) {
  if (rest.size() < kSizeOfSize) return false;
  std::size_t size = 0;
  for (const std::uint8_t byte : rest.first(kSizeOfSize)) size = size << 8 | byte;
  rest = rest.subspan(kSizeOfSize);
  if (size > rest.size()) return false;
  field = rest.first(size);
  rest = rest.subspan(size);
  return true;
}

}  // namespace

bool ParseSessionCache(ByteView file, std::vector<CachedSession>& sessions) {
  if (AsText(file).substr(0, kHeader.size()) != kHeader) return false;
  ByteView rest = file.subspan(kHeader.size());
  while (!rest.empty()) {
    ByteView key, session;
    if (sessions.size() == kMaxCachedSessions) return false;
    if (!TakeField(rest, key) || !TakeField(rest, session)) return false;
    sessions.push_back({std::string(AsText(key)), {}});
    Add(sessions.back().session, session);
  }
  return true;
}

SecretBytes FormatSessionCache(const std::vector<CachedSession>& sessions) {
  SecretBytes file;
  Add(file, AsBytes(kHeader));
  for (const CachedSession& cached : sessions) {
    AddField(file, AsBytes(cached.key));
    AddField(file, cached.session);
  }
  return file;
}

}  // namespace omnitls::tools
