// Where quantised weights lie in a file.
#include <string.h>

#include "goldcrest_encoding.h"

void gc_row_sums(const int8_t *q, int32_t rows, int32_t inputs, int32_t *sums) {
  for (int32_t row = 0; row < rows; row++) {
    const int8_t *values = q + (size_t)row * (size_t)inputs;
    int32_t sum = 0;
    for (int32_t k = 0; k < inputs; k++) sum += values[k];
    sums[row] = sum;
  }
}

void gc_pack_block_int8(const int8_t *q, int32_t rows, int32_t inputs, int8_t *packed) {
  if (rows < 16) memset(packed, 0, (size_t)inputs * 16);
  for (int32_t k = 0; k < inputs; k += 4) {
    for (int32_t row = 0; row < rows; row++) {
      memcpy(packed + (size_t)k * 16 + (size_t)row * 4,
             q + (size_t)row * (size_t)inputs + (size_t)k, 4);
    }
  }
}

static uint8_t nibbles(int8_t low, int8_t high) {
  return (uint8_t)((uint8_t)(low + 8) | (uint8_t)(high + 8) << 4);
}

// A row's group of 32 in kernel order, over zeros.
static void pack_group_int4(const int8_t *values, uint8_t *packed) {
  for (size_t k = 0; k < 32; k += 8) {
    for (size_t p = 0; p < 4; p++) packed[k * 8 + p] = nibbles(values[k + p], values[k + 4 + p]);
  }
}

static void pack_group_int3(const int8_t *values, uint8_t *packed) {
  for (size_t k = 0; k < 32; k++) {
    size_t quad = k / 4;
    uint8_t *plane = packed + k % 4;
    uint32_t code = (uint32_t)(values[k] + 4);
    plane[quad / 4 * 64] |= (uint8_t)((code & 3) << 2 * (quad % 4));
    plane[128] |= (uint8_t)(code >> 2 << quad);
  }
}

void gc_pack_block_grouped(int32_t bits, const int8_t *q, const uint8_t *groups, int32_t rows,
                           int32_t inputs, uint8_t *packed, uint8_t *packed_groups) {
  static const int8_t zeros[32] = {0};
  size_t width = (size_t)inputs, group_count = width / 32;
  memset(packed, 0, width * 2 * (size_t)bits);
  for (size_t row = 0; row < 16; row++) {
    for (size_t g = 0; g < group_count; g++) {
      int exists = row < (size_t)rows;
      const int8_t *values = exists ? q + row * width + g * 32 : zeros;
      uint8_t *target = packed + g * 64 * (size_t)bits + row * 4;
      (bits == 3 ? pack_group_int3 : pack_group_int4)(values, target);
      packed_groups[g * 16 + row] = exists ? groups[row * group_count + g] : 1;
    }
  }
}

void gc_pack_table_int4(const int8_t *q, int32_t rows, int32_t inputs, uint8_t *packed) {
  size_t count = (size_t)rows * (size_t)inputs;
  for (size_t group = 0; group < count; group += 32) {
    for (size_t i = 0; i < 16; i++) {
      packed[group / 2 + i] = nibbles(q[group + i], q[group + 16 + i]);
    }
  }
}

void gc_activations_to_int8(const gc_kernel_set *set, void *activations, size_t count) {
  uint8_t *bytes = activations;
  if (!set->activation_bias) return;
  for (size_t i = 0; i < count; i++) bytes[i] ^= set->activation_bias;
}
