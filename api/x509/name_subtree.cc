#include "omnitls/x509/name_subtree.h"

#include <string_view>

#include "omnitls/dns_name.h"
#include "omnitls/x509/der.h"
#include "omnitls/x509/name.h"

namespace omnitls::x509 {
namespace {

// Control characters are excluded, too: NUL is FoldedReader's end.
bool IsAsciiString(std::uint8_t tag, ByteView value) {
  constexpr std::uint8_t kNumericString = 0x12;
  constexpr std::uint8_t kVisibleString = 0x1A;
  switch (tag) {
    case der::kUtf8String:
    case der::kPrintableString:
    case der::kIa5String:
    case kNumericString:
    case kVisibleString:
      break;
    default:
      return false;
  }
  for (const std::uint8_t byte : value) {
    if (byte < 0x20 || byte > 0x7E) return false;
  }
  return true;
}

// FoldedReader gives a string in lower case, without outer spaces, and inner runs of them as one.
class FoldedReader {
 public:
  explicit FoldedReader(std::string_view text) : rest_(text) { SkipSpaces(); }

  // The next character; NUL at the end.
  char Next() {
    if (rest_.empty()) return '\0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c != ' ') return ToLowerAscii(c);
    SkipSpaces();
    return rest_.empty() ? '\0' : ' ';
  }

 private:
  void SkipSpaces() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }
  std::string_view rest_;
};

// RFC 5280, 7.1 compares after stringprep. For ASCII that is case and spaces; for anything else
// that is not the same bytes, we do not know.
Match MatchValue(const NameAttribute& a, const NameAttribute& b) {
  if (a.tag == b.tag && Equal(a.value, b.value)) return Match::kYes;
  if (!IsAsciiString(a.tag, a.value) || !IsAsciiString(b.tag, b.value)) return Match::kUnsure;
  FoldedReader left(AsText(a.value)), right(AsText(b.value));
  while (true) {
    const char c = left.Next();
    if (c != right.Next()) return Match::kNo;
    if (c == '\0') return Match::kYes;
  }
}

// ReadSingle reads a RelativeDistinguishedName of a single attribute, as nearly all are.
bool ReadSingle(ByteView rdn, NameAttribute& attribute) {
  DerReader set(rdn);
  ByteView pair;
  DerElement value;
  if (!set.Read(der::kSequence, pair) || !set.empty()) return false;
  DerReader fields(pair);
  if (!fields.ReadOid(attribute.oid) || !fields.Next(value) || !fields.empty()) return false;
  attribute.tag = value.tag;
  attribute.value = value.content;
  return true;
}

Match MatchRdn(ByteView base, ByteView rdn) {
  if (Equal(base, rdn)) return Match::kYes;
  NameAttribute a, b;
  if (!ReadSingle(base, a) || !ReadSingle(rdn, b)) return Match::kUnsure;
  return Equal(a.oid, b.oid) ? MatchValue(a, b) : Match::kNo;
}

}  // namespace

Match MatchDirectory(ByteView base, ByteView name) {
  ByteView base_content, name_content;
  if (!ReadAlone(base, der::kSequence, base_content)) return Match::kUnsure;
  if (!ReadAlone(name, der::kSequence, name_content)) return Match::kUnsure;
  DerReader base_rdns(base_content), rdns(name_content);
  Match result = Match::kYes;
  while (!base_rdns.empty()) {
    ByteView base_rdn, rdn;
    if (rdns.empty()) return Match::kNo;
    if (!base_rdns.Read(der::kSet, base_rdn) || !rdns.Read(der::kSet, rdn)) return Match::kUnsure;
    const Match match = MatchRdn(base_rdn, rdn);
    if (match == Match::kNo) return Match::kNo;
    if (match == Match::kUnsure) result = Match::kUnsure;
  }
  return result;
}

}  // namespace omnitls::x509
