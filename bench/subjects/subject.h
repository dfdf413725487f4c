#ifndef OMNITLS_BENCH_SUBJECTS_SUBJECT_H_
#define OMNITLS_BENCH_SUBJECTS_SUBJECT_H_

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>

#include "bench/subjects/identity.h"
#include "omnitls/bytes.h"

// A subject is a way to do TLS: with omnitls over one of the libraries ("ours"), with the same
// library by hand ("raw"), or with something else that people use. All are set up alike and driven
// by the same code, so that what differs is what is compared.
namespace omnitls::bench {

enum class Side { kClient, kServer };
inline Side Other(Side side) { return side == Side::kClient ? Side::kServer : Side::kClient; }

enum class Cipher { kAes128Gcm, kAes256Gcm, kChaCha20Poly1305 };

// Plan is what all subjects of one work are set up for.
struct Plan {
  bool tls12 = false;  // TLS 1.2 and nothing newer; else TLS 1.2 to 1.3, so 1.3.
  Cipher cipher = Cipher::kAes128Gcm;
  bool rsa = false;         // The server's key; else ECDSA with P-256.
  bool early_data = false;  // The server takes it.
  bool sockets = false;     // TCP over the loopback interface; else memory.
  bool threads = false;     // Used by more than one.
  // Ours: whether clients remember the signatures they have verified, as they do by default.
  bool remembers = true;

  bool operator==(const Plan&) const = default;
};

// The other settings of all subjects. Clients send and verify kServerName. Groups come in this
// order; one ticket per handshake.
inline constexpr const char* kServerName = "server.test";
inline constexpr const char* kGroups = "X25519:P-256:P-384";
inline constexpr const char* kSignatureSchemes =
    "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA384:RSA+SHA384";
inline constexpr std::size_t kMostEarlyData = 16384;

// OpenSSL's words for a plan's cipher: for TLS 1.3, and a list for TLS 1.2.
const char* Tls13Suite(const Plan& plan);
const char* Tls12Suites(const Plan& plan);

// Require ends the program when something that cannot fail has failed.
inline void Require(bool good, const char* what) {
  if (good) [[likely]]
    return;
  std::fprintf(stderr, "bench: %s failed\n", what);
  std::abort();
}

// Subject is a client and a server in one process, joined by a Wire.
class Subject {
 public:
  virtual ~Subject() = default;

  // Close frees both ends. Open makes one anew, after Close; a client offers the session that
  // KeepSession has kept if it is to resume. Step goes on with its handshake; true: it is done.
  virtual void Close() = 0;
  virtual void Open(Side side, bool resume) = 0;
  virtual bool Step(Side side) = 0;

  // Write writes all of `data`, and hands it to the other side.
  virtual void Write(Side side, ByteView data) = 0;
  // WriteMany writes many messages of which the last only is urgent.
  virtual void WriteMany(Side side, std::span<const ByteView> messages) = 0;
  // WriteGathered writes what lies in several places, as one message.
  virtual void WriteGathered(Side side, std::span<const ByteView> spans) = 0;
  // Read fills `out`. The other side has written as much before.
  virtual void Read(Side side, MutableBytes out) = 0;
  // Wait reads where nothing is left to read, as a program does before it waits.
  virtual void Wait(Side side) = 0;

  // KeepSession keeps the client's session for later ones to resume; false: there is none.
  virtual bool KeepSession() = 0;
  // WriteEarly writes early data, before the first Step; false: it cannot. The server reads it
  // within its Steps, and EarlyBytes says how much that was.
  virtual bool WriteEarly(ByteView data) = 0;
  virtual std::size_t EarlyBytes() = 0;

  // ParseChain parses the server's certificates and throws the result away; false: it cannot.
  virtual bool ParseChain() = 0;

  // Twin is another client and server on the same contexts, for another thread, or to have many.
  virtual std::unique_ptr<Subject> Twin() = 0;

  // What one side has written to the wire so far: calls and bytes. Memory only.
  struct Traffic {
    std::uint64_t writes = 0;
    std::uint64_t bytes = 0;
  };
  virtual Traffic Written(Side side) = 0;

  // Handshake ends the last connection, makes a new one on both sides, completes it and lets the
  // client read the session ticket.
  void Handshake(bool resume = false);
};

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECTS_SUBJECT_H_
