#include "omnitls/psk_offer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnitls/testing/wire.h"

namespace omnitls::internal {
namespace {

using namespace wire;

const std::string kModes = Extension(45, Vec8(U8(1)));
const std::string kBinder(32, 'b');
std::string Identity(const std::string& name) { return Vec16(name) + "AGE!"; }
std::string Psk(const std::string& identities, const std::string& binders) {
  return Extension(41, Vec16(identities) + Vec16(binders));
}
const std::string kOne = Psk(Identity("a"), Vec8(kBinder));

std::string Message(const std::string& extensions) {
  const std::string body = U16(0x0303) + std::string(32, 'R') + Vec8("") + Vec16(U16(0x1301)) +
                           Vec8(U8(0)) + Vec16(extensions);
  return U8(1) + U8(0) + U16(body.size()) + body;
}

// "a:b psk_dhe_ke", or the alert.
std::string Read(const std::string& extensions) {
  const std::string message = Message(extensions);
  ClientHello hello;
  if (!ParseClientHelloBody(AsBytes(message), hello)) return "no ClientHello";
  Result<PskOffer> offer = ReadPskOffer(hello);
  if (!offer) return std::string(AlertName(offer.error().alert));
  EXPECT_EQ(AsText(offer->truncated),
            message.substr(0, message.size() - 2 - offer->binders.size()));
  std::string text;
  ByteView identity;
  ByteView binder;
  while (offer->Next(identity, binder)) {
    text += std::string(AsText(identity)) + ":" + std::string(AsText(binder.first(1))) + " ";
  }
  return text + (offer->psk_dhe_ke ? "psk_dhe_ke" : "psk_ke");
}

TEST(PskOfferTest, HasAllIdentitiesAndTheirBinders) {
  EXPECT_EQ(Read(kModes + kOne), "a:b psk_dhe_ke");
  EXPECT_EQ(Read(kModes +
                 Psk(Identity("x") + Identity("yy"), Vec8(kBinder) + Vec8(std::string(48, 'c')))),
            "x:b yy:c psk_dhe_ke");
  EXPECT_EQ(Read(Extension(45, Vec8(U8(0))) + kOne), "a:b psk_ke");
  EXPECT_EQ(Read(Extension(45, Vec8(U8(0) + U8(1))) + kOne), "a:b psk_dhe_ke");
}

TEST(PskOfferTest, MustBeLastAndComplete) {
  EXPECT_EQ(Read(kOne + kModes), "illegal_parameter");
  EXPECT_EQ(Read(kOne), "missing_extension");
  EXPECT_EQ(Read(kModes + Psk(Identity("x") + Identity("y"), Vec8(kBinder))), "illegal_parameter");
  EXPECT_EQ(Read(kModes + Psk(Identity("x"), Vec8(kBinder) + Vec8(kBinder))), "illegal_parameter");
}

TEST(PskOfferTest, WhatIsMalformedIsRefused) {
  const std::vector<std::string> bad = {
      Extension(41, ""),
      Extension(41, U16(7)),
      Psk("", Vec8(kBinder)),
      Psk(Identity("a"), ""),
      Psk(Identity(""), Vec8(kBinder)),
      Psk(Vec16("a") + "AGE", Vec8(kBinder)),
      Psk(U16(9) + "a", Vec8(kBinder)),
      Psk(Identity("a"), Vec8(std::string(31, 'b'))),
      Psk(Identity("a"), U8(33) + kBinder),
      Extension(41, Vec16(Identity("a")) + Vec16(Vec8(kBinder)) + "x"),
  };
  for (const std::string& psk : bad) {
    EXPECT_EQ(Read(kModes + psk), "decode_error") << &psk - bad.data();
  }
  EXPECT_EQ(Read(Extension(45, "") + kOne), "decode_error");
  EXPECT_EQ(Read(Extension(45, Vec8("")) + kOne), "decode_error");
  EXPECT_EQ(Read(Extension(45, U8(2) + U8(1)) + kOne), "decode_error");
}

}  // namespace
}  // namespace omnitls::internal
