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

// The integer of output n and input k, times its group scale.
static int32_t grouped_integer(const gc_gemm *job, size_t n, size_t k, int32_t bits) {
  size_t inputs = (size_t)job->inputs, group = n / 16 * (inputs / 32) + k / 32;
  const uint8_t *w = (const uint8_t *)job->weights + group * 64 * (size_t)bits + n % 16 * 4 + k % 4;
  uint32_t code;
  if (bits == 4) {
    code = (uint32_t)w[k % 32 / 8 * 64] >> (k % 8 < 4 ? 0 : 4) & 15;
  } else {
    size_t quad = k % 32 / 4;
    code = ((uint32_t)w[quad / 4 * 64] >> 2 * (quad % 4) & 3) | ((uint32_t)w[128] >> quad & 1) << 2;
  }
  return ((int32_t)code - (1 << (bits - 1))) * job->group_scales[group * 16 + n % 16];
}

static void multiply_grouped(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                             int32_t block_begin, int32_t block_end, int32_t bits) {
  size_t inputs = (size_t)job->inputs;
  for (int32_t row = row_begin; row < row_end; row++) {
    const int8_t *a = (const int8_t *)job->activations + (size_t)row * inputs;
    for (int32_t n = block_begin * 16; n < smaller(block_end * 16, job->outputs); n++) {
      int32_t dot = 0;
      for (size_t k = 0; k < inputs; k++) dot += a[k] * grouped_integer(job, (size_t)n, k, bits);
      finish(job, row, n, dot);
    }
  }
}

void gc_gemm_int4_scalar(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                         int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 4);
}

void gc_gemm_int3_scalar(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                         int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 3);
}
