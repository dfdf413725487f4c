#include "omnitls/context.h"

#include <charconv>

#include "omnitls/alpn.h"
#include "omnitls/connection_core.h"
#include "omnitls/context_core.h"
#include "omnitls/pem.h"
#include "omnitls/words.h"
#include "omnitls/x509/certificate.h"

namespace omnitls {

using internal::ContextCore;
using internal::ContextSettings;

// --- handles
// ----------------------------------------------------------------------------------------------

ClientContext::ClientContext(const ClientContext& other) : core_(other.core_) {
  if (core_ != nullptr) core_->AddReference();
}
ClientContext::~ClientContext() {
  if (core_ != nullptr) core_->RemoveReference();
}
ServerContext::ServerContext(const ServerContext& other) : core_(other.core_) {
  if (core_ != nullptr) core_->AddReference();
}
ServerContext::~ServerContext() {
  if (core_ != nullptr) core_->RemoveReference();
}

Result<Connection> ClientContext::Connect(Transport& transport,
                                          const ConnectOptions& options) const {
  if (core_ == nullptr) return Fail(ErrorKind::kUsage, Detail::kEmptyHandle);
  return internal::ConnectionCore::Connect(*core_, transport, options);
}

Result<Connection> ClientContext::Connect(Transport& transport,
                                          std::string_view server_name) const {
  ConnectOptions options;
  options.server_name = server_name;
  return Connect(transport, options);
}

Result<Connection> ServerContext::Accept(Transport& transport) const {
  if (core_ == nullptr) return Fail(ErrorKind::kUsage, Detail::kEmptyHandle);
  return internal::ConnectionCore::Accept(*core_, transport);
}

// --- builders
// ---------------------------------------------------------------------------------------------

namespace {

constexpr std::uint32_t kMaxTickets = 8;

// Reads a list of names into `out`. `accepts` says whether an entry belongs to this setting.
template <class Id, class Find, class Accepts>
void ReadNames(ContextSettings* settings, std::string_view names, std::string_view what, Find find,
               Accepts accepts, internal::Vec<Id>& out) {
  if (!settings->usable()) return;
  out.Truncate(0);
  internal::ForEachWord(names, [&](std::string_view word) {
    const auto* info = find(word);
    if (info == nullptr || !accepts(*info)) {
      settings->Fail({ErrorKind::kConfig, Detail::kUnknownName},
                     {"'", word, "' is no ", what, " (IANA or OpenSSL name)"});
      return false;
    }
    if (!settings->backend->Supports(info->id)) {
      settings->Fail({ErrorKind::kUnsupported, Detail::kUnknownName},
                     {settings->backend->name(), " does not support the ", what, " ", info->name});
      return false;
    }
    for (const Id id : out) {
      if (id == info->id) return true;
    }
    if (!out.Push(info->id)) settings->Fail({ErrorKind::kNoMemory}, {"out of memory"});
    return !settings->failed;
  });
  if (settings->usable() && out.empty()) {
    settings->Fail({ErrorKind::kConfig, Detail::kEmptyInput}, {"the list of ", what, "s is empty"});
  }
}

bool Copy(ContextSettings* settings, Bytes& to, std::string_view from) {
  if (to.Assign(AsBytes(from))) return true;
  settings->Fail({ErrorKind::kNoMemory}, {"out of memory"});
  return false;
}

// "3", in `digits`.
std::string_view NumberText(std::size_t number, std::span<char, 24> digits) {
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return {digits.data(), static_cast<std::size_t>(end - digits.data())};
}

std::string_view OrText(std::string_view source, std::string_view fallback) {
  return source.empty() ? fallback : source;
}

// A PEM or DER certificate chain into DER certificates.
Error ReadChain(ByteView input, std::string_view source, ContextSettings* settings) {
  internal::Vec<Bytes>& chain = settings->chain;
  char digits[24];
  char size_digits[24];
  if (input.empty()) {
    return settings->Fail({ErrorKind::kConfig, Detail::kEmptyInput}, {source, ": is empty"});
  }
  if (!IsPem(input)) {
    Bytes der;
    if (!der.AssignLasting(input) || !chain.Push(std::move(der))) return {ErrorKind::kNoMemory};
  } else {
    PemReader reader(AsText(input));
    PemBlock block;
    while (true) {
      const Result<bool> more = reader.Next(block);
      if (!more) {
        return settings->Fail(more.error(), {source, ": a PEM block is malformed or has no end"});
      }
      if (!*more) break;
      if (block.label != "CERTIFICATE" && block.label != "X509 CERTIFICATE") continue;
      Bytes der;
      if (const Result<void> decoded = DecodePemBody(block.body, der); !decoded) {
        return settings->Fail(decoded.error(),
                              {source, ": certificate ", NumberText(chain.size() + 1, digits),
                               " is not valid base64"});
      }
      if (!chain.Push(std::move(der))) return {ErrorKind::kNoMemory};
    }
  }
  if (chain.empty()) {
    return settings->Fail({ErrorKind::kConfig, Detail::kNoCertificateFound},
                          {source, ": no certificate found"});
  }
  for (std::size_t i = 0; i < chain.size(); ++i) {
    x509::Certificate parsed;
    std::string_view fault;
    if (!x509::ParseCertificate(chain[i], parsed, &fault)) {
      return settings->Fail({ErrorKind::kConfig, Detail::kMalformedCertificate},
                            {source, ": certificate ", NumberText(i + 1, digits), " of ",
                             NumberText(chain.size(), size_digits), " cannot be parsed: ", fault});
    }
  }
  return {};
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Whether a DER key is PKCS#8's EncryptedPrivateKeyInfo (RFC 5958, 3): a SEQUENCE whose first
// element is a SEQUENCE, where every plain key begins with an INTEGER.
bool IsEncryptedDer(ByteView der) {
  if (der.size() < 4 || der[0] != 0x30) return false;
  const std::size_t header = der[1] < 0x80 ? 2 : 2 + (der[1] & 0x7F);
  return header < der.size() && der[header] == 0x30;
}

void ReadKey(ByteView input, std::string_view source, ContextSettings* settings) {
  if (input.empty()) {
    settings->Fail({ErrorKind::kConfig, Detail::kEmptyInput}, {source, ": is empty"});
    return;
  }
  ByteView key = input;
  settings->key_is_pem = IsPem(input);
  if (!settings->key_is_pem) {
    settings->key_is_encrypted = IsEncryptedDer(input);
    if (input[0] != 0x30) {
      settings->Fail({ErrorKind::kConfig, Detail::kNoPrivateKeyFound},
                     {source, ": is neither a PEM nor a DER private key"});
    }
  } else {
    PemReader reader(AsText(input));
    PemBlock block;
    while (true) {
      const Result<bool> more = reader.Next(block);
      if (!more) {
        settings->Fail(more.error(), {source, ": a PEM block is malformed or has no end"});
        return;
      }
      if (!*more) {
        settings->Fail({ErrorKind::kConfig, Detail::kNoPrivateKeyFound},
                       {source, ": no private key found"});
        return;
      }
      if (EndsWith(block.label, "PRIVATE KEY")) break;
    }
    key = AsBytes(block.whole);
    settings->key_is_encrypted = block.label == "ENCRYPTED PRIVATE KEY" ||
                                 block.headers.find("ENCRYPTED") != std::string_view::npos;
  }
  if (!settings->private_key.Assign(key)) {
    settings->Fail({ErrorKind::kNoMemory}, {"out of memory"});
  }
}

}  // namespace

BuilderBase::BuilderBase(Role role, const Backend& backend)
    : settings_(new (std::nothrow) ContextSettings(role, backend)) {}

BuilderBase::~BuilderBase() { delete settings_; }

std::string_view BuilderBase::error_message() const {
  if (settings_ == nullptr) return "out of memory";
  return settings_->failed ? settings_->message.text() : std::string_view();
}

void BuilderBase::SetVersions(Version minimum, Version maximum) {
  if (settings_ == nullptr || !settings_->usable()) return;
  for (const Version version : {minimum, maximum}) {
    if (version != Version::kNone && version != Version::kTls12 && version != Version::kTls13) {
      settings_->Fail({ErrorKind::kConfig, Detail::kVersionRange},
                      {"only TLS 1.2 and TLS 1.3 can be allowed"});
    }
  }
  if (minimum != Version::kNone) settings_->min_version = minimum;
  if (maximum != Version::kNone) settings_->max_version = maximum;
}

void BuilderBase::SetTls12CipherSuites(std::string_view names) {
  if (settings_ == nullptr) return;
  ReadNames(
      settings_, names, "TLS 1.2 cipher suite",
      [](std::string_view word) { return FindCipherSuite(word); },
      [](const CipherSuiteInfo& info) { return info.version == Version::kTls12; },
      settings_->tls12_suites);
}

void BuilderBase::SetTls13CipherSuites(std::string_view names) {
  if (settings_ == nullptr) return;
  ReadNames(
      settings_, names, "TLS 1.3 cipher suite",
      [](std::string_view word) { return FindCipherSuite(word); },
      [](const CipherSuiteInfo& info) { return info.version == Version::kTls13; },
      settings_->tls13_suites);
}

void BuilderBase::SetGroups(std::string_view names) {
  if (settings_ == nullptr) return;
  ReadNames(
      settings_, names, "group", [](std::string_view word) { return FindGroup(word); },
      [](const GroupInfo&) { return true; }, settings_->groups);
}

void BuilderBase::SetSignatureSchemes(std::string_view names) {
  if (settings_ == nullptr) return;
  ReadNames(
      settings_, names, "signature scheme",
      [](std::string_view word) { return FindSignatureScheme(word); },
      [](const SignatureSchemeInfo&) { return true; }, settings_->signature_schemes);
}

void BuilderBase::SetCertificate(ByteView pem_or_der, std::string_view source) {
  if (settings_ == nullptr || !settings_->usable()) return;
  settings_->chain.Reset();
  if (!Copy(settings_, settings_->chain_source, source)) return;
  const Error error = ReadChain(pem_or_der, OrText(source, "certificate chain"), settings_);
  if (error.kind == ErrorKind::kNoMemory) settings_->Fail(error, {"out of memory"});
}

void BuilderBase::SetPrivateKey(ByteView pem_or_der, std::string_view source) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (!Copy(settings_, settings_->key_source, source)) return;
  ReadKey(pem_or_der, OrText(source, "private key"), settings_);
}

void BuilderBase::SetPassword(PasswordCallback callback, void* user) {
  if (settings_ == nullptr) return;
  settings_->password = callback;
  settings_->password_user = user;
}

void BuilderBase::AddCa(ByteView pem_or_der, std::string_view source) {
  if (settings_ == nullptr || !settings_->usable()) return;
  const Result<void> added = IsPem(pem_or_der) || pem_or_der.empty() || pem_or_der[0] != 0x30
                                 ? settings_->anchors.AddPem(AsText(pem_or_der), source)
                                 : settings_->anchors.AddDer(pem_or_der, source);
  if (!added) settings_->Fail(added.error(), {settings_->anchors.error_message()});
}

void BuilderBase::AddAlpn(std::string_view name) {
  if (settings_ == nullptr || !settings_->usable()) return;
  const Result<void> added = AppendAlpn(name, settings_->alpn);
  if (added) return;
  if (added.error().detail == Detail::kDuplicate) {
    settings_->Fail(added.error(), {"the ALPN name '", name, "' is given twice"});
  } else {
    settings_->Fail(added.error(),
                    {"the ALPN name '", name.substr(0, 40), name.size() > 40 ? "...'" : "'",
                     " is empty or longer than 255 bytes"});
  }
}

void BuilderBase::SetAlpnWire(ByteView list) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (!CheckAlpnWire(list)) {
    settings_->Fail({ErrorKind::kConfig, Detail::kNameLength},
                    {"the ALPN list is not in wire form, or a name in it is empty"});
    return;
  }
  if (!settings_->alpn.Assign(list)) settings_->Fail({ErrorKind::kNoMemory}, {"out of memory"});
}

