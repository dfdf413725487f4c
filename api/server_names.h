#ifndef OMNITLS_SERVER_NAMES_H_
#define OMNITLS_SERVER_NAMES_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "omnitls/bytes.h"

namespace omnitls::internal {

class ContextCore;

// IsServerNamePattern tells whether a text is a DNS name, or one behind "*.".
bool IsServerNamePattern(std::string_view text);

// ServerNames is who answers for which name: the identities of one server.
class ServerNames : public Allocated {
 public:
  struct Entry {
    Bytes pattern;  // In lower case.
    const ContextCore* core = nullptr;
    std::uint32_t order = 0;  // As given.
  };

  ~ServerNames();

  // Add takes over one reference to `core`, if it succeeds. False: no memory.
  [[nodiscard]] bool Add(std::string_view pattern, const ContextCore& core);
  // Sort is called once, after the last Add. It returns an entry that no client could ever get,
  // because another has its pattern and the same kind of key; null: there is none.
  const Entry* Sort();

  // Find returns those that answer for the name in a ClientHello, which may be any bytes, in the
  // order they were given: those with the very name, or else those with a wildcard for its leftmost
  // label.
  std::span<const Entry> Find(std::string_view name) const;

 private:
  std::span<const Entry> FindPattern(std::string_view pattern) const;

  Vec<Entry> entries_;
};

}  // namespace omnitls::internal

#endif  // OMNITLS_SERVER_NAMES_H_
