// Sessions belong to the name that they were made under, also where one identity answers for
// several (RFC 6066, 3).

#include "conformance/sessions.h"
#include "omnitls/saved_bytes.h"

namespace omnitls::conformance {
namespace {

class SessionNamesTest : public PairTest {
 protected:
  // No client of ours would offer a session under another name, so it is altered where it is saved.
  static Session Renamed(const Session& session) {
    SecretBytes saved;
    EXPECT_TRUE(session.Save(saved));
    std::string bytes = ToString(saved);
    for (std::size_t at = 0; (at = bytes.find("one.test", at)) != bytes.npos;) {
      bytes.replace(at, 3, "two");
    }
    const std::size_t end = bytes.size() - internal::kChecksumSize;
    const std::uint64_t sum = internal::Checksum(AsBytes(bytes).first(end));
    for (std::size_t i = 0; i < internal::kChecksumSize; ++i) {
      bytes[end + i] = static_cast<char>(sum >> (56 - 8 * i));
    }
    const Result<Session> renamed = Session::Load(AsBytes(bytes), *GetParam().client);
    EXPECT_TRUE(renamed);
    return renamed ? *renamed : Session();
  }
  static void Check(PairOptions options) {
    CertificateSpec spec = ServerSpec();
    spec.dns_names = {"one.test", "two.test"};
    const Certificate certificate = Issue(spec, &Root());
    options.server_certificate = &certificate;
    options.server_name = "one.test";
    Pair pair(GetParam(), options);
    options.session = FirstSession(pair);
    pair.Reconnect(options);
    ExpectResumed(pair, true);
    pair.Settle();
    if (const Result<Session> next = pair.client.TakeSession()) options.session = *next;
    options.session = Renamed(options.session);
    options.server_name = "two.test";
    pair.Reconnect(options);
    ExpectResumed(pair, false);
    EXPECT_EQ(pair.server.server_name(), "two.test");
  }
};
OMNITLS_FOR_ALL_PAIRS(SessionNamesTest);

TEST_P(SessionNamesTest, TicketsAreBoundToTheirs) { Check({}); }

TEST_P(SessionNamesTest, SessionsWithAnIdAreBoundToTheirs) {
  if (is_tls13()) GTEST_SKIP() << "TLS 1.3 has no resumption by session ID";
  MemoryServerSessionStore store;
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.ResumeTls12By(Tls12Resumption::kIdsOnly);
  };
  options.server = [&store](ServerContextBuilder& builder) { builder.Sessions(&store); };
  Check(options);
}

TEST_P(SessionNamesTest, LettersCountInAnyCase) {
  if (GetParam().server->name() == "wolfssl") {
    GTEST_SKIP() << "wolfSSL compares names byte by byte";
  }
  PairOptions options;
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  MemoryPipe::Direction& flight = pair.pipe->to_server();
  std::string bytes = ToString(flight.view());
  bytes.replace(bytes.find("server.test"), 1, "S");
  flight.Truncate(0);
  ASSERT_TRUE(flight.bytes.Append(AsBytes(bytes)));
  const Result<Next> next = pair.server.Handshake();
  if (is_tls13()) {
    // It resumes, and finds that the binder is of another ClientHello.
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().kind, ErrorKind::kProtocol);
  } else {
    ASSERT_TRUE(next) << ToString(next.error());
    EXPECT_LT(pair.pipe->to_client().size(), 500u);
  }
}

}  // namespace
}  // namespace omnitls::conformance
