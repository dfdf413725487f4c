// mbedTLS encrypts AES-GCM by several blocks here (third_party/mbedtls/fast_gcm.c): in whatever
// pieces, the result is OpenSSL's.
#include <gtest/gtest.h>
#include <mbedtls/gcm.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

namespace omnitls {
namespace {

using Octets = std::vector<unsigned char>;

constexpr std::size_t kTag = 16;

struct Message {
  Octets key, iv, extra, text;
};

class Generator {
 public:
  std::size_t Below(std::size_t limit) { return engine_() % limit; }
  Octets Make(std::size_t size) {
    Octets made(size);
    for (unsigned char& octet : made) octet = static_cast<unsigned char>(engine_());
    return made;
  }

 private:
  std::mt19937 engine_{20261122};
};

const EVP_CIPHER* Cipher(std::size_t key_size) {
  return key_size == 16   ? EVP_aes_128_gcm()
         : key_size == 24 ? EVP_aes_192_gcm()
                          : EVP_aes_256_gcm();
}

// The encrypted text, and the tag after it.
Octets ByOpenSsl(const Message& message) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> made(EVP_CIPHER_CTX_new(),
                                                                             EVP_CIPHER_CTX_free);
  EVP_CIPHER_CTX* const ctx = made.get();
  Octets out(message.text.size() + kTag);
  int size = 0;
  EVP_EncryptInit_ex(ctx, Cipher(message.key.size()), nullptr, nullptr, nullptr);
  EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(message.iv.size()), nullptr);
  EVP_EncryptInit_ex(ctx, nullptr, nullptr, message.key.data(), message.iv.data());
  EVP_EncryptUpdate(ctx, nullptr, &size, message.extra.data(),
                    static_cast<int>(message.extra.size()));
  EVP_EncryptUpdate(ctx, out.data(), &size, message.text.data(),
                    static_cast<int>(message.text.size()));
  EVP_EncryptFinal_ex(ctx, out.data() + message.text.size(), &size);
  EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, kTag, out.data() + message.text.size());
  return out;
}

class Gcm {
 public:
  explicit Gcm(const Octets& key) {
    mbedtls_gcm_init(&ctx_);
    EXPECT_EQ(mbedtls_gcm_setkey(&ctx_, MBEDTLS_CIPHER_ID_AES, key.data(),
                                 static_cast<unsigned>(key.size() * 8)),
              0);
  }
  ~Gcm() { mbedtls_gcm_free(&ctx_); }

  // In pieces of up to `piece` bytes, in place; the tag after it.
  Octets Run(int mode, const Message& message, Octets text, std::size_t piece, Generator& random) {
    EXPECT_EQ(mbedtls_gcm_starts(&ctx_, mode, message.iv.data(), message.iv.size()), 0);
    EXPECT_EQ(mbedtls_gcm_update_ad(&ctx_, message.extra.data(), message.extra.size()), 0);
    std::size_t size = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t next = std::min(text.size() - at, 1 + random.Below(piece));
      EXPECT_EQ(mbedtls_gcm_update(&ctx_, text.data() + at, next, text.data() + at,
                                   text.size() - at, &size),
                0);
      EXPECT_EQ(size, next);
      at += next;
    }
    const std::size_t length = text.size();
    text.resize(length + kTag);
    EXPECT_EQ(mbedtls_gcm_finish(&ctx_, nullptr, 0, &size, text.data() + length, kTag), 0);
    return text;
  }

  mbedtls_gcm_context* get() { return &ctx_; }

 private:
  mbedtls_gcm_context ctx_;
};

Message MakeMessage(Generator& random, std::size_t length) {
  Message message;
  message.key = random.Make(16 + 8 * random.Below(3));
  // An IV of another length than 12 makes any counter, also one that is about to start anew.
  message.iv = random.Make(random.Below(4) == 0 ? 1 + random.Below(40) : 12);
  message.extra = random.Make(random.Below(40));
  message.text = random.Make(length);
  return message;
}

TEST(AesGcmTest, AnyLengthIsAsOpenSslHasIt) {
  Generator random;
  for (std::size_t length = 0; length < 700; ++length) {
    const Message message = MakeMessage(random, length);
    const Octets expected = ByOpenSsl(message);
    Gcm gcm(message.key);
    Octets out(length + kTag);
    ASSERT_EQ(
        mbedtls_gcm_crypt_and_tag(gcm.get(), MBEDTLS_GCM_ENCRYPT, length, message.iv.data(),
                                  message.iv.size(), message.extra.data(), message.extra.size(),
                                  message.text.data(), out.data(), kTag, out.data() + length),
        0);
    ASSERT_EQ(out, expected) << length;
    Octets back(length);
    ASSERT_EQ(mbedtls_gcm_auth_decrypt(gcm.get(), length, message.iv.data(), message.iv.size(),
                                       message.extra.data(), message.extra.size(),
                                       out.data() + length, kTag, out.data(), back.data()),
              0);
    ASSERT_EQ(back, message.text) << length;
  }
}

