#include "omnitls/stored_session.h"

#include "omnitls/saved_bytes.h"

// Numbers are big-endian; a field of bytes comes after its size.
//
//   8 bytes       kMagic, which ends with the form's version
//   8-bit field   the backend's name
//   8-bit field   the library's name and version
//   64 bits       the policy of the server it was made by
//   64 bits       the fingerprint of the name it was made under
//   8-bit field   the session ID
//   64 bits       when it was made: seconds since 1970 UTC
//   16 bits       the cipher suite
//   8 bits        1: with the extended master secret; 0: without
//   24-bit field  the library's session
//   64 bits       a checksum of everything before it (FNV-1a): against accidents, not attackers
namespace omnitls::internal {
namespace {

constexpr std::uint8_t kMagic[] = {'o', 'm', 'n', 'i', 't', 'l', 'r', 1};
// The machines that share a store may not agree on the time.
constexpr std::int64_t kMaxFromFuture = 60;

}  // namespace

bool WriteStoredSession(const SessionOwner& owner, ByteView id, std::int64_t now,
                        const StoredSession& session, SecretBytes& out) {
  SecretBytes stored;
  if (!stored.Reserve(256 + session.engine_session.size())) return false;
  SavedWriter writer(stored);
  writer.Bytes(kMagic);
  writer.Field(AsBytes(owner.backend->name()), 1);
  writer.Field(AsBytes(owner.backend->library_version()), 1);
  writer.Number(owner.policy, 8);
  writer.Number(owner.name, 8);
  writer.Field(id, 1);
  writer.Number(static_cast<std::uint64_t>(now), 8);
  writer.Number(static_cast<std::uint16_t>(session.cipher_suite), 2);
  writer.Number(session.extended_master_secret ? 1 : 0, 1);
  writer.Field(session.engine_session, 3);
  writer.Number(Checksum(stored), kChecksumSize);
  if (!writer.good()) return false;
  out = std::move(stored);
  return true;
}

bool ReadStoredSession(ByteView stored, const SessionOwner& owner, ByteView id, std::int64_t now,
                       std::uint32_t lifetime, StoredSession& out) {
  if (stored.size() < kChecksumSize) return false;
  const ByteView body = stored.first(stored.size() - kChecksumSize);
  if (ByteReader(stored.last(kChecksumSize)).LongNumber(kChecksumSize) != Checksum(body))
    return false;
  ByteReader reader(body);
  bool fits = Equal(reader.Take(sizeof kMagic), kMagic);
  fits &= AsText(reader.Vector(1)) == owner.backend->name();
  fits &= AsText(reader.Vector(1)) == owner.backend->library_version();
  fits &= reader.LongNumber(8) == owner.policy;
  fits &= reader.LongNumber(8) == owner.name;
  fits &= Equal(reader.Vector(1), id);
  const auto made_at = static_cast<std::int64_t>(reader.LongNumber(8));
  fits &= made_at <= now + kMaxFromFuture && made_at > now - std::int64_t{lifetime};
  out.cipher_suite = CipherSuite{static_cast<std::uint16_t>(reader.Number(2))};
  const std::uint64_t extended_master_secret = reader.Number(1);
  fits &= extended_master_secret <= 1;
  out.extended_master_secret = extended_master_secret == 1;
  out.engine_session = reader.Vector(3);
  return fits && reader.at_end();
}

}  // namespace omnitls::internal
