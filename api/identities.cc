#include <charconv>

#include "omnitls/context.h"
#include "omnitls/context_core.h"
#include "omnitls/server_names.h"

// The builders' further identities.
namespace omnitls {
namespace {

// "the private key for 'a.test'", or "a.key (for 'a.test')".
bool NameSource(std::string_view path, std::string_view what, std::string_view name, Bytes& out) {
  if (path.empty()) return internal::AppendAll(out, {what, " for '", name, "'"});
  return internal::AppendAll(out, {path, " (for '", name, "')"});
}

// A client's have no names, but come one after the other.
bool NumberSource(std::string_view path, std::string_view what, std::size_t number, Bytes& out) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  const std::string_view text(digits, static_cast<std::size_t>(end - digits));
  if (path.empty()) return internal::AppendAll(out, {what, " of AddIdentity no. ", text});
  return internal::AppendAll(out, {path, " (of AddIdentity no. ", text, ")"});
}

}  // namespace

void BuilderBase::AddNamedIdentity(std::string_view name, ByteView chain,
                                   std::string_view chain_path, const IdentityKey& key) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (!internal::IsServerNamePattern(name)) {
    settings_->Fail({ErrorKind::kConfig, Detail::kInvalidServerName},
                    {"'", name.substr(0, 80), "' is neither a DNS name nor a wildcard of one"});
    return;
  }
  internal::NamedIdentity named;
  Bytes chain_source;
  Bytes key_source;
  if (!NameSource(chain_path, "certificate chain", name, chain_source) ||
      !NameSource(key.path, "private key", name, key_source) ||
      !named.pattern.Assign(AsBytes(name))) {
    settings_->Fail({ErrorKind::kNoMemory}, {"out of memory"});
    return;
  }
  ReadIdentity(named, chain, chain_source.text(), key, key_source.text());
}

void BuilderBase::AddClientIdentity(ByteView chain, std::string_view chain_path,
                                    const IdentityKey& key) {
  if (settings_ == nullptr || !settings_->usable()) return;
  internal::NamedIdentity unnamed;
  Bytes chain_source;
  Bytes key_source;
  const std::size_t number = settings_->identities.size() + 1;
  if (!NumberSource(chain_path, "certificate chain", number, chain_source) ||
      !NumberSource(key.path, "private key", number, key_source)) {
    settings_->Fail({ErrorKind::kNoMemory}, {"out of memory"});
    return;
  }
  ReadIdentity(unnamed, chain, chain_source.text(), key, key_source.text());
}

// In the place of the builder's own, which comes back afterwards.
void BuilderBase::ReadIdentity(internal::NamedIdentity& identity, ByteView chain,
                               std::string_view chain_source, const IdentityKey& key,
                               std::string_view key_source) {
  std::swap<internal::IdentitySettings>(*settings_, identity.identity);
  SetCertificate(chain, chain_source);
  if (key.signer != nullptr) {
    SetExternalKey(key.signer, key.timing);
  } else {
    SetPrivateKey(key.key, key_source);
  }
  std::swap<internal::IdentitySettings>(*settings_, identity.identity);
  if (settings_->usable() && !settings_->identities.Push(std::move(identity))) {
    settings_->Fail({ErrorKind::kNoMemory}, {"out of memory"});
  }
}

ClientContextBuilder& ClientContextBuilder::ChooseIdentity(ChooseIdentityCallback callback,
                                                           void* user) {
  if (settings_ != nullptr && settings_->usable()) settings_->identity_selector = {callback, user};
  return *this;
}

ServerContextBuilder& ServerContextBuilder::SendCertificateAuthorities(bool send) {
  if (settings_ != nullptr && settings_->usable()) settings_->sends_authorities = send;
  return *this;
}

}  // namespace omnitls
