#ifndef OMNITLS_EMBEDDED_BOARD_BOARD_H_
#define OMNITLS_EMBEDDED_BOARD_BOARD_H_

#include <stddef.h>
#include <stdint.h>

/*
 * One board, as QEMU emulates it (qemu-system-arm -M mps2-an386: a Cortex-M4): what a program sees
 * of the world. For another board, write these functions, and a linker script.
 */

#ifdef __cplusplus
extern "C" {
#define BOARD_NORETURN [[noreturn]]
#else
#define BOARD_NORETURN _Noreturn
#endif

/* Ends the program; QEMU exits with this code. */
BOARD_NORETURN void board_exit(int code);

/* Writes text to the debugger (semihosting): QEMU's standard error. */
void board_print(const char* text);
void board_print_number(uint32_t number);

/* The number that the debugger has for the program: QEMU's -semihosting-config ...,arg=NUMBER. */
uint32_t board_argument(uint32_t otherwise);

/* The serial line: to be opened before it is used. board_receive returns -1 if nothing has come. */
void board_open_serial(void);
void board_send(uint8_t byte);
int board_receive(void);

/* Counts up, 25,000,000 times a second; wraps around after 171 seconds. */
void board_start_ticks(void);
uint32_t board_ticks(void);

/* Whether these bytes are in flash. */
int board_is_flash(const void* data, size_t size);

/* The stack's high-water mark: how many bytes below the caller have been used since
 * board_paint_stack was called from the same place. */
void board_paint_stack(void);
size_t board_stack_used(void);

#ifdef __cplusplus
}
#endif

#endif /* OMNITLS_EMBEDDED_BOARD_BOARD_H_ */
