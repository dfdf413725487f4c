/* library/aesni.c. Its loops over 16 bytes become single instructions, which makes AES-GCM half
 * again as fast. It is used only on processors that have AES instructions, and so these as well. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#pragma GCC target("ssse3")
#endif
#include "library/aesni.c"
