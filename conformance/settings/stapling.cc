#include "conformance/ocsp.h"
#include "conformance/settings/probe.h"

// What servers send along with their certificates, and clients ask for.
namespace omnitls::conformance {
namespace {

constexpr char kOcsp[] = "OCSP stapling, must-staple";
constexpr char kTimestamps[] = "signed certificate timestamps";

std::string Good() { return MakeOcspResponse(Server(), Root()); }

PairOptions Asking(OcspMode mode) {
  PairOptions options;
  options.client = [=](ClientContextBuilder& builder) { builder.OcspStapling(mode); };
  return options;
}

Effect Requested(const Trial& trial) {
  const std::string good = Good();
  PairOptions options = Asking(OcspMode::kRequest);
  const Effect effect = AfterHandshake(
      trial, options, [](Pair& pair) { EXPECT_TRUE(pair.client.ocsp_response().empty()); });
  options.server = [&](ServerContextBuilder& builder) { builder.OcspResponse(AsBytes(good)); };
  AfterHandshake(trial, options,
                 [&](Pair& pair) { EXPECT_TRUE(ToString(pair.client.ocsp_response()) == good); });
  const std::string revoked =
      MakeOcspResponse(Server(), Root(), {.status = OcspSpec::Status::kRevoked});
  options.server = [&](ServerContextBuilder& builder) { builder.OcspResponse(AsBytes(revoked)); };
  EXPECT_EQ(RefusesPeer(trial, options, Alert::kCertificateRevoked), effect);
  return effect;
}

Effect Required(const Trial& trial) {
  return RefusesPeer(trial, Asking(OcspMode::kRequire), Alert::kBadCertificateStatusResponse);
}

template <class Set>
Effect Staples(const Trial& trial, Set set) {
  const std::string good = Good();
  PairOptions options = Asking(OcspMode::kRequire);
  options.server = [&](ServerContextBuilder& builder) { set(builder, good); };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_TRUE(ToString(pair.client.ocsp_response()) == good);
  });
}

Effect Response(const Trial& trial) {
  return Staples(trial, [](ServerContextBuilder& builder, const std::string& response) {
    builder.OcspResponse(AsBytes(response));
  });
}

Effect ResponseFile(const Trial& trial) {
  return Staples(trial, [](ServerContextBuilder& builder, const std::string& response) {
    builder.OcspResponseFile(FileWith("support_ocsp.der", response).c_str());
  });
}

Effect Renewed(const Trial& trial) {
  const OcspResponses responses = OcspResponses::Make().value();
  return Staples(trial, [=](ServerContextBuilder& builder, const std::string& response) {
    builder.StapleFrom(responses);
    EXPECT_TRUE(responses.Put(AsBytes(response)));
  });
}

// A list of one, of a log that nobody knows.
std::string TimestampList() {
  const std::string one = std::string(1, '\0') + std::string(32, 'L') + std::string(10, '\0') +
                          std::string("\4\3\0\1S", 5);
  const auto vector = [](const std::string& content) {
    return std::string(1, '\0') + static_cast<char>(content.size()) + content;
  };
  return vector(vector(one));
}

Effect Timestamps(const Trial& trial) {
  const std::string list = TimestampList();
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.SignedCertificateTimestamps(); };
  options.server = [&](ServerContextBuilder& builder) {
    builder.SignedCertificateTimestamps(AsBytes(list));
  };
  return AfterHandshake(trial, options, [&](Pair& pair) {
    EXPECT_TRUE(ToString(pair.client.signed_certificate_timestamps()) == list);
  });
}

}  // namespace

Section StaplingSettings() {
  const auto row = [](const char* name, const std::vector<Role>& roles, const char* observed,
                      Effect (*probe)(const Trial&)) {
    return Setting{name, roles, kBothVersions, observed, probe}
        .Needs(Feature::kOcspStapling)
        .PeerNeeds(Feature::kOcspStapling)
        .In(kOcsp);
  };
  return {
      "Stapling",
      {
          row("OcspStapling(kRequest)", kClientOnly,
              "a server is asked, and served without one; a revoked one gets certificate_revoked",
              Requested),
          row("OcspStapling(kRequire)", kClientOnly,
              "a server without a response gets bad_certificate_status_response", Required),
          row("OcspResponse", kServerOnly, "a client that asks gets it, and takes it", Response),
          row("OcspResponseFile", kServerOnly, "a client that asks gets it, and takes it",
              ResponseFile),
          Setting{"SignedCertificateTimestamps", kBothRoles, kBothVersions,
                  "a client that asks gets the server's list", Timestamps}
              .Needs(Feature::kSignedCertificateTimestamps)
              .PeerNeeds(Feature::kSignedCertificateTimestamps)
              .In(kTimestamps),
          row("StapleFrom", kServerOnly, "a client gets what was put there after Build", Renewed),
      },
  };
}

}  // namespace omnitls::conformance
