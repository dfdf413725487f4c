#!/usr/bin/env python3
"""The board talks over its serial line, which QEMU carries to a socket, to a program on this computer: its client to
tlsserver, its server to tlsclient."""

import base64
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, "embedded")
import board_run  # noqa: E402

CLIENT = "tools/tlsclient_openssl"
SERVER = "tools/tlsserver_openssl"
PSK = ["--suite", "TLS_PSK_WITH_AES_128_GCM_SHA256", "--max", "1.2"]


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


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answer(image, arguments):
    """One connection to the board: what the client received, and says of it."""
    # The board's program starts when somebody is at the other end of its line.
    address = "127.0.0.1:{}".format(free_port())
    board = subprocess.Popen(board_run.command(image, ("-serial", "tcp:{},server=on,wait=on".format(address))),
                             stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 30
        while True:
            done = subprocess.run([CLIENT, "device.example", "--connect", address, "--verbose", *arguments],
                                  input="hello\n", capture_output=True, text=True, timeout=60, check=False)
            if "refused" not in done.stderr.lower() or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        if done.returncode != 0:
            board.kill()
        _, said = board.communicate(timeout=30)
    finally:
        board.kill()
    if done.returncode != 0 or board.returncode != 0 or done.stdout != "hello\n":
        sys.exit("{}: exit code {}, {}; the client's {}: {!r} {}".format(
            image, board.returncode, said, done.returncode, done.stdout, done.stderr))
    return done.stderr


def main():
    board_run.require_qemu()
    directory = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
    root, chain, key, psk, rsa_chain, rsa_key = (os.path.join(directory, name) for name in (
        "root.pem", "chain.pem", "key.pem", "psk", "rsa-chain.pem", "rsa-key.pem"))
    write_pem(root, b"CERTIFICATE", certificate("Root"))
    write_pem(chain, b"CERTIFICATE", certificate("Server"))
    write_pem(key, b"EC PRIVATE KEY", certificate("ServerKey"))
    with open(psk, "w") as file:
        file.write("device-1:0102030405060708090a0b0c0d0e0f10\n")
    write_pem(rsa_chain, b"CERTIFICATE", certificate("RsaServer"))
    write_pem(rsa_key, b"RSA PRIVATE KEY", certificate("RsaServerKey"))
    identity = ["--certs", chain, "--key", key]
    rsa = ["--certs", rsa_chain, "--key", rsa_key, "--max", "1.2"]
    image = "embedded/size_client_{}.elf".format
    for client, arguments, version in (
            (image("tls12-min"), identity, "TLS1.2"),
            (image("tls13-min"), identity, "TLS1.3"),
            (image("both"), identity, "TLS1.3"),
            (image("full"), identity, "TLS1.3"),
            (image("full"), rsa, "TLS1.2"),
            (image("psk-min"), ["--psk", psk, *PSK], "TLS1.2")):
        said = talk(client, arguments)
        print("{}: {}".format(client, said.strip()))
        if version not in said:
            sys.exit("{}: no connection of {}".format(client, version))
    image = "embedded/size_server_{}.elf".format
    for server, arguments, version in (
            (image("both"), ["--cafile", root], "TLS1.3"),
            (image("both"), ["--cafile", root, "--max", "1.2"], "TLS1.2"),
            (image("full"), ["--cafile", root], "TLS1.3"),
            (image("full"), ["--cafile", root, "--max", "1.2"], "TLS1.2")):
        said = answer(server, arguments)
        print("{}: {}".format(server, said.strip()))
        if version not in said:
            sys.exit("{}: no connection of {}".format(server, version))


if __name__ == "__main__":
    main()
