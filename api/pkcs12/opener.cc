#include "omnitls/pkcs12/opener.h"

#include <algorithm>
#include <cstring>

#include "omnitls/key_schedule.h"

namespace omnitls::pkcs12 {
namespace {

using internal::SecretArray;

// The longest password a callback may give, in bytes.
constexpr std::size_t kMaxPassword = 1024;

// Takes as long for all values: how many bytes fit must not show.
bool EqualMac(ByteView a, ByteView b) {
  unsigned difference = a.size() != b.size();
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) difference |= a[i] ^ b[i];
  return difference == 0;
}

// What is left without padding (RFC 8018, 6.1.1); empty: there is no such padding.
ByteView WithoutPadding(ByteView data, std::size_t block) {
  const std::size_t padding = data.back();
  if (padding == 0 || padding > block) return {};
  const ByteView tail = data.last(padding);
  const bool good = std::all_of(tail.begin(), tail.end(),
                                [padding](std::uint8_t byte) { return byte == padding; });
  return good ? data.first(data.size() - padding) : ByteView();
}

}  // namespace

Result<void> Opener::GetPassword() {
  if (has_asked_) return {};
  has_asked_ = true;
  SecretArray<kMaxPassword> buffer;
  const MutableBytes out = buffer.first(kMaxPassword);
  const std::size_t size = callback_ == nullptr ? 0 : callback_(user_, out);
  if (size > kMaxPassword) {
    return report_.Refuse(ErrorKind::kConfig, Detail::kPasswordRequired,
                          {"its password is longer than 1,024 bytes"});
  }
  if (!password_.Assign(out.first(size)) || !ToBmp(password_, is_utf8_, bmp_password_)) {
    return report_.NoMemory();
  }
  return {};
}

Unexpected Opener::CannotOpen(std::string_view what) {
  if (password_.empty()) {
    return report_.Refuse(ErrorKind::kConfig, Detail::kPasswordRequired,
                          {"needs a password, and there is none: call Password"});
  }
  return report_.Refuse(ErrorKind::kConfig, Detail::kWrongPassword, {what});
}

Unexpected Opener::CannotHash() {
  return report_.Refuse(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm,
                        {backend_.name(), " cannot compute the hash function it needs"});
}

Result<void> Opener::CheckKdf(const Kdf& kdf) {
  if (kdf.salt.size() > kMaxSalt) return report_.Malformed({}, "a salt is too long");
  if (kdf.iterations > iterations_left_) {
    return report_.Refuse(ErrorKind::kConfig, Detail::kOutOfRange,
                          {"its iteration counts add up to more than 10,000,000; make it again "
                           "with less: openssl pkcs12 -export -iter 100000"});
  }
  iterations_left_ -= kdf.iterations;
  if (const Result<void> got = GetPassword(); !got) return got;
  if (kdf.is_pbkdf2 || is_utf8_) return {};
  return report_.Refuse(ErrorKind::kConfig, Detail::kWrongPassword,
                        {"its password must be UTF-8, and what was given is not"});
}

Result<void> Opener::Derive(const Kdf& kdf, Purpose purpose, MutableBytes out) {
  const bool is_nothing = password_.empty() && without_ == Without::kNothing;
  const ByteView bmp = is_nothing ? ByteView() : bmp_password_.view();
  const bool derived =
      kdf.is_pbkdf2 ? Pbkdf2(backend_, kdf.hash, password_, kdf.salt, kdf.iterations, out)
                    : DeriveKey(backend_, kdf.hash, purpose, bmp, kdf.salt, kdf.iterations, out);
  if (!derived) return CannotHash();
  return {};
}

Result<bool> Opener::MacFits(const Mac& mac, ByteView authenticated) {
  SecretArray<kMaxDigest> key_bytes;
  SecretArray<kMaxDigest> computed_bytes;
  const MutableBytes key =
      key_bytes.first(mac.kdf.is_pbkdf2 ? mac.kdf.key_length : DigestSize(mac.hash));
  const MutableBytes computed = computed_bytes.first(DigestSize(mac.hash));
  if (const Result<void> derived = Derive(mac.kdf, Purpose::kMac, key); !derived) {
    return Fail(derived.error());
  }
  const internal::KeySchedule hmac(backend_, mac.hash);
  if (!hmac.Hmac(key, {&authenticated, 1}, computed)) return CannotHash();
  return EqualMac(computed, mac.value);
}

Result<void> Opener::CheckMac(ByteView mac_data, ByteView authenticated) {
  Mac mac;
  if (const Result<void> parsed = ParseMac(mac_data, report_, mac); !parsed) return parsed;
  if (const Result<void> checked = CheckKdf(mac.kdf); !checked) return checked;
  // What programs take for an empty password differs, and the file does not say. What fits here is
  // what it is encrypted with, too.
  const Without all[] = {Without::kZeroUnit, Without::kNothing};
  const std::size_t forms = password_.empty() && !mac.kdf.is_pbkdf2 ? 2 : 1;
  for (const Without form : std::span(all).first(forms)) {
    without_ = form;
    const Result<bool> fits = MacFits(mac, authenticated);
    if (!fits) return Fail(fits.error());
    if (*fits) return {};
  }
  return CannotOpen("the password is wrong, or the file was altered");
}

Result<void> Opener::DeriveAndDecrypt(const Encryption& encryption, MutableBytes data) {
  SecretArray<kMaxCbcKey> key_bytes;
  SecretArray<kMaxCbcBlock> iv_bytes;
  const MutableBytes key = key_bytes.first(KeySize(encryption.cipher));
  const MutableBytes iv = iv_bytes.first(BlockSize(encryption.cipher));
  Result<void> done = Derive(encryption.kdf, Purpose::kKey, key);
  if (done && encryption.iv.empty()) {
    done = Derive(encryption.kdf, Purpose::kIv, iv);
  } else if (done) {
    std::memcpy(iv.data(), encryption.iv.data(), iv.size());
  }
  if (!done) return done;
  done = backend_.DecryptCbc(encryption.cipher, key, iv, data);
  if (done) return done;
  const Error& error = done.error();
  return report_.Refuse(error.kind, error.detail,
                        {backend_.name(), " cannot decrypt it: it was built without the cipher"});
}

Result<ByteView> Opener::Decrypt(const Algorithm& algorithm, ByteView ciphertext) {
  Encryption encryption;
  Result<void> done = ParseEncryption(algorithm, report_, encryption);
  if (done) done = CheckKdf(encryption.kdf);
  if (!done) return Fail(done.error());
  const std::size_t block = BlockSize(encryption.cipher);
  if (ciphertext.empty() || ciphertext.size() % block != 0) {
    return report_.Malformed({}, "something encrypted has the wrong length");
  }
  SecretBytes plaintext;
  MutableBytes data;
  if (!plaintext.Grow(ciphertext.size(), data)) return report_.NoMemory();
  std::memcpy(data.data(), ciphertext.data(), data.size());
  done = DeriveAndDecrypt(encryption, data);
  if (!done) return Fail(done.error());
  const ByteView content = WithoutPadding(data, block);
  // Whatever is encrypted is a SEQUENCE.
  ByteView inner;
  if (!x509::ReadAlone(content, x509::der::kSequence, inner)) {
    return CannotOpen("the password does not decrypt it");
  }
  if (!plaintexts_.Push(std::move(plaintext))) return report_.NoMemory();
  return content;
}

}  // namespace omnitls::pkcs12
