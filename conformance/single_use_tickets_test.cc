// Tickets that serve once (ServerContextBuilder::SingleUseTickets; RFC 8446, 8.1).

#include <atomic>
#include <thread>

#include "conformance/sessions.h"

namespace omnitls::conformance {
namespace {

class SingleUseTicketsTest : public PairTest {
 protected:
  static PairOptions Remembering(std::size_t tickets) {
    PairOptions options;
    options.server = [tickets](ServerContextBuilder& builder) {
      builder.SingleUseTickets(tickets);
    };
    return options;
  }
};
OMNITLS_FOR_ALL_PAIRS(SingleUseTicketsTest);

TEST_P(SingleUseTicketsTest, TheSecondTimeIsAFullHandshake) {
  Pair pair(GetParam(), Remembering(16));
  PairOptions options;
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ExpectResumed(pair, true);
  for (int i = 0; i < 2; ++i) {
    pair.Reconnect(options);
    ExpectResumed(pair, false);
  }
}

TEST_P(SingleUseTicketsTest, AFullHandshakeGivesATicketThatServes) {
  Pair pair(GetParam(), Remembering(16));
  PairOptions options;
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ExpectResumed(pair, true);
  pair.Reconnect(options);
  ExpectResumed(pair, false);
  pair.Settle();
  const Result<Session> fresh = pair.client.TakeSession();
  ASSERT_TRUE(fresh) << ToString(fresh.error());
  options.session = *fresh;
  pair.Reconnect(options);
  ExpectResumed(pair, true);
}

TEST_P(SingleUseTicketsTest, InTls13EachResumedConnectionGivesTheNext) {
  if (!is_tls13()) GTEST_SKIP() << "in TLS 1.2 a server need not renew a ticket";
  Pair pair(GetParam(), Remembering(16));
  PairOptions options;
  options.session = FirstSession(pair);
  for (int i = 0; i < 3; ++i) {
    pair.Reconnect(options);
    ExpectResumed(pair, true);
    pair.Settle();
    options.session = *pair.client.TakeSession();
  }
}

TEST_P(SingleUseTicketsTest, EachTicketServes) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has one ticket";
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) {
    builder.SingleUseTickets().SessionTickets(2);
  };
  Pair first(GetParam(), options);
  PairOptions one;
  PairOptions other;
  one.session = FirstSession(first);
  first.Reconnect();
  other.session = FirstSession(first);
  for (const bool fresh : {true, false}) {
    for (const PairOptions& resuming : {one, other}) {
      first.Reconnect(resuming);
      ExpectResumed(first, fresh);
    }
  }
}

TEST_P(SingleUseTicketsTest, AnUnfinishedHandshakeDoesNotUseItUp) {
  Pair pair(GetParam(), Remembering(16));
  PairOptions options;
  options.session = FirstSession(pair);
  {
    Pair broken(pair.client_context, pair.server_context, options);
    ASSERT_TRUE(broken.client.Handshake());
    ASSERT_TRUE(broken.server.Handshake());
    Pair meanwhile(pair.client_context, pair.server_context, options);
    ExpectResumed(meanwhile, false);
    broken.pipe->to_server().ended = true;
    EXPECT_EQ(ErrorOf(broken.server.Handshake()), kTruncatedError);
  }
  pair.Reconnect(options);
  ExpectResumed(pair, true);
}

TEST_P(SingleUseTicketsTest, WhenThereIsNoRoomNoneServes) {
  Pair pair(GetParam(), Remembering(1));  // Rounded up to 16.
  std::vector<PairOptions> sessions;
  for (int i = 0; i < 17; ++i) {
    pair.Reconnect();
    sessions.emplace_back().session = FirstSession(pair);
  }
  int resumed = 0;
  for (const PairOptions& options : sessions) {
    pair.Reconnect(options);
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error);
    resumed += pair.server.resumed();
  }
  EXPECT_EQ(resumed, 16);
}

TEST_P(SingleUseTicketsTest, IdentitiesShareWhatTheyRemember) {
  PairOptions options = Remembering(16);
  const auto remembering = options.server;
  options.server = [&](ServerContextBuilder& builder) {
    remembering(builder);
    builder.AddIdentity("server.test", Server().chain_pem, Server().key_pem);
  };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  pair.Reconnect(options);
  ExpectResumed(pair, true);
  pair.Reconnect(options);
  ExpectResumed(pair, false);
}

TEST_P(SingleUseTicketsTest, WithoutItATicketServesAgain) {
  Pair pair(GetParam(), Remembering(0));
  PairOptions options;
  options.session = FirstSession(pair);
  for (int i = 0; i < 2; ++i) {
    pair.Reconnect(options);
    ExpectResumed(pair, true);
  }
}

TEST_P(SingleUseTicketsTest, SessionsWithAnIdServeAgain) {
  if (is_tls13()) GTEST_SKIP() << "TLS 1.3 has no resumption by session ID";
  MemoryServerSessionStore store;
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.ResumeTls12By(Tls12Resumption::kIdsOnly);
  };
  options.server = [&store](ServerContextBuilder& builder) {
    builder.Sessions(&store).SingleUseTickets();
  };
  Pair pair(GetParam(), options);
  options.session = FirstSession(pair);
  for (int i = 0; i < 2; ++i) {
    pair.Reconnect(options);
    ExpectResumed(pair, true);
  }
}

TEST_P(SingleUseTicketsTest, OneOfManyThreadsResumes) {
  Pair first(GetParam(), Remembering(64));
  PairOptions options;
  options.session = FirstSession(first);
  std::atomic<int> resumed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const PairOptions own = options;  // A copy of the handle, made in this thread.
      for (int j = 0; j < 3; ++j) {
        Pair pair(first.client_context, first.server_context, own);
        EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
        EXPECT_EQ(pair.client.resumed(), pair.server.resumed());
        resumed += pair.server.resumed();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(resumed, 1);
}

class SingleUseTicketsBuilderTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(SingleUseTicketsBuilderTest);

TEST_P(SingleUseTicketsBuilderTest, NoMoreThanAMillionAreRemembered) {
  ServerContextBuilder builder(backend());
  builder.SingleUseTickets(1048577)
      .CertificateChain(Server().chain_pem)
      .PrivateKey(Server().key_pem);
  EXPECT_EQ(ErrorOf(builder.Build()), Config(Detail::kOutOfRange));
  EXPECT_EQ(builder.error_message(),
            "at most 1048576 used tickets can be remembered; set one within the bounds");
}

}  // namespace
}  // namespace omnitls::conformance
