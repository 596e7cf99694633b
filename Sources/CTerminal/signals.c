#define _GNU_SOURCE
#include "CTerminal.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct { int number; int bit; volatile sig_atomic_t seen; int installed; struct sigaction before; } watched;

static watched all[] = {
  {.number = SIGINT, .bit = CT_SIG_INT}, {.number = SIGTERM, .bit = CT_SIG_TERM}, {.number = SIGHUP, .bit = CT_SIG_HUP},
  {.number = SIGQUIT, .bit = CT_SIG_QUIT}, {.number = SIGWINCH, .bit = CT_SIG_WINCH}, {.number = SIGCONT, .bit = CT_SIG_CONT},
  {.number = SIGTSTP, .bit = CT_SIG_TSTP},
};
#define COUNT (sizeof all / sizeof *all)
static volatile sig_atomic_t wake_fd = -1;

static void note(int number) {
  int kept = errno;
  for (size_t i = 0; i < COUNT; i++) if (all[i].number == number) all[i].seen = 1;
  // A full pipe wakes as well as one byte more.
  if (wake_fd >= 0 && write(wake_fd, "s", 1) < 0) { }
  errno = kept;
}

static void set(watched *signal) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  sigfillset(&action.sa_mask);
  sigaction(signal->number, &action, NULL);
}

void ct_signals_install(int wake) {
  wake_fd = wake;
  for (size_t i = 0; i < COUNT; i++) {
    if (all[i].installed) continue;
    all[i].seen = 0;
    if (sigaction(all[i].number, NULL, &all[i].before) != 0) continue;
    // Started with nohup, or without job control: whoever did so meant it.
    int meant = all[i].number == SIGHUP || all[i].number == SIGTSTP || all[i].number == SIGINT || all[i].number == SIGQUIT;
    if (meant && all[i].before.sa_handler == SIG_IGN) continue;
    set(&all[i]);
    all[i].installed = 1;
  }
}

void ct_signals_restore(void) {
  for (size_t i = 0; i < COUNT; i++) {
    if (all[i].installed) sigaction(all[i].number, &all[i].before, NULL);
    all[i].installed = 0;
  }
  wake_fd = -1;
}

int ct_signals_take(void) {
  int bits = 0;
  for (size_t i = 0; i < COUNT; i++) {
    if (!all[i].seen) continue;
    all[i].seen = 0;
    bits |= all[i].bit;
  }
  return bits;
}

void ct_stop(void) {
  struct sigaction normal;
  memset(&normal, 0, sizeof normal);
  normal.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &normal, NULL);
  raise(SIGTSTP);
  // Going on from here means that somebody continued the process.
  for (size_t i = 0; i < COUNT; i++) if (all[i].number == SIGTSTP && all[i].installed) set(&all[i]);
}
