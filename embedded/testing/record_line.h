#ifndef OMNITLS_EMBEDDED_TESTING_RECORD_LINE_H_
#define OMNITLS_EMBEDDED_TESTING_RECORD_LINE_H_

#include <algorithm>
#include <cstdint>

#include "omnitls/transport.h"

namespace omnitls::embedded {

// RecordLine hands over what another transport carries, by records: one, then nothing until
// NextRecord. That is how a program bounds what one call of Handshake or Read deals with.
class RecordLine final : public Transport {
 public:
  explicit RecordLine(Transport& line) : line_(line) {}

  void NextRecord() { over_ = false; }
  // How many records there were so far, and the longest's size, in bytes, without its header.
  std::uint32_t records() const { return records_; }
  std::size_t longest() const { return longest_; }
  void ForgetLongest() { longest_ = 0; }
  // How many bytes were read.
  const std::size_t& bytes() const { return bytes_; }

  IoResult Read(MutableBytes out) override {
    if (over_) return IoResult::WouldBlock();
    const std::size_t wanted =
        header_size_ < sizeof header_ ? sizeof header_ - header_size_ : left_;
    const IoResult got = line_.Read(out.first(std::min(out.size(), wanted)));
    if (got.status != IoStatus::kOk) return got;
    for (std::size_t i = 0; i < got.bytes; ++i) Count(out[i]);
    bytes_ += got.bytes;
    return got;
  }
  IoResult Write(ByteView data) override { return line_.Write(data); }

 private:
  void Count(std::uint8_t byte) {
    if (header_size_ < sizeof header_) {
      header_[header_size_++] = byte;
      if (header_size_ < sizeof header_) return;
      left_ = std::size_t{header_[3]} << 8 | header_[4];
      longest_ = std::max(longest_, left_);
      ++records_;
    } else {
      --left_;
    }
    if (left_ != 0) return;
    header_size_ = 0;
    over_ = true;
  }

  Transport& line_;
  std::uint8_t header_[5] = {};
  std::size_t header_size_ = 0;
  std::size_t left_ = 0;  // Of the record's body.
  std::size_t longest_ = 0;
  std::size_t bytes_ = 0;
  std::uint32_t records_ = 0;
  bool over_ = false;
};

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_RECORD_LINE_H_
