#!/usr/bin/env bash
# Writes certificates.h: a CA, a server, a client, and servers that are expired, at addresses, without a name where it
# belongs, and not for servers, and one with an RSA key; for the board's tests. Their keys are public. The CA is also in
# raw_identity.h.
#   embedded/testing/make_certificates.sh > embedded/testing/certificates.h
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > ca.cnf <<'CNF'
[ca]
default_ca = ours
[ours]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:device.example
authorityKeyIdentifier = keyid
[address]
subjectAltName = IP:192.0.2.1, IP:2001:db8::1
authorityKeyIdentifier = keyid
[nameless]
authorityKeyIdentifier = keyid
[purpose]
extendedKeyUsage = clientAuth
subjectAltName = DNS:device.example
authorityKeyIdentifier = keyid
[client]
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
authorityKeyIdentifier = keyid
CNF
touch index.txt
echo 1000 > serial

key() { openssl ecparam -name prime256v1 -genkey -noout -outform DER -out "$1.key"; }
# issue NAME EXTENSIONS BEGIN END CA-ARGUMENTS...
issue() {
  local name=$1 extensions=$2 begin=$3 end=$4
  shift 4
  openssl req -new -key "$name.key" -keyform DER -subj "/CN=$name" -out "$name.csr"
  openssl ca -batch -notext -config ca.cnf -extensions "$extensions" -startdate "$begin" -enddate "$end" \
    -in "$name.csr" -out "$name.pem" "$@" 2>/dev/null
  openssl x509 -in "$name.pem" -outform DER -out "$name.crt"
}
for name in root server client; do key "$name"; done
openssl genrsa -traditional 2048 2>/dev/null | openssl rsa -traditional -outform DER -out rsa.key 2>/dev/null
for name in expired address device.example purpose; do cp server.key "$name.key"; done
openssl ec -inform DER -in root.key -out root-key.pem 2>/dev/null
issue root root 20240101000000Z 20490101000000Z -selfsign -keyfile root-key.pem
for name in server client; do
  issue "$name" "$name" 20240101000000Z 20490101000000Z -cert root.pem -keyfile root-key.pem
done
issue rsa server 20240101000000Z 20490101000000Z -cert root.pem -keyfile root-key.pem
issue expired server 20240101000000Z 20250101000000Z -cert root.pem -keyfile root-key.pem
issue address address 20240101000000Z 20490101000000Z -cert root.pem -keyfile root-key.pem
issue device.example nameless 20240101000000Z 20490101000000Z -cert root.pem -keyfile root-key.pem
issue purpose purpose 20240101000000Z 20490101000000Z -cert root.pem -keyfile root-key.pem

# array NAME FILE
array() {
  printf '\ninline constexpr std::uint8_t k%s[] = {\n' "$1"
  od -An -v -tx1 -w16 "$2" | sed -E 's/ ([0-9a-f]{2})/ 0x\1,/g; s/^/   /; s/,$/,/'
  printf '};\n'
}
cat <<'H'
#ifndef OMNITLS_EMBEDDED_TESTING_CERTIFICATES_H_
#define OMNITLS_EMBEDDED_TESTING_CERTIFICATES_H_

#include <cstdint>

// Made by make_certificates.sh. DER; P-256, but for one; valid 2024 to 2048, the expired one in 2024 only.
namespace omnitls::embedded {

// clang-format off
H
array Root root.crt
array Server server.crt
array ServerKey server.key
array Client client.crt
array ClientKey client.key
array ExpiredServer expired.crt
array AddressServer address.crt
array NamelessServer device.example.crt
array PurposeServer purpose.crt
array RsaServer rsa.crt
array RsaServerKey rsa.key
cat <<'H'
// clang-format on

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_CERTIFICATES_H_
H
