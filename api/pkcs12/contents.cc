#include "omnitls/pkcs12/contents.h"

#include <string_view>

#include "omnitls/x509/der.h"

namespace omnitls::pkcs12 {
namespace {

using x509::DerElement;
using x509::DerReader;
namespace der = x509::der;

// OBJECT IDENTIFIER contents.
constexpr std::string_view kData = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
constexpr std::string_view kEncryptedData = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06";
constexpr std::string_view kBagTypes = "\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x0A\x01";
constexpr std::string_view kX509Certificate = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x16\x01";
constexpr std::string_view kLocalKeyId = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x15";

// The last arcs of kinds of bags (RFC 7292, D).
constexpr std::uint8_t kKeyBag = 1;
constexpr std::uint8_t kShroudedKeyBag = 2;
constexpr std::uint8_t kCertificateBag = 3;
constexpr std::uint8_t kSafeContentsBag = 6;

bool Is(ByteView oid, std::string_view known) { return AsText(oid) == known; }

// Its last arc, or 0.
std::uint8_t BagType(ByteView oid) {
  const std::string_view text = AsText(oid);
  if (text.size() != kBagTypes.size() + 1 || !text.starts_with(kBagTypes)) return 0;
  return oid.back();
}

// An OID, and what is in [0] EXPLICIT behind it.
bool ReadTyped(DerReader& reader, ByteView& oid, ByteView& value) {
  return reader.ReadOid(oid) && reader.Read(der::ContextConstructed(0), value);
}

// PKCS12Attribute: only the one that we look for. False if it is malformed.
bool ReadAttributes(ByteView set, ByteView& key_id) {
  DerReader attributes(set);
  while (!attributes.empty()) {
    ByteView content, oid, values;
    if (!attributes.Read(der::kSequence, content)) return false;
    DerReader fields(content);
    if (!fields.ReadOid(oid) || !fields.Read(der::kSet, values) || !fields.empty()) return false;
    if (Is(oid, kLocalKeyId) && !x509::ReadAlone(values, der::kOctetString, key_id)) return false;
  }
  return true;
}

// Walker goes through safes and bags.
class Walker {
 public:
  Walker(Opener& opener, Report& report, Contents& contents)
      : opener_(opener), report_(report), contents_(contents) {}

  // AuthenticatedSafe.
  Result<void> ReadSafes(ByteView authenticated);

 private:
  Result<void> ReadSafe(ByteView type, ByteView value);
  Result<void> ReadEncryptedSafe(ByteView value);
  Result<void> ReadSafeContents(ByteView safe, int depth);
  Result<void> ReadBag(ByteView bag, int depth);
  Result<void> ReadKey(ByteView key, ByteView key_id);
  Result<void> ReadShroudedKey(ByteView key, ByteView key_id);
  Result<void> ReadCertificate(ByteView bag, ByteView key_id);

