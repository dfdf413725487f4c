#include "omnitls/client_hello.h"

#include <gtest/gtest.h>

#include <string>

#include "omnitls/testing/wire.h"

namespace omnitls {
namespace {

using namespace wire;

const std::string kSni = Extension(0, Vec16(U8(0) + Vec16("server.test")));
const std::string kAlpn = Extension(16, Vec16(Vec8("h2") + Vec8("http/1.1")));
const std::string kGroups = Extension(10, Vec16(U16(29) + U16(23)));
const std::string kSchemes = Extension(13, Vec16(U16(0x0403)));
const std::string kVersions = Extension(43, Vec8(U16(0x0304) + U16(0x0303)));

std::string Body(const std::string& extensions, const std::string& suites = U16(0x1301)) {
  return U16(0x0303) + std::string(32, 'R') + Vec8("") + Vec16(suites) + Vec8(U8(0)) +
         Vec16(extensions);
}
std::string Message(const std::string& body) {
  return U8(1) + U8(body.size() >> 16) + U16(body.size() & 0xFFFF) + body;
}
std::string Record(const std::string& fragment, int type = 22) {
  return U8(type) + "\x03\x01" + Vec16(fragment);
}
const std::string kWhole = Message(Body(kSni + kAlpn + kGroups + kSchemes + kVersions));

struct Parsed {
  HelloResult result;
  ClientHello hello;
  Bytes assembled;
};
Parsed Parse(const std::string& wire) {
  Parsed parsed;
  parsed.result = ParseClientHello(AsBytes(wire), parsed.assembled, parsed.hello);
  return parsed;
}
Error Refusal(const std::string& wire) {
  const Parsed parsed = Parse(wire);
  EXPECT_EQ(parsed.result.status, HelloStatus::kRefused);
  return parsed.result.error;
}

TEST(ClientHelloTest, ReadsWhatItOffers) {
  static const std::string wire = Record(kWhole);
  const Parsed parsed = Parse(wire);
  ASSERT_EQ(parsed.result.status, HelloStatus::kComplete);
  EXPECT_EQ(parsed.hello.server_name, "server.test");
  EXPECT_EQ(AsText(parsed.hello.alpn), "\x02h2\x08http/1.1");
  EXPECT_EQ(parsed.hello.cipher_suites[0], 0x1301);
  EXPECT_TRUE(parsed.hello.groups.Contains(23));
  EXPECT_TRUE(parsed.hello.signature_schemes.Contains(0x0403));
  EXPECT_TRUE(parsed.hello.supported_versions.Contains(0x0304));
  EXPECT_EQ(parsed.hello.message.size(), kWhole.size());
}

TEST(ClientHelloTest, EveryPartOfItAsksForMore) {
  const std::string wire = Record(kWhole);
  for (std::size_t size = 0; size < wire.size(); ++size) {
    EXPECT_EQ(Parse(wire.substr(0, size)).result.status, HelloStatus::kNeedMore) << size;
  }
}

TEST(ClientHelloTest, IsPutTogetherFromRecordsOfOneByte) {
  std::string wire;
  for (const char byte : kWhole) wire += Record(std::string(1, byte));
  const Parsed parsed = Parse(wire);
  ASSERT_EQ(parsed.result.status, HelloStatus::kComplete);
  EXPECT_EQ(parsed.hello.server_name, "server.test");
}

TEST(ClientHelloTest, MessageOfManyRecordsIsWrittenAsOne) {
  std::string wire;
  for (const char byte : kWhole) wire += Record(std::string(1, byte));
  const Parsed parsed = Parse(wire + "rest");
  EXPECT_EQ(parsed.result.consumed, wire.size());
  internal::Vec<std::uint8_t> rewritten;
  ASSERT_TRUE(AppendAsRecords(parsed.assembled, rewritten));
  EXPECT_EQ(AsText(rewritten.view()), Record(kWhole));
}

TEST(ClientHelloTest, AnotherMessageInItsLastRecordIsUnexpected) {
  const std::string wire = Record(kWhole.substr(0, 9)) + Record(kWhole.substr(9) + "more");
  EXPECT_EQ(Refusal(wire).alert, Alert::kUnexpectedMessage);
}

TEST(ClientHelloTest, BytesAfterItAreNotLookedAt) {
  const std::string wire = Record(kWhole) + "anything";
  EXPECT_EQ(Parse(wire).result.status, HelloStatus::kComplete);
}

TEST(ClientHelloTest, PlainHttpIsAnUnexpectedMessage) {
  const Error error = Refusal("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(error,
            (Error{ErrorKind::kProtocol, Detail::kUnexpectedMessage, Alert::kUnexpectedMessage}));
}

TEST(ClientHelloTest, AnotherHandshakeMessageIsUnexpected) {
  EXPECT_EQ(Refusal(Record("\x02" + kWhole.substr(1))).detail, Detail::kUnexpectedMessage);
}

TEST(ClientHelloTest, AlertInsteadIsAnAlertReceived) {
  const Error error = Refusal(Record("\x02\x28", 21));
  EXPECT_EQ(error.kind, ErrorKind::kAlertReceived);
  EXPECT_EQ(error.alert, Alert::kHandshakeFailure);
}

TEST(ClientHelloTest, OverlongAndEmptyRecordsAreRefused) {
  EXPECT_EQ(Refusal("\x16\x03\x01" + U16(16385)).alert, Alert::kRecordOverflow);
  EXPECT_EQ(Refusal("\x16\x03\x01" + U16(0)).alert, Alert::kUnexpectedMessage);
}

TEST(ClientHelloTest, AnotherProtocolFamilyIsRefused) {
  EXPECT_EQ(Refusal("\x16\x02\x01" + U16(100)).alert, Alert::kProtocolVersion);
}

TEST(ClientHelloTest, LongerThanTheBoundIsRefusedAtOnce) {
  EXPECT_EQ(Refusal(Record(U8(1) + "\xFF\xFF\xFF")).alert, Alert::kDecodeError);
}

TEST(ClientHelloTest, TheFirstPskIdentityIsFound) {
  const std::string two = Vec16(Vec16("first") + "aged" + Vec16("second") + "aged") + Vec16("x");
  const auto first_of = [](const std::string& extensions) {
    const std::string wire = Record(Message(Body(extensions)));
    const Parsed parsed = Parse(wire);
    EXPECT_EQ(parsed.result.status, HelloStatus::kComplete);
    return std::string(AsText(FirstPskIdentity(parsed.hello)));
  };
  EXPECT_EQ(first_of(Extension(41, two)), "first");
  EXPECT_EQ(first_of(kSni), "");
  for (const std::string& broken : {std::string(), Vec16(""), Vec16(Vec16("first")).substr(0, 6),
                                    U16(3) + Vec16("first"), U16(900) + Vec16("first")}) {
    EXPECT_EQ(first_of(Extension(41, broken)), "") << testing::PrintToString(broken);
  }
}

TEST(ClientHelloTest, BrokenExtensionsAreDecodeErrors) {
  for (const std::string& broken : {
           Extension(0, ""),                               // no list
           Extension(0, Vec16("")),                        // empty list
           Extension(0, Vec16(U8(0) + Vec16(""))),         // empty name
           Extension(0, Vec16(U8(0) + U16(9) + "short")),  // length past the end
           Extension(16, Vec16("")),                       // no names
           Extension(16, Vec16(Vec8(""))),                 // empty name
           Extension(16, Vec16("\x05h2")),                 // length past the end
           Extension(10, Vec16("\x01")),                   // odd
           Extension(43, Vec8("")),                        // no versions
           kSni + kSni,                                    // twice
           Extension(42, "x"),                             // early_data is empty
           U16(10) + U16(400),                             // length past the end
       }) {
    EXPECT_EQ(Refusal(Record(Message(Body(broken)))).alert, Alert::kDecodeError)
        << testing::PrintToString(broken);
  }
}

TEST(ClientHelloTest, OddOrEmptySuitesAreDecodeErrors) {
  EXPECT_EQ(Refusal(Record(Message(Body("", "x")))).alert, Alert::kDecodeError);
  EXPECT_EQ(Refusal(Record(Message(Body("", "")))).alert, Alert::kDecodeError);
}

TEST(ClientHelloTest, TrailingBytesAreADecodeError) {
  EXPECT_EQ(Refusal(Record(Message(Body(kSni) + "x"))).alert, Alert::kDecodeError);
}

TEST(ClientHelloTest, NoExtensionsAreFine) {
  std::string body = Body("");
  body.resize(body.size() - 2);
  EXPECT_EQ(Parse(Record(Message(body))).result.status, HelloStatus::kComplete);
}

// Nothing a byte can become makes the parser read where it should not (run under AddressSanitizer).
TEST(ClientHelloTest, EveryCorruptionOfAByteIsHandled) {
  const std::string wire = Record(kWhole);
  for (std::size_t i = 0; i < wire.size(); ++i) {
    for (const int value : {0, 1, 2, 3, 0x7F, 0x80, 0xFF}) {
      std::string broken = wire;
      broken[i] = static_cast<char>(value);
      Parse(broken);
    }
  }
}

}  // namespace
}  // namespace omnitls
