// What a connection makes of its transport, and of calls at the wrong time: the same in every
// profile. Lines as those of cases.cc.
#include "embedded/testing/cases.h"
#include "embedded/testing/pair.h"

OMNITLS_APPLICATION_HEAP(256 * 1024)
OMNITLS_APPLICATION_WITHOUT_CLOCK(omnitls::embedded::kBuildTime)

namespace omnitls::embedded {
namespace {

// Fickle is a transport that moves few bytes at a time, answers every other call that it would
// block, and ends or breaks when told.
class Fickle final : public Transport {
 public:
  explicit Fickle(Transport& under) : under_(&under) {}

  IoResult Read(MutableBytes out) override {
    if (inner != nullptr) inner_error = inner->Handshake().error();
    if (read_end != IoStatus::kOk) return {0, read_end, 7};
    if (slow && (++reads_ & 1) != 0) return IoResult::WouldBlock();
    const IoResult got = under_->Read(slow ? out.first(out.size() < 3 ? out.size() : 3) : out);
    if (got.bytes != 0 && flip) out[0] ^= 0xFF, flip = false;
    return got;
  }
  IoResult Write(ByteView data) override {
    if (write_end != IoStatus::kOk) return {0, write_end, 8};
    if (slow && (++writes_ & 1) != 0) return IoResult::WouldBlock();
    return under_->Write(slow ? data.first(data.size() < 5 ? data.size() : 5) : data);
  }

  bool slow = false;
  bool flip = false;  // The first byte that comes is another.
  IoStatus read_end = IoStatus::kOk;
  IoStatus write_end = IoStatus::kOk;
  Connection* inner = nullptr;  // Called from inside its own call.
  Error inner_error;

 private:
  Transport* under_;
  unsigned reads_ = 0;
  unsigned writes_ = 0;
};

struct Both {
  Pipe pipe;
  Fickle transport{pipe.client()};
  ClientContext client_context = MakeClientContext();
  ServerContext server_context = MakeServerContext();
  Connection client = Must("client", client_context.Connect(transport, kServerName));
  Connection server = Must("server", server_context.Accept(pipe.server()));

