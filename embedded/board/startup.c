/* From reset to main on a Cortex-M3 or M4: the vector table, initialised data, and a way out when something is wrong. */
#include <stddef.h>
#include <stdint.h>

#include "embedded/board/board.h"

/* From the linker script. */
extern uint32_t board_stack_top, board_data_load, board_data_begin, board_data_end,
    board_bss_begin, board_bss_end;
extern void (*const board_constructors_begin[])(void);
extern void (*const board_constructors_end[])(void);

int main(void);

/* The exit codes of programs that did not get to say so themselves. */
enum { FAULT = 99, PURE_VIRTUAL = 98, ABORTED = 96 };

static void fault(void) { board_exit(FAULT); }

_Noreturn void board_reset(void);

__attribute__((section(".vectors"), used)) static void* const vectors[16] = {
    &board_stack_top, (void*)board_reset, (void*)fault, (void*)fault,
    (void*)fault,     (void*)fault,       (void*)fault, NULL,
    NULL,             NULL,               NULL,         (void*)fault,
    (void*)fault,     NULL,               (void*)fault, (void*)fault};

_Noreturn void board_reset(void) {
  const uint32_t* from = &board_data_load;
  for (uint32_t* to = &board_data_begin; to < &board_data_end;) {
    *to++ = *from++;
  }
  for (uint32_t* to = &board_bss_begin; to < &board_bss_end;) {
    *to++ = 0;
  }
  const size_t constructors = (size_t)(board_constructors_end - board_constructors_begin);
  for (size_t i = 0; i < constructors; i++) {
    board_constructors_begin[i]();
  }
  board_exit(main());
}

/* What the compiler's libraries would otherwise bring along, with much more. */
void __cxa_pure_virtual(void) { board_exit(PURE_VIRTUAL); }
int __aeabi_atexit(void* object, void (*destroy)(void*), void* handle) {
  (void)object;
  (void)destroy;
  (void)handle;
  return 0; /* main does not return to anybody. */
}
void* __dso_handle;
void abort(void) { board_exit(ABORTED); }
_Noreturn void exit(int code) { board_exit(code); }
