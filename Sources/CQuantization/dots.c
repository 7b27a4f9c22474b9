// Products of whole matrices with one vector, in double precision, for the correction of biases. They
// run once in a conversion, and every machine has to give the same bits.
#include <string.h>

#include "goldcrest_encoding.h"

#pragma STDC FP_CONTRACT OFF

void gc_row_dots(const float *w, int32_t rows, int32_t inputs, const float *v, float *out) {
  size_t width = (size_t)inputs;
  int32_t row = 0;
  // Four rows at a time, so that a sum does not wait for the one before it.
  for (; row + 4 <= rows; row += 4) {
    const float *x = w + (size_t)row * width;
    double sum[4] = {0, 0, 0, 0};
    for (size_t k = 0; k < width; k++) {
      double value = (double)v[k];
      for (size_t i = 0; i < 4; i++) sum[i] = sum[i] + (double)x[i * width + k] * value;
    }
    for (int32_t i = 0; i < 4; i++) out[row + i] = (float)sum[i];
  }
  for (; row < rows; row++) {
    const float *x = w + (size_t)row * width;
    double sum = 0;
    for (size_t k = 0; k < width; k++) sum = sum + (double)x[k] * (double)v[k];
    out[row] = (float)sum;
  }
}

void gc_column_dots(const float *w, int32_t rows, int32_t inputs, const float *v, float *out) {
  enum { COLUMNS = 64 };
  for (int32_t first = 0; first < rows; first += COLUMNS) {
    int32_t count = rows - first < COLUMNS ? rows - first : COLUMNS;
    double sum[COLUMNS] = {0};
    for (int32_t k = 0; k < inputs; k++) {
      const float *x = w + (size_t)k * (size_t)rows + (size_t)first;
      double value = (double)v[k];
      for (int32_t n = 0; n < count; n++) sum[n] = sum[n] + (double)x[n] * value;
    }
    for (int32_t n = 0; n < count; n++) out[first + n] = (float)sum[n];
  }
}

// Four inputs of sixteen outputs lie as sixteen words of four bytes.
static void int8_block(const int8_t *w, size_t width, const float *v, double sum[16]) {
  for (size_t k = 0; k < width; k += 4) {
    uint32_t words[16];
    memcpy(words, w + k * 16, sizeof words);
    for (size_t p = 0; p < 4; p++) {
      double value = (double)v[k + p];
      for (size_t n = 0; n < 16; n++) {
        int32_t q = (int32_t)((words[n] >> (8 * p) & 255) ^ 128) - 128;
        sum[n] = sum[n] + (double)q * value;
      }
    }
  }
}

// The codes of four inputs from k on; one for each of four bytes of sixteen outputs.
static void load_codes(const uint8_t *w, int32_t bits, size_t k, uint32_t words[16]) {
  const uint8_t *group = w + k / 32 * 64 * (size_t)bits;
  size_t quad = k % 32 / 4;
  if (bits == 4) {
    memcpy(words, group + quad / 2 * 64, 64);
    for (size_t n = 0; n < 16; n++) words[n] = words[n] >> 4 * (quad % 2) & 0x0f0f0f0f;
    return;
  }
  uint32_t top[16];
  memcpy(words, group + quad / 4 * 64, 64);
  memcpy(top, group + 128, 64);
  for (size_t n = 0; n < 16; n++) {
    words[n] = (words[n] >> 2 * (quad % 4) & 0x03030303) | (top[n] >> quad & 0x01010101) << 2;
  }
}

static void grouped_block(const uint8_t *w, const uint8_t *groups, int32_t bits, size_t width,
                          const float *v, double sum[16]) {
  for (size_t k = 0; k < width; k += 4) {
    uint32_t words[16];
    load_codes(w, bits, k, words);
    const uint8_t *scales = groups + k / 32 * 16;
    for (size_t p = 0; p < 4; p++) {
      double value = (double)v[k + p];
      for (size_t n = 0; n < 16; n++) {
        int32_t code = (int32_t)(words[n] >> 8 * p & 255);
        int32_t q = (code - (1 << (bits - 1))) * scales[n];
        sum[n] = sum[n] + (double)q * value;
      }
    }
  }
}

void gc_stored_row_dots(const void *weights, const uint8_t *group_scales, const float *row_scales,
                        int32_t bits, int32_t rows, int32_t inputs, const float *v,
                        float *out) {
  size_t width = (size_t)inputs;
  for (int32_t row = 0; row < rows; row += 16) {
    size_t block = (size_t)row / 16;
    double sum[16] = {0};
    if (bits < 8) {
      grouped_block((const uint8_t *)weights + block * width * 2 * (size_t)bits,
                    group_scales + block * (width / 32) * 16, bits, width, v, sum);
    } else {
      int8_block((const int8_t *)weights + block * width * 16, width, v, sum);
    }
    for (int32_t n = 0; n < 16 && row + n < rows; n++) {
      out[row + n] = (float)(sum[n] * (double)row_scales[row + n]);
    }
  }
}
