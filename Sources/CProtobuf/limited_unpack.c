#include "limited_unpack.h"

#include <stdlib.h>

static void *limited_alloc(void *data, size_t size)
{
  size_t *left = data;
  if (size > *left) return NULL;
  *left -= size;
  return malloc(size);
}

static void limited_free(void *data, void *pointer)
{
  (void)data;
  free(pointer);
}

static ProtobufCMessage *unpack(const ProtobufCMessageDescriptor *descriptor, size_t byte_count,
                                const uint8_t *bytes, size_t limit)
{
  size_t left = limit;
  ProtobufCAllocator allocator = {limited_alloc, limited_free, &left};
  return protobuf_c_message_unpack(descriptor, &allocator, byte_count, bytes);
}

SentencepieceModel__Model *sentencepiece_unpack(size_t byte_count, const uint8_t *bytes,
                                                size_t limit)
{
  return (SentencepieceModel__Model *)unpack(&sentencepiece_model__model__descriptor, byte_count,
                                             bytes, limit);
}
