// Acceptors: the ClientHello first, then the decision who answers it.

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

using namespace std::string_literals;

class AcceptorTest : public PairTest {
 protected:
  // A pair whose client has spoken and whose server is not made yet.
  static Pair WaitingPair(const PairOptions& options = {}) {
    Pair pair(GetParam(), options);
    pair.server = {};
    EXPECT_EQ(*pair.client.Handshake(), Next::kWantRead);
    return pair;
  }
  static void ExpectHandshake(Pair& pair) {
    ASSERT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ToString(pair.server_error);
    EXPECT_TRUE(pair.Echo());
  }
};
OMNITLS_FOR_ALL_PAIRS(AcceptorTest);

TEST_P(AcceptorTest, AnAcceptedConnectionIsLikeAnyOther) {
  PairOptions options;
  options.client_alpn = {"h2", "http/1.1"};
  options.server_alpn = {"http/1.1"};
  Pair pair = WaitingPair(options);
  Acceptor acceptor(pair.pipe->server());
  ASSERT_EQ(*acceptor.Read(), Next::kReady);
  ASSERT_EQ(*acceptor.Read(), Next::kReady);
  pair.server = *acceptor.Accept(pair.server_context);
  EXPECT_FALSE(pair.server.handshake_done());
  ExpectHandshake(pair);
  EXPECT_EQ(pair.server.server_name(), "server.test");
  EXPECT_EQ(pair.server.alpn(), "http/1.1");
  EXPECT_EQ(pair.server.version(), version());
}

TEST_P(AcceptorTest, TheClientHelloIsShown) {
  PairOptions options;
  options.client_alpn = {"h2", "http/1.1"};
  Pair pair = WaitingPair(options);
  const std::string flight = ToString(pair.pipe->to_server().view());
  Acceptor acceptor(pair.pipe->server());
  ASSERT_EQ(*acceptor.Read(), Next::kReady);
  const ClientHelloView hello = *acceptor.hello();
  EXPECT_EQ(hello.server_name(), "server.test");
  ASSERT_EQ(hello.alpn().size(), 2u);
  EXPECT_EQ(hello.alpn()[0], "h2");
  EXPECT_EQ(hello.alpn()[1], "http/1.1");
  EXPECT_TRUE(hello.Offers(version()));
  EXPECT_FALSE(hello.Offers(is_tls13() ? Version::kTls12 : Version::kTls13));
  EXPECT_TRUE(hello.versions().Contains(version()));
  EXPECT_TRUE(hello.cipher_suites().Contains(
      FindCipherSuite(is_tls13() ? "TLS_AES_128_GCM_SHA256" : "ECDHE-ECDSA-AES128-GCM-SHA256")
          ->id));
  EXPECT_TRUE(hello.groups().Contains(FindGroup("secp256r1")->id));
  EXPECT_TRUE(
      hello.signature_schemes().Contains(FindSignatureScheme("ecdsa_secp256r1_sha256")->id));
  EXPECT_FALSE(hello.offers_resumption());
  EXPECT_EQ(ToString(hello.message()), flight.substr(5));
  EXPECT_TRUE(hello.extension(0).has_value());
  EXPECT_FALSE(hello.extension(0xFFFE).has_value());
}

TEST_P(AcceptorTest, AResumingClientIsSeenToBeOneAndResumes) {
  Pair pair(GetParam());
  ASSERT_TRUE(pair.Handshake());
  pair.Settle();
  PairOptions options;
  options.session = *pair.client.TakeSession();
  pair.Reconnect(options);
  pair.server = {};
  ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
  Acceptor acceptor(pair.pipe->server());
  ASSERT_EQ(*acceptor.Read(), Next::kReady);
  EXPECT_TRUE(acceptor.hello()->offers_resumption());
  pair.server = *acceptor.Accept(pair.server_context);
  ExpectHandshake(pair);
  EXPECT_TRUE(pair.server.resumed());
}

TEST_P(AcceptorTest, TheNameMayDecideWhoAnswers) {
  CertificateSpec spec = ServerSpec();
  spec.dns_names = {"other.test"};
  const Certificate other = Issue(spec, &Root());
  PairOptions options;
  options.server_certificate = &other;
  const ServerContext other_context = BuildServer(GetParam(), options);
  for (const std::string name : {"server.test", "other.test"}) {
    SCOPED_TRACE(name);
    options.server_certificate = &Server();
    options.server_name = name;
    Pair pair = WaitingPair(options);
    Acceptor acceptor(pair.pipe->server());
    ASSERT_EQ(*acceptor.Read(), Next::kReady);
    const bool is_other = acceptor.hello()->server_name() == "other.test";
    pair.server = *acceptor.Accept(is_other ? other_context : pair.server_context);
    ExpectHandshake(pair);
    EXPECT_EQ(ToString(pair.client.peer_certificate()), is_other ? other.der : Server().der);
  }
}

