// Application-Layer Protocol Negotiation (RFC 7301).

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

class AlpnTest : public PairTest {
 protected:
  static void ExpectAgreed(const PairOptions& options, std::string_view protocol) {
    Pair pair(GetParam(), options);
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_EQ(pair.client.alpn(), protocol);
    EXPECT_EQ(pair.server.alpn(), protocol);
    EXPECT_TRUE(pair.Echo());
    EXPECT_EQ(pair.client.alpn(), protocol);
  }
};
OMNITLS_FOR_ALL_PAIRS(AlpnTest);

TEST_P(AlpnTest, TheServersOrderWins) {
  PairOptions options;
  options.client_alpn = {"h2", "http/1.1", "other"};
  options.server_alpn = {"http/1.1", "h2"};
  ExpectAgreed(options, "http/1.1");
  options.server_alpn = {"unheard-of", "h2", "http/1.1"};
  ExpectAgreed(options, "h2");
}

TEST_P(AlpnTest, AClientThatOffersNoneIsServed) {
  PairOptions options;
  options.server_alpn = {"h2"};
  ExpectAgreed(options, "");
}

TEST_P(AlpnTest, AServerThatHasNoneIgnoresTheOffer) {
  PairOptions options;
  options.client_alpn = {"h2"};
  ExpectAgreed(options, "");
}

TEST_P(AlpnTest, NoOverlapIsRefused) {
  PairOptions options;
  options.client_alpn = {"h2", "h3"};
  options.server_alpn = {"http/1.1", "h2c"};
  Pair pair(GetParam(), options);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error,
            Protocol(Detail::kNoCommonApplicationProtocol, Alert::kNoApplicationProtocol));
  EXPECT_EQ(pair.client_error, Received(Alert::kNoApplicationProtocol));
}

TEST_P(AlpnTest, TheLongestNameAndAnyByteWork) {
  const std::string longest(255, 'x');
  PairOptions options;
  options.client_alpn = {"\x01", longest};
  options.server_alpn = {longest};
  ExpectAgreed(options, longest);
  const std::string binary("\x0a\x0a\xff", 3);
  options.client_alpn = options.server_alpn = {binary};
  ExpectAgreed(options, binary);
}

TEST_P(AlpnTest, ListsCanBeGivenInWireForm) {
  PairOptions options;
  options.client_alpn = {"replaced"};
  options.client = [](ClientContextBuilder& builder) {
    builder.AlpnWire(AsBytes("\x02h2\x08http/1.1"));
  };
  options.server = [](ServerContextBuilder& builder) { builder.AlpnWire(AsBytes("\x08http/1.1")); };
  ExpectAgreed(options, "http/1.1");
}

}  // namespace
}  // namespace omnitls::conformance
