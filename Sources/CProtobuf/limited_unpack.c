#include "crest_unpack.h"

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

Crest__Manifest *crest_unpack(size_t byte_count, const uint8_t *bytes, size_t limit)
{
  size_t left = limit;
  ProtobufCAllocator allocator = {limited_alloc, limited_free, &left};
  return crest__manifest__unpack(&allocator, byte_count, bytes);
}
