#include "bench/subjects/subjects.h"

#include <mbedtls/version.h>
#include <openssl/crypto.h>
#include <wolfssl/version.h>

#include "bench/subjects/aead.h"
#include "bench/subjects/default_mbedtls.h"
#include "bench/subjects/peers.h"

namespace omnitls::bench {
namespace {

std::string OpenSslVersion() { return OpenSSL_version(OPENSSL_VERSION_STRING); }
std::string MbedTlsVersion() { return MBEDTLS_VERSION_STRING; }
std::string WolfSslVersion() { return LIBWOLFSSL_VERSION_STRING; }

template <std::unique_ptr<Subject> (*kMake)(std::string_view, const Plan&, const Identity&),
          char kBackend>
std::unique_ptr<Subject> For(const Plan& plan, const Identity& identity) {
  return kMake(kBackend == 'o'   ? "openssl"
               : kBackend == 'm' ? "mbedtls"
                                 : "wolfssl",
               plan, identity);
}

// The same, but clients remember no signatures.
template <char kBackend>
std::unique_ptr<Subject> Forgetful(const Plan& given, const Identity& identity) {
  Plan plan = given;
  plan.remembers = false;
  return For<Ours, kBackend>(plan, identity);
}

// New subjects get a line here.
constexpr SubjectKind kSubjects[] = {
    {"ours/openssl", "OpenSSL", "omnitls", For<Ours, 'o'>, OpenSslVersion},
    {"ours/mbedtls", "mbedTLS", "omnitls", For<Ours, 'm'>, MbedTlsVersion},
    {"ours/wolfssl", "wolfSSL", "omnitls", For<Ours, 'w'>, WolfSslVersion},
    {"forgetful/openssl", "OpenSSL", "omnitls, SignatureCache(0)", Forgetful<'o'>, OpenSslVersion},
    {"forgetful/mbedtls", "mbedTLS", "omnitls, SignatureCache(0)", Forgetful<'m'>, MbedTlsVersion},
    {"forgetful/wolfssl", "wolfSSL", "omnitls, SignatureCache(0)", Forgetful<'w'>, WolfSslVersion},
    {"raw/openssl", "OpenSSL", "the library with a BIO of one's own", RawOpenSsl, OpenSslVersion},
    {"raw/mbedtls", "mbedTLS", "the library with its callbacks", RawMbedTls, MbedTlsVersion},
    {"default/mbedtls", "mbedTLS", "upstream's default build, with its callbacks", DefaultMbedTls,
     MbedTlsVersion},
    {"raw/wolfssl", "wolfSSL", "the library with its callbacks", RawWolfSsl, WolfSslVersion},
    {"membio", "OpenSSL", "a wrapper of memory BIOs", OpenSslMemoryBio, OpenSslVersion},
    {"biopair", "OpenSSL", "a wrapper of a BIO pair", OpenSslBioPair, OpenSslVersion},
    {"aead/openssl", "OpenSSL", "encryption alone", OpenSslAead, OpenSslVersion},
    {"aead/mbedtls", "mbedTLS", "encryption alone", MbedTlsAead, MbedTlsVersion},
    {"aead/wolfssl", "wolfSSL", "encryption alone", WolfSslAead, WolfSslVersion},
    {"set_fd", "OpenSSL", "SSL_set_fd", OpenSslSetFd, OpenSslVersion},
#if defined(OMNITLS_BENCH_HAS_ASIO)
    {"asio", "OpenSSL", "Asio's ssl::stream, synchronous", Asio, AsioVersion},
    {"asio/async", "OpenSSL", "Asio's ssl::stream, asynchronous", AsioAsync, AsioVersion},
#endif
#if defined(OMNITLS_BENCH_HAS_GNUTLS)
    {"gnutls", "GnuTLS", "the library with its callbacks", GnuTls, GnuTlsVersion},
#endif
#if defined(OMNITLS_BENCH_HAS_LIBTLS)
    {"libtls", "OpenSSL", "libtls (libretls) with its callbacks", LibTls, LibTlsVersion},
#endif
#if defined(OMNITLS_BENCH_HAS_RUSTLS)
    {"rustls", "rustls", "the library with ring", Rustls, RustlsVersion},
#endif
};

constexpr MissingSubject kMissing[] = {
    {nullptr, nullptr},  // So that there is one.
#if !defined(OMNITLS_BENCH_HAS_ASIO)
    {"asio", "libasio-dev"},
#endif
#if !defined(OMNITLS_BENCH_HAS_GNUTLS)
    {"gnutls", "libgnutls28-dev"},
#endif
#if !defined(OMNITLS_BENCH_HAS_LIBTLS)
    {"libtls", "libtls-dev"},
#endif
#if !defined(OMNITLS_BENCH_HAS_RUSTLS)
    {"rustls", "cargo and librust-rustls-dev"},
#endif
};

}  // namespace

std::span<const SubjectKind> AllSubjects() { return kSubjects; }

const SubjectKind* FindSubjectKind(std::string_view name) {
  for (const SubjectKind& kind : kSubjects) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::span<const MissingSubject> MissingSubjects() {
  return std::span<const MissingSubject>(kMissing).subspan(1);
}

}  // namespace omnitls::bench
