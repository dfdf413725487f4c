#!/usr/bin/env python3
"""Runs the commands of docs/embedded.md that try the example, as printed, but for those that build."""

import os
import re
import socket
import subprocess
import sys

sys.path.insert(0, "embedded")
import board_run  # noqa: E402

DOCUMENT = "docs/embedded.md"
SECTION = "## A program\n"


def commands():
    """The lines of the section's first block of code, without those of Bazel."""
    with open(DOCUMENT) as file:
        text = file.read()
    block = re.search(r"```\n(.*?)```", text[text.index(SECTION):], re.S).group(1)
    return [line for line in block.replace("\\\n", " ").splitlines() if not line.startswith("./bazelw ")]


def main():
    board_run.require_qemu()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    # The outputs of builds are where the test runs; and the port may be taken.
    lines = [line.replace("bazel-bin/", "").replace("4433", port) for line in commands()]
    if not any(line.startswith(board_run.QEMU) for line in lines):
        sys.exit("{} has no command that runs the board".format(DOCUMENT))
    script = "\n".join(["set -e", *lines, "wait"])
    print(script)
    done = subprocess.run(["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=50, check=False)
    print(done.stdout)
    if done.returncode != 0 or "\nhello\n" not in "\n" + done.stdout or "TLS1.3" not in done.stdout:
        sys.exit("exit code {}, and no echo".format(done.returncode))


if __name__ == "__main__":
    main()
