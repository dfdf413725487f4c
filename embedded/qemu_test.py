#!/usr/bin/env python3
"""On one emulated board a client and a server shake hands and echo, in each profile."""

import sys

sys.path.insert(0, "embedded")
import board_run  # noqa: E402

EXPECTED = {
    "tls12-min": "handshake TLS1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "tls13-min": "handshake TLS1.3 TLS_AES_128_GCM_SHA256",
    "psk-min": "handshake TLS1.2 TLS_PSK_WITH_AES_128_GCM_SHA256",
    "both": "handshake TLS1.3 TLS_AES_128_GCM_SHA256",
    "full": "handshake TLS1.3 TLS_AES_128_GCM_SHA256",
    "computer": "handshake TLS1.3 TLS_AES_128_GCM_SHA256",
}


def main():
    board_run.require_qemu()
    for profile, handshake in EXPECTED.items():
        print("{}:".format(profile))
        lines = board_run.must_pass("embedded/loopback_{}.elf".format(profile))
        if handshake not in lines or "passed" not in lines:
            sys.exit("{}: expected '{}' and 'passed'".format(profile, handshake))
    print("{} profiles passed".format(len(EXPECTED)))


if __name__ == "__main__":
    main()
