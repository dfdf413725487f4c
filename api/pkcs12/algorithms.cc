#include "omnitls/pkcs12/algorithms.h"

#include <span>

namespace omnitls::pkcs12 {
namespace {

using x509::DerElement;
using x509::DerReader;
namespace der = x509::der;

// Known is an OBJECT IDENTIFIER and what is meant by it.
template <class Id>
struct Known {
  std::string_view oid;  // Its content.
  Id id;
};

constexpr Known<HashAlgorithm> kHashes[] = {
    {"\x2B\x0E\x03\x02\x1A", HashAlgorithm::kSha1},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x01", HashAlgorithm::kSha256},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x02", HashAlgorithm::kSha384},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x03", HashAlgorithm::kSha512},
};
constexpr Known<HashAlgorithm> kHmacs[] = {
    {"\x2A\x86\x48\x86\xF7\x0D\x02\x07", HashAlgorithm::kSha1},
    {"\x2A\x86\x48\x86\xF7\x0D\x02\x09", HashAlgorithm::kSha256},
    {"\x2A\x86\x48\x86\xF7\x0D\x02\x0A", HashAlgorithm::kSha384},
    {"\x2A\x86\x48\x86\xF7\x0D\x02\x0B", HashAlgorithm::kSha512},
};
constexpr Known<CbcCipher> kCiphers[] = {
    {"\x60\x86\x48\x01\x65\x03\x04\x01\x02", CbcCipher::kAes128},
    {"\x60\x86\x48\x01\x65\x03\x04\x01\x16", CbcCipher::kAes192},
    {"\x60\x86\x48\x01\x65\x03\x04\x01\x2A", CbcCipher::kAes256},
    {"\x2A\x86\x48\x86\xF7\x0D\x03\x07", CbcCipher::kTripleDes},
};

constexpr std::string_view kPbkdf2 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0C";
constexpr std::string_view kPbes2 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0D";
constexpr std::string_view kPbmac1 = "\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0E";
constexpr std::size_t kMinMacKey = 20;  // Of PBMAC1, in bytes.

constexpr std::string_view kTripleDesPbe = "\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x03";

// What is refused by name: broken, or used by next to nobody.
constexpr Known<std::string_view> kRefused[] = {
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x01", "RC4-128 (pbeWithSHAAnd128BitRC4)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x02", "RC4-40 (pbeWithSHAAnd40BitRC4)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x04",
     "3DES with two keys (pbeWithSHAAnd2-KeyTripleDES-CBC)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x05", "RC2-128 (pbeWithSHAAnd128BitRC2-CBC)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01\x06", "RC2-40 (pbeWithSHAAnd40BitRC2-CBC)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x05\x03", "DES (pbeWithMD5AndDES-CBC)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x05\x06", "RC2 (pbeWithMD5AndRC2-CBC)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0A", "DES (pbeWithSHA1AndDES-CBC)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x05\x0B", "RC2 (pbeWithSHA1AndRC2-CBC)"},
    {"\x2A\x86\x48\x86\xF7\x0D\x03\x02", "RC2-CBC"},
    {"\x2B\x0E\x03\x02\x07", "DES-CBC"},
    {"\x2B\x06\x01\x04\x01\xDA\x47\x04\x0B", "scrypt"},
    {"\x2A\x86\x48\x86\xF7\x0D\x02\x05", "MD5"},
    {"\x2A\x86\x48\x86\xF7\x0D\x02\x08", "hmacWithSHA224"},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x04", "SHA-224"},
    {"\x2A\x83\x08\x8C\x9A\x4B\x3D\x01\x01\x01\x04", "Camellia-256-CBC"},
};

bool Is(ByteView oid, std::string_view known) { return AsText(oid) == known; }

template <class Id>
const Id* Find(std::span<const Known<Id>> all, ByteView oid) {
  for (const Known<Id>& known : all) {
    if (Is(oid, known.oid)) return &known.id;
  }
  return nullptr;
}

Unexpected Unsupported(std::string_view what, ByteView oid, Report& report) {
  const std::string_view* const name = Find<std::string_view>(kRefused, oid);
  return report.Unsupported(what, name == nullptr ? std::string_view() : *name, oid);
}

// For those that have none: RFC 8018 writes NULL, others nothing.
bool HasNoParameters(const Algorithm& algorithm) {
  const ByteView parameters = algorithm.parameters;
  return parameters.empty() ||
         (parameters.size() == 2 && parameters[0] == der::kNull && parameters[1] == 0);
}

bool ReadIterations(DerReader& reader, std::uint32_t& iterations) {
  return reader.ReadSmall(kIterationsLimit, iterations) && iterations != 0;
}

// PBKDF2-params (RFC 8018, A.2): the salt is always given here.
Result<void> ParsePbkdf2(const Algorithm& algorithm, Report& report, Kdf& kdf) {
  if (!Is(algorithm.oid, kPbkdf2)) return Unsupported("key derivation", algorithm.oid, report);
  const auto malformed = [&] {
    return report.Malformed(algorithm.parameters, "its parameters of PBKDF2 cannot be read");
  };
  ByteView content;
  if (!x509::ReadAlone(algorithm.parameters, der::kSequence, content)) return malformed();
  DerReader fields(content);
  kdf.is_pbkdf2 = true;
  kdf.hash = HashAlgorithm::kSha1;
  if (!fields.Read(der::kOctetString, kdf.salt) || !ReadIterations(fields, kdf.iterations)) {
    return malformed();
  }
  if (fields.Has(der::kInteger) && !fields.ReadSmall(kIterationsLimit, kdf.key_length)) {
    return malformed();
  }
  if (fields.empty()) return {};
  Algorithm prf;
  if (!ReadAlgorithm(fields, prf) || !fields.empty()) return malformed();
  const HashAlgorithm* const hash = Find<HashAlgorithm>(kHmacs, prf.oid);
  if (hash == nullptr) return Unsupported("hash function of PBKDF2", prf.oid, report);
  if (!HasNoParameters(prf)) return malformed();
  kdf.hash = *hash;
  return {};
}

