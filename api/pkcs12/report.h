#ifndef OMNITLS_PKCS12_REPORT_H_
#define OMNITLS_PKCS12_REPORT_H_

#include <initializer_list>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls::pkcs12 {

// Report keeps why a file was refused, in words that follow its name and a colon.
class Report {
 public:
  std::string_view message() const { return message_.text(); }

  Unexpected Refuse(ErrorKind kind, Detail detail, std::initializer_list<std::string_view> words);
  // For what breaks the format. `at` is where: what was written in BER, with lengths that DER does
  // not allow, is said to be so.
  Unexpected Malformed(ByteView at, std::string_view what);
  // For an algorithm: "its <what> is <name>, ..."; without a name, its OBJECT IDENTIFIER.
  Unexpected Unsupported(std::string_view what, std::string_view name, ByteView oid);
  Unexpected NoMemory() { return Refuse(ErrorKind::kNoMemory, Detail::kNone, {"out of memory"}); }

 private:
  Bytes message_;
};

}  // namespace omnitls::pkcs12

#endif  // OMNITLS_PKCS12_REPORT_H_
