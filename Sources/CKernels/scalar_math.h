// The scalar definitions of exp, exp2, gelu and silu, and of the sixteen-lane sum.
#pragma once

#include <math.h>
#include <stddef.h>
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

// Magnitudes compare as their bits do; those of infinity and of NaN, which a comparison of floats
// would pass over, are the largest.
static inline int32_t gc_magnitude_bits(float value) {
  return (int32_t)(gc_bits_from_float(value) & 0x7fffffff);
}

// What a quantised row's values are multiplied by, of its largest magnitude.
static inline float gc_row_inverse(int32_t magnitude) {
  float largest = gc_float_from_bits((uint32_t)magnitude);
  return largest > GC_SMALLEST_SCALED ? 127.0f / largest : 0.0f;
}

// What a quantised row's integers are multiplied by; NaN if a value is not finite.
static inline float gc_row_scale(int32_t magnitude) {
  if (magnitude >= 0x7f800000) return gc_float_from_bits(0x7fc00000);
  float largest = gc_float_from_bits((uint32_t)magnitude);
  return largest > GC_SMALLEST_SCALED ? largest / 127.0f : 0.0f;
}

// The same for a vector that is to have the length `length`, of the sum of its squares.
static inline float gc_vector_inverse(float squares, float length) {
  return squares > GC_SMALLEST_SQUARES ? length / sqrtf(squares) : 0.0f;
}

static inline float gc_vector_scale(float squares, float length) {
  if (!(squares < INFINITY)) return gc_float_from_bits(0x7fc00000);
  return squares > GC_SMALLEST_SQUARES ? sqrtf(squares) / length : 0.0f;
}

// The power of two at or below a block's largest share, of which 2^-100 is the least that counts.
static inline float gc_share_power(float largest) {
  float counted = largest > 0x1p-100f ? largest : 0x1p-100f;
  return gc_float_from_bits(gc_bits_from_float(counted) & 0x7f800000);
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

static inline float gc_scalar_exp2(float x) {
#pragma STDC FP_CONTRACT OFF
  float clamped = x < GC_EXP2_LOWEST ? GC_EXP2_LOWEST : x;
  float shifted = clamped + GC_ROUNDER;
  float r = clamped - (shifted - GC_ROUNDER);
  float p = GC_EXP2_4;
  p = fmaf(p, r, GC_EXP2_3);
  p = fmaf(p, r, GC_EXP2_2);
  p = fmaf(p, r, GC_EXP2_1);
  p = fmaf(p, r, 1.0f);
  return gc_float_from_bits(gc_bits_from_float(p) + (gc_bits_from_float(shifted) << 23));
}

static inline float gc_scalar_gelu(float x) {
#pragma STDC FP_CONTRACT OFF
  float a = fabsf(x);
  float t = a > GC_GELU_END ? GC_GELU_END : a;
  float u = fmaf(t, GC_GELU_SCALE, -1.0f);
  static const float lower[] = {GC_GELU_14, GC_GELU_13, GC_GELU_12, GC_GELU_11, GC_GELU_10,
                                GC_GELU_9,  GC_GELU_8,  GC_GELU_7,  GC_GELU_6,  GC_GELU_5,
                                GC_GELU_4,  GC_GELU_3,  GC_GELU_2,  GC_GELU_1,  GC_GELU_0};
  float q = GC_GELU_15;
  for (size_t i = 0; i < sizeof lower / sizeof lower[0]; i++) q = fmaf(q, u, lower[i]);
  return fmaf(-t, q, x > 0 ? x : 0.0f);
}

// silu(x) = x s with s = 1 / (1 + e) for x >= 0 and e / (1 + e) below, e = exp(-|x|).
static inline float gc_scalar_silu(float x) {
#pragma STDC FP_CONTRACT OFF
  float e = gc_scalar_exp(-fabsf(x));
  return x * ((x < 0 ? e : 1.0f) / (e + 1.0f));
}

static inline float gc_fold_lanes(float lanes[16]) {
#pragma STDC FP_CONTRACT OFF
  for (int width = 8; width > 0; width /= 2) {
    for (int lane = 0; lane < width; lane++) lanes[lane] = lanes[lane] + lanes[lane + width];
  }
  return lanes[0];
}
