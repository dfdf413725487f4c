#include <string>

#include "bench/callgrind.h"
#include "bench/fixed_random.h"
#include "bench/instructions.h"
#include "bench/subjects/subjects.h"

// count LIBRARY ours|first|raw read|write|handshake DIRECTORY: does one thing a number of times,
// for callgrind to count. Everything that would differ from run to run is kept the same: the keys
// (in DIRECTORY), the random numbers, the heap. For compare to start, not for people.
namespace omnitls::bench {
namespace {

constexpr std::size_t kSmall = 64;
// First uses fill caches and resolve symbols.
constexpr int kWarmUps = 3;

using Operation = void (*)(Subject& subject, MutableBytes buffer);

std::unique_ptr<Subject> FindSubject(const std::string& name, const std::string& library,
                                     const Identity& identity) {
  if (name == "ours") return Ours(library, {}, identity);
  if (name == "first") return Ours(library, {.remembers = false}, identity);
  Require(name == "raw", "finding the subject");
  return Raw(library, {}, identity);
}

Operation FindOperation(const std::string& what) {
  if (what == "read") {
    return [](Subject& subject, MutableBytes buffer) { subject.Read(Side::kClient, buffer); };
  }
  if (what == "write") {
    return [](Subject& subject, MutableBytes buffer) { subject.Write(Side::kClient, buffer); };
  }
  Require(what == "handshake", "finding the operation");
  return [](Subject& subject, MutableBytes) { subject.Handshake(); };
}

}  // namespace

// Callgrind counts in here.
extern "C" __attribute__((noinline)) void OMNITLS_BENCH_COUNTED(Operation operation,
                                                                Subject& subject,
                                                                MutableBytes buffer) {
  operation(subject, buffer);
}

namespace {

int Main(int argc, char** argv) {
  Require(argc == 5, "reading the arguments");
  const std::string library = argv[1];
  const std::string what = argv[3];
  const Identity identity = Load(argv[4]);
  FixRandom(0);
  const std::unique_ptr<Subject> subject = FindSubject(argv[2], library, identity);
  const Operation operation = FindOperation(what);
  subject->Handshake();
  std::uint8_t bytes[kSmall] = {};
  const MutableBytes buffer(bytes);
  for (int i = -kWarmUps; i < CountedOperations(what); ++i) {
    // Each handshake begins alike in both subjects, whatever came before.
    if (what == "handshake") FixRandom(static_cast<std::uint64_t>(i + kWarmUps));
    if (what == "read") subject->Write(Side::kServer, buffer);
    if (i < 0) {
      operation(*subject, buffer);
    } else {
      OMNITLS_BENCH_COUNTED(operation, *subject, buffer);
    }
    if (what == "write") subject->Read(Side::kServer, buffer);
  }
  return 0;
}

}  // namespace
}  // namespace omnitls::bench

int main(int argc, char** argv) { return omnitls::bench::Main(argc, argv); }
