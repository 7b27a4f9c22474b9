// What happens once a text: its rows become one, whose components go through a function. No variants.
#include <math.h>

#include "goldcrest_kernels.h"
#include "scalar_math.h"

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

static float activated_tanh(float x) {
  float t = -2.0f * fabsf(x);
  float m;
  if (t > -0.34f) {
    // exp's own polynomial, before its 1 is added.
    float p = GC_EXP_4;
    p = fmaf(p, t, GC_EXP_3);
    p = fmaf(p, t, GC_EXP_2);
    p = fmaf(p, t, GC_EXP_1);
    p = fmaf(p, t, GC_EXP_0);
    m = fmaf(t * t, p, t);
  } else {
    m = gc_scalar_exp(t) - 1.0f;
  }
  return copysignf(-m / (m + 2.0f), x);
}

static float activated_sigmoid(float x) {
  float e = gc_scalar_exp(-fabsf(x));
  return (x < 0 ? e : 1.0f) / (e + 1.0f);
}

void gc_activate(float *x, size_t count, int32_t function) {
  for (size_t i = 0; i < count; i++) {
    switch (function) {
      case GC_TANH: x[i] = activated_tanh(x[i]); break;
      case GC_SIGMOID: x[i] = activated_sigmoid(x[i]); break;
      case GC_RELU: x[i] = x[i] <= 0 ? 0.0f : x[i]; break;
      case GC_GELU: x[i] = gc_scalar_gelu(x[i]); break;
      default: x[i] = gc_scalar_silu(x[i]); break;
    }
  }
}
