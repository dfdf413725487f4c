#include "omnitls/client_identities.h"

#include "omnitls/backend.h"
#include "omnitls/connection_core.h"
#include "omnitls/context_core.h"
#include "omnitls/x509/certificate.h"

// Who a client is to a server that asks: policy for the seam's EngineHost::ChooseIdentity.
namespace omnitls {
namespace internal {
namespace {

// A server's list of CAs may be incomplete, and then the first that it can verify at all is the
// better guess than none.
std::size_t ChooseByDefault(const CertificateRequestView& request) {
  const std::size_t count = request.identity_count();
  std::size_t chosen = count;
  for (std::size_t i = count; i-- > 0;) {
    if (request.CanSign(i)) chosen = i;
  }
  for (std::size_t i = chosen; i < count; ++i) {
    if (request.CanSign(i) && request.IsFromAuthority(i)) return i;
  }
  return chosen;
}

IdentityChoice AskProgram(const ContextCore& context, const CertificateRequestView& request) {
  const IdentitySelector& selector = context.identity_selector();
  return selector.callback != nullptr ? selector.callback(selector.user, request)
                                      : IdentityChoice::Default();
}

}  // namespace

ClientIdentities::~ClientIdentities() {
  for (const ContextCore* core : cores_) core->RemoveReference();
}

Result<const ContextCore*> ChooseIdentity(const ContextCore& context,
                                          const CertificateRequest& request,
                                          std::string_view server_name) {
  const CertificateRequestView view(context, request, server_name);
  const IdentityChoice choice = AskProgram(context, view);
  if (choice.kind() == IdentityChoice::Kind::kNone) return nullptr;
  if (choice.kind() == IdentityChoice::Kind::kUse) {
    if (view.CanSign(choice.identity())) return &context.identity(choice.identity());
    return Fail(ErrorKind::kUsage, Detail::kNotAvailable, Alert::kInternalError);
  }
  const std::size_t chosen = ChooseByDefault(view);
  return chosen < view.identity_count() ? &context.identity(chosen) : nullptr;
}

Alert ConnectionCore::ChooseIdentity(ByteView certificate_request, bool tls13,
                                     const EngineContext*& identity) {
  identity = nullptr;
  const Result<CertificateRequest> request =
      ParseCertificateRequest(certificate_request, tls13 ? Version::kTls13 : Version::kTls12);
  const Result<const ContextCore*> chosen =
      request ? internal::ChooseIdentity(*context_, *request, server_name_.text())
              : Result<const ContextCore*>(Fail(request.error()));
  if (!chosen) {
    NoteOwnError(chosen.error());
    return chosen.error().alert;
  }
  if (handshake_) handshake_->identity = *chosen;  // Else it does not matter: no key is external.
  if (*chosen != nullptr) identity = &(*chosen)->engine();
  return Alert::kNone;
}

// --- the context

Result<void> ContextCore::NoteOwnChain(const ContextSettings& settings) {
  own_chain_ = MakeOwned<OwnChain>();
  if (!own_chain_ || !own_chain_->leaf.Assign(settings.chain[0])) return Fail(ErrorKind::kNoMemory);
  for (const Bytes& der : settings.chain) {
    x509::Certificate certificate;
    Bytes issuer;
    if (!x509::ParseCertificate(der, certificate)) continue;  // Not ours to judge.
    if (!issuer.Assign(certificate.issuer) || !own_chain_->issuers.Push(std::move(issuer))) {
      return Fail(ErrorKind::kNoMemory);
    }
  }
  return {};
}

Result<void> ContextCore::BuildIdentities(ContextSettings& settings) {
  if (settings.identities.empty()) return {};
  further_identities_ = MakeOwned<ClientIdentities>();
  if (!further_identities_) return Fail(ErrorKind::kNoMemory);
  for (NamedIdentity& named : settings.identities) {
    std::swap<IdentitySettings>(settings, named.identity);
    Result<Owned<ContextCore>> core = BuildOne(settings);
    settings.private_key.Clear();
    if (!core) return Fail(core.error());
    if (!further_identities_->Add(**core)) return Fail(ErrorKind::kNoMemory);
    core->release();
  }
  return {};
}

const ContextCore& ContextCore::identity(std::size_t i) const {
  if (!own_chain_) return (*further_identities_)[i];
  return i == 0 ? *this : (*further_identities_)[i - 1];
}

std::size_t ContextCore::identity_count() const {
  return (own_chain_ ? 1 : 0) + (further_identities_ ? further_identities_->size() : 0);
}

}  // namespace internal

Alert EngineHost::ChooseIdentity(ByteView certificate_request, bool tls13,
                                 const EngineContext*& identity) {
  return core_->ChooseIdentity(certificate_request, tls13, identity);
}

}  // namespace omnitls
