// Servers under hostile or broken first flights: the same error and alert on every backend.

#include <map>

#include "conformance/cases.h"

namespace omnitls::conformance {
namespace {

using namespace std::string_literals;

class ClientHelloTest : public BackendTest {
 protected:
  // A server and what it says to some bytes.
  struct Outcome {
    std::optional<Error> error;
    Next next = Next::kReady;
    std::string answer;
  };
  static Outcome Feed(const std::string& bytes, bool then_end = false) {
    PairParam param{&backend(), &backend(), Version::kTls13};
    PairOptions options;
    options.server = [](ServerContextBuilder& builder) { builder.MinVersion(Version::kTls12); };
    static std::map<const Backend*, ServerContext> contexts;
    ServerContext& context = contexts[&backend()];
    if (ErrorOf(context.Accept(MemoryPipe().server())) == Usage(Detail::kEmptyHandle)) {
      context = BuildServer(param, options);
    }
    MemoryPipe pipe;
    Connection server = *context.Accept(pipe.server());
    EXPECT_TRUE(pipe.to_server().bytes.Append(AsBytes(bytes)));
    pipe.to_server().ended = then_end;
    Outcome outcome;
    const Result<Next> next = server.Handshake();
    if (next) {
      outcome.next = *next;
    } else {
      outcome.error = next.error();
      EXPECT_EQ(ErrorOf(server.Handshake()), outcome.error);
      EXPECT_EQ(*server.Flush(), Next::kReady);
    }
    outcome.answer = ToString(pipe.to_client().view());
    return outcome;
  }

  static void ExpectRefused(const std::string& bytes, Detail detail, Alert alert) {
    const Outcome outcome = Feed(bytes);
    EXPECT_EQ(outcome.error, Protocol(detail, alert));
    const std::string record = {21, 3, 3, 0, 2, 2, static_cast<char>(alert)};
    EXPECT_EQ(outcome.answer, record);
  }

  // What a client of this backend sends first.
  static std::string FirstFlight(Version version) {
    const ClientContext context = BuildClient({&backend(), &backend(), version});
    MemoryPipe pipe;
    Connection client = *context.Connect(pipe.client(), "server.test");
    EXPECT_EQ(*client.Handshake(), Next::kWantRead);
    return ToString(pipe.to_server().view());
  }

  static std::string Record(const std::string& body) {
    const auto size = body.size();
    return "\x16\x03\x01"s + static_cast<char>(size >> 8) + static_cast<char>(size) + body;
  }

  // The hello with an extension added behind the others (in front of a pre_shared_key nobody has).
  static std::string WithExtension(std::string flight, const std::string& extension) {
    std::string body = flight.substr(5);
    std::size_t at = 4 + 2 + 32;
    at += 1 + static_cast<std::uint8_t>(body[at]);
    at += 2 + Number(body, at);
    at += 1 + static_cast<std::uint8_t>(body[at]);
    SetNumber(body, at, Number(body, at) + extension.size());
    body += extension;
    SetNumber(body, 2, body.size() - 4);
    return Record(body);
  }
  static std::size_t Number(const std::string& text, std::size_t at) {
    return static_cast<std::size_t>(static_cast<std::uint8_t>(text[at]) << 8 |
                                    static_cast<std::uint8_t>(text[at + 1]));
  }
  static void SetNumber(std::string& text, std::size_t at, std::size_t number) {
    text[at] = static_cast<char>(number >> 8);
    text[at + 1] = static_cast<char>(number);
  }
};
OMNITLS_FOR_ALL_BACKENDS(ClientHelloTest);

TEST_P(ClientHelloTest, AWholeOneIsAnswered) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    const Outcome outcome = Feed(FirstFlight(version));
    EXPECT_EQ(outcome.error, std::nullopt);
    EXPECT_EQ(outcome.next, Next::kWantRead);
    EXPECT_GT(outcome.answer.size(), 500u);
  }
}

// As scanners send it: more than there are. Those of the library's own client come last.
TEST_P(ClientHelloTest, OneWithHundredsOfCipherSuitesIsAnswered) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    std::string body = FirstFlight(version).substr(5);
    std::size_t at = 4 + 2 + 32;
    at += 1 + static_cast<std::uint8_t>(body[at]);
    const std::size_t own = Number(body, at);
    std::string unknown;
    for (int i = 0; unknown.size() + own < 2 * 500; ++i) unknown += "\x0b"s + static_cast<char>(i);
    SetNumber(body, at, own + unknown.size());
    body.insert(at + 2, unknown);
    SetNumber(body, 2, body.size() - 4);
    const Outcome outcome = Feed(Record(body));
    EXPECT_EQ(outcome.error, std::nullopt);
    EXPECT_GT(outcome.answer.size(), 500u);
  }
}

TEST_P(ClientHelloTest, ATruncatedOneIsWaitedFor) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    const std::string flight = FirstFlight(version);
    for (std::size_t size = 0; size < flight.size(); ++size) {
      SCOPED_TRACE(size);
      const Outcome waiting = Feed(flight.substr(0, size));
      ASSERT_EQ(waiting.error, std::nullopt);
      ASSERT_EQ(waiting.next, Next::kWantRead);
      ASSERT_EQ(waiting.answer, "");
      const Outcome ended = Feed(flight.substr(0, size), true);
      ASSERT_EQ(ended.error, kTruncatedError);
      ASSERT_EQ(ended.answer, "");
    }
  }
}

