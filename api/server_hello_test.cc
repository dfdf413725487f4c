#include "omnitls/server_hello.h"

#include <gtest/gtest.h>

#include <string>

namespace omnitls {
namespace {

using namespace std::string_literals;

std::string U8(std::size_t n) { return std::string(1, static_cast<char>(n)); }
std::string U16(std::size_t n) { return U8(n >> 8) + U8(n & 0xFF); }
std::string Vec8(const std::string& body) { return U8(body.size()) + body; }
std::string Vec16(const std::string& body) { return U16(body.size()) + body; }
std::string Extension(int type, const std::string& body) { return U16(type) + Vec16(body); }
std::string Message(int type, const std::string& body) {
  return U8(type) + U8(body.size() >> 16) + U16(body.size() & 0xFFFF) + body;
}
std::string Record(const std::string& fragment, int type = 22) {
  return U8(type) + "\x03\x03" + Vec16(fragment);
}

// A client that offers both versions, one suite each, x25519 with a share and P-256 without, and
// "h2".
const std::string kOffer = Message(
    1, U16(0x0303) + std::string(32, 'C') + Vec8(std::string(32, 'S')) +
           Vec16(U16(0x1301) + U16(0xC02B) + U16(0x00FF)) + Vec8(U8(0)) +
           Vec16(Extension(10, Vec16(U16(29) + U16(23))) + Extension(13, Vec16(U16(0x0403))) +
                 Extension(16, Vec16(Vec8("h2"))) + Extension(43, Vec8(U16(0x0304) + U16(0x0303))) +
                 Extension(51, Vec16(U16(29) + Vec16(std::string(32, 'K'))))));

const std::string kRandom(32, 'R');
const std::string kRetryRandom =
    "\xCF\x21\xAD\x74\xE5\x9A\x61\x11\xBE\x1D\x8C\x02\x1E\x65\xB8\x91"
    "\xC2\xA2\x11\x16\x7A\xBB\x8C\x5E\x07\x9E\x09\xE2\xC8\xA8\x33\x9C";
const std::string kTls13 = Extension(43, U16(0x0304));
const std::string kShare = Extension(51, U16(29) + Vec16(std::string(32, 'k')));

struct Parts {
  int version = 0x0303;
  std::string random = kRandom;
  std::string session_id = std::string(32, 'S');
  int suite = 0x1301;
  int compression = 0;
  std::string extensions = kTls13 + kShare;
};
std::string Answer(const Parts& parts) {
  return Message(2, U16(parts.version) + parts.random + Vec8(parts.session_id) + U16(parts.suite) +
                        U8(parts.compression) + Vec16(parts.extensions));
}
Parts Tls12() { return {.session_id = "", .suite = 0xC02B, .extensions = ""}; }
Parts Retry(const std::string& extensions) {
  return {.random = kRetryRandom, .extensions = kTls13 + extensions};
}

std::optional<Error> Check(const Parts& parts) {
  static ClientHello offer;
  EXPECT_TRUE(ParseClientHelloBody(AsBytes(kOffer), offer));
  const std::string answer = Answer(parts);
  ServerHello hello;
  EXPECT_TRUE(ParseServerHello(AsBytes(answer), hello));
  return CheckAnswer(offer, hello);
}
constexpr Error Fault(Detail detail, Alert alert) { return {ErrorKind::kProtocol, detail, alert}; }
constexpr Error kIllegal = Fault(Detail::kIllegalParameter, Alert::kIllegalParameter);
constexpr Error kDecode = Fault(Detail::kDecodeError, Alert::kDecodeError);
constexpr Error kVersion = Fault(Detail::kNoCommonVersion, Alert::kProtocolVersion);
constexpr Error kUnsupported = Fault(Detail::kUnsupportedExtension, Alert::kUnsupportedExtension);
constexpr Error kUnexpected = Fault(Detail::kUnexpectedMessage, Alert::kUnexpectedMessage);

TEST(ServerHelloTest, GoodAnswersAreGood) {
  EXPECT_EQ(Check({}), std::nullopt);
  EXPECT_EQ(Check(Tls12()), std::nullopt);
  EXPECT_EQ(Check(Retry(Extension(51, U16(23)))), std::nullopt);
  EXPECT_EQ(Check(Retry(Extension(44, Vec16("cookie")))), std::nullopt);
  Parts alpn = Tls12();
  alpn.extensions = Extension(16, Vec16(Vec8("h2")));
  EXPECT_EQ(Check(alpn), std::nullopt);
  // Offered by its suite.
  alpn.extensions = Extension(0xFF01, U8(0));
  EXPECT_EQ(Check(alpn), std::nullopt);
}

TEST(ServerHelloTest, VersionsMustHaveBeenOffered) {
  EXPECT_EQ(Check({.version = 0x0302}), kVersion);
  EXPECT_EQ(Check({.version = 0x0304}), kVersion);
  EXPECT_EQ(Check({.extensions = Extension(43, U16(0x0303)) + kShare}), kIllegal);
  EXPECT_EQ(Check({.extensions = Extension(43, U16(0x0305)) + kShare}), kIllegal);
  EXPECT_EQ(Check({.extensions = Extension(43, "\x03") + kShare}), kDecode);
}

TEST(ServerHelloTest, ADowngradeIsSeen) {
  Parts parts = Tls12();
  for (const char last : {'\0', '\1'}) {
    parts.random = std::string(24, 'R') + "DOWNGRD" + last;
    EXPECT_EQ(Check(parts), kIllegal);
  }
  parts.random = std::string(24, 'R') + "DOWNGRD\2";
  EXPECT_EQ(Check(parts), std::nullopt);
}

TEST(ServerHelloTest, ChoicesMustHaveBeenOffered) {
  EXPECT_EQ(Check({.suite = 0x1302}), kIllegal);
  EXPECT_EQ(Check({.suite = 0xC02B}), kIllegal);  // Of the other version.
  EXPECT_EQ(Check({.suite = 0xFAFA}), kIllegal);
  EXPECT_EQ(Check({.suite = 0x00FF}), kIllegal);  // No suite at all.
  EXPECT_EQ(Check({.compression = 1}), kIllegal);
  EXPECT_EQ(Check({.session_id = "x"}), kIllegal);
  Parts parts = Tls12();
  parts.suite = 0x1301;
  EXPECT_EQ(Check(parts), kIllegal);
  parts = Tls12();
  parts.extensions = Extension(16, Vec16(Vec8("h3")));
  EXPECT_EQ(Check(parts), kIllegal);
  for (const std::string& malformed :
       {""s, Vec16(""), Vec16(Vec8("")), Vec16(Vec8("h2") + Vec8("h2")), Vec16(Vec8("h2")) + "x"}) {
    parts.extensions = Extension(16, malformed);
    EXPECT_EQ(Check(parts), kDecode);
  }
}

TEST(ServerHelloTest, ExtensionsMustHaveBeenOfferedAndBeInTheirPlace) {
  EXPECT_EQ(Check({.extensions = kTls13 + kShare + Extension(0x7A7A, "")}), kUnsupported);
  EXPECT_EQ(Check({.extensions = kTls13 + kShare + Extension(0, "")}), kUnsupported);
  EXPECT_EQ(Check({.extensions = kTls13 + kShare + Extension(44, Vec16("x"))}), kUnsupported);
  EXPECT_EQ(Check({.extensions = kTls13 + kShare + Extension(16, Vec16(Vec8("h2")))}), kIllegal);
}

TEST(ServerHelloTest, TheKeyShareMustBeOneThatFits) {
  EXPECT_EQ(Check({.extensions = kTls13}),
            Fault(Detail::kMissingExtension, Alert::kMissingExtension));
  // Without a share of the client's; unknown to it; malformed.
  EXPECT_EQ(Check({.extensions = kTls13 + Extension(51, U16(23) + Vec16("point"))}), kIllegal);
  EXPECT_EQ(Check({.extensions = kTls13 + Extension(51, U16(24) + Vec16("point"))}), kIllegal);
  for (const std::string& malformed : {""s, U16(29), U16(29) + Vec16(""), U16(29) + "\0\x20k"s,
                                       U16(29) + Vec16(std::string(32, 'k')) + "x"}) {
    EXPECT_EQ(Check({.extensions = kTls13 + Extension(51, malformed)}), kDecode);
  }
}

TEST(ServerHelloTest, ARetryMustChangeSomething) {
  EXPECT_EQ(Check(Retry("")), kIllegal);
  EXPECT_EQ(Check(Retry(Extension(51, U16(29)))), kIllegal);
  EXPECT_EQ(Check(Retry(Extension(51, U16(24)))), kIllegal);
  EXPECT_EQ(Check(Retry(kShare)), kDecode);
}

TEST(ServerHelloTest, WhatCannotBeReadIsRefused) {
  const std::string whole = Answer({});
  ServerHello hello;
  EXPECT_TRUE(ParseServerHello(AsBytes(whole), hello));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(ParseServerHello(AsBytes(whole).first(size), hello)) << size;
    std::string cut = Message(2, whole.substr(4, size));
    // Without any extensions it is whole, too.
    if (size != 2 + 32 + 1 + 32 + 3 && size < whole.size() - 4) {
      EXPECT_FALSE(ParseServerHello(AsBytes(cut), hello)) << size;
    }
  }
  const std::string longer = Message(2, whole.substr(4) + "x");
  EXPECT_FALSE(ParseServerHello(AsBytes(longer), hello));
  const std::string twice = Answer({.extensions = kTls13 + kShare + kTls13});
  EXPECT_FALSE(ParseServerHello(AsBytes(twice), hello));
  const std::string long_id = Answer({.session_id = std::string(33, 'S')});
  EXPECT_FALSE(ParseServerHello(AsBytes(long_id), hello));
}

struct Found {
  HelloResult result;
  Bytes assembled;
  ByteView message;
};
Found Find(const std::string& wire) {
  Found found;
  found.result = FindServerHello(AsBytes(wire), found.assembled, found.message);
  return found;
}

TEST(ServerHelloTest, IsFoundHoweverItIsCut) {
  const std::string message = Answer({});
  const Found whole = Find(Record(message + "more"));
  ASSERT_EQ(whole.result.status, HelloStatus::kComplete);
  EXPECT_EQ(AsText(whole.message), message);
  EXPECT_EQ(AsText(whole.assembled), message + "more");
  std::string wire;
  for (const char byte : message) wire += Record(std::string(1, byte));
  for (std::size_t size = 0; size < wire.size(); ++size) {
    EXPECT_EQ(Find(wire.substr(0, size)).result.status, HelloStatus::kNeedMore) << size;
  }
  const Found cut = Find(wire + "more");
  ASSERT_EQ(cut.result.status, HelloStatus::kComplete);
  EXPECT_EQ(AsText(cut.message), message);
  EXPECT_EQ(cut.result.consumed, wire.size());
}

TEST(ServerHelloTest, RecordsOutOfBoundsAreRefused) {
  const auto refusal = [](const std::string& wire) {
    const Found found = Find(wire);
    EXPECT_EQ(found.result.status, HelloStatus::kRefused);
    return found.result.error;
  };
  EXPECT_EQ(refusal(Record("")), kUnexpected);
  EXPECT_EQ(refusal(Record("x", 23)), kUnexpected);
  EXPECT_EQ(refusal(Record("\x14")), kUnexpected);  // Another message.
  EXPECT_EQ(refusal("\x16\x02\x00\x00\x05"s), kVersion);
  EXPECT_EQ(refusal("\x16\x03\x03\x40\x01"s),
            Fault(Detail::kRecordOverflow, Alert::kRecordOverflow));
  EXPECT_EQ(refusal(Record("\x02\xFF\xFF\xFF"s)), kDecode);
}

}  // namespace
}  // namespace omnitls
