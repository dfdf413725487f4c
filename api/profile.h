#ifndef OMNITLS_PROFILE_H_
#define OMNITLS_PROFILE_H_

// Whether this is a program without an operating system (docs/embedded.md). Its profile
// (--//api:profile) says how much of the library it wants; computers always have all of it.
#if defined(OMNITLS_PROFILE_TLS12_MIN) || defined(OMNITLS_PROFILE_TLS13_MIN) || \
    defined(OMNITLS_PROFILE_PSK_MIN) || defined(OMNITLS_PROFILE_BOTH) ||        \
    defined(OMNITLS_PROFILE_FULL)
#define OMNITLS_BARE_METAL 1
#endif

#endif  // OMNITLS_PROFILE_H_
