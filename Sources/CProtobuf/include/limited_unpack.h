#pragma once
#include <stddef.h>
#include <stdint.h>

#include "crest.pb-c.h"

/// Unpacks `byte_count` bytes as a manifest, allocating at most `limit` bytes in total.
///
/// Returns NULL if the bytes are no manifest or more memory would be needed: a few bytes of a
/// hostile message can ask for a hundred times their size. Free the result with
/// crest__manifest__free_unpacked and no allocator.
Crest__Manifest *crest_unpack(size_t byte_count, const uint8_t *bytes, size_t limit);
