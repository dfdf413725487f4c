#include "omnitls/pkcs12/report.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace omnitls::pkcs12 {
namespace {

constexpr std::string_view kExportAgain =
    "; make it again: openssl pkcs12 -export -certpbe AES-256-CBC -keypbe AES-256-CBC -macalg "
    "SHA256";

void AppendNumber(std::uint32_t number, Bytes& out) {
  char digits[10];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  (void)out.Append(AsBytes({digits, static_cast<std::size_t>(end - digits)}));
}

// Appends "1.2.840.113549.1.12.1.6"; what is longer than any in use is cut off.
void AppendOid(ByteView oid, Bytes& out) {
  constexpr std::size_t kLongest = 32;
  constexpr std::uint32_t kLargestPart = 0x01FFFFFF;
  std::uint32_t arc = 0;
  bool is_first = true;
  for (const std::uint8_t byte : oid.first(std::min(oid.size(), kLongest))) {
    if (arc > kLargestPart) return;
    arc = (arc << 7) | (byte & 0x7F);
    if ((byte & 0x80) != 0) continue;
    if (is_first) {
      const std::uint32_t top = arc < 80 ? arc / 40 : 2;  // X.690, 8.19.4
      AppendNumber(top, out);
      arc -= 40 * top;
    }
    (void)out.Append(AsBytes("."));
    AppendNumber(arc, out);
    is_first = false;
    arc = 0;
  }
}

}  // namespace

Unexpected Report::Refuse(ErrorKind kind, Detail detail,
                          std::initializer_list<std::string_view> words) {
  message_.Reset();
  for (const std::string_view word : words) (void)message_.Append(AsBytes(word));
  return Fail(kind, detail);
}

Unexpected Report::Malformed(ByteView at, std::string_view what) {
  // Only what is constructed can be of indefinite length; 0x24: an OCTET STRING in pieces.
  if (at.size() >= 2 && ((at[1] == 0x80 && (at[0] & 0x20) != 0) || at[0] == 0x24)) {
    return Refuse(ErrorKind::kConfig, Detail::kMalformedPkcs12,
                  {"is written in BER with indefinite lengths, and must be in DER; make it again: "
                   "openssl pkcs12 -in OLD -out ALL.pem, then openssl pkcs12 -export -in ALL.pem"});
  }
  return Refuse(ErrorKind::kConfig, Detail::kMalformedPkcs12,
                {"is no PKCS#12 file, or damaged: ", what});
}

Unexpected Report::Unsupported(std::string_view what, std::string_view name, ByteView oid) {
  Bytes number;
  if (name.empty()) {
    AppendOid(oid, number);
    name = number.text();
  }
  return Refuse(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm,
                {"its ", what, " is ", name, ", which is not supported", kExportAgain});
}

}  // namespace omnitls::pkcs12