TEST(AesGcmTest, AnyPiecesAreOneMessage) {
  Generator random;
  for (int i = 0; i < 500; ++i) {
    const Message message = MakeMessage(random, random.Below(5000));
    const Octets expected = ByOpenSsl(message);
    const std::size_t piece = 1 + random.Below(1200);
    Gcm gcm(message.key);
    ASSERT_EQ(gcm.Run(MBEDTLS_GCM_ENCRYPT, message, message.text, piece, random), expected) << i;
    Octets encrypted(expected.begin(), expected.end() - kTag);
    Octets back = gcm.Run(MBEDTLS_GCM_DECRYPT, message, std::move(encrypted), piece, random);
    ASSERT_TRUE(std::equal(expected.end() - kTag, expected.end(), back.end() - kTag)) << i;
    back.resize(message.text.size());
    ASSERT_EQ(back, message.text) << i;
  }
}

// The counter has 32 bits; what is before it in its block stays (SP 800-38D, 6.2).
TEST(AesGcmTest, TheCounterBeginsAnew) {
  Generator random;
  Message message = MakeMessage(random, 1000);
  for (const std::size_t before : {1, 2, 3, 4, 5, 20}) {
    Octets out[2];
    for (const std::size_t piece : {16, 1000}) {
      Gcm gcm(message.key);
      ASSERT_EQ(
          mbedtls_gcm_starts(gcm.get(), MBEDTLS_GCM_ENCRYPT, message.iv.data(), message.iv.size()),
          0);
      unsigned char* const counter = gcm.get()->MBEDTLS_PRIVATE(y);
      std::fill(counter + 12, counter + 16, 0xFF);
      counter[15] = static_cast<unsigned char>(0x100 - before);
      Octets& text = out[piece == 16 ? 0 : 1];
      text = message.text;
      for (std::size_t at = 0, size = 0; at < text.size(); at += size) {
        ASSERT_EQ(mbedtls_gcm_update(gcm.get(), text.data() + at, std::min(piece, text.size() - at),
                                     text.data() + at, text.size() - at, &size),
                  0);
      }
      text.resize(text.size() + kTag);
      std::size_t size = 0;
      ASSERT_EQ(mbedtls_gcm_finish(gcm.get(), nullptr, 0, &size, text.data() + 1000, kTag), 0);
    }
    EXPECT_EQ(out[0], out[1]) << before;
  }
}

TEST(AesGcmTest, AChangedByteIsSeenWhereverItIs) {
  Generator random;
  const Message message = MakeMessage(random, 600);
  Octets sent = ByOpenSsl(message);
  Gcm gcm(message.key);
  for (std::size_t at = 0; at < sent.size(); ++at) {
    sent[at] ^= 0x10;
    Octets back(message.text.size());
    EXPECT_EQ(mbedtls_gcm_auth_decrypt(gcm.get(), back.size(), message.iv.data(), message.iv.size(),
                                       message.extra.data(), message.extra.size(),
                                       sent.data() + back.size(), kTag, sent.data(), back.data()),
              MBEDTLS_ERR_GCM_AUTH_FAILED)
        << at;
    sent[at] ^= 0x10;
  }
}

TEST(AesGcmTest, WhatOverlapsOrDoesNotFitIsRefused) {
  Generator random;
  const Message message = MakeMessage(random, 1000);
  Gcm gcm(message.key);
  ASSERT_EQ(
      mbedtls_gcm_starts(gcm.get(), MBEDTLS_GCM_ENCRYPT, message.iv.data(), message.iv.size()), 0);
  Octets text = message.text;
  std::size_t size = 0;
  EXPECT_EQ(mbedtls_gcm_update(gcm.get(), text.data(), 900, text.data() + 100, 900, &size),
            MBEDTLS_ERR_GCM_BAD_INPUT);
  EXPECT_EQ(mbedtls_gcm_update(gcm.get(), text.data(), 900, text.data(), 899, &size),
            MBEDTLS_ERR_GCM_BUFFER_TOO_SMALL);
}

// Output may lie before its input: a record's header goes.
TEST(AesGcmTest, OutputMayOverlapInputFromBelow) {
  Generator random;
  const Message message = MakeMessage(random, 1000);
  const Octets expected = ByOpenSsl(message);
  Gcm gcm(message.key);
  Octets moved(8);
  moved.insert(moved.end(), message.text.begin(), message.text.end());
  std::size_t size = 0;
  ASSERT_EQ(
      mbedtls_gcm_starts(gcm.get(), MBEDTLS_GCM_ENCRYPT, message.iv.data(), message.iv.size()), 0);
  ASSERT_EQ(mbedtls_gcm_update(gcm.get(), moved.data() + 8, 1000, moved.data(), 1008, &size), 0);
  EXPECT_TRUE(std::equal(moved.begin(), moved.begin() + 1000, expected.begin()));
}

}  // namespace
}  // namespace omnitls
