#ifndef OMNITLS_PEM_H_
#define OMNITLS_PEM_H_

#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls {

// PemBlock is one block of a PEM text (RFC 7468). The views point into the text.
struct PemBlock {
  std::string_view label;    // "CERTIFICATE", "PRIVATE KEY", ...
  std::string_view headers;  // RFC 1421 headers ("Proc-Type: 4,ENCRYPTED ..."), or empty.
  std::string_view body;     // The base64 text.
  std::string_view whole;    // From "-----BEGIN" to the end of the "-----END" line.
  int line = 0;              // The line of the BEGIN, from 1.
};

// PemReader walks the blocks of a PEM text; other text between blocks is skipped. No allocation.
class PemReader {
 public:
  explicit PemReader(std::string_view text) : text_(text) {}

  // Next returns true and fills `block`, or false at the end of the text.
  // Errors: kConfig/kMalformedPem: a BEGIN without its END, a bad label. line() says where.
  Result<bool> Next(PemBlock& block);

  // The line (from 1) that the reader stands on.
  int line() const { return line_; }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
  int line_ = 1;
};

// DecodePemBody decodes base64 with any white space between characters, appending to `out`.
// Errors: kConfig/kMalformedPem; kNoMemory. `out` is then as before.
Result<void> DecodePemBody(std::string_view body, Bytes& out);

// IsPem tells whether a text holds "-----BEGIN ".
bool IsPem(ByteView text);

}  // namespace omnitls

#endif  // OMNITLS_PEM_H_
