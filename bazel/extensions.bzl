"""Module extension for MODULE.bazel."""

load("//bazel:repositories.bzl", "bench_repositories", "tls_library_repositories")

def _tls_libraries_impl(_mctx):
    tls_library_repositories()

def _bench_peers_impl(_mctx):
    bench_repositories()

tls_libraries = module_extension(
    implementation = _tls_libraries_impl,
    doc = "mbedTLS and wolfSSL from source, OpenSSL and libuv from the system.",
)

bench_peers = module_extension(
    implementation = _bench_peers_impl,
    doc = "What the benchmarks compare with, where the system has it.",
)
