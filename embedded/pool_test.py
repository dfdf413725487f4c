#!/usr/bin/env python3
"""A pool that shrinks through a whole handshake: kNoMemory each time, never a crash, never a leak."""

import re
import sys

sys.path.insert(0, "embedded")
import board_run  # noqa: E402


def main():
    board_run.require_qemu()
    # Four ends of TLS 1.3 at a time would need more slots for keys than tls13-min has.
    for profile in ("psk-min", "tls12-min"):
        print("{}:".format(profile))
        lines = board_run.must_pass("embedded/pool_{}.elf".format(profile), timeout=240)
        failed = [int(m.group(1)) for m in map(re.compile(r"attempts without memory (\d+)").match, lines) if m]
        if "passed" not in lines or not failed or failed[0] < 20:
            sys.exit("{}: too few attempts".format(profile))


if __name__ == "__main__":
    main()
