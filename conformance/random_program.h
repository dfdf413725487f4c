#ifndef OMNITLS_CONFORMANCE_RANDOM_PROGRAM_H_
#define OMNITLS_CONFORMANCE_RANDOM_PROGRAM_H_

#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conformance/cases.h"
#include "conformance/choppy_pipe.h"

namespace omnitls::conformance {

// RandomProgram has one end of a connection, and does on it anything that the documentation allows,
// in any order, until it has sent its data, has closed, and has read all of the other end's.
class RandomProgram {
 public:
  // What it may do besides.
  struct May {
    bool update_keys = false;
    bool write_early = false;
  };
  RandomProgram(Random& random, Connection connection, std::string data, May may)
      : random_(random), connection_(std::move(connection)), data_(std::move(data)), may_(may) {}

  // One thing.
  void Act() {
    if (!connection_.handshake_done()) return ActEarly();
    switch (random_.Below(16)) {
      case 0:
        return Flush();
      case 1:
        return UpdateKeys();
      case 2:
        return ActSeldom();
      case 3:
      case 4:
        return WriteGathered();
      case 5:
      case 6:
      case 7:
        return Write();
      default:
        return Read();
    }
  }

  bool is_done() const { return closed_ && close_sent_ && !waits_; }
  const std::string& data() const { return data_; }
  const std::string& received() const { return received_; }
  // What should not have happened; "": nothing.
  const std::string& fault() const { return fault_; }
  // Where it is, for people.
  std::string state() const {
    return std::to_string(written_) + " of " + std::to_string(data_.size()) + " bytes written" +
           (waits_ ? ", waits for the transport" : "") + (close_sent_ ? ", has closed" : "") +
           (closed_ ? ", is closed" : "") + ", " + std::to_string(received_.size()) +
           " bytes received";
  }

 private:
  // Data where nothing else is, gone as soon as the call has returned.
  struct Moved {
    explicit Moved(ByteView data) : size(data.size()), bytes(new std::uint8_t[size + 1]) {
      if (size > 0) std::memcpy(bytes.get(), data.data(), size);
    }
    Moved(Moved&&) = default;
    ~Moved() {
      if (bytes) std::memset(bytes.get(), '!', size);
    }
    ByteView view() const { return {bytes.get(), size}; }

    std::size_t size;
    std::unique_ptr<std::uint8_t[]> bytes;
  };

  template <class T>
  bool IsGood(const char* call, const Result<T>& result) {
    if (!result && fault_.empty()) fault_ = std::string(call) + ": " + ToString(result.error());
    return result.has_value();
  }
  void Note(Next next) { waits_ = next == Next::kWantWrite; }
  std::size_t NextSize() {
    return std::min(data_.size() - written_, random_.Size(random_.OneIn(8) ? 40'000 : 2'000));
  }
  void Took(const char* call, const Result<Progress>& put, std::size_t size) {
    if (!IsGood(call, put)) return;
    written_ += put->bytes;
    const bool fits = put->bytes <= size && (put->next != Next::kReady || put->bytes == size);
    if (!fits) fault_ = std::string(call) + " took " + std::to_string(put->bytes);
    if (connection_.handshake_done()) Note(put->next);
  }

  void ActEarly() {
    const bool can_write = may_.write_early || connection_.can_write_half_rtt();
    if (can_write && random_.OneIn(3)) return random_.OneIn(2) ? Write() : WriteGathered();
    const Result<Next> next = connection_.Handshake();
    if (IsGood("Handshake", next)) Note(*next);
  }
  void Write() {
    if (close_sent_) return;
    const Moved part(AsBytes(data_).subspan(written_, NextSize()));
    Took("Write", connection_.Write(part.view()), part.size);
  }
  void WriteGathered() {
    if (close_sent_) return;
    std::vector<Moved> parts;
    std::vector<ByteView> spans;
    std::size_t position = written_;
    for (std::size_t i = random_.Below(20); i > 0; --i) {
      const std::size_t size =
          random_.OneIn(5) ? 0 : std::min(data_.size() - position, random_.Size(500));
      parts.emplace_back(AsBytes(data_).subspan(position, size));
      position += size;
    }
    for (const Moved& part : parts) spans.push_back(part.view());
    Took("WriteGathered", connection_.WriteGathered(spans), position - written_);
  }
  void Read() {
    std::vector<std::uint8_t> buffer(random_.Size(20'000));
    const Result<Progress> got = connection_.Read(buffer);
    if (!IsGood("Read", got)) return;
    received_.append(AsText(ByteView(buffer).first(got->bytes)));
    closed_ |= got->next == Next::kClosed;
  }
  void Flush() {
    const Result<Next> next = random_.OneIn(2) ? connection_.Flush() : connection_.Handshake();
    if (IsGood("Flush", next)) Note(*next);
  }
  void UpdateKeys() {
    if (close_sent_ || !may_.update_keys) return;
    const Result<Next> next =
        connection_.UpdateKeys(random_.OneIn(2) ? KeyUpdateRequest::kUpdateRequested
                                                : KeyUpdateRequest::kUpdateNotRequested);
    if (IsGood("UpdateKeys", next)) Note(*next);
  }
  void ActSeldom() {
    if (written_ == data_.size()) {
      const Result<Next> next = connection_.SendClose();
      if (IsGood("SendClose", next)) Note(*next);
      close_sent_ = true;
    } else if (random_.OneIn(2)) {
      IsGood("ReleaseBuffers", connection_.ReleaseBuffers());
    } else if (connection_.session_readiness() == SessionReadiness::kReady) {
      IsGood("TakeSession", connection_.TakeSession());
    } else {
      Connection moved = std::move(connection_);
      connection_ = std::move(moved);
    }
  }

  Random& random_;
  Connection connection_;
  std::string data_;
  May may_;
  std::size_t written_ = 0;
  std::string received_;
  std::string fault_;
  bool waits_ = false;  // For the transport.
  bool close_sent_ = false;
  bool closed_ = false;
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_RANDOM_PROGRAM_H_