  bool Shake() {
    for (int i = 0; i < 4000; ++i) {
      const Result<Next> at_client = client.Handshake();
      const Result<Next> at_server = server.Handshake();
      if (!at_client || !at_server) return false;
      if (*at_client == Next::kReady && *at_server == Next::kReady) return true;
    }
    return false;
  }
};

bool Is(const Error& error, ErrorKind kind, std::int32_t native) {
  return error.kind == kind && error.alert == Alert::kNone && error.native == native;
}
template <class T>
bool IsUsage(const Result<T>& result, Detail detail) {
  return !result && result.error().kind == ErrorKind::kUsage && result.error().detail == detail;
}

// All arrives, in order, although nothing goes at once.
void SlowCase(Case& it) {
  Both ends;
  ends.transport.slow = true;
  it.Check(ends.Shake(), "handshake");
  static std::uint8_t sent[1500], received[1500];
  for (std::size_t i = 0; i < sizeof sent; ++i) sent[i] = static_cast<std::uint8_t>(i * 7);
  std::size_t written = 0, read = 0;
  bool waited = false;
  for (int i = 0; i < 8000 && read < sizeof received; ++i) {
    if (written < sizeof sent) {
      const Result<Progress> put = ends.client.Write(ByteView(sent).subspan(written));
      if (!put) return it.Check(false, "write");
      written += put->bytes;
      waited |= put->next == Next::kWantWrite;
    } else if (!ends.client.Flush()) {
      return it.Check(false, "flush");
    }
    const Result<Progress> got = ends.server.Read(MutableBytes(received).subspan(read));
    if (!got) return it.Check(false, "read");
    read += got->bytes;
  }
  it.Check(waited, "never waited");
  it.Check(read == sizeof sent && std::memcmp(sent, received, sizeof sent) == 0, "other bytes");
}

void TruncatedCase(Case& it) {
  for (const bool after : {false, true}) {
    Both ends;
    if (after) it.Check(ends.Shake(), "handshake");
    std::uint8_t buffer[16];
    ends.transport.read_end = IoStatus::kEof;
    for (int i = 0; i < 2; ++i) {
      const Error error =
          after ? ends.client.Read(buffer).error() : ends.client.Handshake().error();
      it.Check(error == Error{ErrorKind::kTruncated}, "not kTruncated");
    }
  }
}

void BrokenCase(Case& it) {
  for (const bool reading : {true, false}) {
    Both ends;
    (reading ? ends.transport.read_end : ends.transport.write_end) = IoStatus::kError;
    const Result<Next> done = ends.client.Handshake();
    it.Check(!done && Is(done.error(), ErrorKind::kTransport, reading ? 7 : 8), "handshake");
  }
  Both ends;
  it.Check(ends.Shake(), "handshake");
  ends.transport.write_end = IoStatus::kError;
  const Result<Progress> put = ends.client.Write(AsBytes("hello"));
  it.Check(!put && Is(put.error(), ErrorKind::kTransport, 8), "write");
  const Result<Progress> again = ends.client.Write(AsBytes("hello"));
  it.Check(!again && Is(again.error(), ErrorKind::kTransport, 8), "write again");
}

// A record that is none: an error of the protocol's, with an alert that the peer gets.
void GarbageCase(Case& it) {
  Both ends;
  ends.transport.flip = true;
  while (ends.client.Handshake() && ends.server.Handshake()) {
  }
  const Error error = ends.client.Handshake().error();
  it.Check(error.kind == ErrorKind::kProtocol && error.alert != Alert::kNone, "client");
  const Error told = ends.server.Handshake().error();
  it.Check(told.kind == ErrorKind::kAlertReceived && told.alert == error.alert, "server");
}

// A record that was altered.
void AlteredCase(Case& it) {
  Both ends;
  it.Check(ends.Shake(), "handshake");
  ends.pipe.Clear();
  std::uint8_t record[64];
  it.Check(ends.server.Write(AsBytes("hello")).has_value(), "write");
  const std::size_t size = ends.pipe.client().Read(record).bytes;
  record[size - 1] ^= 1;
  it.Check(ends.pipe.server().Write({record, size}).bytes == size, "pipe");
  const Result<Progress> got = ends.client.Read(record);
  it.Check(!got && got.error().detail == Detail::kBadRecordMac &&
               got.error().alert == Alert::kBadRecordMac,
           "client");
  const Result<Progress> told = ends.server.Read(record);
  it.Check(!told && told.error().kind == ErrorKind::kAlertReceived &&
               told.error().alert == Alert::kBadRecordMac,
           "server");
}

void CloseCase(Case& it) {
  Both ends;
  it.Check(ends.Shake(), "handshake");
  std::uint8_t buffer[16];
  it.Check(ends.client.close_state() == CloseState::kOpen, "kOpen");
  it.Check(ends.client.SendClose().has_value() && ends.client.SendClose().has_value(), "close");
  it.Check(ends.client.close_state() == CloseState::kSent, "kSent");
  it.Check(IsUsage(ends.client.Write(AsBytes("x")), Detail::kAfterClose), "kAfterClose");
  for (int i = 0; i < 2; ++i) {
    const Result<Progress> end = ends.server.Read(buffer);
    it.Check(end && end->next == Next::kClosed && end->bytes == 0, "kClosed");
  }
  it.Check(ends.server.close_state() == CloseState::kReceived, "kReceived");
  it.Check(ends.server.Write(AsBytes("bye")).has_value() && ends.server.SendClose().has_value(),
           "the other half");
  const Result<Progress> last = ends.client.Read(buffer);
  it.Check(last && last->bytes == 3, "the last words");
  const Result<Progress> end = ends.client.Read(buffer);
  it.Check(end && end->next == Next::kClosed, "the end");
  it.Check(ends.client.close_state() == CloseState::kComplete, "kComplete");
}

void MisuseCase(Case& it) {
  std::uint8_t buffer[16];
  Connection none;
  it.Check(IsUsage(none.Handshake(), Detail::kEmptyHandle), "kEmptyHandle");
  it.Check(IsUsage(none.Read(buffer), Detail::kEmptyHandle), "kEmptyHandle");
  Both ends;
  it.Check(IsUsage(ends.client.Read(buffer), Detail::kBeforeHandshake), "read before");
  it.Check(IsUsage(ends.client.Write(AsBytes("x")), Detail::kBeforeHandshake), "write before");
  it.Check(IsUsage(ends.client.SendClose(), Detail::kBeforeHandshake), "close before");
  ends.transport.inner = &ends.client;
  it.Check(ends.client.Handshake().has_value(), "handshake");
  ends.transport.inner = nullptr;
  it.Check(ends.transport.inner_error.detail == Detail::kReentrantCall, "kReentrantCall");
  it.Check(ends.Shake(), "after all that");
  it.Check(IsUsage(ends.client.Write({static_cast<const std::uint8_t*>(nullptr), 1}),
                   Detail::kNullBuffer),
           "kNullBuffer");
  const Result<Progress> nothing = ends.client.Write({});
  it.Check(nothing && nothing->bytes == 0 && nothing->next == Next::kReady, "nothing");
  it.Check(Echo(ends.client, ends.server, "hello"), "echo");
  Connection moved = std::move(ends.client);
  it.Check(Echo(moved, ends.server, "hello"), "moved");
}

void BuilderCase(Case& it) {
  ClientContextBuilder builder(MbedTlsBackend());
  const ClientContext context = Must("client", Configure(builder).Build());
  const Result<ClientContext> twice = Configure(builder).Build();
  it.Check(IsUsage(twice, Detail::kNotAvailable), "built twice");
  ClientContextBuilder empty(MbedTlsBackend());
  const Result<ClientContext> incomplete = empty.Build();
  it.Check(!incomplete && incomplete.error().kind == ErrorKind::kConfig, "a client of nothing");
  ServerContextBuilder server(MbedTlsBackend());
  const Result<ServerContext> nobody = server.Build();
  it.Check(!nobody && nobody.error().kind == ErrorKind::kConfig, "a server of nothing");
}

#if defined(OMNITLS_PROFILE_PSK_MIN)
void NameCase(Case& it) {
  const ClientContext context = MakeClientContext();
  Pipe pipe;
  const Result<Connection> made = context.Connect(pipe.client(), "device.example");
  it.Check(!made && made.error().kind == ErrorKind::kUnsupported, "a name that would not be sent");
}
#endif

constexpr NamedCase kCases[] = {
#if defined(OMNITLS_PROFILE_PSK_MIN)
    {"server_name", NameCase},
#endif
    {"slow_transport", SlowCase}, {"truncated", TruncatedCase}, {"broken_transport", BrokenCase},
    {"garbage", GarbageCase},     {"altered", AlteredCase},     {"close", CloseCase},
    {"misuse", MisuseCase},       {"builders", BuilderCase},
};

}  // namespace
}  // namespace omnitls::embedded

int main() { return omnitls::embedded::RunCases({omnitls::embedded::kCases}); }
