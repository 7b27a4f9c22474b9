// The scalar definitions of exp, erf and gelu, and of the sixteen-lane sum.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "polynomials.h"

static inline float gc_float_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint32_t gc_bits_from_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float gc_scalar_exp(float x) {
#pragma STDC FP_CONTRACT OFF
  float clamped = x < GC_EXP_LOWEST ? GC_EXP_LOWEST : x;
  float shifted = fmaf(clamped, GC_INVERSE_LN2, GC_ROUNDER);
  float n = shifted - GC_ROUNDER;
  float r = fmaf(n, -GC_LN2_HIGH, clamped);
  r = fmaf(n, -GC_LN2_LOW, r);
  float p = GC_EXP_4;
  p = fmaf(p, r, GC_EXP_3);
  p = fmaf(p, r, GC_EXP_2);
  p = fmaf(p, r, GC_EXP_1);
  p = fmaf(p, r, GC_EXP_0);
  p = fmaf(r * r, p, r) + 1.0f;
  uint32_t power = gc_bits_from_float(shifted) << 23;
  float result = gc_float_from_bits(gc_bits_from_float(p) + power);
  return x < GC_EXP_LOWEST ? 0.0f : result;
}

static inline float gc_scalar_erf(float x) {
#pragma STDC FP_CONTRACT OFF
  float a = fabsf(x);
  float s = a * a;
  float small = GC_ERF_SMALL_6;
  small = fmaf(small, s, GC_ERF_SMALL_5);
  small = fmaf(small, s, GC_ERF_SMALL_4);
  small = fmaf(small, s, GC_ERF_SMALL_3);
  small = fmaf(small, s, GC_ERF_SMALL_2);
  small = fmaf(small, s, GC_ERF_SMALL_1);
  small = fmaf(small, s, GC_ERF_SMALL_0);
  small = fmaf(a, small, a);
  float t = a > 4.0f ? 4.0f : a;
  float large = GC_ERF_LARGE_8;
  large = fmaf(large, t, GC_ERF_LARGE_7);
  large = fmaf(large, t, GC_ERF_LARGE_6);
  large = fmaf(large, t, GC_ERF_LARGE_5);
  large = fmaf(large, t, GC_ERF_LARGE_4);
  large = fmaf(large, t, GC_ERF_LARGE_3);
  large = fmaf(large, t, GC_ERF_LARGE_2);
  large = fmaf(large, t, GC_ERF_LARGE_1);
  large = fmaf(large, t, GC_ERF_LARGE_0);
  large = 1.0f - gc_scalar_exp(large);
  return copysignf(a < 1.0f ? small : large, x);
}

static inline float gc_scalar_gelu(float x) {
#pragma STDC FP_CONTRACT OFF
  float half = 0.5f * x;
  return fmaf(half, gc_scalar_erf(x * GC_SQRT_HALF), half);
}

static inline float gc_fold_lanes(float lanes[16]) {
#pragma STDC FP_CONTRACT OFF
  for (int width = 8; width > 0; width /= 2) {
    for (int lane = 0; lane < width; lane++) lanes[lane] = lanes[lane] + lanes[lane + width];
  }
  return lanes[0];
}
