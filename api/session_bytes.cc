#include "omnitls/saved_bytes.h"
#include "omnitls/session.h"
#include "omnitls/session_core.h"
#include "omnitls/system_time.h"
#include "omnitls/ticket_keys.h"

// The form of a saved session. Numbers are big-endian; a field of bytes comes after its size.
//
//   8 bytes       kMagic, which ends with the form's version
//   8-bit field   the backend's name
//   8-bit field   the library's name and version
//   64 bits       the policy it was made under
//   64 bits       when it was made: seconds since 1970 UTC
//   16-bit field  the server's name
//   8-bit field   the application protocol
//   16 bits       the cipher suite
//   8 bits        the number of the peer's certificates: each a 24-bit field
//   24-bit field  the library's session
//   64 bits       a checksum of everything before it (FNV-1a): against accidents, not attackers
namespace omnitls {
namespace {

using internal::ByteReader;
using internal::Checksum;
using internal::kChecksumSize;
using internal::SavedWriter;

constexpr std::uint8_t kMagic[] = {'o', 'm', 'n', 'i', 't', 'l', 's', 2};
// The clock may have been set back a little since.
constexpr std::int64_t kMaxFromFuture = 86400;

// Copied into the secret bytes without a second allocation of theirs.
std::size_t SizeOf(const internal::SessionCore& core) {
  return 512 + core.server_name.size() + core.chain.size() + 3 * core.chain_ends.size();
}

void WriteChain(const internal::SessionCore& core, SavedWriter& writer) {
  writer.Number(core.chain_ends.size(), 1);
  std::uint32_t begin = 0;
  for (const std::uint32_t end : core.chain_ends) {
    writer.Field(core.chain.view().subspan(begin, end - begin), 3);
    begin = end;
  }
}

bool ReadChain(ByteReader& reader, internal::SessionCore& core) {
  for (std::uint64_t count = reader.Number(1); count > 0; --count) {
    if (!core.chain.Append(reader.Vector(3)) ||
        !core.chain_ends.Push(static_cast<std::uint32_t>(core.chain.size()))) {
      return false;
    }
  }
  return true;
}

constexpr Unexpected Malformed() { return Fail(ErrorKind::kConfig, Detail::kMalformedSession); }

}  // namespace

Result<void> Session::Save(SecretBytes& out) const {
  if (empty()) return Fail(ErrorKind::kUsage, Detail::kEmptyHandle);
  SecretBytes engine_session;
  SecretBytes saved;
  if (!core_->engine_session->Save(engine_session) ||
      !saved.Reserve(SizeOf(*core_) + engine_session.size())) {
    return Fail(ErrorKind::kNoMemory);
  }
  SavedWriter writer(saved);
  writer.Bytes(kMagic);
  writer.Field(AsBytes(core_->backend->name()), 1);
  writer.Field(AsBytes(core_->backend->library_version()), 1);
  writer.Number(core_->policy, 8);
  writer.Number(static_cast<std::uint64_t>(core_->created_at), 8);
  writer.Field(core_->server_name, 2);
  writer.Field(core_->alpn, 1);
  writer.Number(static_cast<std::uint16_t>(core_->cipher_suite), 2);
  WriteChain(*core_, writer);
  writer.Field(engine_session, 3);
  writer.Number(Checksum(saved), kChecksumSize);
  if (!writer.good()) return Fail(ErrorKind::kNoMemory);
  out = std::move(saved);
  return {};
}

Result<Session> Session::Load(ByteView saved, const Backend& backend) {
  if (saved.size() < sizeof kMagic + kChecksumSize) return Malformed();
  const ByteView body = saved.first(saved.size() - kChecksumSize);
  ByteReader reader(body);
  if (!Equal(reader.Take(sizeof kMagic), kMagic) ||
      ByteReader(saved.last(kChecksumSize)).LongNumber(kChecksumSize) != Checksum(body)) {
    return Malformed();
  }
  const ByteView backend_name = reader.Vector(1);
  const ByteView library = reader.Vector(1);
  if (!reader.ok()) return Malformed();
  if (AsText(backend_name) != backend.name() || AsText(library) != backend.library_version()) {
    return Fail(ErrorKind::kConfig, Detail::kWrongBackend);
  }
  internal::Owned<internal::SessionCore> core = internal::MakeOwned<internal::SessionCore>();
  if (!core) return Fail(ErrorKind::kNoMemory);
  core->backend = &backend;
  core->policy = reader.LongNumber(8);
  core->created_at = static_cast<std::int64_t>(reader.LongNumber(8));
  if (!core->server_name.Append(reader.Vector(2)) || !core->alpn.Append(reader.Vector(1))) {
    return Fail(ErrorKind::kNoMemory);
  }
  core->cipher_suite = CipherSuite{static_cast<std::uint16_t>(reader.Number(2))};
  if (!ReadChain(reader, *core)) return Fail(ErrorKind::kNoMemory);
  const ByteView engine_session = reader.Vector(3);
  if (!reader.at_end()) return Malformed();
  const std::int64_t now = internal::SystemTime();
  if (core->created_at > now + kMaxFromFuture ||
      core->created_at < now - std::int64_t{TicketKeys::kMaxLifetime}) {
    return Fail(ErrorKind::kConfig, Detail::kExpired);
  }
  Result<internal::Owned<EngineSession>> loaded = backend.LoadSession(engine_session);
  if (!loaded) return Fail(loaded.error());
  core->engine_session = std::move(*loaded);
  return internal::SessionCore::Make(core.release());
}

}  // namespace omnitls
