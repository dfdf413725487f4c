#!/usr/bin/env python3
"""A pool that shrinks through a whole handshake: kNoMemory each time, never a crash, never a leak.

  ./bazelw test --config=openssl //embedded:pool_test
  ./bazelw test --config=openssl //embedded:pool_test --test_arg=--full --test_timeout=3600   # every size there is
"""

import re
import sys

sys.path.insert(0, "embedded")
import board_run  # noqa: E402

# By how many bytes the pool shrinks each time, and with --full: a handshake with certificates takes a while. Eight is
# every size.
STEPS = {"psk-min": (8, 8), "tls12-min": (128, 8), "tls13-min": (128, 8), "both": (256, 8), "full": (4096, 128),
         "computer": (4096, 128)}


def number(lines, words):
    return next(int(line[len(words):]) for line in lines if re.fullmatch(words + r"\d+", line))


def main():
    board_run.require_qemu()
    full = "--full" in sys.argv
    for profile, (some, all_sizes) in STEPS.items():
        print("{}:".format(profile))
        lines = board_run.must_pass("embedded/pool_{}.elf".format(profile), timeout=1500 if full else 240,
                                    argument=all_sizes if full else some)
        if "passed" not in lines or number(lines, "attempts without memory ") < 20:
            sys.exit("{}: too few attempts".format(profile))


if __name__ == "__main__":
    main()
