// Contexts, sessions and backends are shared by threads; connections are not. Most useful with
// --config=tsan.

#include <atomic>
#include <thread>
#include <vector>

#include "conformance/cases.h"
#include "conformance/ocsp.h"

namespace omnitls::conformance {
namespace {

constexpr int kThreads = 8;
constexpr int kRounds = 5;

template <class Work>
void InThreads(Work work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([&work, i] { work(i); });
  for (std::thread& thread : threads) thread.join();
}

// Both ends of one backend: a race is within one library, or between it and the core.
std::vector<PairParam> EachBackendWithItself() {
  std::vector<PairParam> pairs;
  for (const PairParam& pair : AllPairs()) {
    if (pair.client == pair.server) pairs.push_back(pair);
  }
  return pairs;
}

class ThreadsTest : public PairTest {};
INSTANTIATE_TEST_SUITE_P(All, ThreadsTest, testing::ValuesIn(EachBackendWithItself()), CaseName());

TEST_P(ThreadsTest, ShareContexts) {
  PairOptions options;
  options.client_alpn = options.server_alpn = {"h2"};
  const ClientContext client = BuildClient(GetParam(), options);
  const ServerContext server = BuildServer(GetParam(), options);
  InThreads([&](int) {
    for (int i = 0; i < kRounds; ++i) {
      Pair pair(client, server, options);
      ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
      EXPECT_EQ(pair.client.alpn(), "h2");
      EXPECT_TRUE(pair.Echo());
      EXPECT_TRUE(pair.client.SendClose());
    }
  });
}

TEST_P(ThreadsTest, ShareClientAuthenticationAndRefusals) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.client_certificate = &Client();
  const ClientContext good = BuildClient(GetParam(), options);
  const ServerContext server = BuildServer(GetParam(), options);
  const ClientContext bad = BuildClient(GetParam());
  InThreads([&](int thread) {
    for (int i = 0; i < kRounds; ++i) {
      const bool is_good = (thread + i) % 2 == 0;
      Pair pair(is_good ? good : bad, server, options);
      EXPECT_EQ(pair.Handshake(), is_good);
      if (!is_good) {
        EXPECT_EQ(pair.server_error->detail, Detail::kCertificateMissing);
      }
    }
  });
}

TEST_P(ThreadsTest, ShareASession) {
  Pair first(GetParam());
  ASSERT_TRUE(first.Handshake());
  first.Settle();
  const Result<Session> session = first.client.TakeSession();
  ASSERT_TRUE(session) << ToString(session.error());
  PairOptions options;
  options.session = *session;
  InThreads([&](int) {
    for (int i = 0; i < kRounds; ++i) {
      PairOptions own = options;  // A copy of the handle, made in this thread.
      Pair pair(first.client_context, first.server_context, own);
      ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
      EXPECT_TRUE(pair.client.resumed());
      EXPECT_TRUE(pair.Echo());
      if (pair.client.session_readiness() == SessionReadiness::kReady) {
        EXPECT_TRUE(pair.client.TakeSession());
      }
    }
  });
}

// However many send it at the same time.
TEST_P(ThreadsTest, EarlyDataIsTakenOnce) {
  if (!is_tls13()) GTEST_SKIP() << "TLS 1.2 has no early data";
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) { builder.MaxEarlyData(100); };
  Pair first(GetParam(), options);
  ASSERT_TRUE(first.Handshake());
  first.Settle();
  const Result<Session> session = first.client.TakeSession();
  ASSERT_TRUE(session) << ToString(session.error());
  options.session = *session;
  std::atomic<int> taken = 0;
  InThreads([&](int) {
    PairOptions own = options;
    Pair pair(first.client_context, first.server_context, own);
    ASSERT_TRUE(pair.client.WriteEarlyData(AsBytes("once")));
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    if (pair.server.early_data_status() == EarlyDataStatus::kAccepted) ++taken;
  });
  EXPECT_EQ(taken, 1);
}

TEST_P(ThreadsTest, ShareRevocationLists) {
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) {
    builder.Crl(MakeCrl(Root(), {&Client()})).OnMissingCrl(MissingCrl::kRefuse);
  };
  const ClientContext client = BuildClient(GetParam(), options);
  const ServerContext server = BuildServer(GetParam(), options);
  InThreads([&](int) {
    for (int i = 0; i < kRounds; ++i) {
      Pair pair(client, server, options);
      EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error);
    }
  });
}

TEST_P(ThreadsTest, BuildContextsAtTheSameTime) {
  InThreads([&](int) {
    Pair pair(GetParam());
    EXPECT_TRUE(pair.Handshake());
  });
}

TEST_P(ThreadsTest, RenewStaplesWhileServersRun) {
  if (!BothSupport(Feature::kOcspStapling)) {
    GTEST_SKIP() << GetParam().server->name() << " cannot staple OCSP responses";
  }
  const OcspResponses responses = OcspResponses::Make().value();
  const std::string staples[] = {MakeOcspResponse(Server(), Root()),
                                 MakeOcspResponse(Server(), Root())};
  ASSERT_TRUE(responses.Put(AsBytes(staples[0])));
  PairOptions options;
  options.client = [](ClientContextBuilder& builder) { builder.OcspStapling(OcspMode::kRequire); };
  options.server = [&](ServerContextBuilder& builder) { builder.StapleFrom(responses); };
  const ClientContext client = BuildClient(GetParam(), options);
  const ServerContext server = BuildServer(GetParam(), options);
  InThreads([&](int thread) {
    for (int i = 0; i < kRounds; ++i) {
      EXPECT_TRUE(responses.Put(AsBytes(staples[(thread + i) % 2])));
      Pair pair(client, server, options);
      EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error);
      EXPECT_FALSE(pair.client.ocsp_response().empty());
    }
  });
}

TEST_P(ThreadsTest, MoveConnectionsBetweenThem) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  for (int i = 0; i < kThreads; ++i) {
    std::thread([&pair] { EXPECT_TRUE(pair.Echo()); }).join();
  }
}

}  // namespace
}  // namespace omnitls::conformance
