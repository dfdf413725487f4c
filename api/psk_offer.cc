#include "omnitls/psk_offer.h"

#include <optional>

#include "omnitls/byte_reader.h"

namespace omnitls::internal {
namespace {

constexpr std::uint16_t kPreSharedKey = 41;
constexpr std::uint16_t kPskKeyExchangeModes = 45;
constexpr std::uint8_t kPskDheKe = 1;
constexpr std::size_t kTicketAge = 4;
constexpr std::size_t kMinBinder = 32;

Unexpected Refusal(Detail detail, Alert alert) { return Fail(ErrorKind::kProtocol, detail, alert); }
Unexpected Malformed() { return Refusal(Detail::kDecodeError, Alert::kDecodeError); }
Unexpected Illegal() { return Refusal(Detail::kIllegalParameter, Alert::kIllegalParameter); }

// How many identities or binders a list has; nothing if it is malformed or empty.
std::optional<std::size_t> CountIdentities(ByteView list) {
  ByteReader reader(list);
  std::size_t count = 0;
  for (; !reader.at_end(); ++count) {
    const ByteView identity = reader.Vector(2);
    reader.Take(kTicketAge);
    if (!reader.ok() || identity.empty()) return std::nullopt;
  }
  return count != 0 ? std::optional(count) : std::nullopt;
}

std::optional<std::size_t> CountBinders(ByteView list) {
  ByteReader reader(list);
  std::size_t count = 0;
  for (; !reader.at_end(); ++count) {
    const ByteView binder = reader.Vector(1);
    if (!reader.ok() || binder.size() < kMinBinder) return std::nullopt;
  }
  return count != 0 ? std::optional(count) : std::nullopt;
}

}  // namespace

bool PskOffer::Next(ByteView& identity, ByteView& binder) {
  if (identities.empty() || binders.empty()) return false;
  ByteReader names(identities);
  identity = names.Vector(2);
  names.Take(kTicketAge);
  ByteReader proofs(binders);
  binder = proofs.Vector(1);
  if (!names.ok() || !proofs.ok()) return false;
  identities = identities.subspan(2 + identity.size() + kTicketAge);
  binders = binders.subspan(1 + binder.size());
  return true;
}

Result<PskOffer> ReadPskOffer(const ClientHello& hello) {
  const ByteView extension = FindExtension(hello, kPreSharedKey).value_or(ByteView());
  ByteReader reader(extension);
  PskOffer offer;
  offer.identities = reader.Vector(2);
  offer.binders = reader.Vector(2);
  if (!reader.at_end()) return Malformed();
  const auto identities = CountIdentities(offer.identities);
  const auto binders = CountBinders(offer.binders);
  if (!identities || !binders) return Malformed();
  // It is the last extension, and nothing follows the extensions.
  if (offer.binders.data() + offer.binders.size() != hello.message.data() + hello.message.size() ||
      *identities != *binders) {
    return Illegal();
  }
  offer.truncated = hello.message.first(hello.message.size() - offer.binders.size() - 2);
  const std::optional<ByteView> modes = FindExtension(hello, kPskKeyExchangeModes);
  if (!modes) return Refusal(Detail::kMissingExtension, Alert::kMissingExtension);
  ByteReader mode_reader(*modes);
  const ByteView list = mode_reader.Vector(1);
  if (!mode_reader.at_end() || list.empty()) return Malformed();
  for (const std::uint8_t mode : list) offer.psk_dhe_ke |= mode == kPskDheKe;
  return offer;
}

}  // namespace omnitls::internal
