// Rows of a text as one row, in the ways that occur once a text: no variants.
#include <math.h>

#include "goldcrest_kernels.h"

#pragma STDC FP_CONTRACT OFF

void gc_max_rows(const float *x, int32_t rows, int32_t hidden, float *y) {
  for (int32_t h = 0; h < hidden; h++) y[h] = x[h];
  for (int32_t t = 1; t < rows; t++) {
    const float *values = x + (size_t)t * (size_t)hidden;
    // Written so that NaN is kept, to be refused.
    for (int32_t h = 0; h < hidden; h++) y[h] = y[h] >= values[h] || isnan(y[h]) ? y[h] : values[h];
  }
}

void gc_root_mean_rows(const float *x, int32_t rows, int32_t hidden, float *y) {
  float divisor = sqrtf((float)rows);
  for (int32_t h = 0; h < hidden; h++) y[h] = 0;
  for (int32_t t = 0; t < rows; t++) {
    const float *values = x + (size_t)t * (size_t)hidden;
    for (int32_t h = 0; h < hidden; h++) y[h] = y[h] + values[h];
  }
  for (int32_t h = 0; h < hidden; h++) y[h] = y[h] / divisor;
}

void gc_weighted_mean_rows(const float *x, int32_t first, int32_t rows, int32_t hidden, float *y) {
  int64_t total = 0;
  for (int32_t h = 0; h < hidden; h++) y[h] = 0;
  for (int32_t t = 0; t < rows; t++) {
    const float *values = x + (size_t)t * (size_t)hidden;
    int32_t place = first + t;
    float weight = (float)place;
    total += place;
    for (int32_t h = 0; h < hidden; h++) y[h] = y[h] + weight * values[h];
  }
  for (int32_t h = 0; h < hidden; h++) y[h] = y[h] / (float)total;
}
