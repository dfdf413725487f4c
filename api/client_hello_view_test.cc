#include "omnitls/client_hello_view.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "omnitls/client_hello.h"
#include "omnitls/testing/wire.h"

namespace omnitls {
namespace {

using namespace wire;

// A parsed message with these extensions and session ID; none at all if `extensions` is empty.
struct Hello {
  explicit Hello(const std::string& extensions, const std::string& session_id = "") {
    std::string body = U16(0x0303) + std::string(32, 'R') + Vec8(session_id) +
                       Vec16(U16(0x1301) + U16(0x1A1A) + U16(0xC02B)) + Vec8(U8(0));
    if (!extensions.empty()) body += Vec16(extensions);
    message = U8(1) + U8(0) + Vec16(body);
    EXPECT_TRUE(ParseClientHelloBody(AsBytes(message), parsed));
  }
  ClientHelloView view() const { return ClientHelloView(parsed); }

  std::string message;
  ClientHello parsed;
};

template <class List>
auto Values(const List& list) {
  std::vector<int> values;
  for (const auto id : list) values.push_back(static_cast<int>(id));
  return values;
}

const std::string kTls13 = Extension(43, Vec8(U16(0x0304) + U16(0x0303)));

TEST(ClientHelloViewTest, ShowsListsInTheClientsOrder) {
  const Hello hello(Extension(10, Vec16(U16(29) + U16(23))) + Extension(13, Vec16(U16(0x0403))) +
                    kTls13);
  EXPECT_EQ(Values(hello.view().cipher_suites()), (std::vector<int>{0x1301, 0x1A1A, 0xC02B}));
  EXPECT_EQ(Values(hello.view().groups()), (std::vector<int>{29, 23}));
  EXPECT_EQ(Values(hello.view().signature_schemes()), std::vector<int>{0x0403});
  EXPECT_EQ(Values(hello.view().versions()), (std::vector<int>{0x0304, 0x0303}));
  EXPECT_TRUE(hello.view().cipher_suites().Contains(CipherSuite{0x1A1A}));
  EXPECT_FALSE(hello.view().cipher_suites().Contains(CipherSuite{0x1302}));
  EXPECT_EQ(AsText(hello.view().message()), hello.message);
}

TEST(ClientHelloViewTest, AnOldClientOffersTheVersionItNames) {
  const Hello hello("");
  EXPECT_EQ(Values(hello.view().versions()), std::vector<int>{0x0303});
  EXPECT_TRUE(hello.view().Offers(Version::kTls12));
  EXPECT_FALSE(hello.view().Offers(Version::kTls13));
  EXPECT_EQ(hello.view().server_name(), "");
  EXPECT_TRUE(hello.view().alpn().empty());
  EXPECT_TRUE(hello.view().groups().empty());
  EXPECT_TRUE(hello.view().signature_schemes().empty());
  EXPECT_FALSE(hello.view().extension(0));
}

TEST(ClientHelloViewTest, NamesCanBeWalkedAndPicked) {
  const Hello hello(Extension(16, Vec16(Vec8("h2") + Vec8("http/1.1") + Vec8("x"))));
  const AlpnNames names = hello.view().alpn();
  std::string all;
  for (const std::string_view name : names) all += std::string(name) + " ";
  EXPECT_EQ(all, "h2 http/1.1 x ");
  EXPECT_EQ(names.size(), 3u);
  EXPECT_EQ(names[2], "x");
  EXPECT_EQ(names[3], "");
  EXPECT_TRUE(names.Contains("http/1.1"));
  EXPECT_FALSE(names.Contains("http"));
  EXPECT_EQ(names.wire().size(), 14u);
}

TEST(ClientHelloViewTest, AnyExtensionCanBeLookedAt) {
  const Hello hello(Extension(47, "abc") + Extension(0xFF01, "") + kTls13);
  EXPECT_EQ(AsText(*hello.view().extension(47)), "abc");
  ASSERT_TRUE(hello.view().extension(0xFF01));
  EXPECT_TRUE(hello.view().extension(0xFF01)->empty());
  EXPECT_TRUE(hello.view().extension(43));
  EXPECT_FALSE(hello.view().extension(48));
}

TEST(ClientHelloViewTest, KnowsAClientThatWouldResume) {
  EXPECT_FALSE(Hello(kTls13).view().offers_resumption());
  EXPECT_FALSE(Hello(kTls13, "for middleboxes").view().offers_resumption());
  EXPECT_FALSE(Hello(Extension(35, "")).view().offers_resumption());
  EXPECT_TRUE(Hello(Extension(35, "ticket")).view().offers_resumption());
  EXPECT_TRUE(Hello("", "a session").view().offers_resumption());
  EXPECT_TRUE(Hello(kTls13 + Extension(41, "x")).view().offers_resumption());
}

}  // namespace
}  // namespace omnitls
