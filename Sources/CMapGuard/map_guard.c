#include "map_guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

// The low two bits of a place's state; above them it counts how often the place was used.
enum { PLACE_FREE = 0, PLACE_TAKEN = 1, PLACE_WATCHED = 2, PLACE_MASK = 3 };

typedef struct {
  _Atomic uint64_t state;
  _Atomic uintptr_t begin;
  _Atomic size_t byte_count;
  _Atomic bool is_marked;
} watched_map;

static watched_map maps[GC_MAP_CAPACITY];

static pthread_mutex_t installing = PTHREAD_MUTEX_INITIALIZER;
static bool is_installed = false;
// Written before the handler is there, and not after.
static struct sigaction earlier;
static uintptr_t page_size;
static atomic_flag earlier_was_called = ATOMIC_FLAG_INIT;

int32_t gc_map_watch(const void *begin, size_t byte_count) {
  for (int32_t index = 0; index < GC_MAP_CAPACITY; index++) {
    watched_map *map = &maps[index];
    uint64_t state = atomic_load(&map->state);
    if ((state & PLACE_MASK) != PLACE_FREE) continue;
    if (!atomic_compare_exchange_strong(&map->state, &state, state + PLACE_TAKEN)) continue;
    atomic_store(&map->begin, (uintptr_t)begin);
    atomic_store(&map->byte_count, byte_count);
    atomic_store(&map->is_marked, false);
    atomic_store(&map->state, state + PLACE_WATCHED);
    return index;
  }
  return -1;
}

void gc_map_unwatch(int32_t map) { atomic_fetch_add(&maps[map].state, PLACE_MASK + 1 - PLACE_WATCHED); }

bool gc_map_is_marked(int32_t map) { return atomic_load(&maps[map].is_marked); }

// The watched mapping that `address` lies in, with its range; null if there is none.
static watched_map *map_at(uintptr_t address, uintptr_t *end) {
  for (int32_t index = 0; index < GC_MAP_CAPACITY; index++) {
    watched_map *map = &maps[index];
    uint64_t state = atomic_load(&map->state);
    if ((state & PLACE_MASK) != PLACE_WATCHED) continue;
    uintptr_t begin = atomic_load(&map->begin);
    size_t byte_count = atomic_load(&map->byte_count);
    // Another mapping's meanwhile: not the one of the thread that is stopped here.
    if (atomic_load(&map->state) != state) continue;
    if (address < begin || address - begin >= byte_count) continue;
    *end = begin + byte_count;
    return map;
  }
  return NULL;
}

static bool make_zero(uintptr_t address) {
  uintptr_t end;
  watched_map *map = map_at(address, &end);
  if (map == NULL) return false;
  // First, so that no thread reads a zero without finding the mark afterwards.
  atomic_store(&map->is_marked, true);
  uintptr_t first = address & ~(page_size - 1);
  int flags = MAP_PRIVATE | MAP_FIXED | MAP_ANON;
  return mmap((void *)first, end - first, PROT_READ, flags, -1, 0) != MAP_FAILED;
}

static void do_default(int number, bool is_fault) {
  struct sigaction action = {0};
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
  // A fault is repeated by the instruction; what was sent has to be sent again, and waits for the handler's end.
  if (!is_fault) raise(number);
}

static void pass_on(int number, siginfo_t *info, void *context, bool is_fault) {
  bool has_info = (earlier.sa_flags & SA_SIGINFO) != 0;
  bool is_ignored = !has_info && earlier.sa_handler == SIG_IGN;
  if (is_ignored && !is_fault) return;
  bool is_over =
      (earlier.sa_flags & (int)SA_RESETHAND) != 0 && atomic_flag_test_and_set(&earlier_was_called);
  // Nobody can ignore a fault.
  if (is_ignored || is_over || (!has_info && earlier.sa_handler == SIG_DFL)) {
    do_default(number, is_fault);
  } else if (has_info) {
    earlier.sa_sigaction(number, info, context);
  } else {
    earlier.sa_handler(number);
  }
}

static void handle(int number, siginfo_t *info, void *context) {
  int code = errno;
  bool is_fault = info->si_code > 0 && info->si_code != SI_USER;
  if (!is_fault || !make_zero((uintptr_t)info->si_addr)) pass_on(number, info, context, is_fault);
  errno = code;
}

static int32_t install(void) {
  page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  if (sigaction(SIGBUS, NULL, &earlier) != 0) return errno;
  struct sigaction action = {0};
  bool has_handler = (earlier.sa_flags & SA_SIGINFO) != 0 ||
                     (earlier.sa_handler != SIG_DFL && earlier.sa_handler != SIG_IGN);
  if (has_handler) {
    action.sa_flags = (earlier.sa_flags & ~(int)SA_RESETHAND) | SA_SIGINFO;
    action.sa_mask = earlier.sa_mask;
  } else {
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigemptyset(&action.sa_mask);
  }
  action.sa_sigaction = handle;
  if (sigaction(SIGBUS, &action, NULL) != 0) return errno;
  is_installed = true;
  return 0;
}

int32_t gc_map_guard(void) {
  pthread_mutex_lock(&installing);
  int32_t code = is_installed ? 0 : install();
  pthread_mutex_unlock(&installing);
  return code;
}
