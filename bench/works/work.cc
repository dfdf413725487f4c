#include "bench/works/work.h"

#include <iterator>

namespace omnitls::bench {

std::vector<Work> AllWorks() {
  std::vector<Work> all;
  for (const auto& some : {Handshakes, Messages, SocketMessages, Threads, OtherWorks}) {
    std::vector<Work> works = some();
    std::move(works.begin(), works.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace omnitls::bench
