#include "omnitls/context.h"
#include "omnitls/context_core.h"
#include "omnitls/pem.h"
#include "omnitls/pkcs12/identity.h"

namespace omnitls {
namespace {

using internal::ContextSettings;

// Leaves the settings as CertificateChain and PrivateKey would have them, so that keys and
// certificates are judged alike wherever they come from.
Result<void> ReadPkcs12(ContextSettings& settings) {
  const std::string_view source = settings.pkcs12_source.text();
  if (!settings.chain.empty() || !settings.private_key.empty() ||
      settings.external_key.signer != nullptr) {
    return Fail(settings.Fail(
        {ErrorKind::kConfig, Detail::kDuplicate},
        {source, ": Pkcs12 takes the place of CertificateChain, PrivateKey and ExternalKey"}));
  }
  pkcs12::Report report;
  pkcs12::Opener opener(*settings.backend, settings.password, settings.password_user, report);
  pkcs12::Identity identity;
  const Result<void> read = pkcs12::ReadIdentity(settings.pkcs12, opener, report, identity);
  if (!read) return Fail(settings.Fail(read.error(), {source, ": ", report.message()}));
  if (!settings.chain_source.Assign(settings.pkcs12_source) ||
      !settings.key_source.Assign(settings.pkcs12_source)) {
    return Fail(ErrorKind::kNoMemory);
  }
  settings.chain = std::move(identity.chain);
  settings.private_key = std::move(identity.private_key);
  settings.key_is_pem = false;
  settings.key_is_encrypted = false;
  settings.pkcs12.Clear();
  settings.read_pkcs12 = nullptr;
  return {};
}

}  // namespace

void BuilderBase::SetPkcs12(ByteView der, std::string_view source) {
  if (settings_ == nullptr || !settings_->usable()) return;
  if (source.empty()) source = "PKCS#12";
  if (der.empty()) {
    settings_->Fail({ErrorKind::kConfig, Detail::kEmptyInput}, {source, ": is empty"});
  } else if (der[0] != 0x30 && IsPem(der)) {
    settings_->Fail({ErrorKind::kConfig, Detail::kMalformedPkcs12},
                    {source, ": is PEM; CertificateChain and PrivateKey read that"});
  } else if (!settings_->pkcs12.Assign(der) || !settings_->pkcs12_source.Assign(AsBytes(source))) {
    settings_->Fail({ErrorKind::kNoMemory}, {"out of memory"});
  } else {
    settings_->read_pkcs12 = ReadPkcs12;
  }
}

}  // namespace omnitls
