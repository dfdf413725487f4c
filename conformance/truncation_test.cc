// A whole connection, cut short after every byte of it, in both directions: the end of the
// transport is an error, what arrived before it is delivered, and nobody waits for ever.
//
// The handshake is made once for each direction. Where the stream is cut, a copy of the process
// (in_a_copy.h) goes on to the end. --test_env=TRUNCATION_STEP=1 cuts also what comes all at once
// at every byte; n: only at every n-th, but for records' headers and ends.

#include <cerrno>
#include <cstdlib>

#include "conformance/cases.h"
#include "conformance/in_a_copy.h"
#include "conformance/talker.h"

namespace omnitls::conformance {
namespace {

// What comes instead of the rest of the stream.
enum class End { kEof, kReset, kForgedClose };
constexpr const char* kEndNames[] = {"end", "reset", "forged close"};

// A close_notify that nobody has authenticated.
const std::string kForgedClose("\x15\3\3\0\2\1\0", 7);

void Break(Line& line, End end) {
  if (end == End::kForgedClose) line.arrived += kForgedClose;
  line.at_end = end == End::kReset ? IoResult::Failed(ECONNRESET) : IoResult::Eof();
  line.is_broken = end == End::kReset;
}

// Whether `error` is what such an end must look like.
bool IsOf(End end, const Error& error) {
  switch (end) {
    case End::kEof:
      return error == kTruncatedError && error.native == 0;
    case End::kReset:
      return error == Error{ErrorKind::kTransport} &&
             (error.native == ECONNRESET || error.native == EPIPE);
    case End::kForgedClose:  // Under keys it does not decrypt, or comes out of order.
      return error == Received(Alert::kCloseNotify) || error.kind == ErrorKind::kProtocol;
  }
  return false;
}

// What is wrong with a talker to whom `arrived` bytes of what the other one sent have come; "":
// nothing.
std::string Fault(Talker& talker, const Talker& other, std::size_t arrived, End end) {
  const bool closes = other.ClosesWithin(arrived);
  const CloseState state = talker.connection().close_state();
  const bool is_closed = state == CloseState::kReceived || state == CloseState::kComplete;
  if (talker.calls_too_often()) return "does not come to an end";
  if (talker.received() != other.SaidWithin(arrived)) {
    return "received " + std::to_string(talker.received().size()) + " bytes of data instead of " +
           std::to_string(other.SaidWithin(arrived).size());
  }
  if (talker.closed() != closes || is_closed != closes) {
    return closes ? "did not see the close" : "took the end for a close";
  }
  if (closes) return "";
  if (!talker.error()) return "waits for more";
  if (!IsOf(end, *talker.error())) return "reports " + ToString(*talker.error());
  const bool is_final = ErrorOf(talker.ReadAgain()) == talker.error();
  return is_final ? "" : "does not repeat its error";
}

// The ends of the records in a stream, with its beginning.
std::vector<std::size_t> RecordEnds(const std::string& stream) {
  std::vector<std::size_t> ends = {0};
  while (ends.back() + 5 <= stream.size()) {
    const ByteView header = AsBytes(stream).subspan(ends.back(), 5);
    ends.push_back(ends.back() + 5 + (std::size_t{header[3]} << 8 | header[4]));
  }
  return ends;
}

// Between records' headers, how many bytes are from one cut to the next.
struct Steps {
  std::size_t byte_by_byte = 1;
  std::size_t at_once = 4;
};

// A connection of which one direction is cut.
class CutConnection {
 public:
  CutConnection(const Pair& contexts, bool cuts_client, Steps steps)
      : client_(client_line_, *contexts.client_context.Connect(client_line_, "server.test"),
                ClientsParts()),
        server_(server_line_, *contexts.server_context.Accept(server_line_), ServersParts()),
        from_(cuts_client ? client_ : server_),
        to_(cuts_client ? server_ : client_),
        steps_(steps) {}

