#ifndef OMNITLS_TOOLS_ADVICE_H_
#define OMNITLS_TOOLS_ADVICE_H_

#include <string_view>

#include "omnitls/error.h"

namespace omnitls::tools {

// Where names of suites, groups and signature schemes are found.
inline constexpr char kSeeNames[] = "docs/support.md lists the names";

// WhatToDo is what a user can do about a flag, a file or a word that a builder refused, as the end
// of a sentence; "" where the error itself says it.
std::string_view WhatToDo(const Error& error);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_ADVICE_H_
