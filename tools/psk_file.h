#ifndef OMNITLS_TOOLS_PSK_FILE_H_
#define OMNITLS_TOOLS_PSK_FILE_H_

#include <string>

#include "omnitls/omnitls.h"

namespace omnitls::tools {

// ReadPskFile adds the keys in a file to `keys`: lines of "IDENTITY:HEX", as GnuTLS and stunnel
// have them; lines that are empty or begin with '#' are skipped. Throws a Failure that names the
// line, but nothing that stands in it.
void ReadPskFile(const std::string& path, MemoryPreSharedKeys& keys);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_PSK_FILE_H_
