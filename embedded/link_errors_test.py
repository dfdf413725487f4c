#!/usr/bin/env python3
"""What a program does not provide, the linker names, and nothing else."""

import re
import sys

EXPECTED = {
    "entropy": {"omnitls_application_entropy"},
    "time": {"omnitls_application_time"},
    "heap": {"omnitls_application_heap", "omnitls_application_heap_size"},
}


def main():
    for missing, expected in EXPECTED.items():
        with open("embedded/without_{}.log".format(missing)) as file:
            said = file.read()
        named = set(re.findall(r"undefined reference to [`']([^'`]+)'", said))
        print("without {}: undefined {}".format(missing, ", ".join(sorted(named))))
        if "exit status 0" in said or named != expected:
            sys.exit("expected {}; the linker said:\n{}".format(expected, said))


if __name__ == "__main__":
    main()
