// Rotation and quantisation of activations, as their definition reads.
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

static void rotate_block(float *x, int32_t size) {
  for (int32_t stride = 1; stride < size; stride *= 2) {
    for (int32_t i = 0; i < size; i++) {
      if (i & stride) continue;
      float a = x[i], b = x[i + stride];
      x[i] = a + b;
      x[i + stride] = a - b;
    }
  }
}

void gc_rotate_row(float *x, int32_t inputs, int32_t rotation) {
  for (int32_t k = 0; k < inputs; k += rotation) rotate_block(x + k, rotation);
}

void gc_quantize_scalar(const float *x, int32_t rows, int32_t inputs, int32_t rotation,
                        void *activations, float *scales) {
  float values[GC_LARGEST_INPUTS];
  for (int32_t row = 0; row < rows; row++) {
    memcpy(values, x + (size_t)row * (size_t)inputs, (size_t)inputs * sizeof(float));
    gc_rotate_row(values, inputs, rotation);
    int8_t *q = (int8_t *)activations + (size_t)row * (size_t)inputs;
    int32_t magnitude = 0;
    for (int32_t k = 0; k < inputs; k++) {
      int32_t bits = gc_magnitude_bits(values[k]);
      magnitude = bits > magnitude ? bits : magnitude;
    }
    float inverse = gc_row_inverse(magnitude);
    for (int32_t k = 0; k < inputs; k++) {
      // The sum's low byte is the rounded value; unlike a conversion, it is defined for NaN too.
      q[k] = (int8_t)(gc_bits_from_float(fmaf(values[k], inverse, GC_ROUNDER)) & 255);
    }
    scales[row] = gc_row_scale(magnitude);
  }
}