TEST_P(AcceptorTest, OneByteAtATimeIsWaitedFor) {
  PairOptions options;
  options.pipe_capacity = 1;
  Pair pair(GetParam(), options);
  pair.server = {};
  Acceptor acceptor(pair.pipe->server());
  Result<Next> read = Next::kWantRead;
  int rounds = 0;
  while (*read == Next::kWantRead) {
    EXPECT_EQ(ErrorOf(acceptor.hello()), Usage(Detail::kNotAvailable));
    ASSERT_TRUE(pair.client.Handshake());
    read = acceptor.Read();
    ASSERT_TRUE(read) << ToString(read.error());
    ++rounds;
  }
  EXPECT_GT(rounds, 100);
  pair.server = *acceptor.Accept(pair.server_context);
  ExpectHandshake(pair);
}

// Cuts the first flight into records of `size` bytes of message each.
void Fragment(MemoryPipe::Direction& direction, std::size_t size) {
  const std::string flight = ToString(direction.view());
  direction.Truncate(0);
  for (std::size_t at = 5; at < flight.size(); at += size) {
    const std::string piece = flight.substr(at, size);
    const std::string record = flight.substr(0, 3) + '\0' + static_cast<char>(piece.size());
    ASSERT_TRUE(direction.bytes.Append(AsBytes(record + piece)));
  }
}

TEST_P(AcceptorTest, ManyRecordsArePutTogether) {
  for (const std::size_t size : {1, 4, 100}) {
    SCOPED_TRACE(size);
    Pair pair = WaitingPair();
    const std::string message = ToString(pair.pipe->to_server().view().subspan(5));
    Fragment(pair.pipe->to_server(), size);
    Acceptor acceptor(pair.pipe->server());
    ASSERT_EQ(*acceptor.Read(), Next::kReady);
    EXPECT_EQ(ToString(acceptor.hello()->message()), message);
    pair.server = *acceptor.Accept(pair.server_context);
    ExpectHandshake(pair);
  }
}

TEST_P(AcceptorTest, WhatFollowsTheClientHelloIsNotLost) {
  for (const std::size_t fragment : {0, 100}) {
    std::optional<Error> errors[2];
    for (const bool by_acceptor : {false, true}) {
      Pair pair = WaitingPair();
      if (fragment > 0) Fragment(pair.pipe->to_server(), fragment);
      ASSERT_TRUE(pair.pipe->to_server().bytes.Append(AsBytes("\x15\x03\x03\x00\x02\x02\x28"s)));
      if (by_acceptor) {
        Acceptor acceptor(pair.pipe->server());
        ASSERT_EQ(*acceptor.Read(), Next::kReady);
        pair.server = *acceptor.Accept(pair.server_context);
      } else {
        pair.server = *pair.server_context.Accept(pair.pipe->server());
      }
      errors[by_acceptor] = ErrorOf(pair.server.Handshake());
    }
    EXPECT_EQ(errors[1], Received(Alert::kHandshakeFailure));
    EXPECT_EQ(errors[0], errors[1]);
  }
}

TEST_P(AcceptorTest, NothingInCommonIsTheConnectionsError) {
  PairOptions options;
  options.server = [](ServerContextBuilder& builder) {
    const Version other = is_tls13() ? Version::kTls12 : Version::kTls13;
    builder.MinVersion(other).MaxVersion(other);
  };
  Pair pair = WaitingPair(options);
  Acceptor acceptor(pair.pipe->server());
  ASSERT_EQ(*acceptor.Read(), Next::kReady);
  pair.server = *acceptor.Accept(pair.server_context);
  EXPECT_FALSE(pair.Handshake());
  EXPECT_EQ(pair.server_error, Protocol(Detail::kNoCommonVersion, Alert::kProtocolVersion));
  EXPECT_EQ(pair.client_error, Received(Alert::kProtocolVersion));
}

