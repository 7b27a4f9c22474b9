/// What happens when the C library has no memory to allocate: Swift and C++ would end the process with a signal.
#ifndef ALLOCATION_H
#define ALLOCATION_H

#include <stddef.h>

/// Lets `end` end the process when malloc, calloc, realloc or posix_memalign, called by anyone, have no memory for
/// `byte_count` bytes. It is called once, on the thread that has none, with 256 KiB that were kept for it.
///
/// For a program at its start. It does nothing where the C library is not glibc, or under a sanitizer, which has an
/// allocator of its own.
void gc_end_without_memory(void (*end)(size_t byte_count));

#endif
