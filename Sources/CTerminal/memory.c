#include "CTerminal.h"
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void ct_return_memory(int arenas) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  if (arenas > 0) mallopt(M_ARENA_MAX, arenas);
#else
  (void)arenas;
#endif
}
