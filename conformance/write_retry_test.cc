// What is written arrives once and in order, whatever the transport takes and whatever the program
// does meanwhile: retries that are moved, shortened and lengthened, new keys, tickets, resting.
//
// Everything is chosen by a seed. --test_env=WRITE_RETRY_SEED=n starts with another than 1, and
// --test_env=WRITE_RETRY_RUNS=n runs more of them for each pair.

#include <cstdlib>

#include "conformance/cases.h"
#include "conformance/choppy_pipe.h"
#include "conformance/long_tickets.h"
#include "conformance/random_program.h"

namespace omnitls::conformance {
namespace {

constexpr std::uint32_t kRuns = 120;
constexpr int kMaxActs = 1'000'000;

std::uint32_t FromEnvironment(const char* name, std::uint32_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

// Calls `run` with each seed, until one fails.
template <class Run>
void ForEachSeed(std::uint32_t runs, Run run) {
  const std::uint32_t first = FromEnvironment("WRITE_RETRY_SEED", 1);
  runs = FromEnvironment("WRITE_RETRY_RUNS", runs);
  for (std::uint32_t seed = first; seed < first + runs; ++seed) {
    SCOPED_TRACE("WRITE_RETRY_SEED=" + std::to_string(seed));
    Random random(seed);
    run(random);
    if (testing::Test::HasFailure()) return;
  }
}

std::string RandomData(Random& random) {
  return random.Bytes(random.OneIn(8) ? 0 : random.Size(random.OneIn(4) ? 100'000 : 10'000));
}

// Settings drawn for one connection.
struct Choice {
  Choice(Random& random, const PairParam& param) {
    const bool tls13 = param.version == Version::kTls13;
    const bool updates_keys = tls13 && param.client->Supports(Feature::kKeyUpdate) &&
                              param.server->Supports(Feature::kKeyUpdate);
    client.update_keys = updates_keys && random.OneIn(2);
    server.update_keys = updates_keys && random.OneIn(2);
    const bool authenticates = random.OneIn(4);
    if (authenticates) {
      options.client_auth = ClientAuth::kRequire;
      options.client_certificate = &Client();
    }
    const Feature limit = tls13 ? Feature::kTls13MaxFragmentLength : Feature::kMaxFragmentLength;
    const bool limits = param.client->Supports(limit) && random.OneIn(4);
    const bool half_rtt =
        tls13 && !authenticates && random.OneIn(3) && param.server->Supports(Feature::kHalfRttData);
    const auto tickets = static_cast<std::uint32_t>(1 + random.Below(4));
    options.client = [=, side = Side(random, *param.client, tls13, client)](auto& builder) {
      side.Set(builder);
      if (limits) builder.MaxFragmentLength(512);
    };
    options.server = [=, side = Side(random, *param.server, tls13, server)](auto& builder) {
      side.Set(builder.SessionTickets(tickets).HalfRttData(half_rtt));
    };
  }

  PairOptions options;
  RandomProgram::May client;
  RandomProgram::May server;

 private:
  struct Side {
    Side(Random& random, const Backend& backend, bool tls13, RandomProgram::May& may) {
      if (random.OneIn(3)) record_size = 512 + random.Below(3000);
      if (random.OneIn(3)) early_writes = 1 + random.Below(20'000);
      may.write_early = early_writes > 0;
      const bool can_pad = tls13 && backend.Supports(Feature::kRecordPadding);
      if (can_pad && random.OneIn(4)) padding = 2 + random.Below(600);
    }
    template <class Builder>
    void Set(Builder& builder) const {
      builder.MaxRecordSize(record_size).BufferEarlyWrites(early_writes);
      if (padding > 0) builder.Padding(padding);
    }

    std::size_t record_size = 16384;
    std::size_t early_writes = 0;
    std::size_t padding = 0;
  };
};

void ExpectSame(const std::string& got, const std::string& want) {
  const auto at = std::mismatch(got.begin(), got.end(), want.begin(), want.end()).first;
  EXPECT_TRUE(got == want) << got.size() << " bytes instead of " << want.size()
                           << ", different from byte " << at - got.begin();
}

class WriteRetryTest : public PairTest {};
OMNITLS_FOR_ALL_PAIRS(WriteRetryTest);

TEST_P(WriteRetryTest, WhatArrivesIsWhatWasSent) {
  ForEachSeed(kRuns, [](Random& random) {
    ChoppyPipe pipe(random);
    const Choice choice(random, GetParam());
    const ClientContext client_context = BuildClient(GetParam(), choice.options);
    const ServerContext server_context = BuildServer(GetParam(), choice.options);
    RandomProgram client(random, *client_context.Connect(pipe.client(), "server.test"),
                         RandomData(random), choice.client);
    RandomProgram server(random, *server_context.Accept(pipe.server()), RandomData(random),
                         choice.server);
    for (int i = 0; !client.is_done() || !server.is_done(); ++i) {
      ASSERT_LT(i, kMaxActs) << "does not come to an end\nclient: " << client.state()
                             << "\nserver: " << server.state();
      (random.OneIn(2) ? client : server).Act();
      ASSERT_EQ(client.fault(), "");
      ASSERT_EQ(server.fault(), "");
    }
    ExpectSame(server.received(), client.data());
    ExpectSame(client.received(), server.data());
  });
}

// --- tickets in two records, at any time, of a server that is OpenSSL alone

// The server's program.
class RawProgram {
 public:
  RawProgram(Random& random, RawPeer& peer, std::string data, bool updates_keys)
      : random_(random), peer_(peer), data_(std::move(data)), updates_keys_(updates_keys) {}

  void Act() {
    if (!SSL_is_init_finished(peer_.ssl()) && !peer_.Handshake()) return;
    received_ += peer_.Read();
    if (is_closed_) return;
    switch (random_.Below(8)) {
      case 0:
        SSL_new_session_ticket(peer_.ssl());
        break;
      case 1:
        if (updates_keys_) SSL_key_update(peer_.ssl(), random_.OneIn(2) ? 1 : 0);
        break;
      default:
        break;
    }
    const std::size_t size = std::min(data_.size() - written_, random_.Size(3000));
    if (size > 0) peer_.Write(std::string_view(data_).substr(written_, size));
    written_ += size;
    peer_.Handshake();  // Tickets and key updates that no data has taken along.
    is_closed_ = written_ == data_.size() && random_.OneIn(4);
    if (is_closed_) SSL_shutdown(peer_.ssl());
    peer_.Send();
  }

  bool is_done() const { return is_closed_ && peer_.is_closed(); }
  std::string state() const {
    return std::to_string(written_) + " of " + std::to_string(data_.size()) + " bytes written" +
           (is_closed_ ? ", has closed" : "") + (peer_.is_closed() ? ", is closed, " : ", ") +
           std::to_string(received_.size()) + " bytes received";
  }
  const std::string& data() const { return data_; }
  const std::string& received() const { return received_; }

 private:
  Random& random_;
  RawPeer& peer_;
  std::string data_;
  bool updates_keys_;
  std::size_t written_ = 0;
  std::string received_;
  bool is_closed_ = false;
};

class TicketRetryTest : public BackendTest {};
OMNITLS_FOR_ALL_BACKENDS(TicketRetryTest);

TEST_P(TicketRetryTest, WhatArrivesIsWhatWasSent) {
  const RawContext raw_context = LongTicketContext();
  ForEachSeed(kRuns, [&](Random& random) {
    ChoppyPipe pipe(random);
    pipe.LetServerAlone();
    const bool updates_keys = backend().Supports(Feature::kKeyUpdate) && random.OneIn(2);
    const ClientContext context = BuildClient({&backend(), &backend(), Version::kTls13});
    RandomProgram client(random, *context.Connect(pipe.client(), "server.test"), RandomData(random),
                         {.update_keys = updates_keys});
    RawPeer peer(pipe.server(), raw_context.get(), true);
    RawProgram server(random, peer, RandomData(random), updates_keys);
    for (int i = 0; !client.is_done() || !server.is_done(); ++i) {
      ASSERT_LT(i, kMaxActs) << "does not come to an end\nclient: " << client.state()
                             << "\nserver: " << server.state();
      random.OneIn(4) ? server.Act() : client.Act();
      ASSERT_EQ(client.fault(), "");
    }
    ExpectSame(server.received(), client.data());
    ExpectSame(client.received(), server.data());
  });
}

}  // namespace
}  // namespace omnitls::conformance
