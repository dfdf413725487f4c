#ifndef OMNITLS_CONFORMANCE_RAW_RECORDS_H_
#define OMNITLS_CONFORMANCE_RAW_RECORDS_H_

#include <openssl/evp.h>

#include <cstdint>
#include <string>

// Records of TLS 1.3 with TLS_AES_128_GCM_SHA256, made and opened by hand: for messages that no
// library would send.
namespace omnitls::conformance {

// Number in network byte order.
inline std::string Bytes(std::uint64_t number, int size) {
  std::string text;
  for (int i = size - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i));
  return text;
}
// A vector: its length in `length_size` bytes, and its content.
inline std::string Vector(int length_size, const std::string& content) {
  return Bytes(content.size(), length_size) + content;
}

enum class ContentType : char { kAlert = 21, kHandshake = 22, kData = 23 };

inline std::string HandshakeMessage(int type, const std::string& body) {
  return Bytes(static_cast<std::uint64_t>(type), 1) + Vector(3, body);
}

// One direction of a connection (RFC 8446, 5.2).
class RawRecords {
 public:
  RawRecords(std::string key, std::string iv, std::uint64_t sequence_number)
      : key_(std::move(key)), iv_(std::move(iv)), sequence_(sequence_number) {}

  std::string Seal(ContentType type, const std::string& content) {
    const std::string text = content + static_cast<char>(type);
    const std::string header = "\x17" + Bytes(0x0303, 2) + Bytes(text.size() + kTag, 2);
    std::string out(text.size(), '\0');
    std::string tag(kTag, '\0');
    Crypt(header, text, out, tag, true);
    return header + out + tag;
  }
  // Opens the first record of `wire`, and takes it off: its content, and behind it its type; "" if
  // it cannot be opened.
  std::string Open(std::string& wire) {
    constexpr std::size_t kHeader = 5;
    const std::string header = wire.substr(0, kHeader);
    const std::size_t size =
        static_cast<std::uint8_t>(header.at(3)) << 8 | static_cast<std::uint8_t>(header.at(4));
    std::string text = wire.substr(kHeader, size - kTag);
    std::string tag = wire.substr(kHeader + size - kTag, kTag);
    wire.erase(0, kHeader + size);
    std::string out(text.size(), '\0');
    if (!Crypt(header, text, out, tag, false)) return "";
    while (!out.empty() && out.back() == '\0') out.pop_back();
    return out;
  }

 private:
  static constexpr std::size_t kTag = 16;

  bool Crypt(const std::string& header, const std::string& text, std::string& out, std::string& tag,
             bool seal) {
    const auto bytes = [](const std::string& s) {
      return reinterpret_cast<const unsigned char*>(s.data());
    };
    std::string nonce = iv_;
    const std::string sequence = Bytes(sequence_++, 8);
    for (std::size_t i = 0; i < 8; ++i) {
      nonce[4 + i] = static_cast<char>(nonce[4 + i] ^ sequence[i]);
    }
    auto* const to = reinterpret_cast<unsigned char*>(out.data());
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    int size = 0;
    EVP_CipherInit_ex(context, EVP_aes_128_gcm(), nullptr, bytes(key_), bytes(nonce), seal);
    if (!seal) EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTag, tag.data());
    EVP_CipherUpdate(context, nullptr, &size, bytes(header), static_cast<int>(header.size()));
    EVP_CipherUpdate(context, to, &size, bytes(text), static_cast<int>(text.size()));
    const bool good = EVP_CipherFinal_ex(context, to + size, &size) == 1;
    if (seal) EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTag, tag.data());
    EVP_CIPHER_CTX_free(context);
    return good;
  }

  std::string key_;
  std::string iv_;
  std::uint64_t sequence_;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_RAW_RECORDS_H_
