// Products of whole matrices with one vector in double precision, for the correction of biases. They
// run once in a conversion, and every machine has to give the same bits.
#include "goldcrest_kernels.h"

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

static void int8_block(const int8_t *w, size_t width, const float *v, double sum[16]) {
  for (size_t k = 0; k < width; k++) {
    const int8_t *column = w + k / 4 * 64 + k % 4;
    double value = (double)v[k];
    for (size_t n = 0; n < 16; n++) sum[n] = sum[n] + (double)column[n * 4] * value;
  }
}

static void int4_block(const uint8_t *w, const uint8_t *groups, size_t width, const float *v,
                       double sum[16]) {
  for (size_t k = 0; k < width; k++) {
    const uint8_t *column = w + k / 8 * 64 + k % 4, *scales = groups + k / 32 * 16;
    int shift = k % 8 < 4 ? 0 : 4;
    double value = (double)v[k];
    for (size_t n = 0; n < 16; n++) {
      int32_t q = ((column[n * 4] >> shift & 15) - 8) * scales[n];
      sum[n] = sum[n] + (double)q * value;
    }
  }
}

void gc_stored_row_dots(const void *weights, const uint8_t *group_scales, const float *row_scales,
                        int32_t is_int4, int32_t rows, int32_t inputs, const float *v,
                        float *out) {
  size_t width = (size_t)inputs;
  for (int32_t row = 0; row < rows; row += 16) {
    size_t block = (size_t)row / 16;
    double sum[16] = {0};
    if (is_int4) {
      int4_block((const uint8_t *)weights + block * width * 8,
                 group_scales + block * (width / 32) * 16, width, v, sum);
    } else {
      int8_block((const int8_t *)weights + block * width * 16, width, v, sum);
    }
    for (int32_t n = 0; n < 16 && row + n < rows; n++) {
      out[row + n] = (float)(sum[n] * (double)row_scales[row + n]);
    }
  }
}
