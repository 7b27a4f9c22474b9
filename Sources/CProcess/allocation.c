#include "allocation.h"

#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_OWN_ALLOCATOR
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_OWN_ALLOCATOR)

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

#define RESERVED_BYTE_COUNT (256 << 10)

static void (*end_process)(size_t);
static void *reserved;
static atomic_flag is_ending = ATOMIC_FLAG_INIT;
static _Thread_local int ends_here, looks_up;

static void end(size_t byte_count) {
  if (end_process == NULL) return;
  if (ends_here) _exit(1);
  while (atomic_flag_test_and_set(&is_ending)) pause();
  ends_here = 1;
  free(reserved);
  end_process(byte_count);
}

void gc_end_without_memory(void (*end)(size_t)) {
  reserved = malloc(RESERVED_BYTE_COUNT);
  end_process = end;
}

/// The C library's function, or that of an allocator that was loaded before it; null while it is being looked up, as the
/// lookup may allocate and does without.
static void *next(_Atomic(void *) *function, const char *name) {
  void *found = atomic_load_explicit(function, memory_order_relaxed);
  if (found != NULL || looks_up) return found;
  looks_up = 1;
  found = dlsym(RTLD_NEXT, name);
  looks_up = 0;
  atomic_store_explicit(function, found, memory_order_relaxed);
  return found;
}

void *malloc(size_t byte_count) {
  static _Atomic(void *) function;
  void *(*allocate)(size_t) = (void *(*)(size_t))next(&function, "malloc");
  if (allocate == NULL) return NULL;
  void *bytes = allocate(byte_count);
  if (bytes == NULL) end(byte_count);
  return bytes;
}

void *calloc(size_t count, size_t byte_count) {
  static _Atomic(void *) function;
  void *(*allocate)(size_t, size_t) = (void *(*)(size_t, size_t))next(&function, "calloc");
  if (allocate == NULL) return NULL;
  void *bytes = allocate(count, byte_count);
  size_t all;
  if (bytes == NULL) end(__builtin_mul_overflow(count, byte_count, &all) ? SIZE_MAX : all);
  return bytes;
}

void *realloc(void *old, size_t byte_count) {
  static _Atomic(void *) function;
  void *(*allocate)(void *, size_t) = (void *(*)(void *, size_t))next(&function, "realloc");
  if (allocate == NULL) return NULL;
  void *bytes = allocate(old, byte_count);
  // Of no bytes, it frees.
  if (bytes == NULL && byte_count != 0) end(byte_count);
  return bytes;
}

int posix_memalign(void **bytes, size_t alignment, size_t byte_count) {
  static _Atomic(void *) function;
  int (*allocate)(void **, size_t, size_t) = (int (*)(void **, size_t, size_t))next(&function, "posix_memalign");
  if (allocate == NULL) return ENOMEM;
  int code = allocate(bytes, alignment, byte_count);
  if (code == ENOMEM) end(byte_count);
  return code;
}

#else

void gc_end_without_memory(void (*end)(size_t)) { (void)end; }

#endif
