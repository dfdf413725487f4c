#!/usr/bin/env bash
# Makes a CA and a server's certificate for trying the example, P-256 and valid from 2024 on: writes root.h, which the
# client trusts, and server.pem and server.key, for the server, beside this script. The CA's key is thrown away.
#   examples/embedded_client/make_certificates.sh [NAME-OF-THE-SERVER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
name=${1:-device.example}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/ca.cnf" <<CNF
[ca]
default_ca = ours
[ours]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:$name
authorityKeyIdentifier = keyid
CNF
touch "$work/index.txt"

# issue EXTENSIONS COMMON-NAME KEY OUT CA-ARGUMENTS...
issue() {
  local extensions=$1 common_name=$2 key=$3 out=$4
  shift 4
  openssl ecparam -name prime256v1 -genkey -noout -out "$key"
  openssl req -new -key "$key" -subj "/CN=$common_name" -out "$work/request"
  # Not from today on: a board without a clock lives in the time that its program was built at.
  openssl ca -batch -notext -config "$work/ca.cnf" -extensions "$extensions" -startdate 20240101000000Z \
    -enddate 20490101000000Z -in "$work/request" -out "$out" "$@" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
}
issue root "Example CA" "$work/root.key" "$work/root.pem" -selfsign -keyfile "$work/root.key"
issue server "$name" "$work/server.key" server.pem -cert "$work/root.pem" -keyfile "$work/root.key"
{ echo "For trying the example only: everybody has this key."; cat "$work/server.key"; } > server.key

cat > root.h <<'H'
#ifndef OMNITLS_EXAMPLES_EMBEDDED_CLIENT_ROOT_H_
#define OMNITLS_EXAMPLES_EMBEDDED_CLIENT_ROOT_H_

#include <cstdint>

// The CA of the servers, DER, in flash. Made by make_certificates.sh, with server.pem and
// server.key: everybody has that key. For your own: "openssl x509 -outform DER | xxd -i".
// clang-format off
inline constexpr std::uint8_t kRoot[] = {
H
openssl x509 -in "$work/root.pem" -outform DER | od -An -v -tx1 -w16 |
  sed -E 's/ ([0-9a-f]{2})/ 0x\1,/g; s/^/   /' >> root.h
cat >> root.h <<'H'
};
// clang-format on

#endif  // OMNITLS_EXAMPLES_EMBEDDED_CLIENT_ROOT_H_
H
echo "wrote root.h, server.pem and server.key, for $name"
