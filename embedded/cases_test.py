#!/usr/bin/env python3
"""Runs the cases on the board, and counts them."""

import sys

sys.path.insert(0, "embedded")
import board_run  # noqa: E402

# How many cases there are in each profile: fewer is a failure, too.
EXPECTED = {"tls12-min": 16, "tls13-min": 16, "both": 20}


def main():
    board_run.require_qemu()
    for profile, expected in EXPECTED.items():
        print("{}:".format(profile))
        lines = board_run.must_pass("embedded/cases_{}.elf".format(profile), timeout=120)
        passed = [line for line in lines if line.startswith("case ") and line.endswith(" passed")]
        if len(passed) != expected:
            sys.exit("{}: {} cases passed, {} were expected".format(profile, len(passed), expected))
        print("{}: {} cases passed".format(profile, len(passed)))


if __name__ == "__main__":
    main()
