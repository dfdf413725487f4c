#include "embedded/board/board.h"

#define REGISTER(address) (*(volatile uint32_t*)(address))

/* --- semihosting: Arm's protocol between a program and its debugger --------------------------- */

enum {
  SYS_WRITE0 = 0x04,
  SYS_GET_CMDLINE = 0x15,
  SYS_EXIT_EXTENDED = 0x20,
  ADP_STOPPED_APPLICATION_EXIT = 0x20026
};

__attribute__((naked, noinline)) static int call_debugger(int operation, const void* argument) {
  (void)operation;
  (void)argument;
  __asm__ volatile("bkpt 0xAB\n bx lr" ::: "memory");
}

_Noreturn void board_exit(int code) {
  const uint32_t reason[2] = {ADP_STOPPED_APPLICATION_EXIT, (uint32_t)code};
  call_debugger(SYS_EXIT_EXTENDED, reason);
  for (;;) {
  }
}

void board_print(const char* text) { call_debugger(SYS_WRITE0, text); }

void board_print_number(uint32_t number) {
  char digits[11];
  char* at = digits + sizeof digits - 1;
  *at = '\0';
  do {
    *--at = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  board_print(at);
}

uint32_t board_argument(uint32_t otherwise) {
  char text[64] = "";
  struct {
    volatile char* text;
    uint32_t size;
  } line = {text, sizeof text};
  if (call_debugger(SYS_GET_CMDLINE, &line) != 0 || text[0] < '0' || text[0] > '9') {
    return otherwise;
  }
  uint32_t number = 0;
  for (const char* at = text; *at >= '0' && *at <= '9'; at++) {
    number = number * 10 + (uint32_t)(*at - '0');
  }
  return number;
}

/* --- the serial line: CMSDK APB UART 0 ---------------------------------------------------------- */

#define UART 0x40004000u
#define UART_DATA REGISTER(UART)
#define UART_STATE REGISTER(UART + 4) /* 1: cannot send now; 2: something has come. */
#define UART_CONTROL REGISTER(UART + 8)
#define UART_DIVIDER REGISTER(UART + 16)

void board_open_serial(void) {
  UART_DIVIDER = 16;
  UART_CONTROL = 3; /* Send and receive. */
}

void board_send(uint8_t byte) {
  while ((UART_STATE & 1u) != 0) {
  }
  UART_DATA = byte;
}

int board_receive(void) { return (UART_STATE & 2u) != 0 ? (int)(UART_DATA & 0xffu) : -1; }

/* --- time: CMSDK APB timer 0, which counts down ----------------------------------------------------- */

#define TIMER 0x40000000u
#define TIMER_CONTROL REGISTER(TIMER)
#define TIMER_VALUE REGISTER(TIMER + 4)
#define TIMER_RELOAD REGISTER(TIMER + 8)

void board_start_ticks(void) {
  TIMER_RELOAD = UINT32_MAX;
  TIMER_VALUE = UINT32_MAX;
  TIMER_CONTROL = 1;
}

uint32_t board_ticks(void) { return UINT32_MAX - TIMER_VALUE; }

/* --- memory ------------------------------------------------------------------------------------------- */

extern const unsigned char board_flash_begin[], board_flash_end[]; /* From the linker script. */

int board_is_flash(const void* data, size_t size) {
  const unsigned char* const begin = data;
  return begin >= board_flash_begin && begin < board_flash_end &&
         size <= (size_t)(board_flash_end - begin);
}

/* --- the stack ------------------------------------------------------------------------------------------ */

extern uint32_t board_stack_bottom; /* From the linker script. */

#define PAINT 0xA5A5A5A5u

static uint32_t* stack_pointer(void) {
  uint32_t* pointer;
  __asm__ volatile("mov %0, sp" : "=r"(pointer));
  return pointer;
}

__attribute__((noinline)) void board_paint_stack(void) {
  uint32_t* const top = stack_pointer();
  for (volatile uint32_t* at = &board_stack_bottom; at < top; at++) {
    *at = PAINT;
  }
}

__attribute__((noinline)) size_t board_stack_used(void) {
  const uint32_t* const top = stack_pointer();
  const volatile uint32_t* at = &board_stack_bottom;
  while (at < top && *at == PAINT) {
    at++;
  }
  return (size_t)((const unsigned char*)top - (const unsigned char*)at);
}
