"""What is pinned, and where it comes from. The single place to change.

tools/setup.sh reads this file as text: one value a line, {v} for the version.
"""

MBEDTLS_VERSION = "3.6.7"
MBEDTLS_SHA256 = "a7e8bcbec0e6f761b4af24f25677626b35f762f68eef79c08677a363212d11f6"
MBEDTLS_URL = "https://github.com/Mbed-TLS/mbedtls/releases/download/mbedtls-{v}/mbedtls-{v}.tar.bz2"
MBEDTLS_PREFIX = "mbedtls-{v}"

WOLFSSL_VERSION = "5.9.2"
WOLFSSL_SHA256 = "2f4ef3d4fd387a9b3191d36a6316d69116c46ff69bb9583b6c82b36d7b8ca114"
WOLFSSL_URL = "https://github.com/wolfSSL/wolfssl/archive/refs/tags/v{v}-stable.tar.gz"
WOLFSSL_PREFIX = "wolfssl-{v}-stable"

# What follows is downloaded in WORKSPACE mode only, and only where the system
# does not provide it.
GOOGLETEST_VERSION = "1.12.1"
GOOGLETEST_SHA256 = "81964fe578e9bd7c94dfdb09c8e4d6e6759e19967e397dbea48d1c10e45d0df2"
GOOGLETEST_URL = "https://github.com/google/googletest/archive/refs/tags/release-{v}.tar.gz"
GOOGLETEST_PREFIX = "googletest-release-{v}"

EXPECTED_VERSION = "1.3.1"
EXPECTED_SHA256 = "9a04f4f472fbb5c30bf60402f1ca626c4a76987f867978d0b8a35d7ab3fb8fe7"
EXPECTED_URL = "https://github.com/TartanLlama/expected/archive/refs/tags/v{v}.tar.gz"
EXPECTED_PREFIX = "expected-{v}"

CLI11_VERSION = "2.6.2"
CLI11_SHA256 = "c6ea6b2e5608b3ea8617999bd5f47420c71b2ebdb8dc4767c1034d1da5785711"
CLI11_URL = "https://github.com/CLIUtils/CLI11/archive/refs/tags/v{v}.tar.gz"
CLI11_PREFIX = "CLI11-{v}"

JSON_VERSION = "3.11.3"
JSON_SHA256 = "a22461d13119ac5c78f205d3df1db13403e58ce1bb1794edc9313677313f4a9d"
JSON_URL = "https://github.com/nlohmann/json/releases/download/v{v}/include.zip"
JSON_PREFIX = ""
