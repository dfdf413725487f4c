#ifndef OMNITLS_X509_NAME_SUBTREE_H_
#define OMNITLS_X509_NAME_SUBTREE_H_

#include <cstdint>

#include "omnitls/bytes.h"

namespace omnitls::x509 {

// Match is whether a name is in a subtree. kUnsure has to refuse on both sides: it is no match for
// a permitted subtree, and as good as one for an excluded.
enum class Match : std::uint8_t { kNo, kYes, kUnsure };

constexpr Match ToMatch(bool matches) { return matches ? Match::kYes : Match::kNo; }

// MatchDirectory tells whether a DER Name is in the subtree of a DER Name `base`, that is, whether
// it starts with its RelativeDistinguishedNames (RFC 5280, 4.2.1.10). ASCII values are compared
// without regard to case, runs of spaces and string type (RFC 5280, 7.1); other values that differ
// are kUnsure.
Match MatchDirectory(ByteView base, ByteView name);

}  // namespace omnitls::x509

#endif  // OMNITLS_X509_NAME_SUBTREE_H_
