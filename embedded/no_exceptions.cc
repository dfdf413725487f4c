// What libstdc++ calls where it would throw. The core never gets that far (it cuts no text beyond
// its end), but the compiler cannot know; the library's own functions would bring along all that
// exceptions need.
namespace std {

[[noreturn]] __attribute__((weak)) void __throw_out_of_range_fmt(const char* /*format*/, ...);

void __throw_out_of_range_fmt(const char* /*format*/, ...) { __builtin_trap(); }

}  // namespace std
