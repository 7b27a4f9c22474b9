/// Mapped files that somebody shortens while they are read.
///
/// Reading a page of a mapping that its file no longer has raises SIGBUS, whose default ends the process. Once
/// `gc_map_guard` has been called, such a page of a watched mapping and all pages behind it become zero instead, and
/// the mapping is marked. Whoever computes from a mapping asks for the mark before the result is given away.
/// Every other SIGBUS goes on, once, to the handler that was there before, or to the default.
///
/// Nothing is allocated and nothing printed. The handler takes no lock and calls mmap, sigaction and raise alone.
#ifndef MAP_GUARD_H
#define MAP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How many mappings can be watched at once.
#define GC_MAP_CAPACITY 4096

/// Watches the mapping of `byte_count` bytes, above 0, at `begin`; -1 if `GC_MAP_CAPACITY` others are watched.
int32_t gc_map_watch(const void *begin, size_t byte_count);

/// Ends the watch over `map`, before the mapping itself is removed.
void gc_map_unwatch(int32_t map);

/// Whether a page of `map` was lost since it has been watched.
bool gc_map_is_marked(int32_t map);

/// Handles SIGBUS from now on; later calls do nothing. 0, or the `errno` of what failed.
///
/// The flags and the mask of the handler that was there are kept, but for SA_RESETHAND, which is acted on
/// as if that handler were still the first. A handler that is set later has to pass on what is not its own.
int32_t gc_map_guard(void);

#endif