void BuilderBase::SetSessionCache(SessionCacheMode mode) {
  if (settings_ != nullptr) settings_->session_cache = mode;
}

void BuilderBase::SetClock(ClockCallback callback, void* user) {
  if (settings_ != nullptr && settings_->usable()) settings_->clock = {callback, user};
}

void BuilderBase::AddCrl(ByteView pem_or_der, std::string_view source) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (!settings_->crls) settings_->crls = internal::MakeOwned<RevocationLists>();
  Bytes message;
  const Result<void> added = settings_->crls ? settings_->crls->Add(pem_or_der, source, message)
                                             : Result<void>(Fail(ErrorKind::kNoMemory));
  if (!added) settings_->Fail(added.error(), {message.text()});
}

void BuilderBase::SetMissingCrl(MissingCrl mode) {
  if (settings_ != nullptr && settings_->usable()) settings_->missing_crl = mode;
}

void BuilderBase::SetSignatureCache(std::size_t certificates) {
  if (settings_ != nullptr) settings_->signature_cache = certificates;
}

Result<ContextCore*> BuilderBase::BuildCore() {
  if (settings_ == nullptr) return Fail(ErrorKind::kNoMemory);
  if (settings_->built && !settings_->failed) {
    settings_->Fail({ErrorKind::kUsage, Detail::kNotAvailable},
                    {"this builder has built its context already"});
  }
  Result<ContextCore*> core =
      settings_->failed ? Fail(settings_->error) : ContextCore::Build(*settings_);
  if (!core) settings_->Fail(core.error(), {Summary(core.error())});
  settings_->Advise();
  return core;
}

