#ifndef OMNITLS_X509_TESTING_PEER_H_
#define OMNITLS_X509_TESTING_PEER_H_

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <vector>

#include "omnitls/x509/testing/cert_builder.h"
#include "omnitls/x509/verify.h"

namespace omnitls::x509 {

inline void PrintTo(const Verdict& verdict, std::ostream* out) {
  *out << DetailName(verdict.detail) << " at " << int{verdict.index};
}
inline bool operator==(const Verdict& a, const Verdict& b) {
  return a.detail == b.detail && a.index == b.index && a.no_memory == b.no_memory;
}

namespace testing {

inline constexpr Verdict kGood{};
inline constexpr std::uint8_t kAnchor = Verdict::kTrustAnchor;

// Peer is a chain, whom to trust, and how to judge.
struct Peer {
  std::vector<Cert> chain;
  std::vector<Cert> anchors;
  std::int64_t now = kNow;
  Purpose purpose = Purpose::kServerAuth;
  const char* name = "a.example";
  HostNameFlags flags = HostNameFlags::kNone;
  FakeVerifier signatures = {};

  Verdict Verify() const {
    TrustAnchors builder;
    for (const Cert& anchor : anchors) EXPECT_TRUE(builder.AddDer(anchor.der));
    const TrustStore* store = builder.Finish().value();
    const Verdict verdict = VerifyWith(store);
    store->RemoveReference();
    return verdict;
  }

  Verdict VerifyWith(const TrustStore* store) const {
    std::vector<ByteView> views;
    for (const Cert& cert : chain) views.push_back(cert.der);
    std::optional<ServerName> server_name;
    if (name != nullptr) server_name = ServerName::Parse(name).value();
    VerifyInput input;
    input.chain = views;
    input.anchors = store;
    input.signatures = &signatures;
    input.now = now;
    input.purpose = purpose;
    input.name = server_name ? &*server_name : nullptr;
    input.name_flags = flags;
    return x509::Verify(input);
  }
};

// A leaf for a.example straight below a root.
inline Peer Direct(const CertBuilder& leaf, const CertBuilder& root = Ca("Root")) {
  const Cert anchor = root.SelfSigned();
  return {{leaf.IssuedBy(anchor)}, {anchor}};
}

// A leaf for a.example below an intermediate below a root.
inline Peer Chain(const CertBuilder& leaf, const CertBuilder& intermediate = Ca("Intermediate"),
                  const CertBuilder& root = Ca("Root")) {
  const Cert anchor = root.SelfSigned();
  const Cert issuer = intermediate.IssuedBy(anchor);
  return {{leaf.IssuedBy(issuer), issuer}, {anchor}};
}

inline CertBuilder Good() { return Leaf("a.example"); }

}  // namespace testing
}  // namespace omnitls::x509

#endif  // OMNITLS_X509_TESTING_PEER_H_
