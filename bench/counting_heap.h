#ifndef OMNITLS_BENCH_COUNTING_HEAP_H_
#define OMNITLS_BENCH_COUNTING_HEAP_H_

#include <cstddef>

// The heap of //bench:memory_probe. It counts the bytes that are asked for, and remembers of each
// allocation who asked: so it is known of what is freed, too, whose it was, and a shared library's
// lazy initialisation is nobody's. One thread only.
namespace omnitls::bench {

// Whoever is set here is asking. Nobody is not counted.
enum class Asker : unsigned char { kNobody, kClient, kServer };

struct HeapUse {
  std::size_t bytes = 0;      // Asked for and not freed.
  std::size_t peak = 0;       // The most that `bytes` has been.
  std::size_t own = 0;        // Of `bytes`: asked for through omnitls's own allocator.
  std::size_t own_calls = 0;  // How often that was asked, ever.
};

// Asking makes `asker` the one who asks, for its own lifetime.
class Asking {
 public:
  explicit Asking(Asker asker);
  ~Asking();
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

 private:
  Asker before_;
};

HeapUse UseBy(Asker asker);
// Begins anew: what has been asked for so far is nobody's.
void ForgetUses();

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_COUNTING_HEAP_H_
