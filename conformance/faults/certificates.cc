#include "conformance/faults/make.h"
#include "omnitls/x509/testing/cert_builder.h"

// What can be wrong with a certificate: x509::Verify finds it, for every backend.
namespace omnitls::conformance {
namespace {

namespace der = x509::testing;

constexpr std::int64_t kDay = 24 * 3600;

std::string AsHex(const der::Der& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

// A row for a leaf under the root with one thing changed.
using ChangeSpec = std::function<void(CertificateSpec&)>;
Fault Leaf(const std::string& name, Detail detail, Alert alert, ChangeSpec change) {
  return {name, kBothEnds, kAllVersions, BadPeer(detail, alert),
          [change](const Spot& spot, Scene& scene) {
            CertificateSpec spec = LeafSpec(spot);
            change(spec);
            Show(spot, scene, scene.Keep(Issue(spec, &Root())));
          }};
}

// A row for a good leaf under an intermediate with one thing changed.
Fault Under(const std::string& name, Detail detail, Alert alert, ChangeSpec change) {
  return {name, kBothEnds, kAllVersions, BadPeer(detail, alert),
          [change](const Spot& spot, Scene& scene) {
            CertificateSpec spec = CaSpec("issuer");
            change(spec);
            const Certificate& issuer = scene.Keep(Issue(spec, &Root()));
            CertificateSpec leaf = LeafSpec(spot);
            leaf.ip_addresses = {"192.0.2.1"};
            Show(spot, scene, scene.Keep(Issue(leaf, &issuer)));
          }};
}

Fault UnderConstraints(const std::string& name, const der::Der& constraints) {
  return Under(name, Detail::kNameConstraint, Alert::kBadCertificate,
               [constraints](CertificateSpec& spec) {
                 spec.extensions = {{"nameConstraints", "critical,DER:" + AsHex(constraints)}};
               });
}

// A row for certificates that are exchanged in flight.
using MakeChain = std::function<std::vector<std::string>(const Spot&)>;
Fault InFlight(const std::string& name, const Error& error, MakeChain chain) {
  return {name, kBothEnds, kAllVersions, error,
          [chain](const Spot& spot, Scene& scene) { ShowInFlight(spot, scene, chain(spot)); }};
}

// A row for a name that the certificate does not have.
Fault Called(const std::string& name, const std::string& called, ChangeSpec change) {
  return {name, kClients, kAllVersions, BadPeer(Detail::kNameMismatch, Alert::kBadCertificate),
          [=](const Spot& spot, Scene& scene) {
            CertificateSpec spec = LeafSpec(spot);
            change(spec);
            Show(spot, scene, scene.Keep(Issue(spec, &Root())));
            scene.options.server_name = called;
          }};
}

// Two CAs that have issued each other's certificates, and no root.
std::vector<std::string> Loop(const Spot& spot) {
  const Certificate one = Issue(CaSpec("one"), nullptr);
  const Certificate other = Issue(CaSpec("other"), nullptr);
  CertificateSpec spec = CaSpec("one");
  const Certificate one_by_other = Issue(spec, &other);
  spec.common_name = "other";
  const Certificate other_by_one = Issue(spec, &one);
  return {Issue(LeafSpec(spot), &one).der, one_by_other.der, other_by_one.der};
}

std::vector<std::string> Deep(const Spot& spot) {
  std::vector<std::string> chain;
  Certificate issuer = Root();
  for (int i = 0; i < 12; ++i) {
    issuer = Issue(CaSpec("level " + std::to_string(i)), &issuer);
    chain.insert(chain.begin(), issuer.der);
  }
  chain.insert(chain.begin(), Issue(LeafSpec(spot), &issuer).der);
  return chain;
}

std::string GoodLeaf(const Spot& spot) { return spot.is_client() ? Server().der : Client().der; }

std::vector<Fault> Dates() {
  return {
      Leaf("expired", Detail::kExpired, Alert::kCertificateExpired,
           [](CertificateSpec& spec) { spec.not_after_seconds = -60; }),
      Leaf("not yet valid", Detail::kNotYetValid, Alert::kCertificateExpired,
           [](CertificateSpec& spec) { spec.not_before_seconds = kDay; }),
      Under("issuer expired", Detail::kExpired, Alert::kCertificateExpired,
            [](CertificateSpec& spec) { spec.not_after_seconds = -60; }),
      Under("issuer not yet valid", Detail::kNotYetValid, Alert::kCertificateExpired,
            [](CertificateSpec& spec) { spec.not_before_seconds = kDay; }),
      {"root expired", kBothEnds, kAllVersions,
       BadPeer(Detail::kExpired, Alert::kCertificateExpired),
       [](const Spot& spot, Scene& scene) {
         CertificateSpec spec = CaSpec("old root");
         spec.not_after_seconds = -60;
         const Certificate& root = scene.Keep(Issue(spec, nullptr));
         Trust(spot, scene, root);
         Show(spot, scene, scene.Keep(Issue(LeafSpec(spot), &root)));
       }},
  };
}

std::vector<Fault> Paths() {
  return {
      {"unknown issuer", kBothEnds, kAllVersions,
       BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa),
       [](const Spot& spot, Scene& scene) {
         Show(spot, scene, scene.Keep(Issue(LeafSpec(spot), &OtherRoot())));
       }},
      {"issuer of a trusted name with another key", kBothEnds, kAllVersions,
       BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa),
       [](const Spot& spot, Scene& scene) {
         const Certificate& impostor = scene.Keep(Issue(CaSpec("omnitls test root"), nullptr));
         Show(spot, scene, scene.Keep(Issue(LeafSpec(spot), &impostor)));
       }},
      {"self-signed leaf", kBothEnds, kAllVersions, BadPeer(Detail::kSelfSigned, Alert::kUnknownCa),
       [](const Spot& spot, Scene& scene) {
         Show(spot, scene, scene.Keep(Issue(LeafSpec(spot), nullptr)));
       }},
      {"self-signed root that is not trusted, in the chain", kBothEnds, kAllVersions,
       BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa),
       [](const Spot& spot, Scene& scene) {
         Certificate leaf = Issue(LeafSpec(spot), &OtherRoot());
         leaf.chain_pem += OtherRoot().pem;
         Show(spot, scene, scene.Keep(std::move(leaf)));
       }},
      {"missing intermediate", kBothEnds, kAllVersions,
       BadPeer(Detail::kUnknownIssuer, Alert::kUnknownCa),
       [](const Spot& spot, Scene& scene) {
         Certificate leaf = Issue(LeafSpec(spot), &Intermediate());
         leaf.chain_pem = leaf.pem;
         Show(spot, scene, scene.Keep(std::move(leaf)));
       }},
      InFlight("chain too long", Bad(Detail::kChainTooLong), Deep),
      InFlight("chain in a loop", Bad(Detail::kUnknownIssuer), Loop),
      {"issuer is no CA", kBothEnds, kAllVersions, BadPeer(Detail::kNotACa, Alert::kBadCertificate),
       [](const Spot& spot, Scene& scene) {
         Show(spot, scene, scene.Keep(Issue(LeafSpec(spot), &Server())));
       }},
      Under("issuer may not sign certificates", Detail::kNotACa, Alert::kBadCertificate,
            [](CertificateSpec& spec) { spec.key_usage = "cRLSign"; }),
      {"path length", kBothEnds, kAllVersions, BadPeer(Detail::kPathLength, Alert::kBadCertificate),
       [](const Spot& spot, Scene& scene) {
         CertificateSpec spec = CaSpec("short");
         spec.path_length = 0;
         const Certificate& top = scene.Keep(Issue(spec, &Root()));
         const Certificate& below = scene.Keep(Issue(CaSpec("below"), &top));
         Show(spot, scene, scene.Keep(Issue(LeafSpec(spot), &below)));
       }},
  };
}

