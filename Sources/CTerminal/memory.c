#include "CTerminal.h"
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void ct_return_memory(int arenas) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  // The heap grows by this much at a time: a page that is not touched costs nothing, a call for each of them does.
  mallopt(M_TOP_PAD, 1024 * 1024);
  if (arenas > 0) mallopt(M_ARENA_MAX, arenas);
#else
  (void)arenas;
#endif
}
