// Pinned public keys: a peer that is verified but has another key is refused.

#include "conformance/sessions.h"
#include "omnitls/danger.h"

namespace omnitls::conformance {
namespace {

class PinsTest : public PairTest {
 protected:
  static PairOptions Pinning(std::vector<std::string> pins) {
    PairOptions options;
    options.client = [=](ClientContextBuilder& builder) {
      for (const std::string& pin : pins) builder.PinPublicKey(pin);
    };
    return options;
  }
  static void ExpectRefused(const PairOptions& options, Detail detail, Alert alert) {
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.client_error, BadPeer(detail, alert));
    EXPECT_EQ(pair.server_error, Received(alert));
  }
};
OMNITLS_FOR_ALL_PAIRS(PinsTest);

TEST_P(PinsTest, AServerWithAPinnedKeyIsAccepted) {
  for (const auto& pins : {std::vector<std::string>{PublicKeyPin(Server())},
                           {PublicKeyPin(OtherRoot()), PublicKeyPin(Server())}}) {
    Pair pair(GetParam(), Pinning(pins));
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error);
    EXPECT_TRUE(pair.Echo());
  }
}

TEST_P(PinsTest, AServerWithAnotherKeyIsRefused) {
  ExpectRefused(Pinning({PublicKeyPin(OtherRoot())}), Detail::kKeyNotPinned,
                Alert::kBadCertificate);
  // The issuer's is not the server's.
  ExpectRefused(Pinning({PublicKeyPin(Root())}), Detail::kKeyNotPinned, Alert::kBadCertificate);
}

TEST_P(PinsTest, APinIsNoExcuse) {
  PairOptions options = Pinning({PublicKeyPin(Server())});
  options.server_name = "other.test";
  ExpectRefused(options, Detail::kNameMismatch, Alert::kBadCertificate);
}

// As for a device that knows one server, and no CA.
TEST_P(PinsTest, CanBeAllThatIsVerified) {
  for (const bool right : {true, false}) {
    PairOptions options;
    options.client_trusts = nullptr;
    options.client = [&](ClientContextBuilder& builder) {
      danger::DoNotVerifyServer(builder);
      builder.PinPublicKey(PublicKeyPin(right ? Server() : OtherRoot()));
    };
    if (!right) {
      ExpectRefused(options, Detail::kKeyNotPinned, Alert::kBadCertificate);
      continue;
    }
    Pair pair(GetParam(), options);
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error);
  }
}

TEST_P(PinsTest, ServersPinClients) {
  for (const bool right : {true, false}) {
    PairOptions options;
    options.client_auth = ClientAuth::kRequire;
    options.client_certificate = &Client();
    options.server = [&](ServerContextBuilder& builder) {
      builder.PinPublicKey(PublicKeyPin(right ? Client() : Server()));
    };
    Pair pair(GetParam(), options);
    EXPECT_EQ(pair.Handshake(), right);
    if (right) continue;
    EXPECT_EQ(pair.server_error, BadPeer(Detail::kKeyNotPinned, Alert::kBadCertificate));
    EXPECT_EQ(pair.client_error, Received(Alert::kBadCertificate));
  }
}

TEST_P(PinsTest, ASessionIsNotResumedUnderOtherPins) {
  Pair pair(GetParam(), Pinning({PublicKeyPin(Server())}));
  const ConnectOptions connect{.server_name = "server.test", .session = FirstSession(pair)};
  for (const auto& pins : {std::vector<std::string>{}, {PublicKeyPin(OtherRoot())}}) {
    MemoryPipe pipe;
    EXPECT_EQ(ErrorOf(BuildClient(GetParam(), Pinning(pins)).Connect(pipe.client(), connect)),
              Usage(Detail::kPolicyMismatch));
  }
}

class PinsBuilderTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(PinsBuilderTest);

TEST_P(PinsBuilderTest, WhatIsNoPinIsRefused) {
  const std::string good = PublicKeyPin(Server());
  const std::string base64 = good.substr(std::string_view("sha256//").size());
  for (const std::string& pin : {good, "sha256/" + base64}) {
    ClientContextBuilder builder(backend());
    EXPECT_TRUE(builder.Ca(Root().pem).PinPublicKey(pin).Build()) << builder.error_message();
  }
  for (const std::string& pin : {std::string(), base64, "sha1//" + base64, good + "AAAA",
                                 good.substr(0, 30), std::string("sha256//?"), good + "\n?"}) {
    ClientContextBuilder builder(backend());
    EXPECT_EQ(ErrorOf(builder.Ca(Root().pem).PinPublicKey(pin).Build()),
              Config(Detail::kMalformedPin))
        << pin;
    EXPECT_NE(builder.error_message().find("is no pin"), std::string_view::npos);
  }
  const std::string bytes(32, 'x');
  for (const std::size_t size : {0, 31, 32}) {
    ClientContextBuilder builder(backend());
    builder.Ca(Root().pem).PinPublicKey(AsBytes(bytes).first(size));
    EXPECT_EQ(ErrorOf(builder.Build()),
              size == 32 ? std::nullopt : std::optional(Config(Detail::kMalformedPin)));
  }
}

}  // namespace
}  // namespace omnitls::conformance
