#ifndef OMNITLS_BENCH_SUBJECT_H_
#define OMNITLS_BENCH_SUBJECT_H_

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bench/identity.h"
#include "omnitls/bytes.h"
#include "omnitls/transports/memory_pipe.h"

// A subject is a way to do TLS: with omnitls over one of the libraries ("ours"), or with the same
// library by hand ("raw"). Both are set up alike and driven by the same code, so that what differs
// is what omnitls costs.
namespace omnitls::bench {

// The settings of all subjects: TLS 1.2 to 1.3, one ticket per handshake, and these lists. Clients
// send and verify kServerName.
inline constexpr const char* kServerName = "server.test";
inline constexpr const char* kTls13Suites = "TLS_AES_128_GCM_SHA256";
inline constexpr const char* kTls12Suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305";
inline constexpr const char* kGroups = "X25519:P-256:P-384";
inline constexpr const char* kSignatureSchemes =
    "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA384:RSA+SHA384";

enum class Side { kClient, kServer };

// Require ends the program when something that cannot fail has failed.
inline void Require(bool good, const char* what) {
  if (good) [[likely]]
    return;
  std::fprintf(stderr, "bench: %s failed\n", what);
  std::abort();
}

// Subject is a client and a server in one process, joined by a MemoryPipe.
class Subject {
 public:
  virtual ~Subject() = default;
  // Handshake ends the last connection, makes a new one on both sides, completes it and lets the
  // client read the session ticket.
  virtual void Handshake() = 0;
  // Write writes all of `data`.
  virtual void Write(Side side, ByteView data) = 0;
  // Read fills `out`. The other side has written as much before.
  virtual void Read(Side side, MutableBytes out) = 0;
  // Wait reads where nothing is left to read, as a program does before it waits.
  virtual void Wait(Side side) = 0;

  MemoryPipe& pipe() { return pipe_; }

 protected:
  void ResetPipe() {
    for (MemoryPipe::Direction* direction : {&pipe_.to_client(), &pipe_.to_server()}) {
      direction->bytes.Truncate(0);  // Keeps its memory, so that no subject pays for getting it.
      direction->position = 0;
      direction->total = direction->writes = 0;
    }
  }

  MemoryPipe pipe_;
};

// PairOf drives two ends. Ends is a struct of one library's contexts:
//
//   End MakeClient(MemoryPipe&), MakeServer(MemoryPipe&);
//
// and End is a connection:
//
//   bool Handshake();                 // true when done, false when it waits for the other side
//   std::size_t Read(MutableBytes);   // what came; 0: it waits for the other side
//   std::size_t Write(ByteView);      // what was taken
template <class Ends>
class PairOf final : public Subject {
 public:
  template <class... Args>
  explicit PairOf(const Args&... args) : ends_(args...) {}

  void Handshake() override {
    client_.reset();
    server_.reset();
    ResetPipe();
    client_.emplace(ends_.MakeClient(pipe_));
    server_.emplace(ends_.MakeServer(pipe_));
    bool client_done = false;
    bool server_done = false;
    for (int i = 0; !client_done || !server_done; ++i) {
      Require(i < 100, "a handshake");
      if (!client_done) client_done = client_->Handshake();
      if (!server_done) server_done = server_->Handshake();
    }
    std::uint8_t nothing[1];
    // Twice: mbedTLS says that it waits before it has looked at all that came.
    for (int i = 0; i < 2; ++i) Require(client_->Read(nothing) == 0, "reading the ticket");
  }

  void Write(Side side, ByteView data) override {
    End& end = side == Side::kClient ? *client_ : *server_;
    while (!data.empty()) data = data.subspan(end.Write(data));
  }

  void Read(Side side, MutableBytes out) override {
    End& end = side == Side::kClient ? *client_ : *server_;
    while (!out.empty()) {
      const std::size_t got = end.Read(out);
      Require(got > 0, "a read");
      out = out.subspan(got);
    }
  }

  void Wait(Side side) override {
    End& end = side == Side::kClient ? *client_ : *server_;
    std::uint8_t nothing[1];
    Require(end.Read(nothing) == 0, "finding nothing to read");
  }

 private:
  using End = typename Ends::End;

  Ends ends_;
  std::optional<End> client_;
  std::optional<End> server_;
};

// PipeEnd is what a hand-written I/O callback has for its user data.
struct PipeEnd {
  MemoryPipe::Direction* in;
  MemoryPipe::Direction* out;
};
inline PipeEnd ClientEnd(MemoryPipe& pipe) { return {&pipe.to_client(), &pipe.to_server()}; }
inline PipeEnd ServerEnd(MemoryPipe& pipe) { return {&pipe.to_server(), &pipe.to_client()}; }

std::unique_ptr<Subject> RawOpenSsl(const Identity& identity);
std::unique_ptr<Subject> RawMbedTls(const Identity& identity);
std::unique_ptr<Subject> RawWolfSsl(const Identity& identity);
// `backend`: "openssl", "mbedtls" or "wolfssl".
std::unique_ptr<Subject> Ours(std::string_view backend, const Identity& identity);
// The same, but every handshake is like a client's first with this server.
std::unique_ptr<Subject> OursWithoutMemory(std::string_view backend, const Identity& identity);
std::unique_ptr<Subject> Raw(std::string_view backend, const Identity& identity);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECT_H_
