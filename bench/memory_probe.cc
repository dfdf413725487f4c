#include <mbedtls/ssl.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "bench/counting_heap.h"
#include "bench/memory_of_subjects.h"
#include "bench/subjects/subject.h"
#include "omnitls/backends/mbedtls/backend.h"
#include "omnitls/backends/openssl/backend.h"
#include "omnitls/backends/wolfssl/backend.h"
#include "omnitls/connection.h"
#include "omnitls/context.h"
#include "omnitls/transports/memory_pipe.h"

// memory_probe: prints a line for each memory figure, for memory.cc to read: backend, role,
// version, fragment (bytes; 0: as long as the version allows), idle, peak and own bytes, bytes of
// the peer's certificates. A program of its own, because it has a heap of its own.

namespace omnitls::bench {
namespace {

constexpr std::size_t kData = 16384;

struct Case {
  const Backend& backend;
  Version version;
  bool short_fragments;
};

template <class Builder>
auto Build(Builder& builder, Version version) {
  auto context = builder.MinVersion(version).MaxVersion(version).Build();
  Require(context.has_value(), "Build");
  return std::move(*context);
}

ClientContext MakeClientContext(const Case& what, const Identity& identity) {
  ClientContextBuilder builder(what.backend);
  builder.Ca(identity.root);
  if (what.short_fragments) builder.MaxFragmentLength(4096);
  return Build(builder, what.version);
}

ServerContext MakeServerContext(const Case& what, const Identity& identity) {
  ServerContextBuilder builder(what.backend);
  builder.CertificateChain(identity.chain).PrivateKey(identity.key);
  return Build(builder, what.version);
}

// End is a connection whose every call is on its own account.
class End {
 public:
  template <class Make>
  End(Asker asker, const Make& make) : asker_(asker) {
    const Asking asking(asker_);
    Result<Connection> made = make();
    Require(made.has_value(), "making a connection");
    connection_ = std::move(*made);
  }
  ~End() {
    const Asking asking(asker_);
    connection_ = Connection();
  }

  bool Handshake() {
    const Asking asking(asker_);
    const Result<Next> next = connection_.Handshake();
    Require(next.has_value(), "Handshake");
    return *next == Next::kReady;
  }
  // Reads until there is nothing more, as programs with an event loop do, and returns how much it
  // was.
  std::size_t ReadAll() {
    const Asking asking(asker_);
    std::size_t total = 0;
    while (true) {
      const Result<Progress> got = connection_.Read(buffer_);
      Require(got.has_value(), "Read");
      if (got->next == Next::kWantRead) return total;
      total += got->bytes;
    }
  }
  void Write() {
    const Asking asking(asker_);
    const Result<Progress> put = connection_.Write(buffer_);
    Require(put.has_value() && put->bytes == kData && put->next == Next::kReady, "Write");
  }

  std::size_t chain_bytes() const {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < connection_.peer_chain().size(); ++i) {
      bytes += connection_.peer_chain()[i].size();
    }
    return bytes;
  }

 private:
  const Asker asker_;
  Connection connection_;
  std::uint8_t buffer_[kData] = {};
};

// Conversation is one connection, from its beginning to its being idle. The client has read last,
// to see that there is nothing more; the server has written last.
class Conversation {
 public:
  Conversation(const ClientContext& client, const ServerContext& server)
      : room_(Reserve(pipe_)),
        client_(Asker::kClient, [&] { return client.Connect(pipe_.client(), kServerName); }),
        server_(Asker::kServer, [&] { return server.Accept(pipe_.server()); }) {
    bool client_done = false;
    bool server_done = false;
    for (int i = 0; !client_done || !server_done; ++i) {
      Require(i < 100, "a handshake");
      if (!client_done) client_done = client_.Handshake();
      if (!server_done) server_done = server_.Handshake();
    }
    client_.ReadAll();
    client_.Write();
    Require(server_.ReadAll() == kData, "reading the request");
    server_.Write();
    Require(client_.ReadAll() == kData, "reading the response");
  }

  const End& client() const { return client_; }
  const End& server() const { return server_; }

 private:
  // The pipe's memory is nobody's.
  static bool Reserve(MemoryPipe& pipe) {
    for (MemoryPipe::Direction* direction : {&pipe.to_client(), &pipe.to_server()}) {
      Require(direction->bytes.Reserve(4 * kData), "Reserve");
    }
    return true;
  }

  MemoryPipe pipe_;
  bool room_;
  End client_;
  End server_;
};

// The library's object, where it is part of ours.
std::size_t LibraryObject(const Backend& backend) {
  return &backend == &MbedTlsBackend() ? sizeof(mbedtls_ssl_context) : 0;
}

void Print(const Case& what, Asker asker, const End& end) {
  const HeapUse use = UseBy(asker);
  const std::string_view name = what.backend.name();
  std::printf("%.*s %s %s %d %zu %zu %zu %zu\n", static_cast<int>(name.size()), name.data(),
              asker == Asker::kClient ? "client" : "server",
              what.version == Version::kTls12 ? "TLS1.2" : "TLS1.3",
              what.short_fragments ? 4096 : 0, use.bytes, use.peak,
              use.own - end.chain_bytes() - LibraryObject(what.backend), end.chain_bytes());
}

void Probe(const Case& what, const Identity& identity) {
  const ClientContext client = MakeClientContext(what, identity);
  const ServerContext server = MakeServerContext(what, identity);
  // What libraries and contexts get at first use is theirs.
  { const Conversation first(client, server); }
  ForgetUses();
  const Conversation conversation(client, server);
  Print(what, Asker::kClient, conversation.client());
  Print(what, Asker::kServer, conversation.server());
}

int ProbeAll() {
  const Identity identity = MakeIdentity();
  for (const Backend* backend : {&OpenSslBackend(), &MbedTlsBackend(), &WolfSslBackend()}) {
    for (const Version version : {Version::kTls12, Version::kTls13}) {
      Probe({*backend, version, false}, identity);
      if (backend == &MbedTlsBackend() && version == Version::kTls12) {
        Probe({*backend, version, true}, identity);
      }
    }
  }
  return 0;
}

}  // namespace
}  // namespace omnitls::bench

int main(int argc, char** argv) {
  using namespace omnitls::bench;
  if (argc == 2 && std::strcmp(argv[1], "subjects") == 0) return ProbeSubjects();
  if (argc == 2 && std::strcmp(argv[1], "calls") == 0) return ProbeCalls();
  if (argc == 3 && std::strcmp(argv[1], "growth") == 0) return ProbeGrowth(std::atoi(argv[2]));
  Require(argc == 1, "reading the arguments");
  return ProbeAll();
}
