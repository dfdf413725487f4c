#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/x509/certificate.h"
#include "omnitls/x509/host_name.h"
#include "omnitls/x509/verify.h"

namespace {

using namespace omnitls;        // NOLINT
using namespace omnitls::x509;  // NOLINT

// Says yes or no to everything, so that paths need no real signatures.
class Oracle : public SignatureVerifier {
 public:
  explicit Oracle(bool good) : good_(good) {}
  SignatureStatus VerifySignature(const SignatureCheck& check) const override {
    if (check.message.empty() || check.issuer_spki.empty()) std::abort();
    ++calls;
    return good_ ? SignatureStatus::kGood : SignatureStatus::kBad;
  }
  mutable int calls = 0;

 private:
  bool good_;
};

constexpr std::int64_t kNow = 1'800'000'000;
constexpr std::size_t kMaxInputChain = 20;

// The input: a byte of flags, then certificates, each after its length in two bytes. The last is
// the anchor.
struct Input {
  std::uint8_t flags = 0;
  ByteView certificates[kMaxInputChain];
  std::size_t count = 0;
};

Input Split(ByteView data) {
  Input input;
  if (data.empty()) return input;
  input.flags = data[0];
  data = data.subspan(1);
  while (data.size() >= 2 && input.count < kMaxInputChain) {
    std::size_t size = static_cast<std::size_t>(data[0]) << 8 | data[1];
    data = data.subspan(2);
    if (size > data.size()) size = data.size();
    input.certificates[input.count++] = data.first(size);
    data = data.subspan(size);
  }
  return input;
}

Verdict Judge(const Input& input, const TrustStore* store, bool signatures_good) {
  const Oracle oracle(signatures_good);
  const ServerName name = *ServerName::Parse("a.example");
  VerifyInput verify;
  verify.chain = {input.certificates, input.count - 1};
  verify.anchors = store;
  verify.signatures = &oracle;
  verify.now = kNow;
  verify.purpose = (input.flags & 0x80) != 0 ? Purpose::kClientAuth : Purpose::kServerAuth;
  verify.name = (input.flags & 0x40) != 0 ? nullptr : &name;
  verify.name_flags = static_cast<HostNameFlags>(input.flags & 0x0F);
  const Verdict verdict = Verify(verify);
  if (oracle.calls > kMaxSignatureChecks) std::abort();
  if (verdict.index != Verdict::kTrustAnchor && verdict.index >= kMaxChain) std::abort();
  return verdict;
}

void CheckGood(const Input& input, bool is_anchor) {
  Certificate leaf;
  if (!ParseCertificate(input.certificates[0], leaf)) std::abort();
  if (kNow < leaf.not_before || kNow > leaf.not_after) std::abort();
  if (leaf.has_unknown_critical_extension || leaf.version != 3) std::abort();
  if (leaf.is_ca && !is_anchor) std::abort();
  if (leaf.subject.size() == 2 && !leaf.alt_name_is_critical) std::abort();
  const auto flags = static_cast<HostNameFlags>(input.flags & 0x0F);
  const ServerName name = *ServerName::Parse("a.example");
  if ((input.flags & 0x40) == 0 && !MatchesName(leaf, name, flags)) std::abort();
}

}  // namespace

// Any certificates as a chain and an anchor. What is good has what it must have, and nothing but
// the anchor itself is good when every signature is wrong.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Input input = Split({data, size});
  if (input.count < 2) return 0;
  const ByteView anchor = input.certificates[input.count - 1];
  TrustAnchors builder;
  if (!builder.AddDer(anchor)) return 0;
  const TrustStore* store = *builder.Finish();
  const bool is_anchor = Equal(input.certificates[0], anchor);
  if (Judge(input, store, true).ok()) CheckGood(input, is_anchor);
  if (Judge(input, store, false).ok() && !is_anchor) std::abort();
  store->RemoveReference();
  return 0;
}
