// Lookup of token rows: bound by memory, elementwise, so it exists once.
#include "goldcrest_kernels.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

static float widen_binary16(uint16_t bits) {
  uint32_t sign = (uint32_t)(bits & 0x8000) << 16, exponent = (bits >> 10) & 31;
  uint32_t fraction = bits & 0x3ff;
  if (exponent == 31) return gc_float_from_bits(sign | 0x7f800000 | fraction << 13);
  if (exponent) return gc_float_from_bits(sign | (exponent + 112) << 23 | fraction << 13);
  return gc_float_from_bits(sign | gc_bits_from_float((float)fraction * 0x1p-24f));
}

void gc_widen_binary16(const uint16_t *source, size_t count, float *destination) {
  for (size_t i = 0; i < count; i++) destination[i] = widen_binary16(source[i]);
}

static uint16_t narrow_binary16(float value) {
  uint32_t bits = gc_bits_from_float(value), magnitude = bits & 0x7fffffff;
  uint16_t sign = (uint16_t)((bits >> 16) & 0x8000);
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Adding 0.5 leaves the subnormal's fraction, rounded by the hardware, in the low bits.
    float shifted = gc_float_from_bits(magnitude) + 0.5f;
    return (uint16_t)(sign | (gc_bits_from_float(shifted) - 0x3f000000));
  }
  uint32_t odd = (magnitude >> 13) & 1;
  return (uint16_t)(sign | ((magnitude + 0xc8000fffu + odd) >> 13));
}

void gc_narrow_binary16(const float *source, size_t count, uint16_t *destination) {
  for (size_t i = 0; i < count; i++) destination[i] = narrow_binary16(source[i]);
}

static void widen_group(const uint8_t *q, uint8_t group, float scale, float *x) {
  for (size_t i = 0; i < 16; i++) {
    x[i] = (float)(((q[i] & 15) - 8) * group) * scale;
    x[16 + i] = (float)(((q[i] >> 4) - 8) * group) * scale;
  }
}

static void widen_row(const gc_table *table, size_t id, float *x) {
  size_t hidden = (size_t)table->hidden;
  switch (table->kind) {
    case GC_TABLE_F32:
      memcpy(x, (const float *)table->data + id * hidden, hidden * sizeof(float));
      break;
    case GC_TABLE_F16:
      gc_widen_binary16((const uint16_t *)table->data + id * hidden, hidden, x);
      break;
    case GC_TABLE_INT8: {
      const int8_t *q = (const int8_t *)table->data + id * hidden;
      float scale = table->row_scales[id];
      for (size_t h = 0; h < hidden; h++) x[h] = (float)q[h] * scale;
      break;
    }
    default: {
      size_t stored = (size_t)table->stored;
      const uint8_t *q = (const uint8_t *)table->data + id * stored / 2;
      const uint8_t *groups = table->group_scales + id * stored / 32;
      float scale = table->row_scales[id];
      for (size_t g = 0; g < hidden / 32; g++) widen_group(q + g * 16, groups[g], scale, x + g * 32);
      if (stored > hidden) {
        float last[32];
        size_t g = hidden / 32;
        widen_group(q + g * 16, groups[g], scale, last);
        memcpy(x + g * 32, last, hidden % 32 * sizeof(float));
      }
    }
  }
}

void gc_embed(const gc_table *table, const int32_t *ids, const int32_t *positions,
              const float *position_table, const float *type, int32_t rows, float *x) {
  size_t hidden = (size_t)table->hidden;
  for (int32_t row = 0; row < rows; row++) {
    float *y = x + (size_t)row * hidden;
    widen_row(table, (size_t)ids[row], y);
    if (type) {
      for (size_t h = 0; h < hidden; h++) y[h] = y[h] + type[h];
    }
    if (position_table) {
      const float *position = position_table + (size_t)positions[row] * hidden;
      for (size_t h = 0; h < hidden; h++) y[h] = y[h] + position[h];
    }
  }
}