// Both PBES2-params and PBMAC1-params (RFC 8018, A.4 and A.5): a derivation, and what the key is
// for.
Result<void> ParsePair(ByteView parameters, Report& report, Kdf& kdf, Algorithm& use) {
  ByteView content;
  Algorithm derivation;
  if (!x509::ReadAlone(parameters, der::kSequence, content)) {
    return report.Malformed(parameters, "the parameters of an algorithm cannot be read");
  }
  DerReader fields(content);
  if (!ReadAlgorithm(fields, derivation) || !ReadAlgorithm(fields, use) || !fields.empty()) {
    return report.Malformed(content, "the parameters of an algorithm cannot be read");
  }
  return ParsePbkdf2(derivation, report, kdf);
}

Result<void> ParsePbes2(ByteView parameters, Report& report, Encryption& encryption) {
  Algorithm scheme;
  Result<void> parsed = ParsePair(parameters, report, encryption.kdf, scheme);
  if (!parsed) return parsed;
  const CbcCipher* const cipher = Find<CbcCipher>(kCiphers, scheme.oid);
  if (cipher == nullptr) return Unsupported("encryption", scheme.oid, report);
  encryption.cipher = *cipher;
  const std::uint32_t key_length = encryption.kdf.key_length;
  if (!x509::ReadAlone(scheme.parameters, der::kOctetString, encryption.iv) ||
      encryption.iv.size() != BlockSize(*cipher) ||
      (key_length != 0 && key_length != KeySize(*cipher))) {
    return report.Malformed({}, "the parameters of its encryption do not fit");
  }
  return {};
}

// pkcs-12PbeParams (RFC 7292, C).
Result<void> ParseTripleDesPbe(ByteView parameters, Report& report, Encryption& encryption) {
  ByteView content;
  encryption.cipher = CbcCipher::kTripleDes;
  bool good = x509::ReadAlone(parameters, der::kSequence, content);
  DerReader fields(content);
  good = good && fields.Read(der::kOctetString, encryption.kdf.salt) &&
         ReadIterations(fields, encryption.kdf.iterations) && fields.empty();
  if (!good) return report.Malformed(parameters, "the parameters of its encryption cannot be read");
  return {};
}

Result<void> ParsePbmac1(ByteView parameters, Report& report, Mac& mac) {
  Algorithm scheme;
  Result<void> parsed = ParsePair(parameters, report, mac.kdf, scheme);
  if (!parsed) return parsed;
  const HashAlgorithm* const hash = Find<HashAlgorithm>(kHmacs, scheme.oid);
  if (hash == nullptr) return Unsupported("message authentication code", scheme.oid, report);
  mac.hash = *hash;
  // The length must be there, and a short one would make guessing easier (RFC 9579).
  if (!HasNoParameters(scheme) || mac.kdf.key_length < kMinMacKey ||
      mac.kdf.key_length > kMaxDigest) {
    return report.Malformed({}, "the parameters of its message authentication code do not fit");
  }
  return {};
}

}  // namespace

bool ReadAlgorithm(DerReader& reader, Algorithm& algorithm) {
  ByteView content;
  if (!reader.Read(der::kSequence, content)) return false;
  DerReader fields(content);
  DerElement parameters;
  if (!fields.ReadOid(algorithm.oid)) return false;
  if (!fields.empty() && !fields.Next(parameters)) return false;
  algorithm.parameters = parameters.whole;
  return fields.empty();
}

Result<void> ParseEncryption(const Algorithm& algorithm, Report& report, Encryption& encryption) {
  if (Is(algorithm.oid, kPbes2)) return ParsePbes2(algorithm.parameters, report, encryption);
  if (Is(algorithm.oid, kTripleDesPbe)) {
    return ParseTripleDesPbe(algorithm.parameters, report, encryption);
  }
  return Unsupported("encryption", algorithm.oid, report);
}

Result<void> ParseMac(ByteView mac_data, Report& report, Mac& mac) {
  DerReader fields(mac_data);
  ByteView digest_info, salt;
  Algorithm algorithm;
  std::uint32_t iterations = 1;  // The default.
  bool good = fields.Read(der::kSequence, digest_info);
  DerReader digest(digest_info);
  good = good && ReadAlgorithm(digest, algorithm) && digest.Read(der::kOctetString, mac.value) &&
         digest.empty() && fields.Read(der::kOctetString, salt) &&
         (fields.empty() || ReadIterations(fields, iterations)) && fields.empty();
  if (!good) return report.Malformed(mac_data, "its message authentication code cannot be read");
  if (Is(algorithm.oid, kPbmac1)) {
    // The salt and the iterations beside it mean nothing (RFC 9579).
    const Result<void> parsed = ParsePbmac1(algorithm.parameters, report, mac);
    if (!parsed) return parsed;
  } else {
    const HashAlgorithm* const hash = Find<HashAlgorithm>(kHashes, algorithm.oid);
    if (hash == nullptr) return Unsupported("message authentication code", algorithm.oid, report);
    if (!HasNoParameters(algorithm)) {
      return report.Malformed({}, "the parameters of its message authentication code do not fit");
    }
    mac.hash = *hash;
    mac.kdf = {.salt = salt, .iterations = iterations, .hash = *hash};
  }
  if (mac.value.size() == DigestSize(mac.hash)) return {};
  return report.Malformed({}, "its message authentication code has the wrong length");
}

}  // namespace omnitls::pkcs12