std::vector<Fault> Names() {
  return {
      Called("wrong name", "other.test", [](CertificateSpec&) {}),
      Called("an address is called, the certificate has only a DNS name", "192.0.2.1",
             [](CertificateSpec&) {}),
      Called("an address is called, and stands in the certificate as a DNS name", "127.0.0.1",
             [](CertificateSpec& spec) { spec.dns_names = {"127.0.0.1"}; }),
      Called("wrong address", "192.0.2.2",
             [](CertificateSpec& spec) { spec.ip_addresses = {"192.0.2.1"}; }),
      Called("the name is only the Common Name", "server.test",
             [](CertificateSpec& spec) { spec.dns_names = {}; }),
      Called("a wildcard for more than one label", "a.b.wild.test",
             [](CertificateSpec& spec) { spec.dns_names = {"*.wild.test"}; }),
      UnderConstraints("name constraints: DNS, not permitted",
                       der::Permitted({der::Dns("elsewhere.example")})),
      UnderConstraints("name constraints: DNS, excluded", der::Excluded({der::Dns("test")})),
      UnderConstraints("name constraints: address, not permitted",
                       der::Permitted({der::Ip({10, 0, 0, 0, 255, 0, 0, 0})})),
      UnderConstraints("name constraints: address, excluded",
                       der::Excluded({der::Ip({192, 0, 2, 0, 255, 255, 255, 0})})),
      UnderConstraints(
          "name constraints: directory, not permitted",
          der::Permitted({der::Directory(der::Seq({der::Organization("somebody else")}))})),
      UnderConstraints(
          "name constraints: directory, excluded",
          der::Excluded({der::Directory(der::Seq({der::Organization("omnitls tests")}))})),
  };
}

