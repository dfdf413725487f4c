#ifndef OMNITLS_PROFILE_H_
#define OMNITLS_PROFILE_H_

#include <type_traits>

#include "omnitls/bytes.h"

// How much of the library a program without an operating system wants: --//api:profile and
// --//api:role define these words (docs/embedded.md). Computers always have all of it, and nothing
// here costs them anything: what is left out is left out by the compiler.
#if defined(OMNITLS_PROFILE_PSK_MIN) || defined(OMNITLS_PROFILE_TLS12_MIN) || \
    defined(OMNITLS_PROFILE_TLS13_MIN) || defined(OMNITLS_PROFILE_BOTH) ||    \
    defined(OMNITLS_PROFILE_FULL)
// A core of their own: backends/mbedtls/minimal.
#define OMNITLS_PROFILE_MINIMAL 1
#endif
#if defined(OMNITLS_PROFILE_MINIMAL) || defined(OMNITLS_PROFILE_COMPUTER)
#define OMNITLS_BARE_METAL 1
#endif

namespace omnitls::internal {

namespace profile {

#if defined(OMNITLS_BARE_METAL)
inline constexpr bool kBareMetal = true;
#else
inline constexpr bool kBareMetal = false;
#endif
#if defined(OMNITLS_ROLE_SERVER)
inline constexpr bool kClient = false;
#else
inline constexpr bool kClient = true;
#endif
#if defined(OMNITLS_ROLE_CLIENT)
inline constexpr bool kServer = false;
#else
inline constexpr bool kServer = true;
#endif
#if defined(OMNITLS_PROFILE_PSK_MIN) || defined(OMNITLS_PROFILE_TLS12_MIN)
inline constexpr bool kTls13 = false;
#else
inline constexpr bool kTls13 = true;
#endif
#if defined(OMNITLS_PROFILE_MINIMAL)
// What to say of an error, and what to do about it, in sentences.
inline constexpr bool kSentences = false;
#else
inline constexpr bool kSentences = true;
#endif

}  // namespace profile

// Absent takes the place of Owned for what a profile leaves out: always empty.
template <class T>
class Absent {
 public:
  Absent() = default;
  explicit Absent(T* /*object*/) {}
  Absent(Owned<T>&& /*other*/) {}  // NOLINT: as Owned converts
  T* get() const { return nullptr; }
  // Behind a test that nothing passes.
  T* operator->() const { __builtin_unreachable(); }
  T& operator*() const { __builtin_unreachable(); }
  explicit operator bool() const { return false; }
  T* release() { return nullptr; }
  void reset(T* /*object*/ = nullptr) {}
};

template <bool kHas, class T>
using OwnedIf = std::conditional_t<kHas, Owned<T>, Absent<T>>;

}  // namespace omnitls::internal

#endif  // OMNITLS_PROFILE_H_
