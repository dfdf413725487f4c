#include "omnitls/x509/signature_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace omnitls::x509 {
namespace {

SignatureCheck Check(std::string_view signature, std::string_view message = "message",
                     std::string_view key = "key") {
  SignatureCheck check;
  check.algorithm = SignatureAlgorithm::kEcdsaSha256;
  check.issuer_spki = AsBytes(key);
  check.message = AsBytes(message);
  check.signature = AsBytes(signature);
  return check;
}

// Answers what it is told, and counts the questions.
struct Backend final : SignatureVerifier {
  SignatureStatus VerifySignature(const SignatureCheck&) const override {
    ++count;
    return answer;
  }
  SignatureStatus answer = SignatureStatus::kGood;
  mutable int count = 0;
};

TEST(SignatureCache, RemembersWhatWasAdded) {
  const auto cache = SignatureCache::Make(16);
  EXPECT_FALSE(cache->Contains(Check("signature")));
  cache->Add(Check("signature"));
  EXPECT_TRUE(cache->Contains(Check("signature")));
}

TEST(SignatureCache, ComparesEveryPart) {
  const auto cache = SignatureCache::Make(1);
  cache->Add(Check("signature"));
  EXPECT_FALSE(cache->Contains(Check("Signature")));
  EXPECT_FALSE(cache->Contains(Check("signature", "massage")));
  EXPECT_FALSE(cache->Contains(Check("signature", "message", "kex")));
  SignatureCheck other_algorithm = Check("signature");
  other_algorithm.algorithm = SignatureAlgorithm::kEcdsaSha384;
  EXPECT_FALSE(cache->Contains(other_algorithm));
  EXPECT_TRUE(cache->Contains(Check("signature")));
}

// The parts are kept one after the other: where they meet is part of what is compared.
TEST(SignatureCache, ComparesWhereThePartsMeet) {
  const auto cache = SignatureCache::Make(1);
  cache->Add(Check("signature", "message", "key"));
  EXPECT_FALSE(cache->Contains(Check("signatur", "emessage", "key")));
  EXPECT_FALSE(cache->Contains(Check("signature", "messagek", "ey")));
  EXPECT_FALSE(cache->Contains(Check("signaturem", "essage", "key")));
}

TEST(SignatureCache, ANewerOneTakesTheSamePlace) {
  const auto cache = SignatureCache::Make(1);
  cache->Add(Check("first"));
  cache->Add(Check("second"));
  EXPECT_FALSE(cache->Contains(Check("first")));
  EXPECT_TRUE(cache->Contains(Check("second")));
}

TEST(SignatureCache, SeveralWithTheSameLastBytesAreKept) {
  const auto cache = SignatureCache::Make(16);
  const std::vector<std::string> signatures = {"1 last", "2 last", "3 last", "4 last"};
  for (const std::string& signature : signatures) cache->Add(Check(signature));
  for (const std::string& signature : signatures) EXPECT_TRUE(cache->Contains(Check(signature)));
  cache->Add(Check("5 last"));
  EXPECT_FALSE(cache->Contains(Check(signatures[0])));
  EXPECT_TRUE(cache->Contains(Check(signatures[1])));
  EXPECT_TRUE(cache->Contains(Check("5 last")));
}

TEST(SignatureCache, LeavesOutWhatIsTooLarge) {
  const auto cache = SignatureCache::Make(16);
  const std::string largest(SignatureCache::kMaxEntry - std::string_view("signaturekey").size(),
                            'x');
  cache->Add(Check("signature", largest));
  EXPECT_TRUE(cache->Contains(Check("signature", largest)));
  const std::string larger = largest + 'x';
  cache->Add(Check("signature", larger));
  EXPECT_FALSE(cache->Contains(Check("signature", larger)));
}

TEST(SignatureCache, TakesEmptyAndShortSignatures) {
  const auto cache = SignatureCache::Make(16);
  for (const std::string_view signature : {"", "a", "abc"}) {
    cache->Add(Check(signature));
    EXPECT_TRUE(cache->Contains(Check(signature)));
  }
}

TEST(SignatureCache, AnEmptyPlaceMatchesNothing) {
  const auto cache = SignatureCache::Make(16);
  EXPECT_FALSE(cache->Contains(SignatureCheck()));
  EXPECT_FALSE(cache->Contains(Check("", "", "")));
}

TEST(SignatureCache, CannotBeMadeWithoutPlaces) { EXPECT_FALSE(SignatureCache::Make(0)); }

TEST(SignatureCache, IsSharedByThreads) {
  const auto cache = SignatureCache::Make(2);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&cache, thread] {
      for (int i = 0; i < 1000; ++i) {
        const std::string signature = "signature " + std::to_string((thread + i) % 5);
        cache->Add(Check(signature));
        EXPECT_FALSE(cache->Contains(Check(signature, "another message")));
        (void)cache->Contains(Check(signature));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(CachingVerifier, AsksTheBackendOnceForAGoodSignature) {
  const Backend backend;
  const auto cache = SignatureCache::Make(16);
  const CachingVerifier verifier(backend, cache.get());
  EXPECT_EQ(verifier.VerifySignature(Check("signature")), SignatureStatus::kGood);
  EXPECT_EQ(verifier.VerifySignature(Check("signature")), SignatureStatus::kGood);
  EXPECT_EQ(backend.count, 1);
}

TEST(CachingVerifier, AsksTheBackendEachTimeForAnyOther) {
  for (const SignatureStatus answer :
       {SignatureStatus::kBad, SignatureStatus::kUnsupported, SignatureStatus::kNoMemory}) {
    Backend backend;
    backend.answer = answer;
    const auto cache = SignatureCache::Make(16);
    const CachingVerifier verifier(backend, cache.get());
    EXPECT_EQ(verifier.VerifySignature(Check("signature")), answer);
    EXPECT_EQ(verifier.VerifySignature(Check("signature")), answer);
    EXPECT_EQ(backend.count, 2);
  }
}

TEST(CachingVerifier, WithoutACacheIsTheBackend) {
  const Backend backend;
  const CachingVerifier verifier(backend, nullptr);
  EXPECT_EQ(verifier.VerifySignature(Check("signature")), SignatureStatus::kGood);
  EXPECT_EQ(verifier.VerifySignature(Check("signature")), SignatureStatus::kGood);
  EXPECT_EQ(backend.count, 2);
}

}  // namespace
}  // namespace omnitls::x509
