#ifndef OMNITLS_WORDS_H_
#define OMNITLS_WORDS_H_

#include <string_view>

namespace omnitls::internal {

// Calls `each` for every word of a list of names, as builders take them; stops when it returns
// false.
template <class Each>
void ForEachWord(std::string_view list, Each each) {
  constexpr std::string_view kSeparators = ":, \t\r\n";
  while (true) {
    const std::size_t begin = list.find_first_not_of(kSeparators);
    if (begin == std::string_view::npos) return;
    list.remove_prefix(begin);
    const std::string_view word = list.substr(0, list.find_first_of(kSeparators));
    if (!each(word)) return;
    list.remove_prefix(word.size());
  }
}

}  // namespace omnitls::internal

#endif  // OMNITLS_WORDS_H_
