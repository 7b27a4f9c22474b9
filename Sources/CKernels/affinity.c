// The processors that this process may run on, and threads that stay on some of them.
#include "goldcrest_kernels.h"

#if defined(__linux__)
#include <sched.h>

int32_t gc_affinity_count(void) {
  cpu_set_t mask;
  return sched_getaffinity(0, sizeof mask, &mask) == 0 ? CPU_COUNT(&mask) : 0;
}

int32_t gc_affinity_cores(int32_t *cores, int32_t capacity) {
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) != 0) return 0;
  int32_t count = 0;
  for (int32_t core = 0; core < CPU_SETSIZE && count < capacity; core++) {
    if (CPU_ISSET(core, &mask)) cores[count++] = core;
  }
  return count;
}

int32_t gc_pin_thread(const int32_t *cores, int32_t count) {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  for (int32_t index = 0; index < count; index++) {
    if (cores[index] < 0 || cores[index] >= CPU_SETSIZE) return -1;
    CPU_SET(cores[index], &mask);
  }
  return sched_setaffinity(0, sizeof mask, &mask);
}
#else
int32_t gc_affinity_count(void) { return 0; }

int32_t gc_affinity_cores(int32_t *cores, int32_t capacity) {
  (void)cores;
  (void)capacity;
  return 0;
}

int32_t gc_pin_thread(const int32_t *cores, int32_t count) {
  (void)cores;
  (void)count;
  return -1;
}
#endif
