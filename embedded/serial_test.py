#!/usr/bin/env python3
"""The board's client talks over its serial line, which QEMU carries to a socket, to tlsserver on this computer."""

import base64
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, "embedded")
import board_run  # noqa: E402

SERVER = "tools/tlsserver"


def certificate(name):
    """The bytes of an array of embedded/testing/certificates.h."""
    with open("embedded/testing/certificates.h") as file:
        text = re.search(r"k{}\[\] = \{{(.*?)\}};".format(name), file.read(), re.S).group(1)
    return bytes(int(number, 16) for number in re.findall(r"0x[0-9a-f]{2}", text))


def write_pem(path, label, der):
    with open(path, "wb") as file:
        file.write(b"-----BEGIN " + label + b"-----\n" + base64.encodebytes(der) + b"-----END " + label + b"-----\n")


def talk(image, arguments):
    """One connection: what the server says of it, after the board's program has exited with 0."""
    server = subprocess.Popen([SERVER, "--listen", "127.0.0.1:0", "--connections", "1", "--verbose", *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        ready = server.stdout.readline().split()
        if ready[:1] != ["READY"]:
            sys.exit("tlsserver does not listen: {}".format(server.stderr.read()))
        board_run.must_pass(image, timeout=60, serial=("-serial", "tcp:" + ready[1]))
        _, said = server.communicate(timeout=30)
    finally:
        server.kill()
    return said


def main():
    board_run.require_qemu()
    directory = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
    chain, key, psk = (os.path.join(directory, name) for name in ("chain.pem", "key.pem", "psk"))
    write_pem(chain, b"CERTIFICATE", certificate("Server"))
    write_pem(key, b"EC PRIVATE KEY", certificate("ServerKey"))
    with open(psk, "w") as file:
        file.write("device-1:0102030405060708090a0b0c0d0e0f10\n")
    identity = ["--certs", chain, "--key", key]
    image = "embedded/size_client_{}.elf".format
    for client, arguments, version in (
            (image("tls12-min"), identity, "TLS1.2"),
            (image("tls13-min"), identity, "TLS1.3"),
            (image("both"), identity, "TLS1.3"),
            (image("psk-min"), ["--psk", psk, "--suite", "TLS_PSK_WITH_AES_128_GCM_SHA256", "--max", "1.2"], "TLS1.2"),
            ("examples/embedded_client/image.elf", identity, "TLS1.3")):
        said = talk(client, arguments)
        print("{}: {}".format(client, said.strip()))
        if version not in said:
            sys.exit("{}: no connection of {}".format(client, version))


if __name__ == "__main__":
    main()
