#include "backends/mbedtls/minimal/core.h"

#if defined(OMNITLS_MINIMAL_BOTH)
#include <cstring>

#include "omnitls/byte_reader.h"

// Application protocols (RFC 7301): the library's own negotiation, which refuses clients with none
// of a server's.
namespace omnitls {
namespace internal {
namespace {

// AlpnNames is the list that the configuration points to: names that end with NUL, and null.
struct AlpnNames : Extra {
  AlpnNames() : Extra(Free) {}
  ~AlpnNames() { Clear(); }

  static void Free(Extra* extra) { delete static_cast<AlpnNames*>(extra); }
  void Clear() {
    for (char* const name : names) Release(name);
    names.Reset();
  }
  bool Has(std::string_view wanted) const {
    for (const char* const name : names) {
      if (name != nullptr && wanted == name) return true;
    }
    return false;
  }
  bool Add(std::string_view name) {
    if (names.empty() && !names.Push(nullptr)) return false;
    char* const copy = static_cast<char*>(Allocate(name.size() + 1));
    if (copy == nullptr || !names.Push(nullptr)) {
      Release(copy);
      return false;
    }
    std::memcpy(copy, name.data(), name.size());
    copy[name.size()] = '\0';
    names[names.size() - 2] = copy;
    return true;
  }

  Vec<char*> names;
};

void Add(ContextSettings& settings, std::string_view name) {
  AlpnNames* const names = Kept<AlpnNames>(settings);
  if (names == nullptr) return;
  if (name.empty() || name.size() > 255) {
    return settings.Fail({ErrorKind::kConfig, Detail::kNameLength});
  }
  if (name.find('\0') != std::string_view::npos) {
    return settings.Fail({ErrorKind::kUnsupported, Detail::kSetting},
                         "this library cannot name application protocols with a NUL byte");
  }
  if (names->Has(name)) return settings.Fail({ErrorKind::kConfig, Detail::kDuplicate});
  if (!names->Add(name)) return settings.Fail({ErrorKind::kNoMemory});
  settings.Check(mbedtls_ssl_conf_alpn_protocols(&settings.core->config,
                                                 const_cast<const char**>(names->names.data())),
                 Detail::kNameLength);
}

}  // namespace
}  // namespace internal

void BuilderBase::AddAlpn(std::string_view name) {
  if (internal::IsUsable(settings_)) internal::Add(*settings_, name);
}

void BuilderBase::SetAlpnWire(ByteView list) {
  if (!internal::IsUsable(settings_)) return;
  if (internal::AlpnNames* const names = internal::Kept<internal::AlpnNames>(*settings_))
    names->Clear();
  internal::ByteReader reader(list);
  do {
    const ByteView name = reader.Vector(1);
    if (!reader.ok()) settings_->Fail({ErrorKind::kConfig, Detail::kNameLength});
    if (settings_->usable()) internal::Add(*settings_, AsText(name));
  } while (settings_->usable() && !reader.empty());
}

std::string_view Connection::alpn() const {
  const char* const name =
      handshake_done() ? mbedtls_ssl_get_alpn_protocol(&core_->ssl()) : nullptr;
  return name == nullptr ? std::string_view() : std::string_view(name);
}

}  // namespace omnitls

#endif  // OMNITLS_MINIMAL_BOTH
