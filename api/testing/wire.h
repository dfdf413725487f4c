#ifndef OMNITLS_TESTING_WIRE_H_
#define OMNITLS_TESTING_WIRE_H_

#include <cstddef>
#include <string>

// TLS's presentation language (RFC 8446, 3), for messages that tests write by hand.
namespace omnitls::wire {

inline std::string U8(std::size_t n) { return std::string(1, static_cast<char>(n)); }
inline std::string U16(std::size_t n) { return U8(n >> 8) + U8(n & 0xFF); }
// A vector after its length, in one byte or two.
inline std::string Vec8(const std::string& body) { return U8(body.size()) + body; }
inline std::string Vec16(const std::string& body) { return U16(body.size()) + body; }
inline std::string Extension(int type, const std::string& body) {
  return U16(static_cast<std::size_t>(type)) + Vec16(body);
}

}  // namespace omnitls::wire

#endif  // OMNITLS_TESTING_WIRE_H_
