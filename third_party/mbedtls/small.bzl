"""What of mbedTLS is not empty in the profiles for microcontrollers (//embedded/profiles): a third of all files."""

_PROFILES = [
    "both",
    "psk-min",
    "tls12-min",
    "tls13-min",
]

# Besides those that computers compile in a way of their own (mbedtls.BUILD: _WRAPPED).
SMALL_CRYPTO = ["library/{}.c".format(name) for name in [
    "aes",
    "asn1parse",
    "asn1write",
    "block_cipher",
    "constant_time",
    "md",
    "oid",
    "pk",
    "pk_ecc",
    "pk_wrap",
    "pkparse",
    "platform",
    "platform_util",
    "psa_crypto",
    "psa_crypto_aead",
    "psa_crypto_cipher",
    "psa_crypto_client",
    "psa_crypto_driver_wrappers_no_static",
    "psa_crypto_hash",
    "psa_crypto_mac",
    "psa_crypto_rsa",
    "psa_crypto_slot_management",
    "psa_util",
    "sha256",
]]

SMALL_X509 = [
    "library/x509.c",
    "library/x509_crt.c",
]

# The same: _WRAPPED_TLS.
SMALL_TLS = ["library/ssl_{}.c".format(name) for name in [
    "ciphersuites",
    "client",
    "msg",
    "ticket",
    "tls",
    "tls12_client",
    "tls12_server",
    "tls13_client",
    "tls13_generic",
    "tls13_server",
]]

def small_or_all(small, everything):
    """Sources for the small profiles, and for all else: a configuration of one's own, `full`, `computer`, computers.

    Args:
      small: files
      everything: files
    """
    branches = {"@omnitls//embedded/profiles:is_" + name: small for name in _PROFILES}
    branches["//conditions:default"] = everything
    return select(branches)