  // Runs the connection to its end, and cuts it on the way; the faults found.
  std::string Run() {
    to_.Run();
    while (true) {
      Deliver(to_, from_, to_.line().sent.size());
      from_.Run();
      const std::size_t begin = to_.line().arrived.size();
      const std::size_t end = from_.line().sent.size();
      if (begin == end && from_.line().arrived.size() == to_.line().sent.size()) break;
      record_ends_ = RecordEnds(from_.line().sent);
      // All that arrives comes at once, and the end with it.
      for (std::size_t cut = begin; cut < end; ++cut) Cut(cut, true);
      // It comes byte by byte.
      for (std::size_t cut = begin + 1; cut <= end; ++cut) {
        Deliver(from_, to_, cut);
        to_.Run();
        Cut(cut, false);
      }
    }
    if (!client_.closed() || !server_.closed()) faults_ += "the whole connection fails\n";
    return faults_;
  }
  std::size_t cuts() const { return cuts_; }

 private:
  static void Deliver(const Talker& from, Talker& to, std::size_t size) {
    to.line().arrived = from.line().sent.substr(0, size);
  }
  bool IsWanted(std::size_t cut, bool at_once) const {
    for (const std::size_t end : record_ends_) {
      if (end <= cut + 1 && cut <= end + 6) return true;
    }
    return cut % (at_once ? steps_.at_once : steps_.byte_by_byte) == 0;
  }
  bool IsRecordEnd(std::size_t cut) const {
    return std::find(record_ends_.begin(), record_ends_.end(), cut) != record_ends_.end();
  }
  // To what has come byte by byte, an error is but another word for the end.
  bool IsWanted(End end, std::size_t cut, bool at_once) const {
    return end == End::kEof || (end == End::kReset && at_once) || IsRecordEnd(cut);
  }
  void Cut(std::size_t size, bool at_once) {
    if (!IsWanted(size, at_once)) return;
    ++cuts_;
    for (const End end : {End::kEof, End::kReset, End::kForgedClose}) {
      if (!IsWanted(end, size, at_once)) continue;
      const std::string fault = InACopy([&] { return CutHere(size, end); });
      if (fault.empty()) continue;
      faults_ += std::string(kEndNames[static_cast<int>(end)]) + " after " + std::to_string(size) +
                 " bytes, " + (at_once ? "all at once: " : "byte by byte: ") + fault + "\n";
    }
  }
  std::string CutHere(std::size_t size, End end) {
    Deliver(from_, to_, size);
    Break(to_.line(), end);
    to_.Run();
    if (const std::string fault = Fault(to_, from_, size, end); !fault.empty()) return fault;
    if (end == End::kForgedClose) return "";
    // What the other end makes of it.
    const std::size_t answered = to_.line().sent.size();
    Deliver(to_, from_, answered);
    Break(from_.line(), end);
    from_.Run();
    const std::string fault = Fault(from_, to_, answered, end);
    return fault.empty() ? "" : "the sender " + fault;
  }

  Line client_line_;
  Line server_line_;
  Talker client_;
  Talker server_;
  Talker& from_;
  Talker& to_;
  Steps steps_;
  std::vector<std::size_t> record_ends_;
  std::string faults_;
  std::size_t cuts_ = 0;
};

class TruncationTest : public PairTest {
 protected:
  static void ExpectNoFaults(const PairOptions& options, bool cuts_client, std::size_t times = 1) {
    Steps steps;
    if (const char* const step = std::getenv("TRUNCATION_STEP")) {
      steps.byte_by_byte = steps.at_once = static_cast<std::size_t>(std::max(1, std::atoi(step)));
    }
    steps = {times * steps.byte_by_byte, times * steps.at_once};
    const Pair contexts(GetParam(), options);
    CutConnection connection(contexts, cuts_client, steps);
    EXPECT_EQ(connection.Run(), "");
    EXPECT_GT(connection.cuts(), 400 / steps.byte_by_byte);
  }
  static PairOptions WithTickets() {
    PairOptions options;
    options.server = [](ServerContextBuilder& builder) { builder.SessionTickets(2); };
    return options;
  }
};
OMNITLS_FOR_ALL_PAIRS(TruncationTest);

TEST_P(TruncationTest, OfWhatTheClientSends) { ExpectNoFaults(WithTickets(), true); }
TEST_P(TruncationTest, OfWhatTheServerSends) { ExpectNoFaults(WithTickets(), false); }

TEST_P(TruncationTest, WithCertificatesOnBothSides) {
  PairOptions options;
  options.client_auth = ClientAuth::kRequire;
  options.client_certificate = &Client();
  for (const bool cuts_client : {true, false}) {
    ExpectNoFaults(options, cuts_client, 16);
  }
}

}  // namespace
}  // namespace omnitls::conformance
