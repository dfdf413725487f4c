#ifndef OMNITLS_BENCH_SUBJECTS_PAIR_H_
#define OMNITLS_BENCH_SUBJECTS_PAIR_H_

#include <optional>
#include <utility>

#include "bench/subjects/subject.h"
#include "bench/subjects/wire.h"

namespace omnitls::bench {

// PairOf drives two ends. Ends is a struct of one library's contexts:
//
//   Ends(const Plan&, const Identity&, ...);
//   End Make(Side, Wire&, bool resume);
//   bool KeepSession(End& client);    // may be missing
//   void ParseChain();                // may be missing
//
// and End is a connection:
//
//   bool Handshake();                 // true when done, false when it waits for the other side
//   std::size_t Read(MutableBytes);   // what came; 0: it waits for the other side
//   std::size_t Write(ByteView);      // what was taken; 0: it waits
//   void WriteMany, WriteGathered(std::span<const ByteView>);    // may be missing
//   void WriteEarly(ByteView);                                   // may be missing
//   std::size_t early_bytes();
template <class Ends>
class PairOf final : public Subject {
 public:
  PairOf(const Plan& plan, std::shared_ptr<Ends> ends)
      : ends_(std::move(ends)), plan_(plan), wire_(plan.sockets) {}

  void Close() override {
    client_.reset();
    server_.reset();
    wire_.Reset();
  }
  void Open(Side side, bool resume) override { at(side).emplace(ends_->Make(side, wire_, resume)); }
  bool Step(Side side) override { return at(side)->Handshake(); }

  void Write(Side side, ByteView data) override {
    End& end = *at(side);
    while (!data.empty()) data = data.subspan(end.Write(data));
  }
  void WriteMany(Side side, std::span<const ByteView> messages) override {
    End& end = *at(side);
    if constexpr (requires { end.WriteMany(messages); }) {
      end.WriteMany(messages);
    } else {
      for (const ByteView message : messages) PairOf::Write(side, message);
    }
  }
  void WriteGathered(Side side, std::span<const ByteView> spans) override {
    End& end = *at(side);
    if constexpr (requires { end.WriteGathered(spans); }) {
      end.WriteGathered(spans);
    } else {
      for (const ByteView span : spans) PairOf::Write(side, span);
    }
  }

  void Read(Side side, MutableBytes out) override {
    End& end = *at(side);
    while (!out.empty()) {
      const std::size_t got = end.Read(out);
      Require(got > 0 || wire_.sockets(), "a read");  // Sockets may need a moment.
      out = out.subspan(got);
    }
  }
  void Wait(Side side) override {
    std::uint8_t nothing[1];
    Require(at(side)->Read(nothing) == 0, "finding nothing to read");
  }

  bool KeepSession() override {
    if constexpr (requires { ends_->KeepSession(*client_); }) {
      return ends_->KeepSession(*client_);
    } else {
      return false;
    }
  }
  bool WriteEarly(ByteView data) override {
    if constexpr (requires { client_->WriteEarly(data); }) {
      client_->WriteEarly(data);
      return true;
    } else {
      return false;
    }
  }
  std::size_t EarlyBytes() override {
    if constexpr (requires { server_->early_bytes(); }) {
      return server_->early_bytes();
    } else {
      return 0;
    }
  }

  bool ParseChain() override {
    if constexpr (requires { ends_->ParseChain(); }) {
      ends_->ParseChain();
      return true;
    } else {
      return false;
    }
  }

  std::unique_ptr<Subject> Twin() override { return std::make_unique<PairOf>(plan_, ends_); }

  Traffic Written(Side side) override {
    const MemoryPipe::Direction& direction = *wire_.pipe_end(side).out;
    return {direction.writes, direction.total};
  }

 private:
  using End = typename Ends::End;

  std::optional<End>& at(Side side) { return side == Side::kClient ? client_ : server_; }

  std::shared_ptr<Ends> ends_;
  const Plan plan_;
  Wire wire_;
  std::optional<End> client_;
  std::optional<End> server_;
};

template <class Ends, class... Args>
std::unique_ptr<Subject> MakePair(const Plan& plan, const Args&... args) {
  return std::make_unique<PairOf<Ends>>(plan, std::make_shared<Ends>(plan, args...));
}

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_SUBJECTS_PAIR_H_
