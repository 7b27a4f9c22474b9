// The integer matrix product, as its definition reads.
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

static void finish(const gc_gemm *job, int32_t row, int32_t output, int32_t dot) {
  float scale = job->activation_scales[row] * job->row_scales[output];
  float value = fmaf((float)dot, scale, job->bias ? job->bias[output] : 0.0f);
  job->out[(size_t)row * (size_t)job->out_stride + (size_t)output] =
      job->apply_gelu ? gc_scalar_gelu(value) : value;
}

static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

void gc_gemm_int8_scalar(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                         int32_t block_begin, int32_t block_end) {
  size_t inputs = (size_t)job->inputs;
  for (int32_t row = row_begin; row < row_end; row++) {
    const int8_t *a = (const int8_t *)job->activations + (size_t)row * inputs;
    for (int32_t n = block_begin * 16; n < smaller(block_end * 16, job->outputs); n++) {
      const int8_t *w = (const int8_t *)job->weights + (size_t)(n / 16) * inputs * 16 + n % 16 * 4;
      int32_t dot = 0;
      for (size_t k = 0; k < inputs; k++) dot += a[k] * w[k / 4 * 64 + k % 4];
      finish(job, row, n, dot);
    }
  }
}

void gc_gemm_int4_scalar(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                         int32_t block_begin, int32_t block_end) {
  size_t inputs = (size_t)job->inputs;
  for (int32_t row = row_begin; row < row_end; row++) {
    const int8_t *a = (const int8_t *)job->activations + (size_t)row * inputs;
    for (int32_t n = block_begin * 16; n < smaller(block_end * 16, job->outputs); n++) {
      const uint8_t *w =
          (const uint8_t *)job->weights + (size_t)(n / 16) * inputs * 8 + n % 16 * 4;
      const uint8_t *groups = job->group_scales + (size_t)(n / 16) * (inputs / 32) * 16 + n % 16;
      int32_t dot = 0;
      for (size_t k = 0; k < inputs; k++) {
        uint8_t byte = w[k / 8 * 64 + k % 4];
        int32_t q = (k % 8 < 4 ? byte & 15 : byte >> 4) - 8;
        dot += a[k] * q * groups[k / 32 * 16];
      }
      finish(job, row, n, dot);
    }
  }
}