TEST_P(AcceptorTest, ARefusedClientGetsTheAlert) {
  for (const Alert alert :
       {Alert::kUnrecognizedName, Alert::kAccessDenied, Alert::kInternalError}) {
    Pair pair = WaitingPair();
    Acceptor acceptor(pair.pipe->server());
    ASSERT_EQ(*acceptor.Read(), Next::kReady);
    EXPECT_EQ(*acceptor.Refuse(alert), Next::kReady);
    EXPECT_EQ(ErrorOf(pair.client.Handshake()), Received(alert));
    EXPECT_EQ(ErrorOf(acceptor.Refuse(alert)), Usage(Detail::kAfterFailure));
    EXPECT_EQ(ErrorOf(acceptor.Accept(pair.server_context)), Usage(Detail::kAfterFailure));
    EXPECT_EQ(ErrorOf(acceptor.hello()), Usage(Detail::kAfterFailure));
    EXPECT_EQ(ErrorOf(acceptor.Read()), Usage(Detail::kAfterFailure));
  }
}

TEST_P(AcceptorTest, AClientMayBeRefusedBeforeItHasSpoken) {
  Pair pair(GetParam());
  pair.server = {};
  Acceptor acceptor(pair.pipe->server());
  EXPECT_EQ(*acceptor.Refuse(Alert::kUserCanceled), Next::kReady);
  EXPECT_EQ(ErrorOf(pair.client.Handshake()), Received(Alert::kUserCanceled));
}

// --- what needs no client ------------------------------------------------------------------------

class AcceptorInputTest : public BackendTest {
 protected:
  static ServerContext Context() { return BuildServer({&backend(), &backend(), Version::kTls13}); }
  static std::string FirstFlight() {
    const ClientContext context = BuildClient({&backend(), &backend(), Version::kTls13});
    MemoryPipe pipe;
    Connection client = *context.Connect(pipe.client(), "server.test");
    EXPECT_EQ(*client.Handshake(), Next::kWantRead);
    return ToString(pipe.to_server().view());
  }
};
OMNITLS_FOR_ALL_BACKENDS(AcceptorInputTest);

TEST_P(AcceptorInputTest, BrokenFlightsAreRefusedAsAConnectionRefusesThem) {
  const ServerContext context = Context();
  const std::string flight = FirstFlight();
  std::string wrong_length = flight;
  wrong_length[8] = 0;
  for (const std::string& bytes :
       {"GET / HTTP/1.0\r\n\r\n"s, "\x16\x03\x01\x40\x01"s, "\x16\x03\x01\x00\x00"s,
        "\x16\x02\x00\x00\x05"s, "\x15\x03\x01\x00\x02\x02\x5a"s,
        "\x16\x03\x01\x00\x06\x01\xff\xff\xffxx"s, "\x16\x03\x01\x00\x05\x02\x00\x00\x01x"s,
        wrong_length, flight.substr(0, 40), ""s}) {
    SCOPED_TRACE(bytes);
    MemoryPipe pipes[2];
    for (MemoryPipe& pipe : pipes) {
      ASSERT_TRUE(pipe.to_server().bytes.Append(AsBytes(bytes)));
      pipe.to_server().ended = true;
    }
    Connection connection = *context.Accept(pipes[0].server());
    Acceptor acceptor(pipes[1].server());
    const std::optional<Error> error = ErrorOf(acceptor.Read());
    ASSERT_NE(error, std::nullopt);
    EXPECT_EQ(error, ErrorOf(connection.Handshake()));
    EXPECT_EQ(ToString(pipes[1].to_client().view()), ToString(pipes[0].to_client().view()));
    EXPECT_EQ(ErrorOf(acceptor.Read()), error);
    EXPECT_EQ(ErrorOf(acceptor.hello()), error);
    EXPECT_EQ(ErrorOf(acceptor.Accept(context)), error);
    EXPECT_EQ(ErrorOf(acceptor.Refuse(Alert::kInternalError)), error);
    EXPECT_EQ(*acceptor.Flush(), Next::kReady);
  }
}

TEST_P(AcceptorInputTest, ABrokenTransportIsAnError) {
  MemoryPipe pipe;
  pipe.to_server().read_error = 5;
  Acceptor acceptor(pipe.server());
  const Result<Next> read = acceptor.Read();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), Error{ErrorKind::kTransport});
  EXPECT_EQ(read.error().native, 5);
  MemoryPipe other;
  other.to_client().write_error = 6;
  Acceptor refusing(other.server());
  EXPECT_EQ(ErrorOf(refusing.Refuse(Alert::kInternalError)), Error{ErrorKind::kTransport});
  EXPECT_EQ(ErrorOf(refusing.Flush()), Error{ErrorKind::kTransport});
}

TEST_P(AcceptorInputTest, AnAlertWaitsForTheTransport) {
  MemoryPipe pipe(3);
  Acceptor acceptor(pipe.server());
  EXPECT_EQ(*acceptor.Refuse(Alert::kUnrecognizedName), Next::kWantWrite);
  std::string sent;
  for (Next next = Next::kWantWrite; next != Next::kReady;) {
    sent += ToString(pipe.to_client().view());
    pipe.to_client().Truncate(0);
    next = *acceptor.Flush();
  }
  sent += ToString(pipe.to_client().view());
  EXPECT_EQ(sent, "\x15\x03\x03\x00\x02\x02\x70"s);
}

