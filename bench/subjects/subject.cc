#include "bench/subjects/subject.h"

namespace omnitls::bench {

const char* Tls13Suite(const Plan& plan) {
  switch (plan.cipher) {
    case Cipher::kAes128Gcm:
      return "TLS_AES_128_GCM_SHA256";
    case Cipher::kAes256Gcm:
      return "TLS_AES_256_GCM_SHA384";
    case Cipher::kChaCha20Poly1305:
      return "TLS_CHACHA20_POLY1305_SHA256";
  }
  return nullptr;
}

const char* Tls12Suites(const Plan& plan) {
  switch (plan.cipher) {
    case Cipher::kAes128Gcm:
      return "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
    case Cipher::kAes256Gcm:
      return "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
    case Cipher::kChaCha20Poly1305:
      return "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
  }
  return nullptr;
}

void Subject::Handshake(bool resume) {
  Close();
  Open(Side::kClient, resume);
  Open(Side::kServer, resume);
  bool client_done = false;
  bool server_done = false;
  for (int i = 0; !client_done || !server_done; ++i) {
    Require(i < 1000, "a handshake");
    if (!client_done) client_done = Step(Side::kClient);
    if (!server_done) server_done = Step(Side::kServer);
  }
  // Twice: mbedTLS says that it waits before it has looked at all that came.
  for (int i = 0; i < 2; ++i) Wait(Side::kClient);
}

}  // namespace omnitls::bench
