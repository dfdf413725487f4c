#include "omnitls/server_resumption.h"

#include <algorithm>

#include "omnitls/fnv.h"
#include "omnitls/system_time.h"

namespace omnitls::internal {
namespace {

constexpr std::uint16_t kExtendedMasterSecret = 23;  // RFC 7627, 5.1
constexpr std::uint16_t kSessionTicket = 35;         // RFC 5077, 3.2

// A client that offers a ticket makes its session ID up (RFC 5077, 3.4).
bool OffersTicket(const ClientHello& hello) {
  const std::optional<ByteView> ticket = FindExtension(hello, kSessionTicket);
  return ticket && !ticket->empty();
}

// Whether a session may be shown to the library. Libraries fail a handshake whose session has a
// suite that the client no longer offers, and go on with one that the server no longer allows. That
// both or neither have the extended master secret (RFC 7627, 5.3), not all of them look at.
bool IsAllowed(const StoredSession& session, const ContextCore& context, const ClientHello& hello) {
  const std::span<const CipherSuite> own = context.tls12_suites();
  return hello.cipher_suites.Contains(static_cast<std::uint16_t>(session.cipher_suite)) &&
         std::find(own.begin(), own.end(), session.cipher_suite) != own.end() &&
         session.extended_master_secret == FindExtension(hello, kExtendedMasterSecret).has_value();
}

}  // namespace

std::uint64_t FingerprintOf(std::string_view server_name) {
  Fnv print;
  for (const char letter : server_name) {
    const bool is_upper = 'A' <= letter && letter <= 'Z';
    const auto byte = static_cast<std::uint8_t>(is_upper ? letter - 'A' + 'a' : letter);
    print.Add(byte);
  }
  return print.value();
}

SessionOwner ServerResumption::owner() const {
  return {&context_->backend(), context_->policy(), name_};
}

void ServerResumption::SetId(ByteView id) {
  id_size_ = static_cast<std::uint8_t>(std::min(id.size(), kMaxId));
  std::copy_n(id.begin(), id_size_, id_);
}

void ServerResumption::Prepare(const ClientHello& hello, Version version,
                               EngineConnectionConfig& config) {
  name_ = config.session_name;
  if (UsedTickets* const used = context_->used_tickets()) {
    config.decline_tickets = !claim_.Claim(*used, hello, version, SystemTime());
  }
  if (context_->server_sessions() == nullptr || version != Version::kTls12 ||
      hello.session_id.empty() || OffersTicket(hello)) {
    return;
  }
  session_ = TakeUp(hello);
  config.session = session_.get();
}

Owned<EngineSession> ServerResumption::TakeUp(const ClientHello& hello) {
  ServerSessionStore& store = *context_->server_sessions();
  SecretBytes stored;
  if (!store.Get(hello.session_id, stored)) return {};
  StoredSession session;
  if (ReadStoredSession(stored, owner(), hello.session_id, SystemTime(),
                        context_->session_lifetime(), session)) {
    if (!IsAllowed(session, *context_, hello)) return {};
    Result<Owned<EngineSession>> loaded = context_->backend().LoadSession(session.engine_session);
    if (loaded) {
      SetId(hello.session_id);
      return std::move(*loaded);
    }
    if (loaded.error().kind == ErrorKind::kNoMemory) return {};
  }
  store.Remove(hello.session_id);
  return {};
}

bool ServerResumption::Finish(EngineConnection& engine, const EngineInfo& info) {
  session_.reset();
  if (info.resumed) claim_.Keep(SystemTime());
  claim_.Release();
  if (!info.resumed) {
    id_size_ = 0;  // What the library would not take up is none of this connection.
    Store(engine, info);
  }
  return id_size_ != 0;
}

void ServerResumption::Store(EngineConnection& engine, const EngineInfo& info) {
  if (context_->server_sessions() == nullptr || engine.session_id().empty()) return;
  SetId(engine.session_id());
  Result<Owned<EngineSession>> made = engine.TakeSession();
  SecretBytes saved;
  SecretBytes stored;
  const bool kept =
      made && (*made)->Save(saved) &&
      WriteStoredSession(owner(), id(), SystemTime(),
                         {info.cipher_suite, info.extended_master_secret, saved}, stored) &&
      context_->server_sessions()->Put(id(), stored, context_->session_lifetime());
  if (!kept) id_size_ = 0;
}

void ServerResumption::Fail(Alert alert) {
  claim_.Release();
  const bool is_fatal = alert != Alert::kNone && alert != Alert::kCloseNotify;
  if (is_fatal && id_size_ != 0) context_->server_sessions()->Remove(id());
  id_size_ = 0;
}

}  // namespace omnitls::internal