  Opener& opener_;
  Report& report_;
  Contents& contents_;
  std::size_t bags_ = 0;
};

Result<void> Walker::ReadSafes(ByteView authenticated) {
  ByteView list;
  if (!x509::ReadAlone(authenticated, der::kSequence, list)) {
    return report_.Malformed(authenticated, "its list of safes cannot be read");
  }
  DerReader safes(list);
  while (!safes.empty()) {
    ByteView safe, type, value;
    if (!safes.Read(der::kSequence, safe)) {
      return report_.Malformed(list, "a safe cannot be read");
    }
    DerReader fields(safe);
    if (!ReadTyped(fields, type, value) || !fields.empty()) {
      return report_.Malformed(safe, "a safe cannot be read");
    }
    if (const Result<void> read = ReadSafe(type, value); !read) return read;
  }
  return {};
}

Result<void> Walker::ReadSafe(ByteView type, ByteView value) {
  if (Is(type, kEncryptedData)) return ReadEncryptedSafe(value);
  if (!Is(type, kData)) {
    return report_.Unsupported("encryption", "one with public keys (RFC 7292, 3.1)", type);
  }
  ByteView safe;
  if (!x509::ReadAlone(value, der::kOctetString, safe)) {
    return report_.Malformed(value, "a safe cannot be read");
  }
  return ReadSafeContents(safe, 0);
}

// EncryptedData (RFC 5652, 8).
Result<void> Walker::ReadEncryptedSafe(ByteView value) {
  ByteView data, info, type, ciphertext;
  Algorithm algorithm;
  std::uint32_t version = 0;
  bool good = x509::ReadAlone(value, der::kSequence, data);
  DerReader fields(data);
  good = good && fields.ReadSmall(3, version) && version < 3 && fields.Read(der::kSequence, info);
  DerReader inner(info);
  good = good && inner.ReadOid(type) && Is(type, kData) && ReadAlgorithm(inner, algorithm);
  if (good && inner.Has(der::ContextConstructed(0))) {
    // An OCTET STRING in pieces, which is never DER.
    const std::uint8_t pieces[] = {0x24, 0x80};
    return report_.Malformed(pieces, {});
  }
  good = good && inner.Read(der::Context(0), ciphertext) && inner.empty();
  if (!good) return report_.Malformed(value, "an encrypted safe cannot be read");
  const Result<ByteView> safe = opener_.Decrypt(algorithm, ciphertext);
  if (!safe) return Fail(safe.error());
  return ReadSafeContents(*safe, 0);
}

Result<void> Walker::ReadSafeContents(ByteView safe, int depth) {
  ByteView list;
  if (depth == kMaxDepth) return report_.Malformed({}, "its bags are nested too deep");
  if (!x509::ReadAlone(safe, der::kSequence, list)) {
    return report_.Malformed(safe, "a safe cannot be read");
  }
  DerReader bags(list);
  while (!bags.empty()) {
    ByteView bag;
    if (!bags.Read(der::kSequence, bag)) return report_.Malformed(list, "a bag cannot be read");
    if (++bags_ > kMaxBags) return report_.Malformed({}, "it has more than 256 bags");
    if (const Result<void> read = ReadBag(bag, depth); !read) return read;
  }
  return {};
}

Result<void> Walker::ReadBag(ByteView bag, int depth) {
  ByteView type, value, set, key_id;
  DerReader fields(bag);
  if (!ReadTyped(fields, type, value) || (!fields.empty() && !fields.Read(der::kSet, set)) ||
      !fields.empty() || !ReadAttributes(set, key_id)) {
    return report_.Malformed(bag, "a bag cannot be read");
  }
  switch (BagType(type)) {
    case kKeyBag:
      return ReadKey(value, key_id);
    case kShroudedKeyBag:
      return ReadShroudedKey(value, key_id);
    case kCertificateBag:
      return ReadCertificate(value, key_id);
    case kSafeContentsBag:
      return ReadSafeContents(value, depth + 1);
    default:
      return {};
  }
}

Result<void> Walker::ReadKey(ByteView key, ByteView key_id) {
  if (!contents_.key.empty()) {
    return report_.Refuse(
        ErrorKind::kConfig, Detail::kDuplicate,
        {"holds several private keys, and does not say which is to be used; "
         "make one with a single key: openssl pkcs12 -export -inkey KEY -in CERTIFICATES"});
  }
  ByteView content;
  if (!x509::ReadAlone(key, der::kSequence, content)) {
    return report_.Malformed(key, "its private key cannot be read");
  }
  contents_.key = key;
  contents_.key_id = key_id;
  return {};
}

// EncryptedPrivateKeyInfo (RFC 5958, 3).
Result<void> Walker::ReadShroudedKey(ByteView key, ByteView key_id) {
  ByteView content, ciphertext;
  Algorithm algorithm;
  bool good = x509::ReadAlone(key, der::kSequence, content);
  DerReader fields(content);
  good = good && ReadAlgorithm(fields, algorithm) && fields.Read(der::kOctetString, ciphertext) &&
         fields.empty();
  if (!good) return report_.Malformed(key, "its private key cannot be read");
  const Result<ByteView> plain = opener_.Decrypt(algorithm, ciphertext);
  if (!plain) return Fail(plain.error());
  return ReadKey(*plain, key_id);
}

Result<void> Walker::ReadCertificate(ByteView bag, ByteView key_id) {
  ByteView content, type, value, certificate;
  bool good = x509::ReadAlone(bag, der::kSequence, content);
  DerReader fields(content);
  good = good && ReadTyped(fields, type, value) && fields.empty();
  if (good && !Is(type, kX509Certificate)) return {};  // SDSI.
  good = good && x509::ReadAlone(value, der::kOctetString, certificate);
  if (!good) return report_.Malformed(bag, "a certificate cannot be read");
  if (!contents_.certificates.Push({certificate, key_id})) return report_.NoMemory();
  return {};
}

}  // namespace

Result<void> ReadContents(ByteView file, Opener& opener, Report& report, Contents& contents) {
  ByteView pfx, content_info, type, value, authenticated, mac_data;
  std::uint32_t version = 0;
  if (!x509::ReadAlone(file, der::kSequence, pfx)) {
    return report.Malformed(file, "it is not one SEQUENCE");
  }
  DerReader fields(pfx);
  if (!fields.ReadSmall(4, version) || version != 3) {
    return report.Malformed({}, "its version is not 3");
  }
  if (!fields.Read(der::kSequence, content_info)) {
    return report.Malformed(pfx.subspan(3), "its content cannot be read");
  }
  DerReader info(content_info);
  if (!ReadTyped(info, type, value) || !info.empty()) {
    return report.Malformed({}, "its content cannot be read");
  }
  if (!Is(type, kData)) return report.Unsupported("authentication", "one with public keys", type);
  if (!x509::ReadAlone(value, der::kOctetString, authenticated)) {
    return report.Malformed(value, "its content cannot be read");
  }
  if (!fields.empty()) {
    if (!fields.Read(der::kSequence, mac_data) || !fields.empty()) {
      return report.Malformed({}, "its message authentication code cannot be read");
    }
    if (const Result<void> checked = opener.CheckMac(mac_data, authenticated); !checked) {
      return checked;
    }
  }
  return Walker(opener, report, contents).ReadSafes(authenticated);
}

}  // namespace omnitls::pkcs12
