#include "omnitls/used_tickets.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace omnitls::internal {
namespace {

constexpr std::uint32_t kLifetime = 100;
constexpr std::int64_t kNow = 1000000;

class UsedTicketsTest : public testing::Test {
 protected:
  ~UsedTicketsTest() override { tickets_->RemoveReference(); }

  // A ClientHello with one extension, good for as long as the next one.
  const ClientHello& Hello(std::uint16_t type, std::string_view body) {
    extension_ = {static_cast<char>(type >> 8), static_cast<char>(type),
                  static_cast<char>(body.size() >> 8), static_cast<char>(body.size())};
    extension_ += body;
    hello_ = {};
    hello_.extensions = AsBytes(extension_);
    return hello_;
  }
  // pre_shared_key: identities with their ages, and a binder that nobody looks at.
  const ClientHello& Psk(const std::vector<std::string>& identities) {
    std::string list;
    for (const std::string& identity : identities) {
      list += {0, static_cast<char>(identity.size())};
      list += identity + "AGES";
    }
    return Hello(41, std::string{0, static_cast<char>(list.size())} + list + "binders");
  }
  bool ClaimOnce(TicketClaim& claim, const ClientHello& hello, Version version,
                 std::int64_t now = kNow) {
    return claim.Claim(*tickets_, hello, version, now);
  }

  UsedTickets* tickets_ = UsedTickets::Make(8, kLifetime, 7);
  std::string extension_;
  ClientHello hello_;
};

TEST_F(UsedTicketsTest, ATicketIsKeptForItsLifetime) {
  EXPECT_TRUE(tickets_->Claim(1, kNow));
  tickets_->Keep(1, kNow);
  EXPECT_FALSE(tickets_->Claim(1, kNow));
  EXPECT_FALSE(tickets_->Claim(1, kNow + kLifetime));
  EXPECT_TRUE(tickets_->Claim(1, kNow + kLifetime + 1));
}

TEST_F(UsedTicketsTest, OneThatWasNotUsedIsFreeAgain) {
  EXPECT_TRUE(tickets_->Claim(1, kNow));
  EXPECT_FALSE(tickets_->Claim(1, kNow));
  tickets_->Release(1);
  EXPECT_TRUE(tickets_->Claim(1, kNow));
}

TEST_F(UsedTicketsTest, NoneIsForgottenToMakeRoom) {
  for (std::uint64_t digest = 1; digest <= 16; ++digest) {
    ASSERT_TRUE(tickets_->Claim(digest, kNow));
    tickets_->Keep(digest, kNow);
  }
  EXPECT_FALSE(tickets_->Claim(17, kNow + kLifetime));
  EXPECT_FALSE(tickets_->Claim(1, kNow + kLifetime));
  EXPECT_TRUE(tickets_->Claim(17, kNow + kLifetime + 1));
}

TEST_F(UsedTicketsTest, AClaimIsReleasedWithItsConnection) {
  {
    TicketClaim claim;
    EXPECT_TRUE(ClaimOnce(claim, Hello(35, "ticket"), Version::kTls12));
    TicketClaim other;
    EXPECT_FALSE(ClaimOnce(other, Hello(35, "ticket"), Version::kTls12));
    EXPECT_TRUE(ClaimOnce(other, Hello(35, "another"), Version::kTls12));
  }
  TicketClaim claim;
  EXPECT_TRUE(ClaimOnce(claim, Hello(35, "ticket"), Version::kTls12));
  claim.Keep(kNow);
  claim.Release();
  EXPECT_FALSE(ClaimOnce(claim, Hello(35, "ticket"), Version::kTls12));
}

TEST_F(UsedTicketsTest, IdentitiesAreTicketsInTls13) {
  TicketClaim claim;
  EXPECT_TRUE(ClaimOnce(claim, Psk({"a", "b"}), Version::kTls13));
  claim.Keep(kNow);
  EXPECT_FALSE(ClaimOnce(claim, Psk({"b"}), Version::kTls13));
  EXPECT_FALSE(ClaimOnce(claim, Psk({"c", "a"}), Version::kTls13));
  EXPECT_TRUE(ClaimOnce(claim, Psk({"c"}), Version::kTls13)) << "c was released with a";
  EXPECT_TRUE(ClaimOnce(claim, Psk({"b"}), Version::kTls12)) << "not what TLS 1.2 looks at";
}

TEST_F(UsedTicketsTest, NoTicketIsNothingToClaim) {
  TicketClaim claim;
  EXPECT_TRUE(ClaimOnce(claim, Hello(35, ""), Version::kTls12));
  EXPECT_TRUE(ClaimOnce(claim, Hello(0, "x"), Version::kTls12));
  EXPECT_TRUE(ClaimOnce(claim, Hello(35, "ticket"), Version::kTls13));
}

TEST_F(UsedTicketsTest, WhatIsMalformedOrTooMuchIsDeclined) {
  TicketClaim claim;
  EXPECT_FALSE(ClaimOnce(claim, Psk({"a", "b", "c", "d", "e"}), Version::kTls13));
  EXPECT_FALSE(ClaimOnce(claim, Psk({"a", "a"}), Version::kTls13));
  using std::literals::operator""sv;
  for (const std::string_view body :
       {"x"sv, "\xff\xff"sv, "\0\1x"sv, "\0\3\0\1a"sv, "\0\6\0\7aAGES"sv}) {
    EXPECT_FALSE(ClaimOnce(claim, Hello(41, body), Version::kTls13));
  }
  EXPECT_TRUE(ClaimOnce(claim, Psk({"a", "b", "c", "d"}), Version::kTls13));
}

TEST_F(UsedTicketsTest, OneOfManyThreadsGetsATicket) {
  for (std::uint64_t digest = 0; digest < 50; ++digest) {
    std::atomic<int> claimed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { claimed += tickets_->Claim(digest, kNow); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(claimed, 1);
    tickets_->Release(digest);
  }
}

}  // namespace
}  // namespace omnitls::internal
