#include <ctime>

#include "conformance/faults/make.h"
#include "conformance/ocsp.h"

// Certificates that their issuer has revoked, or does not vouch for.
namespace omnitls::conformance {
namespace {

// A leaf under the intermediate; CRLs for the finder.
using MakeLists = std::function<std::vector<std::string>(const Certificate& leaf)>;
Fault Listed(const std::string& name, Detail detail, MissingCrl mode, MakeLists lists) {
  return {name, kBothEnds, kAllVersions, Bad(detail), [=](const Spot& spot, Scene& scene) {
            const Certificate& leaf = scene.Keep(Issue(LeafSpec(spot), &Intermediate()));
            Show(spot, scene, leaf);
            SetFinder(spot, scene, [=, crls = lists(leaf)](auto& builder) {
              for (const std::string& crl : crls) builder.Crl(crl);
              builder.OnMissingCrl(mode);
            });
          }};
}

// What a server staples to its certificate, and does not look at itself.
using MakeStaple = std::function<std::string(const Certificate& leaf)>;
Fault Stapled(const std::string& name, Detail detail, OcspMode mode, bool must_staple,
              MakeStaple staple) {
  const Fault fault{name, kClients, kAllVersions, Bad(detail), [=](const Spot& spot, Scene& scene) {
                      CertificateSpec spec = LeafSpec(spot);
                      spec.must_staple = must_staple;
                      const Certificate& leaf = scene.Keep(Issue(spec, &Root()));
                      Show(spot, scene, leaf);
                      SetFinder(spot, scene, [=](auto& builder) {
                        if constexpr (std::is_same_v<decltype(builder), ClientContextBuilder&>) {
                          builder.OcspStapling(mode);
                        }
                      });
                      if (staple == nullptr) return;
                      scene.options.server = [text = staple(leaf)](ServerContextBuilder& builder) {
                        OcspResponses responses = OcspResponses::Make().value();
                        EXPECT_TRUE(responses.Put(AsBytes(text)));
                        builder.StapleFrom(responses);
                      };
                    }};
  return fault.If([needs_both = staple != nullptr](const Spot& spot) {
    return spot.backend().Supports(Feature::kOcspStapling) &&
           (!needs_both || spot.other_backend().Supports(Feature::kOcspStapling));
  });
}

Fault Responded(const std::string& name, Detail detail, const OcspSpec& spec) {
  return Stapled(name, detail, OcspMode::kRequest, false,
                 [spec](const Certificate& leaf) { return MakeOcspResponse(leaf, Root(), spec); });
}

// A server keeps what is not current to itself: it must have another idea of the time.
Fault Stale(const std::string& name, std::int64_t days) {
  constexpr std::int64_t kDay = 24 * 3600;
  const Fault fault = Responded(
      name, Detail::kStaleOcspResponse,
      {.this_update_seconds = days * kDay, .next_update_seconds = days * kDay + kDay / 2});
  return fault.With(&Fault::make, [=, make = fault.make](const Spot& spot, Scene& scene) {
    make(spot, scene);
    scene.options.server = [=, set = scene.options.server](ServerContextBuilder& builder) {
      set(builder);
      static std::int64_t now;
      now = std::time(nullptr) + days * kDay + 3600;
      builder.Clock([](void*) { return now; });
    };
  });
}

// In flight, a good staple is exchanged. (Not in TLS 1.3, where that is a fault of its own.)
Fault Exchanged(const std::string& name, std::function<std::string()> staple) {
  Fault fault = Responded(name, Detail::kBadOcspResponse, {});
  fault.versions = kTls12Alone;
  return fault.With(&Fault::make, [=, make = fault.make](const Spot& spot, Scene& scene) {
    make(spot, scene);
    Changed(spot, scene, kCertificateStatus, [response = staple()](std::string& body) {
      body = Number(1, 1) + Number(response.size(), 3) + response;
    });
  });
}

OcspSpec With(OcspSpec::Status status) {
  OcspSpec spec;
  spec.status = status;
  return spec;
}
OcspSpec Corrupt() {
  OcspSpec spec;
  spec.corrupt_signature = true;
  return spec;
}

}  // namespace

FaultGroup RevocationFaults() {
  return {
      "Revocation",
      {
          Listed("revoked, by a CRL", Detail::kRevoked, MissingCrl::kAccept,
                 [](const Certificate& leaf) {
                   return std::vector{MakeCrl(Intermediate(), {&leaf})};
                 }),
          Listed(
              "issuer revoked, by a CRL", Detail::kRevoked, MissingCrl::kAccept,
              [](const Certificate&) { return std::vector{MakeCrl(Root(), {&Intermediate()})}; }),
          Listed("no CRL of the issuer, where one is required", Detail::kRevocationUnknown,
                 MissingCrl::kRefuse,
                 [](const Certificate&) { return std::vector{MakeCrl(Root(), {})}; }),
          Listed(
              "CRL out of date, where one is required", Detail::kRevocationUnknown,
              MissingCrl::kRefuse,
              [](const Certificate&) {
                return std::vector{MakeCrl(Root(), {}), MakeCrl(Intermediate(), {}, -7200, -3600)};
              }),
          Responded("revoked, by OCSP", Detail::kRevoked, With(OcspSpec::Status::kRevoked)),
          Responded("unknown to the OCSP responder", Detail::kRevocationUnknown,
                    With(OcspSpec::Status::kUnknown)),
          Responded("bad signature of the staple", Detail::kBadOcspResponse, Corrupt()),
          Stale("stale staple", -2),
          Stale("staple of the future", 2),
          Exchanged("staple for another certificate",
                    [] { return MakeOcspResponse(Client(), Root()); }),
          Stapled("staple for a certificate of another issuer", Detail::kBadOcspResponse,
                  OcspMode::kRequest, false,
                  [](const Certificate& leaf) {
                    CertificateSpec spec = CaSpec("omnitls test root");
                    spec.key = KeyType::kEcdsaP384;
                    return MakeOcspResponse(leaf, Issue(spec, nullptr));
                  }),
          Exchanged("junk for a staple", [] { return std::string("junk"); }),
          Stapled("staple by somebody else", Detail::kBadOcspResponse, OcspMode::kRequest, false,
                  [](const Certificate& leaf) {
                    OcspSpec spec;
                    spec.responder = &Server();
                    return MakeOcspResponse(leaf, Root(), spec);
                  }),
          Stapled("must-staple without a staple", Detail::kMissingOcspResponse, OcspMode::kRequest,
                  true, nullptr),
          Stapled("no staple, where one is required", Detail::kMissingOcspResponse,
                  OcspMode::kRequire, false, nullptr),
      },
  };
}

}  // namespace omnitls::conformance