TEST_P(ClientHelloTest, WhatIsNotTlsIsRefusedAtItsFirstByte) {
  for (const std::string& junk :
       {"GET / HTTP/1.0\r\n\r\n"s, "\x80\x2e\x01\x00\x02"s, "\0\0\0\0"s, "\xff"s, "S"s,
        "SSH-2.0-x\r\n"s, "\x17\x03\x03\x00\x01x"s, "\x14\x03\x03\x00\x01\x01"s}) {
    SCOPED_TRACE(junk);
    ExpectRefused(junk, Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  }
}

TEST_P(ClientHelloTest, RecordsOutOfBoundsAreRefused) {
  ExpectRefused("\x16\x03\x01\x40\x01"s, Detail::kRecordOverflow, Alert::kRecordOverflow);
  ExpectRefused("\x16\x03\x01\xff\xff"s, Detail::kRecordOverflow, Alert::kRecordOverflow);
  ExpectRefused("\x16\x03\x01\x00\x00"s, Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  ExpectRefused("\x16\x02\x00\x00\x05"s, Detail::kNoCommonVersion, Alert::kProtocolVersion);
  ExpectRefused("\x16\x7f\x00\x00\x05"s, Detail::kNoCommonVersion, Alert::kProtocolVersion);
}

TEST_P(ClientHelloTest, OtherMessagesAreRefused) {
  std::string flight = FirstFlight(Version::kTls13);
  flight[5] = 2;  // A ServerHello.
  ExpectRefused(flight, Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);
  ExpectRefused(Record("\x14\x00\x00\x0cxxxxxxxxxxxx"s), Detail::kUnexpectedMessage,
                Alert::kUnexpectedMessage);
}

TEST_P(ClientHelloTest, AnEnormousOneIsRefusedBeforeItIsThere) {
  ExpectRefused(Record("\x01\xff\xff\xff"s + std::string(100, 'x')), Detail::kDecodeError,
                Alert::kDecodeError);
}

TEST_P(ClientHelloTest, LengthsThatDoNotFitAreRefused) {
  const std::string flight = FirstFlight(Version::kTls13);
  const std::size_t session_id = 5 + 4 + 2 + 32;
  const std::size_t suites = session_id + 1 + static_cast<std::uint8_t>(flight[session_id]);
  // The last two: the message's own length, too short.
  for (const std::size_t at : {session_id, suites, suites + 1, std::size_t{7}, std::size_t{8}}) {
    SCOPED_TRACE(at);
    std::string broken = flight;
    broken[at] = static_cast<char>(at < 9 ? 0 : 0xFF);
    if (broken == flight) continue;
    ExpectRefused(broken, Detail::kDecodeError, Alert::kDecodeError);
  }
}

TEST_P(ClientHelloTest, AnAlertIsReceived) {
  const Outcome outcome = Feed("\x15\x03\x01\x00\x02\x02\x5a"s);
  EXPECT_EQ(outcome.error, Received(Alert::kUserCanceled));
  EXPECT_EQ(outcome.answer, "");
}

TEST_P(ClientHelloTest, ADuplicateExtensionIsRefused) {
  const std::string supported_groups = "\x00\x0a\x00\x04\x00\x02\x00\x17"s;
  const std::string unknown = "\x00\x3f\x00\x00"s;
  const std::string flight = FirstFlight(Version::kTls13);
  EXPECT_EQ(Feed(WithExtension(flight, unknown)).error, std::nullopt);
  ExpectRefused(WithExtension(flight, supported_groups), Detail::kDecodeError, Alert::kDecodeError);
  ExpectRefused(WithExtension(flight, unknown + unknown), Detail::kDecodeError,
                Alert::kDecodeError);
}

// A client may cut its messages into records as it likes (RFC 8446, 5.1).
class FragmentedTest : public PairTest {};
OMNITLS_FOR_ALL_PAIRS(FragmentedTest);

TEST_P(FragmentedTest, AClientHelloInManyRecords) {
  for (const std::size_t size : {1, 3, 4, 5, 100}) {
    SCOPED_TRACE(size);
    Pair pair(GetParam());
    ASSERT_EQ(*pair.client.Handshake(), Next::kWantRead);
    MemoryPipe::Direction& direction = pair.pipe->to_server();
    const std::string flight = ToString(direction.view());
    direction.Truncate(0);
    for (std::size_t at = 5; at < flight.size(); at += size) {
      const std::string piece = flight.substr(at, size);
      const std::string record = flight.substr(0, 3) + '\0' + static_cast<char>(piece.size());
      ASSERT_TRUE(direction.bytes.Append(AsBytes(record + piece)));
    }
    EXPECT_TRUE(pair.Handshake()) << ToString(pair.client_error) << ", "
                                  << ToString(pair.server_error);
    EXPECT_TRUE(pair.Echo());
  }
}

}  // namespace
}  // namespace omnitls::conformance
