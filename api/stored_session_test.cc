#include "omnitls/stored_session.h"

#include <gtest/gtest.h>

#include <string>

#include "omnitls/saved_bytes.h"
#include "omnitls/testing/fake_backend.h"
#include "omnitls/ticket_keys.h"

namespace omnitls::internal {
namespace {

constexpr std::int64_t kNow = 1000000;
constexpr std::uint32_t kLifetime = 100;
constexpr auto kSuite = CipherSuite{0xC02B};

class NamedBackend final : public FakeBackend {
 public:
  NamedBackend(std::string_view name, std::string_view version) : name_(name), version_(version) {}
  std::string_view name() const override { return name_; }
  std::string_view library_version() const override { return version_; }

 private:
  std::string_view name_;
  std::string_view version_;
};

const NamedBackend kBackend("this", "Library 1");
constexpr std::string_view kId = "0123456789abcdef";

class StoredSessionTest : public testing::Test {
 protected:
  StoredSessionTest() {
    SecretBytes out;
    EXPECT_TRUE(
        WriteStoredSession(owner_, AsBytes(kId), kNow, {kSuite, true, AsBytes("secret")}, out));
    stored_ = AsText(out);
  }

  bool Read(std::string_view stored, std::int64_t now = kNow) {
    return ReadStoredSession(AsBytes(stored), owner_, AsBytes(id_), now, kLifetime, session_);
  }
  // As a forger would.
  static std::string Sealed(std::string bytes) {
    const std::uint64_t sum = Checksum(AsBytes(bytes));
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(sum >> shift);
    return bytes;
  }

  SessionOwner owner_{&kBackend, 1, 2};
  std::string_view id_ = kId;
  std::string stored_;
  StoredSession session_;
};

TEST_F(StoredSessionTest, IsReadByItsOwner) {
  ASSERT_TRUE(Read(stored_));
  EXPECT_EQ(session_.cipher_suite, kSuite);
  EXPECT_TRUE(session_.extended_master_secret);
  EXPECT_EQ(AsText(session_.engine_session), "secret");
}

TEST_F(StoredSessionTest, IsReadByNobodyElse) {
  owner_.policy = 3;
  EXPECT_FALSE(Read(stored_));
  owner_ = {&kBackend, 1, 3};
  EXPECT_FALSE(Read(stored_));
  for (const NamedBackend& other :
       {NamedBackend("that", "Library 1"), NamedBackend("this", "Library 2")}) {
    owner_ = {&other, 1, 2};
    EXPECT_FALSE(Read(stored_));
  }
  owner_ = {&kBackend, 1, 2};
  EXPECT_TRUE(Read(stored_));
}

TEST_F(StoredSessionTest, IsReadUnderItsIdOnly) {
  for (const std::string_view id : {"0123456789abcdeg", "0123456789abcde", ""}) {
    id_ = id;
    EXPECT_FALSE(Read(stored_));
  }
}

TEST_F(StoredSessionTest, IsReadForItsLifetime) {
  EXPECT_TRUE(Read(stored_, kNow + kLifetime - 1));
  EXPECT_FALSE(Read(stored_, kNow + kLifetime));
  EXPECT_TRUE(Read(stored_, kNow - 60)) << "clocks differ a little";
  EXPECT_FALSE(Read(stored_, kNow - 61));
}

TEST_F(StoredSessionTest, NoAlteredByteIsAccepted) {
  for (std::size_t i = 0; i < stored_.size(); ++i) {
    std::string altered = stored_;
    altered[i] = static_cast<char>(altered[i] ^ 0x10);
    EXPECT_FALSE(Read(altered)) << i;
  }
}

TEST_F(StoredSessionTest, NoOtherSizeIsAccepted) {
  const std::string body = stored_.substr(0, stored_.size() - kChecksumSize);
  ASSERT_EQ(Sealed(body), stored_);
  for (std::size_t size = 0; size < stored_.size(); ++size) {
    EXPECT_FALSE(Read(stored_.substr(0, size))) << size;
    if (size < body.size()) {
      EXPECT_FALSE(Read(Sealed(body.substr(0, size)))) << size;
    }
  }
  EXPECT_FALSE(Read(stored_ + "x"));
  EXPECT_FALSE(Read(Sealed(body + "x")));
  EXPECT_FALSE(Read(Sealed("")));
}

}  // namespace
}  // namespace omnitls::internal
