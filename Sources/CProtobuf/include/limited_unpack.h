#pragma once
#include <stddef.h>
#include <stdint.h>
#include <protobuf-c/protobuf-c.h>

/// Unpacks `byte_count` bytes as `descriptor`, allocating at most `limit` bytes in total.
///
/// Returns NULL if the bytes are no such message or more memory would be needed: a few bytes of a
/// hostile message can ask for a hundred times their size. Free the result with
/// protobuf_c_message_free_unpacked and no allocator.
ProtobufCMessage *limited_unpack(
    const ProtobufCMessageDescriptor *descriptor, size_t byte_count, const uint8_t *bytes,
    size_t limit);
