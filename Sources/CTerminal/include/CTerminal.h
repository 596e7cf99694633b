// What Swift cannot reach of ncurses and POSIX: macros, global variables, variadic functions, signal handlers. Every function is to be called
// by the thread that owns the terminal, but for the handlers inside, which are async-signal-safe.
#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stddef.h>
#include <stdint.h>

// Screen (screen.c)

// Attributes, ours so that ncurses' bits, which differ between its builds, stay inside.
enum { CT_BOLD = 1, CT_DIM = 2, CT_UNDERLINE = 4, CT_REVERSE = 8, CT_ITALIC = 16 };
enum { CT_TERM_OK = 0, CT_TERM_UNKNOWN = 1, CT_TERM_NO_CURSOR = 2 };

// Takes the locale from the environment; 1 when its characters are UTF-8.
int ct_locale_is_utf8(void);
// Whether ncurses can draw on a terminal of this type.
int ct_term_check(const char *type, int output);
// Starts ncurses (newterm, never initscr) on two descriptors, which stay the caller's; NULL when it refuses.
void *ct_open(const char *type, int input, int output);
// Ends it and gives back what it holds. The terminal's modes are the caller's to restore.
void ct_close(void *screen);
void ct_leave(void);
int ct_colors(void);
int ct_pairs(void);
// 1 when the pair is defined; -1 is the terminal's own colour.
int ct_define_pair(int pair, int foreground, int background);
// Writes one cell (a spacing character and its marks); what reaches the lower right corner is written too, though ncurses calls that an error.
void ct_put(int y, int x, const uint32_t *scalars, int count, int attributes, int pair);
void ct_erase(void);
// Shows what was put; a negative row hides the cursor.
void ct_show(int cursor_y, int cursor_x);
// Makes the next show paint every cell.
void ct_repaint(void);
void ct_resize(int height, int width);
// What ncurses holds as shown: returns the count of scalars, 0 for the right half of a wide character, -1 outside.
int ct_held(int y, int x, uint32_t *scalars, int capacity, int *attributes, int *foreground, int *background);
int ct_width(uint32_t scalar);
// A terminfo string without its padding; its length, or 0 when the terminal has none or it is longer than capacity.
int ct_string(const char *name, char *bytes, int capacity);

// Lines, modes and processes (tty.c)

int ct_window_size(int fd, int *width, int *height);
// Room for the modes of a terminal line.
typedef struct { _Alignas(16) unsigned char bytes[128]; } ct_modes;
int ct_modes_read(int fd, ct_modes *modes);
int ct_modes_write(int fd, const ct_modes *modes);
// Leaves no control character but those of signals to the line.
void ct_modes_tune(int fd);
uintptr_t ct_thread(void);
// A pipe that neither end blocks on; 0 when there is none.
int ct_pipe(int fds[2]);
void ct_wake(int fd);
void ct_drain(int fd);
// Bits of what poll found, or 0 after the time: 1 input can be read, 2 the terminal is lost, 4 the wake pipe has bytes.
enum { CT_INPUT = 1, CT_LOST = 2, CT_WAKE = 4 };
int ct_wait(int input, int wake, int milliseconds);
// Runs a program with the terminal as its standard streams and waits, stopping with it. Its exit code, 128 + its signal, or -errno.
int ct_run(char *const argv[], int input, int output);

// Signals (signals.c)

enum { CT_SIG_INT = 1, CT_SIG_TERM = 2, CT_SIG_HUP = 4, CT_SIG_QUIT = 8, CT_SIG_WINCH = 16, CT_SIG_CONT = 32, CT_SIG_TSTP = 64 };
// From now on these signals set bits and write a byte to `wake`. Signals that were ignored (nohup) stay so.
void ct_signals_install(int wake);
void ct_signals_restore(void);
// The bits set since the last call.
int ct_signals_take(void);
// Stops the process as Ctrl-Z would have without the handler; returns when it is continued.
void ct_stop(void);

// Crashes (crash.c)

// From now on a fatal signal first writes `bytes` to `terminal`, restores its modes, copies what was captured of stderr to the real one, and only
// then does what it always did.
void ct_crash_arm(int terminal, const ct_modes *modes, const char *bytes, int count);
void ct_crash_disarm(void);
// Sends fd 2 to an unlinked file from now on. 1 when it does.
int ct_capture_start(void);
// Gives fd 2 back and copies what was captured to it, control characters made visible, the last 8 KiB at most.
void ct_capture_end(void);

// Memory (memory.c)

// Has the C library give large pieces back once they are free, and keep at most so many arenas (0: its own choice). Before there are threads.
void ct_return_memory(int arenas);

#endif
