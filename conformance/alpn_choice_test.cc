// A server's own choice of the application protocol, and what it does when there is none.

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

using namespace std::string_literals;

constexpr Error kNoneInCommon =
    Protocol(Detail::kNoCommonApplicationProtocol, Alert::kNoApplicationProtocol);

class AlpnChoiceTest : public PairTest {
 protected:
  // What a test's callback does, and what it saw.
  struct Chooser {
    AlpnChoice (*choose)(const ClientHelloView& hello);
    int calls = 0;

    static AlpnChoice Call(void* user, const ClientHelloView& hello) {
      auto& chooser = *static_cast<Chooser*>(user);
      ++chooser.calls;
      return chooser.choose(hello);
    }
  };

  static PairOptions With(Chooser& chooser, std::vector<std::string> client) {
    PairOptions options;
    options.client_alpn = std::move(client);
    options.server = [&](ServerContextBuilder& builder) {
      builder.ChooseAlpn(Chooser::Call, &chooser);
    };
    return options;
  }
  static void ExpectAgreed(const PairOptions& options, std::string_view protocol) {
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(pair.client.alpn(), protocol);
    EXPECT_EQ(pair.server.alpn(), protocol);
    EXPECT_TRUE(pair.Echo());
    EXPECT_EQ(pair.server.alpn(), protocol);
  }
  static void ExpectRefused(const PairOptions& options, const Error& error) {
    Pair pair(GetParam(), options);
    EXPECT_FALSE(pair.Handshake());
    EXPECT_EQ(pair.server_error, error);
    EXPECT_EQ(pair.client_error, Received(error.alert));
  }
};
OMNITLS_FOR_ALL_PAIRS(AlpnChoiceTest);

TEST_P(AlpnChoiceTest, AMismatchCanBeIgnored) {
  PairOptions options;
  options.client_alpn = {"h2", "h3"};
  options.server_alpn = {"http/1.1", "h2c"};
  ExpectRefused(options, kNoneInCommon);
  options.server = [](ServerContextBuilder& builder) {
    builder.OnAlpnMismatch(AlpnMismatch::kIgnore);
  };
  ExpectAgreed(options, "");
  options.server_alpn = {"http/1.1", "h3"};
  ExpectAgreed(options, "h3");
  options.server_alpn = {};
  ExpectAgreed(options, "");
}

TEST_P(AlpnChoiceTest, TheProgramMayChooseAnyThatIsOffered) {
  Chooser first{[](const ClientHelloView& hello) { return AlpnChoice::Speak(hello.alpn()[0]); }};
  ExpectAgreed(With(first, {"h2", "http/1.1"}), "h2");
  EXPECT_EQ(first.calls, 1);
  Chooser last{[](const ClientHelloView& hello) {
    return AlpnChoice::Speak(hello.alpn()[hello.alpn().size() - 1]);
  }};
  ExpectAgreed(With(last, {"h2", "http/1.1", std::string(255, 'x')}), std::string(255, 'x'));
  Chooser by_name{[](const ClientHelloView& hello) {
    EXPECT_EQ(hello.server_name(), "server.test");
    return AlpnChoice::Speak("a,b\x80");
  }};
  ExpectAgreed(With(by_name, {"h2", "a,b\x80"}), "a,b\x80");
}

TEST_P(AlpnChoiceTest, TheProgramMayChooseNone) {
  Chooser none{[](const ClientHelloView&) { return AlpnChoice::None(); }};
  ExpectAgreed(With(none, {"h2"}), "");
  EXPECT_EQ(none.calls, 1);
}

TEST_P(AlpnChoiceTest, TheProgramMayRefuse) {
  Chooser refuse{[](const ClientHelloView&) { return AlpnChoice::Refuse(); }};
  ExpectRefused(With(refuse, {"h2"}), kNoneInCommon);
}

TEST_P(AlpnChoiceTest, TheProgramIsNotAskedAboutNothing) {
  Chooser refuse{[](const ClientHelloView&) { return AlpnChoice::Refuse(); }};
  ExpectAgreed(With(refuse, {}), "");
  // Nor about a client that is refused anyway.
  PairOptions options = With(refuse, {"h2"});
  options.client = [](ClientContextBuilder& builder) { builder.Groups("secp256r1"); };
  options.server = [&](ServerContextBuilder& builder) {
    builder.ChooseAlpn(Chooser::Call, &refuse).Groups("secp384r1");
  };
  ExpectRefused(options, Protocol(Detail::kNoCommonGroup, Alert::kHandshakeFailure));
  EXPECT_EQ(refuse.calls, 0);
}

