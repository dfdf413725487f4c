#ifndef OMNITLS_CONFORMANCE_CHOPPY_PIPE_H_
#define OMNITLS_CONFORMANCE_CHOPPY_PIPE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>

#include "omnitls/transport.h"

namespace omnitls::conformance {

// Random is the same numbers for the same seed, everywhere.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}

  // 0 to `limit` - 1.
  std::size_t Below(std::size_t limit) { return engine_() % limit; }
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  // 1 to `most`: often 1, few or all.
  std::size_t Size(std::size_t most) {
    switch (Below(4)) {
      case 0:
        return 1;
      case 1:
        return 1 + Below(std::min<std::size_t>(most, 30));
      case 2:
        return 1 + Below(most);
      default:
        return most;
    }
  }
  std::string Bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(engine_());
    return bytes;
  }

 private:
  std::mt19937 engine_;
};

// ChoppyPipe is two linked transports that take and give as many bytes as they like.
class ChoppyPipe {
 public:
  explicit ChoppyPipe(Random& random) : random_(random), capacity_(1 + random.Below(40'000)) {}
  ChoppyPipe(const ChoppyPipe&) = delete;
  ChoppyPipe& operator=(const ChoppyPipe&) = delete;

  Transport& client() { return client_; }
  Transport& server() { return server_; }
  // Makes the server's end take and give all at once.
  void LetServerAlone() { server_.is_choppy = false; }

 private:
  struct End final : Transport {
    End(ChoppyPipe& p, std::string& i, std::string& o) : pipe(p), in(i), out(o) {}
    IoResult Read(MutableBytes to) override {
      if (in.empty() || (is_choppy && pipe.random_.OneIn(4))) return IoResult::WouldBlock();
      const std::size_t most = std::min(to.size(), in.size());
      const std::size_t size = is_choppy ? pipe.random_.Size(most) : most;
      std::memcpy(to.data(), in.data(), size);
      in.erase(0, size);
      return IoResult::Ok(size);
    }
    IoResult Write(ByteView data) override {
      if (is_choppy && (out.size() >= pipe.capacity_ || pipe.random_.OneIn(3))) {
        return IoResult::WouldBlock();
      }
      const std::size_t size = is_choppy ? pipe.random_.Size(data.size()) : data.size();
      out.append(AsText(data.first(size)));
      return IoResult::Ok(size);
    }

    ChoppyPipe& pipe;
    std::string& in;
    std::string& out;
    bool is_choppy = true;
  };

  Random& random_;
  std::size_t capacity_;  // In bytes, of each direction.
  std::string to_client_;
  std::string to_server_;
  End client_{*this, to_client_, to_server_};
  End server_{*this, to_server_, to_client_};
};

}  // namespace omnitls::conformance

#endif  // OMNITLS_CONFORMANCE_CHOPPY_PIPE_H_
