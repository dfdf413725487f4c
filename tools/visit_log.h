#ifndef OMNITLS_TOOLS_VISIT_LOG_H_
#define OMNITLS_TOOLS_VISIT_LOG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "omnitls/omnitls.h"
#include "tools/talk.h"

namespace omnitls::tools {

enum class LogFormat { kText, kJson };

// How a visit ended.
enum class Ending {
  kClosed,   // As it should.
  kSilent,   // The client said nothing for too long.
  kStopped,  // The server is to stop, and the client was idle.
  kEvicted,  // Others needed the room.
  kFailed,
};

// Visit is one connection from its beginning to its end, for the log.
struct Visit {
  std::string_view client;  // Its address.
  const Talk& talk;
  double seconds = 0;
  Ending ending = Ending::kClosed;
  std::optional<Error> error;  // After kFailed, if it was TLS that failed.
  std::string message;         // What happened, as a sentence.
};

// VisitLog writes a line on standard error for each visit, and counts.
class VisitLog {
 public:
  VisitLog(LogFormat format, bool verbose) : format_(format), verbose_(verbose) {}

  void Began(std::string_view client);
  void ShookHands(std::string_view client, const Connection& tls);
  void Ended(const Visit& visit);
  // A line with all counts so far.
  void PrintCounters(std::size_t active) const;

 private:
  void Print(const std::string& line) const;

  struct Counters {
    std::uint64_t accepted = 0;
    std::uint64_t handshakes = 0;
    std::uint64_t resumed = 0;
    std::uint64_t early_data = 0;  // Connections with some.
    std::uint64_t failed = 0;
    std::uint64_t silent = 0;
    std::uint64_t evicted = 0;
    std::uint64_t received = 0;  // Bytes.
    std::uint64_t sent = 0;
  };
  LogFormat format_;
  bool verbose_;
  Counters counters_;
};

// What a client said, fit for a line of text: all but letters, digits and "-._:*" becomes '?'; "-"
// if it is empty.
std::string Harmless(std::string_view said);

}  // namespace omnitls::tools

#endif  // OMNITLS_TOOLS_VISIT_LOG_H_
