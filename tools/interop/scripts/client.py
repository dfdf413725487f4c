"""client.py PORT VERSION CA-FILE TIMES [CERTIFICATE KEY]: gets a page, each time but the first with the session before."""

import socket
import ssl
import sys

port, version, ca, times = sys.argv[1:5]
context = ssl.create_default_context(cafile=ca)
context.minimum_version = context.maximum_version = {
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}[version]
context.set_alpn_protocols(["http/1.1"])
if len(sys.argv) > 5:
    context.load_cert_chain(sys.argv[5], sys.argv[6])

session = None
for _ in range(int(times)):
    with socket.create_connection(("127.0.0.1", int(port)), timeout=10) as tcp:
        with context.wrap_socket(tcp, server_hostname="server.test", session=session) as tls:
            tls.sendall(b"GET /page HTTP/1.0\r\n\r\n")
            while data := tls.recv(4096):
                print(data.decode(), end="")
            session = tls.session
            tls.unwrap()
