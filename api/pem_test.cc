#include "omnitls/pem.h"

#include <gtest/gtest.h>

#include <string>

namespace omnitls {
namespace {

constexpr Error kMalformed{ErrorKind::kConfig, Detail::kMalformedPem};

std::string Decoded(std::string_view body) {
  Bytes out;
  return DecodePemBody(body, out) ? std::string(out.text()) : "(malformed)";
}

TEST(PemReaderTest, WalksAllBlocksAndSkipsOtherText) {
  PemReader reader(
      "subject=CN = first\n"
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      "\n# comment\n"
      "-----BEGIN PRIVATE KEY-----\r\nBBBB\r\nCCCC\r\n-----END PRIVATE KEY-----");
  PemBlock block;
  ASSERT_TRUE(reader.Next(block).value());
  EXPECT_EQ(block.label, "CERTIFICATE");
  EXPECT_EQ(block.body, "AAAA\n");
  EXPECT_EQ(block.line, 2);
  EXPECT_EQ(block.whole, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  ASSERT_TRUE(reader.Next(block).value());
  EXPECT_EQ(block.label, "PRIVATE KEY");
  EXPECT_EQ(block.body, "BBBB\r\nCCCC\r\n");
  EXPECT_EQ(block.line, 7);
  EXPECT_FALSE(reader.Next(block).value());
  EXPECT_FALSE(reader.Next(block).value());
}

TEST(PemReaderTest, TextWithoutBlocksHasNone) {
  PemBlock block;
  EXPECT_FALSE(PemReader("").Next(block).value());
  EXPECT_FALSE(PemReader("nothing\n\nhere").Next(block).value());
  EXPECT_FALSE(PemReader(" -----BEGIN X-----\nAAAA\n -----END X-----\n").Next(block).value());
}

TEST(PemReaderTest, HeadersAreParted) {
  PemReader reader(
      "-----BEGIN RSA PRIVATE KEY-----\n"
      "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
      "-----END RSA PRIVATE KEY-----\n");
  PemBlock block;
  ASSERT_TRUE(reader.Next(block).value());
  EXPECT_EQ(block.headers, "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n");
  EXPECT_EQ(block.body, "AAAA\n");
}

TEST(PemReaderTest, HeadersWithoutEmptyLineLeaveNoBody) {
  PemReader reader("-----BEGIN X-----\nA: b\nAAAA\n-----END X-----\n");
  PemBlock block;
  ASSERT_TRUE(reader.Next(block).value());
  EXPECT_EQ(block.headers, "A: b\nAAAA\n");
  EXPECT_EQ(block.body, "");
}

TEST(PemReaderTest, BlockWithoutEndIsMalformedAndItsLineIsKnown) {
  PemReader reader("\n\n-----BEGIN CERTIFICATE-----\nAAAA\n");
  PemBlock block;
  EXPECT_EQ(reader.Next(block).error(), kMalformed);
  EXPECT_EQ(reader.line(), 3);
}

TEST(PemReaderTest, BeginInsideABlockIsMalformed) {
  PemReader reader("-----BEGIN A-----\nAAAA\n-----BEGIN B-----\nAAAA\n-----END B-----\n");
  PemBlock block;
  EXPECT_EQ(reader.Next(block).error(), kMalformed);
  EXPECT_EQ(reader.line(), 3);
}

TEST(PemReaderTest, EndOfAnotherLabelIsMalformed) {
  PemReader reader("-----BEGIN A-----\nAAAA\n-----END B-----\n");
  PemBlock block;
  EXPECT_EQ(reader.Next(block).error(), kMalformed);
  EXPECT_EQ(reader.line(), 3);
}

TEST(PemReaderTest, BadLabelsAreMalformed) {
  for (const char* line :
       {"-----BEGIN A----", "-----BEGIN -----", "-----BEGIN  A-----", "-----BEGIN A -----",
        "-----BEGIN A--B-----", "-----BEGIN \xC3\x84-----"}) {
    PemReader reader(line);
    PemBlock block;
    EXPECT_EQ(reader.Next(block).error(), kMalformed) << line;
  }
}

TEST(PemReaderTest, EveryTruncationEndsOrIsMalformed) {
  const std::string text =
      "x\n-----BEGIN A-----\nB: c\n\nAAAA\n-----END A-----\n-----BEGIN D-----\n-----END D-----\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string copy = text.substr(0, size);  // Of its own, so that reading over it is seen.
    PemReader reader(copy);
    PemBlock block;
    int blocks = 0;
    while (true) {
      const Result<bool> more = reader.Next(block);
      if (!more || !*more) break;
      ++blocks;
    }
    EXPECT_LE(blocks, 2);
  }
}

TEST(PemBodyTest, Base64IsDecodedWhateverTheWhiteSpace) {
  EXPECT_EQ(Decoded(""), "");
  EXPECT_EQ(Decoded("Zg=="), "f");
  EXPECT_EQ(Decoded("Zm8="), "fo");
  EXPECT_EQ(Decoded("Zm9v"), "foo");
  EXPECT_EQ(Decoded("Zm\r\n9v\r\nYm\tFy \n"), "foobar");
  EXPECT_EQ(Decoded("/+A="), "\xFF\xE0");
}

TEST(PemBodyTest, BadBase64IsRefused) {
  for (const char* body : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm8=Zm8=",
                           "Zm9v=", "Zm-v", "Zm_v", "Zm9v!", "Zg=g", "\xC3\x84\xC3\x84"}) {
    EXPECT_EQ(Decoded(body), "(malformed)") << body;
  }
}

TEST(PemBodyTest, BitsThatNoByteTakesMustBeZero) {
  EXPECT_EQ(Decoded("Zh=="), "(malformed)");
  EXPECT_EQ(Decoded("Zm9="), "(malformed)");
}

TEST(PemBodyTest, RefusedBodyLeavesTheOutputAsItWas) {
  Bytes out;
  ASSERT_TRUE(out.Append(AsBytes("kept")));
  EXPECT_EQ(DecodePemBody("Zm9vYmFy!", out).error(), kMalformed);
  EXPECT_EQ(out.text(), "kept");
  EXPECT_TRUE(DecodePemBody("Zm9v", out));
  EXPECT_EQ(out.text(), "keptfoo");
}

TEST(PemTest, IsPemLooksForABegin) {
  EXPECT_TRUE(IsPem(AsBytes("text\n-----BEGIN X-----")));
  EXPECT_FALSE(IsPem(AsBytes("-----END X-----")));
  EXPECT_FALSE(IsPem({}));
}

}  // namespace
}  // namespace omnitls
