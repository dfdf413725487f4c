#include "omnitls/public_key_pins.h"

#include <algorithm>

#include "omnitls/backend.h"
#include "omnitls/context.h"
#include "omnitls/context_core.h"
#include "omnitls/pem.h"
#include "omnitls/x509/certificate.h"

namespace omnitls {
namespace internal {
namespace {

constexpr Unexpected Malformed() { return Fail(ErrorKind::kConfig, Detail::kMalformedPin); }

}  // namespace

Result<void> PublicKeyPins::Add(ByteView sha256) {
  std::array<std::uint8_t, kPinSize> pin;
  if (sha256.size() != pin.size()) return Malformed();
  std::copy(sha256.begin(), sha256.end(), pin.begin());
  if (!pins_.Push(pin)) return Fail(ErrorKind::kNoMemory);
  return {};
}

Result<void> PublicKeyPins::AddText(std::string_view text) {
  for (const std::string_view prefix : {"sha256//", "sha256/"}) {
    if (text.substr(0, prefix.size()) != prefix) continue;
    Bytes decoded;
    if (!DecodePemBody(text.substr(prefix.size()), decoded)) return Malformed();
    return Add(decoded);
  }
  return Malformed();
}

bool PublicKeyPins::Allow(const Backend& backend, ByteView certificate) const {
  x509::Certificate parsed;
  std::uint8_t digest[kPinSize];
  if (!x509::ParseCertificate(certificate, parsed) ||
      !backend.Digest(HashAlgorithm::kSha256, {&parsed.spki, 1}, digest)) {
    return false;
  }
  for (const auto& pin : pins_) {
    if (Equal(pin, digest)) return true;
  }
  return false;
}

}  // namespace internal

void BuilderBase::AddPin(ByteView sha256) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (const Result<void> added = settings_->pins.Add(sha256); !added) {
    settings_->Fail(added.error(), {"PinPublicKey takes the 32 bytes of a SHA-256 digest"});
  }
}

void BuilderBase::AddPinText(std::string_view text) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (const Result<void> added = settings_->pins.AddText(text); !added) {
    settings_->Fail(added.error(),
                    {"'", text, "' is no pin: it must be sha256// and 32 bytes in base64"});
  }
}

}  // namespace omnitls