TEST_P(AcceptorInputTest, MisuseIsToldOff) {
  const ServerContext context = Context();
  MemoryPipe pipe;
  Acceptor acceptor(pipe.server());
  EXPECT_EQ(ErrorOf(acceptor.hello()), Usage(Detail::kNotAvailable));
  EXPECT_EQ(ErrorOf(acceptor.Accept(context)), Usage(Detail::kNotAvailable));
  EXPECT_EQ(*acceptor.Flush(), Next::kReady);
  EXPECT_EQ(*acceptor.Read(), Next::kWantRead);
  EXPECT_EQ(ErrorOf(acceptor.hello()), Usage(Detail::kNotAvailable));
  EXPECT_EQ(ErrorOf(acceptor.Accept(context)), Usage(Detail::kNotAvailable));
  ASSERT_TRUE(pipe.to_server().bytes.Append(AsBytes(FirstFlight())));
  ASSERT_EQ(*acceptor.Read(), Next::kReady);
  EXPECT_EQ(ErrorOf(acceptor.Refuse(Alert::kNone)), Usage(Detail::kNotAvailable));
  EXPECT_EQ(ErrorOf(acceptor.Refuse(Alert::kCloseNotify)), Usage(Detail::kNotAvailable));
  EXPECT_EQ(ErrorOf(acceptor.Accept(ServerContext())), Usage(Detail::kEmptyHandle));
  ASSERT_TRUE(acceptor.hello());
  ASSERT_TRUE(acceptor.Accept(context));
  const Error empty = Usage(Detail::kEmptyHandle);
  EXPECT_EQ(ErrorOf(acceptor.Accept(context)), empty);
  EXPECT_EQ(ErrorOf(acceptor.hello()), empty);
  EXPECT_EQ(ErrorOf(acceptor.Read()), empty);
  EXPECT_EQ(ErrorOf(acceptor.Refuse(Alert::kInternalError)), empty);
  EXPECT_EQ(ErrorOf(acceptor.Flush()), empty);
  EXPECT_EQ(ErrorOf(Acceptor().Read()), empty);
}

TEST_P(AcceptorInputTest, WhatItShowsStaysWhereItIsWhenItMoves) {
  for (const bool fragmented : {false, true}) {
    MemoryPipe pipe;
    ASSERT_TRUE(pipe.to_server().bytes.Append(AsBytes(FirstFlight())));
    if (fragmented) Fragment(pipe.to_server(), 100);
    Acceptor first(pipe.server());
    ASSERT_EQ(*first.Read(), Next::kReady);
    const ClientHelloView hello = *first.hello();
    const std::string_view name = hello.server_name();
    Acceptor second = std::move(first);
    EXPECT_EQ(ErrorOf(first.Read()), Usage(Detail::kEmptyHandle));  // NOLINT: that is the test.
    Acceptor third;
    third = std::move(second);
    EXPECT_EQ(name, "server.test");
    EXPECT_EQ(hello.server_name().data(), name.data());
    EXPECT_TRUE(third.Accept(Context()));
  }
}

// A transport that calls its acceptor.
class Prying final : public Transport {
 public:
  IoResult Read(MutableBytes) override {
    error = ErrorOf(acceptor->Read());
    return IoResult::WouldBlock();
  }
  IoResult Write(ByteView data) override {
    error = ErrorOf(acceptor->Flush());
    return IoResult::Ok(data.size());
  }
  Acceptor* acceptor = nullptr;
  std::optional<Error> error;
};

TEST_P(AcceptorInputTest, ItsTransportMayNotCallIt) {
  Prying transport;
  Acceptor acceptor(transport);
  transport.acceptor = &acceptor;
  EXPECT_EQ(*acceptor.Read(), Next::kWantRead);
  EXPECT_EQ(transport.error, Usage(Detail::kReentrantCall));
  transport.error.reset();
  EXPECT_EQ(*acceptor.Refuse(Alert::kInternalError), Next::kReady);
  EXPECT_EQ(transport.error, Usage(Detail::kReentrantCall));
}

static_assert(!std::is_copy_constructible_v<Acceptor>);
static_assert(std::is_nothrow_move_constructible_v<Acceptor> &&
              std::is_nothrow_move_assignable_v<Acceptor>);

}  // namespace
}  // namespace omnitls::conformance