ClientContextBuilder& ClientContextBuilder::ServerName(std::string_view name) {
  if (settings_ == nullptr || !settings_->usable()) return *this;
  Result<omnitls::ServerName> parsed = omnitls::ServerName::Parse(name);
  if (parsed) {
    settings_->server_name = *parsed;
  } else {
    settings_->Fail(parsed.error(), {"'", name.substr(0, 80), "' is no DNS name or IP address"});
  }
  return *this;
}

ClientContextBuilder& ClientContextBuilder::SendServerName(bool send) {
  if (settings_ != nullptr) settings_->sends_server_name = send;
  return *this;
}

ClientContextBuilder& ClientContextBuilder::NameFlags(HostNameFlags flags) {
  if (settings_ != nullptr) settings_->name_flags = flags;
  return *this;
}

ClientContextBuilder& ClientContextBuilder::Sessions(SessionStore* store) {
  if (settings_ != nullptr) settings_->session_store = store;
  return *this;
}

ClientContextBuilder& ClientContextBuilder::ResumeTls12By(Tls12Resumption mode) {
  if (settings_ != nullptr) settings_->tls12_resumption = mode;
  return *this;
}

Result<ClientContext> ClientContextBuilder::Build() {
  if constexpr (!internal::profile::kClient) {
    if (settings_ != nullptr) {
      settings_->Fail({ErrorKind::kUnsupported, Detail::kSetting},
                      {"this profile of the library leaves out clients"});
    }
  }
  Result<ContextCore*> core = BuildCore();
  if (!core) return Fail(core.error());
  return ClientContext(*core);
}

