#ifndef OMNITLS_EMBEDDED_TESTING_REPORT_H_
#define OMNITLS_EMBEDDED_TESTING_REPORT_H_

#include <initializer_list>
#include <string_view>

#include "backends/mbedtls/backend.h"
#include "embedded/board/board.h"
#include "omnitls/context.h"

// What a program on the board says to the computer that runs it: lines, and an exit code.
namespace omnitls::embedded {

inline void PrintText(std::string_view text) {
  char piece[33];
  while (!text.empty()) {
    const std::size_t size = text.size() < 32 ? text.size() : 32;
    std::memcpy(piece, text.data(), size);
    piece[size] = '\0';
    board_print(piece);
    text.remove_prefix(size);
  }
}

inline void Print(std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) PrintText(word);
  board_print("\n");
}
inline void Print(std::initializer_list<std::string_view> words, std::uint32_t number) {
  for (const std::string_view word : words) PrintText(word);
  board_print_number(number);
  board_print("\n");
}

[[noreturn]] inline void Stop(std::string_view why) {
  Print({"failed: ", why});
  board_exit(1);
}

inline void PrintError(std::string_view what, const Error& error) {
  PrintText(what);
  PrintText(": ");
  PrintText(Summary(error));
  board_print(" native -");
  board_print_number(static_cast<std::uint32_t>(-error.native));
  board_print("\n");
}

// The value of a result; without one the program ends.
template <class T>
T Must(std::string_view what, Result<T> result) {
  if (result) return std::move(*result);
  PrintError(what, result.error());
  board_exit(1);
}
template <class T>
T Must(std::string_view what, Result<T> result, const BuilderBase& builder) {
  if (!result) Print({builder.error_message()});
  return Must(what, std::move(result));
}

}  // namespace omnitls::embedded

#endif  // OMNITLS_EMBEDDED_TESTING_REPORT_H_
