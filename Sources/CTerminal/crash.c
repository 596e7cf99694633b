#define _GNU_SOURCE
#include "CTerminal.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// What is replayed of a captured stderr, at most.
#define REPLAYED 8192

static const int fatal[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE};
#define FATAL (sizeof fatal / sizeof *fatal)
static struct sigaction before[FATAL];
// A stack overflow leaves no room for a handler.
static char spare_stack[64 * 1024];

static volatile sig_atomic_t armed;
static int terminal_fd = -1;
static struct termios terminal_modes;
static char leaving[512];
static int leaving_count;

static volatile sig_atomic_t capture_fd = -1;
static volatile sig_atomic_t real_fd = -1;

static void write_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(fd, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

// The last bytes captured, with control characters as ^X, so that nothing steers the terminal: neither ESC nor the C1 controls in UTF-8.
static void replay(int from, int to) {
  static char bytes[REPLAYED];
  static char shown[REPLAYED * 2 + 1];
  off_t end = lseek(from, 0, SEEK_END);
  if (end <= 0) return;
  off_t start = end > REPLAYED ? end - REPLAYED : 0;
  ssize_t count = pread(from, bytes, REPLAYED, start);
  size_t made = 0;
  for (ssize_t i = 0; i < count; i++) {
    unsigned char c = (unsigned char)bytes[i];
    int c1 = c == 0xC2 && i + 1 < count && (unsigned char)bytes[i + 1] >= 0x80 && (unsigned char)bytes[i + 1] < 0xA0;
    if (c == '\n') {
      shown[made++] = '\n';
    } else if (c < 0x20 || c == 0x7F) {
      shown[made++] = '^';
      shown[made++] = (char)(c ^ 0x40);
    } else if (c1) {
      shown[made++] = '?';
      i++;
    } else {
      shown[made++] = (char)c;
    }
  }
  if (made > 0 && shown[made - 1] != '\n') shown[made++] = '\n';
  write_all(to, shown, made);
}

static void crashed(int number) {
  // A second fault inside ends the process at once: the first thing is to give the signal its old meaning.
  struct sigaction normal;
  memset(&normal, 0, sizeof normal);
  normal.sa_handler = SIG_DFL;
  for (size_t i = 0; i < FATAL; i++) sigaction(fatal[i], &normal, NULL);
  if (armed) {
    armed = 0;
    write_all(terminal_fd, leaving, (size_t)leaving_count);
    tcsetattr(terminal_fd, TCSANOW, &terminal_modes);
    if (capture_fd >= 0 && real_fd >= 0) replay(capture_fd, real_fd);
  }
  // It is blocked while this handler runs, and comes as soon as the handler ends.
  raise(number);
}

void ct_crash_arm(int terminal, const ct_modes *modes, const char *bytes, int count) {
  terminal_fd = terminal;
  memcpy(&terminal_modes, modes->bytes, sizeof terminal_modes);
  leaving_count = count < (int)sizeof leaving ? count : (int)sizeof leaving;
  memcpy(leaving, bytes, (size_t)leaving_count);
  if (armed) return;
  stack_t stack = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
  sigaltstack(&stack, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = crashed;
  action.sa_flags = SA_ONSTACK;
  sigfillset(&action.sa_mask);
  for (size_t i = 0; i < FATAL; i++) sigaction(fatal[i], &action, &before[i]);
  armed = 1;
}

void ct_crash_disarm(void) {
  if (!armed) return;
  armed = 0;
  for (size_t i = 0; i < FATAL; i++) sigaction(fatal[i], &before[i], NULL);
}

static int unlinked_file(void) {
  const char *folder = getenv("TMPDIR");
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%s/stderr-XXXXXX", folder && *folder ? folder : "/tmp");
  if (length <= 0 || length >= (int)sizeof path) return -1;
  int fd = mkstemp(path);
  if (fd < 0) return -1;
  unlink(path);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, O_APPEND);
  return fd;
}

int ct_capture_start(void) {
  if (real_fd >= 0) return 1;
  int file = unlinked_file();
  // Better lost than written across the screen.
  if (file < 0) file = open("/dev/null", O_RDWR | O_CLOEXEC);
  int kept = fcntl(2, F_DUPFD_CLOEXEC, 3);
  if (file < 0 || kept < 0 || dup2(file, 2) < 0) {
    if (file >= 0) close(file);
    if (kept >= 0) close(kept);
    return 0;
  }
  capture_fd = file;
  real_fd = kept;
  return 1;
}

void ct_capture_end(void) {
  if (real_fd < 0) return;
  fflush(stderr);
  int real = real_fd, file = capture_fd;
  real_fd = capture_fd = -1;
  dup2(real, 2);
  close(real);
  replay(file, 2);
  close(file);
}