ServerContextBuilder& ServerContextBuilder::ClientAuthentication(ClientAuth mode) {
  if (settings_ != nullptr) settings_->client_auth = mode;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::SessionTicketKeys(TicketKeys keys) {
  if (settings_ == nullptr || !settings_->usable()) return *this;
  if (keys.empty()) {
    settings_->Fail({ErrorKind::kConfig, Detail::kMissingKey}, {"the ticket keys are empty"});
  }
  settings_->ticket_keys = std::move(keys);
  return *this;
}

ServerContextBuilder& ServerContextBuilder::SessionLifetime(std::uint32_t seconds) {
  if (settings_ == nullptr || !settings_->usable()) return *this;
  if (seconds == 0 || seconds > TicketKeys::kMaxLifetime) {
    settings_->Fail({ErrorKind::kConfig, Detail::kOutOfRange},
                    {"the session lifetime must be 1 to 604800 seconds"});
  }
  settings_->session_lifetime = seconds;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::SessionTickets(std::uint32_t count) {
  if (settings_ == nullptr || !settings_->usable()) return *this;
  if (count == 0 || count > kMaxTickets) {
    settings_->Fail({ErrorKind::kConfig, Detail::kOutOfRange},
                    {"the number of session tickets must be 1 to 8"});
    return *this;
  }
  settings_->ticket_count = static_cast<std::uint8_t>(count);
  return *this;
}

ServerContextBuilder& ServerContextBuilder::Sessions(ServerSessionStore* store) {
  if (settings_ != nullptr) settings_->server_sessions = store;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::SingleUseTickets(std::size_t remembered) {
  if (settings_ == nullptr || !settings_->usable()) return *this;
  if (remembered > internal::UsedTickets::kMaxRemembered) {
    settings_->Fail({ErrorKind::kConfig, Detail::kOutOfRange},
                    {"at most 1048576 used tickets can be remembered"});
  }
  settings_->single_use_tickets = remembered;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::RequireKnownServerName(bool require) {
  if (settings_ != nullptr) settings_->hello.require_known_name = require;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::OnClientHello(ClientHelloCallback callback,
                                                          void* user) {
  if (settings_ == nullptr) return *this;
  settings_->hello.on_client_hello = callback;
  settings_->hello.on_client_hello_user = user;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::ChooseAlpn(AlpnCallback callback, void* user) {
  if (settings_ == nullptr) return *this;
  settings_->hello.choose_alpn = callback;
  settings_->hello.choose_alpn_user = user;
  return *this;
}

ServerContextBuilder& ServerContextBuilder::OnAlpnMismatch(AlpnMismatch mode) {
  if (settings_ != nullptr) settings_->hello.alpn_mismatch = mode;
  return *this;
}

Result<ServerContext> ServerContextBuilder::Build() {
  if constexpr (!internal::profile::kServer) {
    if (settings_ != nullptr) {
      settings_->Fail({ErrorKind::kUnsupported, Detail::kSetting},
                      {"this profile of the library leaves out servers"});
    }
  }
  Result<ContextCore*> core = BuildCore();
  if (!core) return Fail(core.error());
  return ServerContext(*core);
}

}  // namespace omnitls
