#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "omnitls/answer_reader.h"
#include "omnitls/server_hello.h"

namespace {

using omnitls::ByteView;
using omnitls::IoResult;
using omnitls::MutableBytes;

// A ClientHello of both versions with two suites, two groups, one share and "h2".
constexpr char kOffer[] =
    "\x16\x03\x01\x00\x97\x01\x00\x00\x93\x03\x03"
    "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
    "\x20SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS"
    "\x00\x04\x13\x01\xc0\x2b\x01\x00\x00\x46"
    "\x00\x0a\x00\x06\x00\x04\x00\x1d\x00\x17"
    "\x00\x10\x00\x05\x00\x03\x02h2"
    "\x00\x2b\x00\x05\x04\x03\x04\x03\x03"
    "\x00\x33\x00\x26\x00\x24\x00\x1d\x00\x20"
    "KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK";

// Gives what there is in pieces whose sizes are in it.
class Pieces final : public omnitls::Transport {
 public:
  explicit Pieces(ByteView bytes) : bytes_(bytes) {}
  IoResult Read(MutableBytes out) override {
    if (bytes_.empty()) return IoResult::WouldBlock();
    const std::size_t size = std::min({bytes_.size(), out.size(), std::size_t{bytes_[0]} + 1});
    std::copy_n(bytes_.begin(), size, out.begin());
    bytes_ = bytes_.subspan(size);
    return IoResult::Ok(size);
  }
  IoResult Write(ByteView data) override { return IoResult::Ok(data.size()); }

 private:
  ByteView bytes_;
};

}  // namespace

// Any bytes as the first flight of a server. What is taken is handed on, whole and once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  omnitls::internal::AnswerReader reader;
  const ByteView offer(reinterpret_cast<const std::uint8_t*>(kOffer), sizeof kOffer - 1);
  if (!reader.NoteOffer(offer) || !reader.awaits_answer()) std::abort();
  Pieces transport({data, size});
  const omnitls::Result<omnitls::Next> read = reader.Read(transport);
  if (!read || *read != omnitls::Next::kReady) return 0;
  if (reader.awaits_answer()) std::abort();
  omnitls::internal::Vec<std::uint8_t> wire;
  if (!reader.TakeWire(wire) || wire.empty() || wire.size() > size) std::abort();
  return 0;
}
