/* library/gcm.c, which every record goes through. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif
#include "library/gcm.c"
