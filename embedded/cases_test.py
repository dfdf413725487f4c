#!/usr/bin/env python3
"""Runs the cases on the board, and counts them."""

import sys

sys.path.insert(0, "embedded")
import board_run  # noqa: E402

# How many cases there are in each image: fewer is a failure, too.
EXPECTED = {
    "cases_tls12-min": 18, "cases_tls13-min": 18, "cases_both": 28, "cases_full": 38,
    "transport_psk-min": 9, "transport_tls12-min": 8, "transport_tls13-min": 8, "transport_both": 8, "transport_full": 8,
}


def main():
    board_run.require_qemu()
    for image, expected in EXPECTED.items():
        print("{}:".format(image))
        lines = board_run.must_pass("embedded/{}.elf".format(image), timeout=120)
        passed = [line for line in lines if line.startswith("case ") and line.endswith(" passed")]
        if len(passed) != expected:
            sys.exit("{}: {} cases passed, {} were expected".format(image, len(passed), expected))
        print("{}: {} cases passed".format(image, len(passed)))
    for profile in ("both", "psk-min"):
        for role, refused in (("client", "servers"), ("server", "clients")):
            print("{}, {} only:".format(profile, role))
            lines = board_run.must_pass("embedded/wrong_role_{}_{}.elf".format(profile, role))
            if not any(line.startswith("refused: ") and refused in line for line in lines):
                sys.exit("{}, {} only: {} are not refused".format(profile, role, refused))


if __name__ == "__main__":
    main()
