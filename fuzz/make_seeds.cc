// Writes the seeds of the fuzz tests of certificates, what goes with them, and PKCS#12:
// make_seeds DIRECTORY

#include <cstdio>
#include <string>
#include <vector>

#include "fuzz/make_pkcs12_seeds.h"
#include "omnitls/x509/testing/crl_builder.h"
#include "omnitls/x509/testing/ocsp_builder.h"

namespace {

using namespace omnitls::x509;           // NOLINT
using namespace omnitls::x509::testing;  // NOLINT

Der All() {
  const Der v6(16, 0x20);
  const Der other_name = Explicit(0, Join({Oid({0x2A, 0x03}), Explicit(0, Utf8("x"))}));
  return Ca("Root")
      .Subject(Seq({Rdn(6, "DE", der::kPrintableString), Organization("Acme"), CommonName("a")}))
      .Names({Dns("a.example"), Dns("*.b.example"), Ip({192, 0, 2, 1}), Ip(v6), Mail("a@b.example"),
              Uri("https://a.example/"), Directory(Name("x")), other_name})
      .With(kNameConstraintsArc,
            Seq({Explicit(0, Subtrees({Dns("example"), Ip({192, 0, 2, 0, 255, 255, 255, 0})})),
                 Explicit(1, Subtrees({Mail(".example"), Directory(Name("y")), other_name}))}))
      .With(kExtendedKeyUsageArc, Purposes({kServerAuth, kClientAuth}))
      .With(kAuthorityKeyIdArc, Seq({Tlv(der::Context(0), {1, 2}),
                                     Explicit(1, Directory(Name("x"))), Tlv(der::Context(2), {1})}))
      .SelfSigned()
      .der;
}

CrlBuilder LongCrl() {
  const Der reason = Tlv(der::kSequence, ExtensionOf(kReasonCodeArc, Tlv(0x0A, {1}), false));
  const Der point = Explicit(0, Explicit(0, Uri("http://crl.example/1")));
  return CrlBuilder()
      .Revoke(1)
      .Revoke(Integer(70000), reason)
      .With(kCrlNumberArc, Integer(3))
      .With(kDistributionPointArc, Seq({point, Tlv(der::Context(1), {0xFF})}), true);
}

Der LongOcsp(const Cert& issuer) {
  const Cert responder = Leaf("responder")
                             .With(kExtendedKeyUsageArc, Purposes({kOcspSigning}))
                             .Add(kOcspNocheckOid, Null())
                             .IssuedBy(issuer);
  return OcspBuilder(issuer, 30)
      .Revoked(Explicit(0, Tlv(0x0A, {1})))
      .Extension(false, true)
      .And(70000)
      .Unknown()
      .Hash(omnitls::HashAlgorithm::kSha256, kSha256Oid)
      .WithoutNextUpdate()
      .Extension(false)
      .ByKey()
      .Carries(responder)
      .SignedBy(responder);
}

Der Chain(std::uint8_t flags, const std::vector<Cert>& certificates) {
  Der input = {flags};
  for (const Cert& certificate : certificates) {
    const std::size_t size = certificate.der.size();
    input = Join({input,
                  {static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)},
                  certificate.der});
  }
  return input;
}

bool Write(const std::string& directory, const char* name, const Der& content) {
  std::FILE* file = std::fopen((directory + "/" + name).c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  return std::fclose(file) == 0 && written;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string directory = argv[1];
  const Cert root = Ca("Root").SelfSigned();
  const Cert other = Ca("Other").SelfSigned();
  const Cert issuer = Ca("Issuer")
                          .With(kBasicConstraintsArc, BasicConstraints(true, 1))
                          .With(kNameConstraintsArc, Permitted({Dns("example")}), true)
                          .IssuedBy(root);
  const Cert crossed = Ca("Issuer").IssuedBy(other);
  const Cert leaf = Leaf("a.example").IssuedBy(issuer);
  const Cert named = Leaf("a.example").KeyIds().IssuedBy(issuer);
  const Cert self_signed = Leaf("a.example").Key(RsaKey(2048)).SelfSigned();
  const Der old = Leaf("a").Version({}).WithoutExtensions().SelfSigned().der;
  const bool done = Write(directory, "certificate_leaf", leaf.der) &&
                    Write(directory, "certificate_rsa", self_signed.der) &&
                    Write(directory, "certificate_v1", old) &&
                    Write(directory, "certificate_all", All()) &&
                    Write(directory, "crl_empty", CrlBuilder().SignedBy(root)) &&
                    Write(directory, "crl_revoked", LongCrl().SignedBy(root)) &&
                    Write(directory, "ocsp_good", OcspBuilder(root, 1).Signed()) &&
                    Write(directory, "ocsp_all", LongOcsp(root)) &&
                    Write(directory, "verify_chain", Chain(0, {leaf, issuer, root})) &&
                    Write(directory, "verify_key_ids", Chain(0, {named, issuer, crossed, root})) &&
                    Write(directory, "verify_cross", Chain(0x4F, {leaf, crossed, issuer, root})) &&
                    Write(directory, "verify_anchor", Chain(0, {self_signed, self_signed}));
  for (const Pkcs12Seed& seed : Pkcs12Seeds(leaf.der, issuer.der)) {
    if (!Write(directory, seed.name, seed.file)) return 1;
  }
  return done ? 0 : 1;
}
