// Does what tests on other machines need OpenSSL for: calls, as calls.h has them, over the socket
// that is its standard input, until that is closed.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "conformance/certificates.h"
#include "conformance/elsewhere/calls.h"
#include "conformance/elsewhere/channel.h"
#include "conformance/elsewhere/fields.h"
#include "conformance/ocsp.h"
#include "conformance/password_crypto.h"
#include "conformance/signatures.h"

namespace omnitls::conformance {
namespace {

using elsewhere::Reader;
using elsewhere::Writer;

using Handler = std::function<std::string(Reader&)>;

template <class R, class... A>
Handler Serve(R (*function)(A...)) {
  return [function](Reader& in) {
    // In braces, where the order of evaluation is the one in which they were written.
    const std::tuple<std::remove_cvref_t<A>...> arguments{in.Take<std::remove_cvref_t<A>>()...};
    Writer out;
    out(std::apply(function, arguments));
    return out.text();
  };
}

const Certificate* OrNull(const std::optional<Certificate>& certificate) {
  return certificate ? &*certificate : nullptr;
}

Certificate IssueFor(const CertificateSpec& spec, const std::optional<Certificate>& issuer) {
  return Issue(spec, OrNull(issuer));
}

std::string MakeCrlOf(const Certificate& issuer, const std::vector<Certificate>& revoked,
                      std::int64_t this_update, std::int64_t next_update) {
  std::vector<const Certificate*> pointers;
  for (const Certificate& certificate : revoked) pointers.push_back(&certificate);
  return MakeCrl(issuer, pointers, this_update, next_update);
}

std::string MakeOcspResponseBy(const Certificate& certificate, const Certificate& issuer,
                               const OcspSpec& spec, const std::optional<Certificate>& responder) {
  OcspSpec whole = spec;
  whole.responder = OrNull(responder);
  return MakeOcspResponse(certificate, issuer, whole);
}

const Handler& HandlerOf(Call call) {
  static const auto& handlers = *new std::map<Call, Handler>{
      {Call::kIssue, Serve(IssueFor)},
      {Call::kPublicKeyPin, Serve(PublicKeyPin)},
      {Call::kMakeCrl, Serve(MakeCrlOf)},
      {Call::kCrlAsDer, Serve(CrlAsDer)},
      {Call::kKeyAs, Serve(KeyAs)},
      {Call::kEncryptKey, Serve(EncryptKey)},
      {Call::kMisleadingPassword, Serve(MisleadingPassword)},
      {Call::kMakeOcspResponse, Serve(MakeOcspResponseBy)},
      {Call::kSignMessage, Serve(SignMessage)},
      {Call::kSignDigest, Serve(SignDigest)},
      {Call::kPasswordKey, Serve(PasswordKey)},
      {Call::kPkcs12Key, Serve(Pkcs12Key)},
      {Call::kPkcs12KeyOfUnits, Serve(Pkcs12KeyOfUnits)},
      {Call::kEncryptCbc, Serve(EncryptCbc)},
      {Call::kKeySizeOf, Serve(KeySizeOf)},
      {Call::kHmacOf, Serve(HmacOf)},
  };
  return handlers.at(call);
}

}  // namespace
}  // namespace omnitls::conformance

int main() {
  using namespace omnitls::conformance;  // NOLINT
  constexpr int kSocket = 0;
  while (const std::optional<std::string> question = elsewhere::Receive(kSocket)) {
    elsewhere::Reader in(*question);
    const auto call = in.Take<Call>();
    if (!elsewhere::Send(kSocket, HandlerOf(call)(in))) return 1;
  }
  return 0;
}
