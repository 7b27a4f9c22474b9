// Rows of values: their sums, their transposition, and the search for what is not finite.
#include "goldcrest_kernels.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

void gc_add_rows(const float *x, const float *weights, int32_t rows, int32_t hidden,
                 double *sums) {
  for (int32_t row = 0; row < rows; row++) {
    const float *values = x + (size_t)row * (size_t)hidden;
    double weight = weights ? (double)weights[row] : 1.0;
    for (int32_t h = 0; h < hidden; h++) sums[h] = sums[h] + weight * (double)values[h];
  }
}

void gc_transpose(const float *x, int32_t rows, int32_t columns, float *y) {
  const int32_t tile = 16;
  for (int32_t r = 0; r < rows; r += tile) {
    int32_t row_end = r + tile < rows ? r + tile : rows;
    for (int32_t c = 0; c < columns; c += tile) {
      int32_t column_end = c + tile < columns ? c + tile : columns;
      for (int32_t j = c; j < column_end; j++) {
        for (int32_t i = r; i < row_end; i++) {
          y[(size_t)j * (size_t)rows + (size_t)i] = x[(size_t)i * (size_t)columns + (size_t)j];
        }
      }
    }
  }
}

size_t gc_first_not_finite(const float *x, size_t count) {
  size_t i = 0;
  const uint32_t exponent = 0x7f800000;
  for (; i + 1024 <= count; i += 1024) {
    uint32_t found = 0;
    for (size_t j = 0; j < 1024; j++) {
      found |= (gc_bits_from_float(x[i + j]) & exponent) == exponent;
    }
    if (found) break;
  }
  for (; i < count; i++) {
    if ((gc_bits_from_float(x[i]) & exponent) == exponent) return i;
  }
  return count;
}
