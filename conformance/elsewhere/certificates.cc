// What certificates.h, ocsp.h, password_crypto.h and signatures.h promise, where there is no
// OpenSSL: a program of the machine that builds does it.

#include "conformance/certificates.h"

#include <optional>

#include "conformance/elsewhere/caller.h"
#include "conformance/elsewhere/calls.h"
#include "conformance/elsewhere/fields.h"
#include "conformance/ocsp.h"
#include "conformance/password_crypto.h"
#include "conformance/signatures.h"

namespace omnitls::conformance {
namespace {

template <class Result = std::string, class... Arguments>
Result Ask(Call call, const Arguments&... arguments) {
  elsewhere::Writer out;
  out(call);
  (out(arguments), ...);
  return elsewhere::Reader(elsewhere::Exchange(out.text())).Take<Result>();
}

std::optional<Certificate> Maybe(const Certificate* certificate) {
  return certificate == nullptr ? std::nullopt : std::optional(*certificate);
}

}  // namespace

Certificate Issue(const CertificateSpec& spec, const Certificate* issuer) {
  return Ask<Certificate>(Call::kIssue, spec, Maybe(issuer));
}

std::string PublicKeyPin(const Certificate& certificate) {
  return Ask(Call::kPublicKeyPin, certificate);
}

std::string MakeCrl(const Certificate& issuer, const std::vector<const Certificate*>& revoked,
                    std::int64_t this_update, std::int64_t next_update) {
  std::vector<Certificate> copies;
  for (const Certificate* certificate : revoked) copies.push_back(*certificate);
  return Ask(Call::kMakeCrl, issuer, copies, this_update, next_update);
}

std::string CrlAsDer(const std::string& pem) { return Ask(Call::kCrlAsDer, pem); }

std::string KeyAs(const Certificate& certificate, KeyForm form) {
  return Ask(Call::kKeyAs, certificate, form);
}

std::string EncryptKey(const Certificate& certificate, const std::string& password, KeyForm form) {
  return Ask(Call::kEncryptKey, certificate, password, form);
}

std::string MisleadingPassword(const std::string& encrypted_key, KeyForm form) {
  return Ask(Call::kMisleadingPassword, encrypted_key, form);
}

std::string MakeOcspResponse(const Certificate& certificate, const Certificate& issuer,
                             const OcspSpec& spec) {
  return Ask(Call::kMakeOcspResponse, certificate, issuer, spec, Maybe(spec.responder));
}

std::string SignMessage(const Certificate& certificate, const std::string& message) {
  return Ask(Call::kSignMessage, certificate, message);
}

std::string SignDigest(const Certificate& certificate, bool is_pss, const std::string& digest) {
  return Ask(Call::kSignDigest, certificate, is_pss, digest);
}

void LeaveAnError() {}

std::string PasswordKey(const std::string& hash, const std::string& password,
                        const std::string& salt, int iterations, int size) {
  return Ask(Call::kPasswordKey, hash, password, salt, iterations, size);
}

std::string Pkcs12Key(const std::string& hash, const std::optional<std::string>& password,
                      const std::string& salt, Pkcs12Purpose purpose, int iterations, int size) {
  return Ask(Call::kPkcs12Key, hash, password, salt, purpose, iterations, size);
}

std::string Pkcs12KeyOfUnits(const std::string& hash, const std::string& password,
                             const std::string& salt, Pkcs12Purpose purpose, int iterations,
                             int size) {
  return Ask(Call::kPkcs12KeyOfUnits, hash, password, salt, purpose, iterations, size);
}

std::string EncryptCbc(const std::string& cipher, const std::string& key, const std::string& iv,
                       const std::string& plain) {
  return Ask(Call::kEncryptCbc, cipher, key, iv, plain);
}

int KeySizeOf(const std::string& cipher) { return Ask<int>(Call::kKeySizeOf, cipher); }

std::string HmacOf(const std::string& hash, const std::string& key, const std::string& data) {
  return Ask(Call::kHmacOf, hash, key, data);
}

}  // namespace omnitls::conformance
