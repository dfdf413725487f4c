"""External repositories, shared by WORKSPACE and MODULE.bazel."""

load("//bazel:arm_none_eabi.bzl", "arm_none_eabi")
load("//bazel:compat.bzl", "compat_repositories")
load("//bazel:optional.bzl", "optional_crate", "optional_library")
load("//bazel:source.bzl", "source_repository")
load("//bazel:system.bzl", "system_library")
load(
    "//bazel:versions.bzl",
    "CLI11_PREFIX",
    "CLI11_SHA256",
    "CLI11_URL",
    "CLI11_VERSION",
    "EXPECTED_PREFIX",
    "EXPECTED_SHA256",
    "EXPECTED_URL",
    "EXPECTED_VERSION",
    "GOOGLETEST_PREFIX",
    "GOOGLETEST_SHA256",
    "GOOGLETEST_URL",
    "GOOGLETEST_VERSION",
    "JSON_PREFIX",
    "JSON_SHA256",
    "JSON_URL",
    "JSON_VERSION",
    "MBEDTLS_PREFIX",
    "MBEDTLS_SHA256",
    "MBEDTLS_URL",
    "MBEDTLS_VERSION",
    "WOLFSSL_PREFIX",
    "WOLFSSL_SHA256",
    "WOLFSSL_URL",
    "WOLFSSL_VERSION",
)
load("//toolchains/linux_cross:configure.bzl", "linux_cross_configure")

# Where a package of the operating system, or of Homebrew, puts headers.
_INCLUDE_DIRS = ["/usr/include", "/usr/local/include", "/opt/homebrew/include"]

def tls_library_repositories():
    """The libraries that no registry has; the same under WORKSPACE and Bzlmod."""
    source_repository(
        name = "mbedtls",
        build_file = Label("//third_party/mbedtls:mbedtls.BUILD"),
        sha256 = MBEDTLS_SHA256,
        strip_prefix = MBEDTLS_PREFIX,
        tree_variable = "OMNITLS_MBEDTLS_TREE",
        url = MBEDTLS_URL,
        version = MBEDTLS_VERSION,
    )
    source_repository(
        name = "wolfssl",
        build_file = Label("//third_party/wolfssl:wolfssl.BUILD"),
        sha256 = WOLFSSL_SHA256,
        strip_prefix = WOLFSSL_PREFIX,
        tree_variable = "OMNITLS_WOLFSSL_TREE",
        url = WOLFSSL_URL,
        version = WOLFSSL_VERSION,
    )
    arm_none_eabi(name = "arm_none_eabi")
    system_library(
        name = "system_openssl",
        build_file = Label("//third_party/openssl:system_openssl.BUILD"),
        header_dirs = ["openssl"],
        libs = ["ssl", "crypto"],
        minimum = "3.0",
        packages = {"brew": "openssl@3", "debian": "libssl-dev", "fedora": "openssl-devel"},
        pkg_config = ["openssl"],
    )

    # The event loop of //tools:tlsserver.
    system_library(
        name = "system_libuv",
        build_file = Label("//third_party/libuv:system_libuv.BUILD"),
        header_dirs = ["uv", "uv.h"],
        libs = ["uv"],
        minimum = "1.24",
        packages = {"brew": "libuv", "debian": "libuv1-dev", "fedora": "libuv-devel"},
        pkg_config = ["libuv"],
    )

    linux_cross_configure(name = "linux_cross")

    # Fetched only when --config=system-mbedtls or --config=system-wolfssl asks.
    system_library(
        name = "system_mbedtls",
        build_file = Label("//third_party/mbedtls:system_mbedtls.BUILD"),
        header_dirs = ["mbedtls", "psa"],
        libs = ["mbedtls", "mbedx509", "mbedcrypto"],
        minimum = "3.6",
        packages = {"brew": "mbedtls@3", "debian": "libmbedtls-dev", "fedora": "mbedtls-devel"},
        pkg_config = ["mbedtls", "mbedx509", "mbedcrypto"],
        private_headers = "library",
        private_headers_variable = "OMNITLS_MBEDTLS_TREE",
    )
    system_library(
        name = "system_wolfssl",
        build_file = Label("//third_party/wolfssl:system_wolfssl.BUILD"),
        header_dirs = ["wolfssl"],
        libs = ["wolfssl"],
        minimum = "5.7",
        packages = {"brew": "wolfssl", "debian": "libwolfssl-dev", "fedora": "wolfssl-devel"},
        pkg_config = ["wolfssl"],
        # Distributions leave it out, and hide the functions it declares: what will
        # do is a static library that was configured with the private headers.
        required_header = "wolfssl/internal.h",
        tree_variable = "OMNITLS_WOLFSSL_TREE",
    )

