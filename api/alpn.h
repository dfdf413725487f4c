#ifndef OMNITLS_ALPN_H_
#define OMNITLS_ALPN_H_

#include <span>
#include <string_view>

#include "omnitls/bytes.h"
#include "omnitls/error.h"

namespace omnitls {

// Application protocols (RFC 7301) in wire form: each name after its length in one byte.

// AppendAlpn adds a name to a wire-form list.
// Errors: kConfig/kNameLength: empty, longer than 255 bytes, or the list over 65,535;
// kConfig/kDuplicate; kNoMemory.
Result<void> AppendAlpn(std::string_view name, Bytes& list);

// CheckAlpnWire tells whether bytes are a wire-form list of at least one name.
bool CheckAlpnWire(ByteView list);

// SelectAlpn returns the first name of `ours` that also stands in `theirs`: the server's order
// decides. Empty: none. The view is into `ours`.
std::string_view SelectAlpn(ByteView ours, ByteView theirs);

}  // namespace omnitls

#endif  // OMNITLS_ALPN_H_
