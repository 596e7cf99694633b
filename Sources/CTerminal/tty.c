#define _GNU_SOURCE
#include "CTerminal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

_Static_assert(sizeof(struct termios) <= sizeof(ct_modes), "the modes of a terminal line fit");

int ct_window_size(int fd, int *width, int *height) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return 0;
  *width = size.ws_col;
  *height = size.ws_row;
  return 1;
}

int ct_modes_read(int fd, ct_modes *modes) {
  struct termios t;
  if (tcgetattr(fd, &t) != 0) return 0;
  memcpy(modes->bytes, &t, sizeof t);
  return 1;
}

int ct_modes_write(int fd, const ct_modes *modes) {
  struct termios t;
  memcpy(&t, modes->bytes, sizeof t);
  int result;
  do result = tcsetattr(fd, TCSADRAIN, &t);
  while (result != 0 && errno == EINTR);
  return result == 0;
}

void ct_modes_tune(int fd) {
  struct termios t;
  if (tcgetattr(fd, &t) != 0) return;
  t.c_lflag &= ~(tcflag_t)IEXTEN;
  tcsetattr(fd, TCSADRAIN, &t);
}

uintptr_t ct_thread(void) { return (uintptr_t)pthread_self(); }

int ct_pipe(int fds[2]) {
  if (pipe(fds) != 0) return 0;
  for (int i = 0; i < 2; i++) {
    fcntl(fds[i], F_SETFD, FD_CLOEXEC);
    fcntl(fds[i], F_SETFL, fcntl(fds[i], F_GETFL) | O_NONBLOCK);
  }
  return 1;
}

int ct_wait(int input, int wake, int milliseconds) {
  struct pollfd fds[2] = {{.fd = wake, .events = POLLIN}, {.fd = input, .events = POLLIN}};
  // EINTR is as good as a wake: the caller looks at everything again.
  if (poll(fds, 2, milliseconds) <= 0) return 0;
  int found = 0;
  if (fds[0].revents & POLLIN) found |= CT_WAKE;
  if (fds[1].revents & POLLIN) found |= CT_INPUT;
  if (fds[1].revents & (POLLHUP | POLLERR | POLLNVAL)) found |= CT_LOST;
  return found;
}

extern char **environ;

// The environment without what would tell a program that the terminal still has its first size; NULL without memory.
static char **environment_without_size(void) {
  size_t count = 0;
  while (environ[count]) count++;
  char **copy = calloc(count + 1, sizeof *copy);
  size_t kept = 0;
  for (size_t i = 0; copy && i < count; i++) {
    if (strncmp(environ[i], "LINES=", 6) && strncmp(environ[i], "COLUMNS=", 8)) copy[kept++] = environ[i];
  }
  return copy;
}

int ct_run(char *const argv[], int input, int output) {
  char **environment = environment_without_size();
  if (!environment) return -ENOMEM;
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t defaults, none;
  sigemptyset(&none);
  sigemptyset(&defaults);
  const int signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTERM, SIGHUP, SIGCONT, SIGWINCH, SIGPIPE, SIGTTIN, SIGTTOU};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaddset(&defaults, signals[i]);
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, 0);
  posix_spawn_file_actions_adddup2(&files, output, 1);
  posix_spawn_file_actions_adddup2(&files, output, 2);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  pid_t child;
  int error = posix_spawnp(&child, argv[0], &files, &attributes, argv, environment);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  free(environment);
  if (error) return -error;
  for (;;) {
    int status;
    if (waitpid(child, &status, WUNTRACED) < 0) {
      if (errno == EINTR) continue;
      return -errno;
    }
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
    // The program was stopped: so is whoever started it, until the shell continues both.
    if (WIFSTOPPED(status)) {
      raise(SIGSTOP);
      kill(child, SIGCONT);
    }
  }
}

void ct_wake(int fd) {
  // A full pipe wakes as well as one byte more.
  if (fd >= 0 && write(fd, "w", 1) < 0) { }
}

void ct_drain(int fd) {
  char bytes[512];
  while (fd >= 0 && read(fd, bytes, sizeof bytes) > 0) { }
}
