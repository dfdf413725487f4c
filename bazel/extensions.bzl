"""Module extension for MODULE.bazel."""

load("//bazel:repositories.bzl", "tls_library_repositories")

def _tls_libraries_impl(_mctx):
    tls_library_repositories()

tls_libraries = module_extension(
    implementation = _tls_libraries_impl,
    doc = "mbedTLS and wolfSSL from source, OpenSSL and libuv from the system.",
)
