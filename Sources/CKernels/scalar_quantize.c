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
    float largest = 0, check = 0;
    for (int32_t k = 0; k < inputs; k++) {
      float magnitude = fabsf(values[k]);
      if (magnitude > largest) largest = magnitude;
      check = fmaf(values[k], 0.0f, check);
    }
    float inverse = largest > GC_SMALLEST_SCALED ? 127.0f / largest : 0.0f;
    for (int32_t k = 0; k < inputs; k++) {
      // The sum's low byte is the rounded value; unlike a conversion, it is defined for NaN too.
      q[k] = (int8_t)(gc_bits_from_float(fmaf(values[k], inverse, GC_ROUNDER)) & 255);
    }
    scales[row] = (largest > GC_SMALLEST_SCALED ? largest / 127.0f : 0.0f) + check;
  }
}
