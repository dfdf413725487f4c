#include "bench/bars.h"

namespace omnitls::bench {
namespace {

constexpr const char* kHandshakeServer = "TLS 1.3, ECDSA P-256, server";
constexpr const char* kHandshakeClient = "TLS 1.3, ECDSA P-256, client";
constexpr const char* kSend64 = "64 B, AES-128-GCM, send";
constexpr const char* kReceive64 = "64 B, AES-128-GCM, receive";
constexpr const char* kSend1K = "1 KiB, AES-128-GCM, send";
constexpr const char* kReceive1K = "1 KiB, AES-128-GCM, receive";
constexpr const char* kSend16K = "16 KiB, AES-128-GCM, send";
constexpr const char* kReceive16K = "16 KiB, AES-128-GCM, receive";

constexpr Bar kBars[] = {
    {"3", "against Asio's ssl::stream", kSend64, "ours/openssl", "asio/async", 2.1},
    {"3", "", kReceive64, "ours/openssl", "asio/async", 2.1},
    {"3", "", kSend1K, "ours/openssl", "asio/async", 1.65},
    {"3", "", kReceive1K, "ours/openssl", "asio/async", 1.65},
    {"3", "", kSend16K, "ours/openssl", "asio/async", 1.3},
    {"3", "", kReceive16K, "ours/openssl", "asio/async", 1.3},
    {"4", "against a wrapper of memory BIOs", kSend64, "ours/openssl", "membio", 1.3},
    {"4", "", kReceive64, "ours/openssl", "membio", 1.3},
    {"4", "", kSend16K, "ours/openssl", "membio", 1.3},
    {"4", "", kReceive16K, "ours/openssl", "membio", 1.3},
    {"5", "loopback sockets, a burst in as few records as may be, against SSL_set_fd",
     "64 B, in bursts of 128, gathered, send", "ours/openssl", "set_fd", 2.8},
    {"5", "", "64 B, in bursts of 128, gathered, receive", "ours/openssl", "set_fd", 4.0},
    {"5", "the same, a record for each message", "64 B, in bursts of 128, send", "ours/openssl",
     "set_fd", 2.8},
    {"5", "", "64 B, in bursts of 128, receive", "ours/openssl", "set_fd", 4.0},
    {"5", "", "64 B, in bursts of 128, send", "ours/wolfssl", "set_fd", 2.8},
    {"5", "", "64 B, in bursts of 128, receive", "ours/wolfssl", "set_fd", 4.0},
    {"5", "16 spans gathered, against 16 SSL_write", "16 spans of 64 B as one message, send",
     "ours/openssl", "set_fd", 8.0},
    {"7", "wolfSSL against rustls (ring)", kHandshakeServer, "ours/wolfssl", "rustls", 0.9},
    {"7", "", "TLS 1.2, RSA-2048, server", "ours/wolfssl", "rustls", 1.0},
    {"7", "", "TLS 1.3, RSA-2048, server", "ours/wolfssl", "rustls", 1.0},
    {"7", "", "TLS 1.3 resumed, client", "ours/wolfssl", "rustls", 0.95},
    {"7", "", "TLS 1.3 resumed, server", "ours/wolfssl", "rustls", 0.95},
    {"7", "", kSend64, "ours/wolfssl", "rustls", 1.7},
    {"7", "", kReceive64, "ours/wolfssl", "rustls", 1.5},
    {"8", "switched to wolfSSL, against raw OpenSSL 3.0", kHandshakeServer, "ours/wolfssl",
     "raw/openssl", 2.8},
    {"8", "", kHandshakeClient, "ours/wolfssl", "raw/openssl", 2.8},
    {"8", "", kSend64, "ours/wolfssl", "raw/openssl", 3.3},
    {"8", "", kReceive64, "ours/wolfssl", "raw/openssl", 3.3},
    {"9", "against encryption alone", kSend16K, "ours/openssl", "aead/openssl", 0.74},
    {"9", "", kSend16K, "ours/wolfssl", "aead/wolfssl", 0.80},
    {"9", "", kSend16K, "ours/mbedtls", "aead/mbedtls", 0.97},
    {"10", "mbedTLS against its default build", kSend16K, "ours/mbedtls", "default/mbedtls", 1.65},
    {"10", "", "TLS 1.2, RSA-2048, client", "ours/mbedtls", "default/mbedtls", 2.0},
    {"11", "clients that have verified the chain before, against not remembering it",
     kHandshakeClient, "ours/openssl", "forgetful/openssl", 1 / 0.85},
};

}  // namespace

const Series* Find(const std::vector<Series>& all, const std::string& work,
                   const std::string& subject) {
  for (const Series& series : all) {
    if (series.work == work && series.subject == subject) return &series;
  }
  return nullptr;
}

std::vector<Reached> CheckBars(const std::vector<Series>& all) {
  std::vector<Reached> reached;
  for (const Bar& bar : kBars) {
    const Series* ours = Find(all, bar.work, bar.ours);
    if (ours == nullptr) continue;  // Not asked for.
    const Series* other = Find(all, bar.work, bar.other);
    reached.push_back(
        {&bar, other != nullptr ? SpeedUp(*ours, *other) : Spread{}, other != nullptr});
  }
  return reached;
}

}  // namespace omnitls::bench
