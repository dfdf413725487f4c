"""Runs an image on the emulated board, for tests."""

import shutil
import subprocess
import sys

QEMU = "qemu-system-arm"
# What to add for a serial line; without, nobody is at its other end.
NO_SERIAL = ("-serial", "none")


def require_qemu():
    """Ends the test, as passed, with a word why, if there is no emulator."""
    if shutil.which(QEMU) is None:
        print("skipped: there is no {} on PATH: apt-get install qemu-system-arm".format(QEMU))
        sys.exit(0)


def command(image, serial=NO_SERIAL, argument=None):
    semihosting = "enable=on,target=native" + ("" if argument is None else ",arg={}".format(argument))
    return [QEMU, "-M", "mps2-an386", "-display", "none", "-monitor", "none", *serial, "-semihosting-config",
            semihosting, "-kernel", image]


def run(image, timeout=60, serial=NO_SERIAL, argument=None):
    """Returns the program's exit code, and the lines that it printed (semihosting: QEMU's standard error)."""
    try:
        done = subprocess.run(command(image, serial, argument), stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=timeout,
                              check=False)
    except subprocess.TimeoutExpired as expired:
        return -1, (expired.stderr or b"").decode(errors="replace").splitlines() + ["(timed out)"]
    return done.returncode, done.stderr.decode(errors="replace").splitlines()


def must_pass(image, timeout=60, serial=NO_SERIAL, argument=None):
    """The lines of an image that exits with 0; else the test fails."""
    code, lines = run(image, timeout, serial, argument)
    print("\n".join("  " + line for line in lines))
    if code != 0:
        sys.exit("{}: exit code {}".format(image, code))
    return lines
