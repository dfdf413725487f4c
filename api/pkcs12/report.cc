#include "omnitls/pkcs12/report.h"

#include <charconv>
#include <cstdint>
#include <span>

namespace omnitls::pkcs12 {
namespace {

constexpr std::string_view kExportAgain =
    "; make it again with AES: openssl pkcs12 -export -certpbe AES-256-CBC -keypbe AES-256-CBC";

// "1.2.840.113549.1.12.1.6", or "unknown" for what is longer than any in use.
std::string_view FormatOid(ByteView oid, std::span<char> out) {
  char* at = out.data();
  char* const end = at + out.size();
  std::uint32_t arc = 0;
  bool is_first = true;
  for (const std::uint8_t byte : oid) {
    if (arc > 0x01FFFFFF || end - at < 16) return "unknown";
    arc = (arc << 7) | (byte & 0x7F);
    if ((byte & 0x80) != 0) continue;
    if (is_first) {
      const std::uint32_t top = arc < 80 ? arc / 40 : 2;  // X.690, 8.19.4
      at = std::to_chars(at, end, top).ptr;
      arc -= 40 * top;
    }
    is_first = false;
    *at++ = '.';
    at = std::to_chars(at, end, arc).ptr;
    arc = 0;
  }
  return {out.data(), static_cast<std::size_t>(at - out.data())};
}

}  // namespace

Unexpected Report::Refuse(ErrorKind kind, Detail detail,
                          std::initializer_list<std::string_view> words) {
  message_.Reset();
  for (const std::string_view word : words) (void)message_.Append(AsBytes(word));
  return Fail(kind, detail);
}

Unexpected Report::Malformed(ByteView at, std::string_view what) {
  // 0x24: an OCTET STRING in pieces.
  if (at.size() >= 2 && (at[1] == 0x80 || at[0] == 0x24)) {
    return Refuse(ErrorKind::kConfig, Detail::kMalformedPkcs12,
                  {"is written in BER with indefinite lengths, and must be in DER; make it again: "
                   "openssl pkcs12 -in OLD -out ALL.pem, then openssl pkcs12 -export -in ALL.pem"});
  }
  return Refuse(ErrorKind::kConfig, Detail::kMalformedPkcs12,
                {"is no PKCS#12 file, or damaged: ", what});
}

Unexpected Report::Unsupported(std::string_view what, std::string_view name, ByteView oid) {
  char text[80];
  if (name.empty()) name = FormatOid(oid, text);
  return Refuse(ErrorKind::kUnsupported, Detail::kUnsupportedAlgorithm,
                {"its ", what, " is ", name, ", which is not supported", kExportAgain});
}

}  // namespace omnitls::pkcs12