def bench_repositories():
    """What //bench:compare compares with, if the system has it; the same under WORKSPACE and Bzlmod."""
    optional_library(
        name = "system_asio",
        define = "OMNITLS_BENCH_HAS_ASIO",
        headers = ["asio", "asio.hpp"],
        library = "asio",
    )
    optional_library(
        name = "system_gnutls",
        define = "OMNITLS_BENCH_HAS_GNUTLS",
        headers = ["gnutls"],
        library = "gnutls",
        libs = ["gnutls"],
        pkg_config = "gnutls",
    )
    optional_library(
        name = "system_libtls",
        define = "OMNITLS_BENCH_HAS_LIBTLS",
        headers = ["tls.h"],
        library = "libtls",
        libs = ["tls"],
        pkg_config = "libtls",
    )
    optional_crate(
        name = "system_rustls",
        crate = "rustls",
        define = "OMNITLS_BENCH_HAS_RUSTLS",
        files = {
            Label("//bench/subjects/rustls:Cargo.toml"): "Cargo.toml",
            Label("//bench/subjects/rustls:src/lib.rs"): "src/lib.rs",
        },
        library = "omnitls_bench_rustls",
    )

def omnitls_repositories():
    """Everything, for WORKSPACE mode. What the caller already defined is kept."""
    compat_repositories()
    if not native.existing_rule("mbedtls"):
        tls_library_repositories()
    if not native.existing_rule("system_asio"):
        bench_repositories()
    _header_library(
        name = "tl_expected",
        build_file = Label("//third_party/expected:expected.BUILD"),
        directory = "tl",
        packages = {"debian": "libexpected-dev", "fedora": "expected-devel", "brew": "tl-expected"},
        sha256 = EXPECTED_SHA256,
        strip_prefix = EXPECTED_PREFIX,
        url = EXPECTED_URL,
        version = EXPECTED_VERSION,
    )
    _header_library(
        name = "cli11",
        build_file = Label("//third_party/cli11:cli11.BUILD"),
        directory = "CLI",
        packages = {"debian": "libcli11-dev", "fedora": "cli11-devel", "brew": "cli11"},
        sha256 = CLI11_SHA256,
        strip_prefix = CLI11_PREFIX,
        url = CLI11_URL,
        version = CLI11_VERSION,
    )
    _header_library(
        name = "nlohmann_json",
        build_file = Label("//third_party/json:json.BUILD"),
        directory = "nlohmann",
        packages = {"debian": "nlohmann-json3-dev", "fedora": "json-devel", "brew": "nlohmann-json"},
        sha256 = JSON_SHA256,
        strip_prefix = JSON_PREFIX,
        url = JSON_URL,
        version = JSON_VERSION,
    )
    if not native.existing_rule("googletest"):
        source_repository(
            name = "googletest",
            build_file = Label("//third_party/googletest:googletest.BUILD"),
            packages = {"debian": "googletest"},
            sha256 = GOOGLETEST_SHA256,
            strip_prefix = GOOGLETEST_PREFIX,
            system_dirs = {d: ["/usr/src/googletest/" + d] for d in ["googletest", "googlemock"]},
            url = GOOGLETEST_URL,
            version = GOOGLETEST_VERSION,
        )

def _header_library(name, directory, **kwargs):
    if not native.existing_rule(name):
        source_repository(
            name = name,
            system_dirs = {"include/" + directory: [d + "/" + directory for d in _INCLUDE_DIRS]},
            **kwargs
        )