TEST_P(AlpnChoiceTest, WhatIsNotOfferedCannotBeChosen) {
  const Error error{ErrorKind::kUsage, Detail::kNotAvailable, Alert::kInternalError};
  Chooser other{[](const ClientHelloView&) { return AlpnChoice::Speak("http"); }};
  ExpectRefused(With(other, {"http/1.1"}), error);
  Chooser empty{[](const ClientHelloView&) { return AlpnChoice::Speak(""); }};
  ExpectRefused(With(empty, {"http/1.1"}), error);
}

TEST_P(AlpnChoiceTest, ANameWithANulByteIsChosenOnlyWhereItCanBe) {
  if (!GetParam().client->Supports(Feature::kAlpnNamesWithNul)) {
    GTEST_SKIP() << "the client's library cannot offer such a name";
  }
  static const std::string name = "a\0b"s;
  Chooser chooser{[](const ClientHelloView&) { return AlpnChoice::Speak(name); }};
  const PairOptions options = With(chooser, {name});
  if (!GetParam().server->Supports(Feature::kAlpnNamesWithNul)) {
    ExpectRefused(options, {ErrorKind::kUnsupported, Detail::kSetting, Alert::kInternalError});
    return;
  }
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  EXPECT_EQ(pair.client.alpn(), name);
  EXPECT_EQ(pair.server.alpn(), name);
}

TEST_P(AlpnChoiceTest, TheChoiceIsMadeAnewForAResumedConnection) {
  static std::string wanted;
  Chooser chooser{[](const ClientHelloView&) { return AlpnChoice::Speak(wanted); }};
  wanted = "h2";
  PairOptions options = With(chooser, {"h2", "http/1.1"});
  Pair pair(GetParam(), options);
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  options.session = *pair.client.TakeSession();
  wanted = "http/1.1";
  pair.Reconnect(options);
  ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
  // wolfSSL resumes no session that was made with another protocol: a server need not.
  EXPECT_EQ(pair.client.resumed(), GetParam().server->name() != "wolfssl");
  EXPECT_EQ(pair.client.alpn(), "http/1.1");
  EXPECT_EQ(pair.server.alpn(), "http/1.1");
}

// --- building ------------------------------------------------------------------------------------

class AlpnChoiceBuilderTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(AlpnChoiceBuilderTest);

AlpnChoice Refuse(void*, const ClientHelloView&) { return AlpnChoice::Refuse(); }

TEST_P(AlpnChoiceBuilderTest, ACallbackGoesWithNoList) {
  for (const bool list : {true, false}) {
    ServerContextBuilder builder(backend());
    builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
    builder.ChooseAlpn(Refuse);
    if (list) {
      builder.Alpn({"h2"});
    } else {
      builder.OnAlpnMismatch(AlpnMismatch::kIgnore);
    }
    EXPECT_EQ(ErrorOf(builder.Build()), Config(Detail::kSetting));
    EXPECT_NE(builder.error_message().find("ChooseAlpn"), std::string_view::npos);
  }
}

TEST_P(AlpnChoiceBuilderTest, ANameWithANulByteWorksOrIsRefused) {
  const std::string name = "a\0b"s;
  ServerContextBuilder builder(backend());
  builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem).Alpn({name});
  const std::optional<Error> error = ErrorOf(builder.Build());
  if (!backend().Supports(Feature::kAlpnNamesWithNul)) {
    EXPECT_EQ(error, (Error{ErrorKind::kUnsupported, Detail::kSetting}));
  } else {
    EXPECT_EQ(error, std::nullopt);
  }
}

TEST_P(AlpnChoiceBuilderTest, AListMayBeLong) {
  ServerContextBuilder builder(backend());
  builder.CertificateChain(Server().chain_pem).PrivateKey(Server().key_pem);
  for (int i = 0; i < 100; ++i) builder.Alpn({"protocol " + std::to_string(i)});
  EXPECT_EQ(ErrorOf(builder.Build()), std::nullopt) << builder.error_message();
}

}  // namespace
}  // namespace omnitls::conformance
