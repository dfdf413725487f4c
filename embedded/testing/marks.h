#ifndef OMNITLS_EMBEDDED_TESTING_MARKS_H_
#define OMNITLS_EMBEDDED_TESTING_MARKS_H_

#include <cstdint>
#include <string_view>

#include "embedded/board/board.h"
#include "omnitls/embedded/application.h"

// High-water marks of heap and stack, for each of two ends that run by turns.
namespace omnitls::embedded {

// Marks is what one end has taken of the heap, and the deepest its stack went.
struct Marks {
  std::int32_t now = 0;
  std::int32_t peak = 0;
  std::uint32_t stack = 0;
};

// Calls `work`, and adds what it took to the marks. Ends run by turns, so what changes meanwhile is
// this end's.
template <class Work>
auto Measured(Marks& marks, Work work) {
  const auto before = static_cast<std::int32_t>(omnitls_heap_used());
  omnitls_heap_reset_peak();
  board_paint_stack();
  auto result = work();
  const auto stack = static_cast<std::uint32_t>(board_stack_used());
  if (stack > marks.stack) marks.stack = stack;
  const auto peak = marks.now + static_cast<std::int32_t>(omnitls_heap_peak()) - before;
  if (peak > marks.peak) marks.peak = peak;
  marks.now += static_cast<std::int32_t>(omnitls_heap_used()) - before;
  return result;
}

inline void Report(const char* role, std::int32_t context, const Marks& handshake,
                   std::int32_t idle) {
  board_print(role);
  board_print(" heap context ");
  board_print_number(static_cast<std::uint32_t>(context));
  board_print(" peak ");
  board_print_number(static_cast<std::uint32_t>(handshake.peak));
  board_print(" idle ");
  board_print_number(static_cast<std::uint32_t>(idle));
  board_print(" stack ");
  board_print_number(handshake.stack);
  board_print("\n");
}

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_MARKS_H_
