#ifndef OMNITLS_CONFORMANCE_ELSEWHERE_FIELDS_H_
#define OMNITLS_CONFORMANCE_ELSEWHERE_FIELDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// How values travel between two programs that may be of different machines: numbers as decimal
// text, everything else as its size and what is in it. Both programs are ours, so nothing is
// checked. A struct travels if there is an Each that shows its members to a visitor.
namespace omnitls::conformance::elsewhere {

template <class T>
inline constexpr bool kIsNumber = std::is_integral_v<T> || std::is_enum_v<T>;

class Writer {
 public:
  template <class T>
  void operator()(const T& value) {
    if constexpr (kIsNumber<T>) {
      out_ += std::to_string(static_cast<std::int64_t>(value)) + ' ';
    } else {
      Each(*this, const_cast<T&>(value));  // Which only reads it.
    }
  }
  void operator()(const std::string& text) {
    (*this)(text.size());
    out_ += text;
  }
  template <class T>
  void operator()(const std::vector<T>& items) {
    (*this)(items.size());
    for (const T& item : items) (*this)(item);
  }
  template <class A, class B>
  void operator()(const std::pair<A, B>& both) {
    (*this)(both.first);
    (*this)(both.second);
  }
  template <class T>
  void operator()(const std::optional<T>& maybe) {
    (*this)(maybe.has_value());
    if (maybe) (*this)(*maybe);
  }

  const std::string& text() const { return out_; }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string text) : in_(std::move(text)) {}

  template <class T>
  void operator()(T& value) {
    if constexpr (kIsNumber<T>) {
      const std::size_t end = in_.find(' ', at_);
      value = static_cast<T>(std::stoll(in_.substr(at_, end - at_)));
      at_ = end + 1;
    } else {
      Each(*this, value);
    }
  }
  void operator()(std::string& text) {
    const auto size = Take<std::size_t>();
    text = in_.substr(at_, size);
    at_ += size;
  }
  template <class T>
  void operator()(std::vector<T>& items) {
    items.resize(Take<std::size_t>());
    for (T& item : items) (*this)(item);
  }
  template <class A, class B>
  void operator()(std::pair<A, B>& both) {
    (*this)(both.first);
    (*this)(both.second);
  }
  template <class T>
  void operator()(std::optional<T>& maybe) {
    if (Take<bool>()) (*this)(maybe.emplace());
  }

  template <class T>
  T Take() {
    T value{};
    (*this)(value);
    return value;
  }

 private:
  std::string in_;
  std::size_t at_ = 0;
};

}  // namespace omnitls::conformance::elsewhere

#endif  // OMNITLS_CONFORMANCE_ELSEWHERE_FIELDS_H_
