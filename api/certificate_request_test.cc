#include "omnitls/certificate_request.h"

#include <gtest/gtest.h>

#include <string>

#include "omnitls/client_identities.h"
#include "omnitls/testing/wire.h"

namespace omnitls::internal {
namespace {

using namespace wire;
std::string Name(const std::string& attributes) { return "\x30" + Vec8(attributes); }

const std::string kSchemes = Vec16(U16(0x0403) + U16(0x0804));
const std::string kNames = Vec16(Vec16(Name("a")) + Vec16(Name("")));
const std::string kTls12 = Vec8(U8(1) + U8(64)) + kSchemes + kNames;
const std::string kTls13 = U8(0) + Vec16(Extension(13, kSchemes) + Extension(47, kNames));

// "types schemes name name ", or the error's alert.
std::string Read(const std::string& body, Version version) {
  const Result<CertificateRequest> request = ParseCertificateRequest(AsBytes(body), version);
  if (!request) return std::string(AlertName(request.error().alert));
  EXPECT_EQ(request->version, version);
  std::string text = std::to_string(request->certificate_types.size()) + " " +
                     std::to_string(request->signature_schemes.size());
  for (const ByteView name : DistinguishedNames(request->authorities)) {
    text += " " + std::string(AsText(name.subspan(2)));
  }
  return text;
}
std::string ReadTls12(const std::string& body) { return Read(body, Version::kTls12); }
std::string ReadTls13(const std::string& body) { return Read(body, Version::kTls13); }
std::string ReadExtensions(const std::string& all) { return ReadTls13(U8(0) + Vec16(all)); }

TEST(CertificateRequestTest, HasSchemesAndNames) {
  EXPECT_EQ(ReadTls12(kTls12), "2 2 a ");
  EXPECT_EQ(ReadTls12(Vec8("x") + kSchemes + Vec16("")), "1 2");
  EXPECT_EQ(ReadTls13(kTls13), "0 2 a ");
  EXPECT_EQ(ReadTls13(Vec8("context") + Vec16(Extension(13, kSchemes))), "0 2");
  EXPECT_EQ(ReadExtensions(Extension(99, "any") + Extension(13, kSchemes)), "0 2");
}

TEST(CertificateRequestTest, NeedsSchemes) {
  EXPECT_EQ(ReadExtensions(""), "missing_extension");
  EXPECT_EQ(ReadExtensions(Extension(47, kNames)), "missing_extension");
  for (const std::string& schemes : {Vec16(""), Vec16("abc"), Vec16("ab") + "c", std::string()}) {
    EXPECT_EQ(ReadExtensions(Extension(13, schemes)), "decode_error");
    EXPECT_EQ(ReadTls12(Vec8("x") + schemes + Vec16("")), "decode_error");
  }
}

TEST(CertificateRequestTest, NeedsTypesInTls12) {
  EXPECT_EQ(ReadTls12(Vec8("") + kSchemes + kNames), "decode_error");
}

TEST(CertificateRequestTest, HasWellFormedNames) {
  const std::string bad[] = {
      Vec16(Vec16("")),
      Vec16(Vec16("x")),
      Vec16(Vec16(Name("a") + "b")),
      Vec16(Vec16("\x31\x01z")),
      Vec16("\x01"),
      Vec16(Vec16(Name("a")) + "\x01"),
      Vec16(Vec16(Name("a"))) + "b",
      U16(5) + Vec16("a"),
  };
  for (const std::string& names : bad) {
    SCOPED_TRACE(testing::PrintToString(names));
    EXPECT_EQ(ReadTls12(Vec8("x") + kSchemes + names), "decode_error");
    EXPECT_EQ(ReadExtensions(Extension(13, kSchemes) + Extension(47, names)), "decode_error");
  }
  EXPECT_EQ(ReadExtensions(Extension(13, kSchemes) + Extension(47, Vec16(""))), "decode_error");
}

TEST(CertificateRequestTest, HasEachExtensionOnce) {
  EXPECT_EQ(ReadExtensions(Extension(13, kSchemes) + Extension(13, kSchemes)), "decode_error");
  EXPECT_EQ(ReadExtensions(Extension(13, kSchemes) + Extension(47, kNames) + Extension(47, kNames)),
            "decode_error");
}

TEST(CertificateRequestTest, IsWholeAndNoMore) {
  for (std::size_t size = 0; size < kTls12.size(); ++size) {
    EXPECT_EQ(ReadTls12(kTls12.substr(0, size)), "decode_error");
  }
  for (std::size_t size = 0; size < kTls13.size(); ++size) {
    EXPECT_EQ(ReadTls13(kTls13.substr(0, size)), "decode_error");
  }
  EXPECT_EQ(ReadTls12(kTls12 + "x"), "decode_error");
  EXPECT_EQ(ReadTls13(kTls13 + "x"), "decode_error");
}

}  // namespace
}  // namespace omnitls::internal
