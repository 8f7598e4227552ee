#!/usr/bin/env bash
# Makes the certificates of the test mail server: valid for a hundred years, for 127.0.0.1 and localhost, of no use elsewhere.
set -euo pipefail
cd "$(dirname "$0")"
authority() { # name
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.pem" -days 36500 -subj "/CN=xuncha test $1" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
}
authority ca
authority other-ca
openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj "/CN=localhost" 2>/dev/null
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' > server.ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 36500 -extfile server.ext -out server.pem 2>/dev/null
rm -f server.csr server.ext ca.key ca.srl other-ca.key
