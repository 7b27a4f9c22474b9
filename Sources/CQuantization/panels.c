// What the algebra over panels needs once: the factor of one block, and storing rows in panels.
#include "goldcrest_encoding.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

int32_t gc_panel_factor(float *block) {
  for (size_t i = 0; i < GC_PANEL; i++) {
    float *row = block + i * GC_PANEL;
    for (size_t k = 0; k < i; k++) {
      float factor = block[k * GC_PANEL + i];
      for (size_t j = i; j < GC_PANEL; j++) row[j] = fmaf(-factor, block[k * GC_PANEL + j], row[j]);
    }
    if (!(row[i] > 0 && row[i] < INFINITY)) return (int32_t)i + 1;
    float diagonal = sqrtf(row[i]), inverse = 1.0f / diagonal;
    row[i] = diagonal;
    for (size_t j = i + 1; j < GC_PANEL; j++) row[j] = row[j] * inverse;
    for (size_t j = 0; j < i; j++) row[j] = 0;
  }
  return 0;
}

void gc_panel_store(const float *x, int32_t rows, int32_t width, const float *factors, float *panels,
                    int32_t panel_rows, int32_t first) {
  size_t count = (size_t)width;
  for (size_t row = 0; row < (size_t)rows; row++) {
    const float *source = x + row * count;
    for (size_t c = 0; c < count; c += GC_PANEL) {
      float *target = panels + c * (size_t)panel_rows + ((size_t)first + row) * GC_PANEL;
      for (size_t i = 0; i < GC_PANEL; i++) {
        float value = c + i < count ? source[c + i] : 0.0f;
        target[i] = factors ? value * factors[row] : value;
      }
    }
  }
}

void gc_panel_store_bytes(const uint8_t *bytes, const float *scales, uint8_t bias, int32_t rows,
                          int32_t width, const float *factors, float *panels, int32_t panel_rows,
                          int32_t first) {
  size_t count = (size_t)width;
  for (size_t row = 0; row < (size_t)rows; row++) {
    const uint8_t *source = bytes + row * count;
    float scale = factors ? scales[row] * factors[row] : scales[row];
    for (size_t c = 0; c < count; c += GC_PANEL) {
      float *target = panels + c * (size_t)panel_rows + ((size_t)first + row) * GC_PANEL;
      for (size_t i = 0; i < GC_PANEL; i++) {
        target[i] = c + i < count ? (float)(int8_t)(source[c + i] ^ bias) * scale : 0.0f;
      }
    }
  }
}