std::vector<Fault> Contents() {
  return {
      {"wrong purpose", kBothEnds, kAllVersions,
       BadPeer(Detail::kBadPurpose, Alert::kUnsupportedCertificate),
       [](const Spot& spot, Scene& scene) {
         CertificateSpec spec = LeafSpec(spot);
         spec.extended_key_usage = {spot.is_client() ? "clientAuth" : "serverAuth"};
         Show(spot, scene, scene.Keep(Issue(spec, &Root())));
       }},
      Under("issuer for another purpose", Detail::kBadPurpose, Alert::kUnsupportedCertificate,
            [](CertificateSpec& spec) { spec.extended_key_usage = {"codeSigning"}; }),
      Leaf("a CA as a leaf", Detail::kBadPurpose, Alert::kUnsupportedCertificate,
           [](CertificateSpec& spec) {
             spec.is_ca = true;
             spec.key_usage = "digitalSignature,keyCertSign";
           }),
      Leaf("weak key", Detail::kWeakKey, Alert::kBadCertificate,
           [](CertificateSpec& spec) { spec.key = KeyType::kRsa1024; }),
      Under("weak key of the issuer", Detail::kWeakKey, Alert::kBadCertificate,
            [](CertificateSpec& spec) { spec.key = KeyType::kRsa1024; }),
      Leaf("signed with SHA-1", Detail::kWeakSignature, Alert::kBadCertificate,
           [](CertificateSpec& spec) { spec.digest = "SHA1"; }),
      Leaf("bad signature", Detail::kBadSignature, Alert::kBadCertificate,
           [](CertificateSpec& spec) { spec.corrupt_signature = true; }),
      Under("bad signature of the issuer's certificate", Detail::kBadSignature,
            Alert::kBadCertificate, [](CertificateSpec& spec) { spec.corrupt_signature = true; }),
      {"key not pinned", kBothEnds, kAllVersions,
       BadPeer(Detail::kKeyNotPinned, Alert::kBadCertificate),
       [](const Spot& spot, Scene& scene) {
         Show(spot, scene, spot.is_client() ? Server() : Client());
         SetFinder(spot, scene,
                   [](auto& builder) { builder.PinPublicKey(PublicKeyPin(OtherRoot())); });
       }},
  };
}

// What not every library would load as its own.
std::vector<Fault> Forms() {
  const auto changed = [](const std::string& name, Detail detail, ChangeSpec change) {
    return InFlight(name, Bad(detail), [change](const Spot& spot) {
      CertificateSpec spec = LeafSpec(spot);
      change(spec);
      return std::vector{Issue(spec, &Root()).der};
    });
  };
  return {
      changed("key may not sign", Detail::kBadPurpose,
              [](CertificateSpec& spec) { spec.key_usage = "cRLSign"; }),
      changed("unknown critical extension", Detail::kUnknownCriticalExtension,
              [](CertificateSpec& spec) {
                spec.extensions = {{"1.2.3.4", "critical,DER:0500"}};
              }),
      changed("duplicate extension", Detail::kMalformedCertificate,
              [](CertificateSpec& spec) {
                spec.extensions = {{"subjectKeyIdentifier", "hash"}};
              }),
      changed("negative serial number", Detail::kMalformedCertificate,
              [](CertificateSpec& spec) { spec.negative_serial = true; }),
      changed("junk in the subjectAltName", Detail::kMalformedCertificate,
              [](CertificateSpec& spec) {
                spec.dns_names = {};
                spec.extensions = {{"subjectAltName", "DER:300482ff0102"}};
              }),
      changed("junk in the basicConstraints", Detail::kMalformedCertificate,
              [](CertificateSpec& spec) {
                spec.extensions = {{"basicConstraints", "DER:04020102"}};
              }),
      InFlight("not a certificate", Bad(Detail::kMalformedCertificate),
               [](const Spot&) { return std::vector<std::string>{"not a certificate"}; }),
      InFlight("truncated", Bad(Detail::kMalformedCertificate),
               [](const Spot& spot) {
                 const std::string der = GoodLeaf(spot);
                 return std::vector{der.substr(0, der.size() / 2)};
               }),
      InFlight("something behind its end", Bad(Detail::kMalformedCertificate),
               [](const Spot& spot) { return std::vector{GoodLeaf(spot) + '\0'}; }),
  };
}

}  // namespace

FaultGroup CertificateFaults() {
  FaultGroup group{"Certificates", {}};
  for (const auto& part : {Dates(), Paths(), Names(), Contents(), Forms()}) {
    group.faults.insert(group.faults.end(), part.begin(), part.end());
  }
  return group;
}

}  // namespace omnitls::conformance
