// NEON with int8 matrix multiplication: the integer matrix product.
//
// smmla multiplies 2 rows x 8 inputs by 8 inputs x 2 outputs. The weights have four inputs of one
// output side by side; zipping the registers of two such quads gives eight inputs of two outputs:
//
//   quad k:     o0 k0-3 | o1 k0-3 | o2 k0-3 | o3 k0-3       zip1: o0 k0-7 | o1 k0-7
//   quad k + 1: o0 k4-7 | o1 k4-7 | o2 k4-7 | o3 k4-7       zip2: o2 k0-7 | o3 k0-7
//
// An accumulator holds rows r, r+1 x outputs o, o+1. An odd row is paired with itself.
//
// Register plan of the inner tile: 6 rows x 1 block of 16 outputs = 24 accumulators, 3 pairs of
// activations, 2 weight vectors at a time. These rows find the block zipped in a slab on the stack;
// up to 4 rows leave the registers to zip it on the way. For one or two rows sdot does as well
// without the zips.
#if defined(__aarch64__)
#include <arm_neon.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("dotprod,i8mm"))), apply_to = function)
#define GC_SUFFIX _neon_i8mm
#include "neon_gemm.inc"

enum { ROWS = 6, PAIRS = 3, ZIPPING_PAIRS = 2, FEWEST_ROWS = 3, LARGEST_SLAB = 4096 * 16 };

// The zipped operands of outputs 4n...4n+3.
GC_INLINE int8x16x2_t zip_quads(int8x16_t first, int8x16_t second) {
  int32x4_t a = vreinterpretq_s32_s8(first), b = vreinterpretq_s32_s8(second);
  int8x16x2_t result;
  result.val[0] = vreinterpretq_s8_s32(vzip1q_s32(a, b));
  result.val[1] = vreinterpretq_s8_s32(vzip2q_s32(a, b));
  return result;
}

// Eight inputs of two rows.
GC_INLINE int8x16_t load_pair(const int8_t *first, const int8_t *second) {
  return vcombine_s8(vld1_s8(first), vld1_s8(second));
}

// The last four inputs of two rows, and four zeros each.
GC_INLINE int8x16_t load_half_pair(const int8_t *first, const int8_t *second) {
  int8_t bytes[16] = {0};
  memcpy(bytes, first, 4);
  memcpy(bytes + 8, second, 4);
  return vld1q_s8(bytes);
}

GC_INLINE void add_outputs(int32x4_t dot[PAIRS][8], const int8x16_t activations[PAIRS],
                           int8x16x2_t w, const int n, const int pairs) {
#pragma clang loop unroll(full)
  for (int p = 0; p < pairs; p++) {
    dot[p][2 * n] = vmmlaq_s32(dot[p][2 * n], activations[p], w.val[0]);
    dot[p][2 * n + 1] = vmmlaq_s32(dot[p][2 * n + 1], activations[p], w.val[1]);
  }
}

// An accumulator's two rows apart, as [pairs][2][16].
GC_INLINE void store_sums(int32x4_t dot[PAIRS][8], int32_t *sums, const int pairs) {
#pragma clang loop unroll(full)
  for (int p = 0; p < pairs; p++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) {
      int64x2_t a = vreinterpretq_s64_s32(dot[p][2 * n]);
      int64x2_t b = vreinterpretq_s64_s32(dot[p][2 * n + 1]);
      vst1q_s32(sums + p * 32 + n * 4, vreinterpretq_s32_s64(vzip1q_s64(a, b)));
      vst1q_s32(sums + p * 32 + 16 + n * 4, vreinterpretq_s32_s64(vzip2q_s64(a, b)));
    }
  }
}

GC_INLINE void tile(const gc_gemm *job, int32_t row, int32_t rows, const int8_t *w, int32_t block,
                    const int pairs, const int is_zipped) {
  const int8_t *a[ROWS];
  float scale[ROWS];
#pragma clang loop unroll(full)
  for (int m = 0; m < 2 * pairs; m++) {
    int32_t source = row + (m < rows ? m : rows - 1);
    a[m] = activation_row(job, source);
    scale[m] = job->activation_scales[source];
  }
  int32x4_t dot[PAIRS][8];
#pragma clang loop unroll(full)
  for (int p = 0; p < pairs; p++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < 8; n++) dot[p][n] = vdupq_n_s32(0);
  }
  size_t inputs = (size_t)job->inputs, k = 0;
  for (; k + 8 <= inputs; k += 8) {
    int8x16_t activations[PAIRS];
#pragma clang loop unroll(full)
    for (int p = 0; p < pairs; p++) {
      activations[p] = load_pair(a[2 * p] + k, a[2 * p + 1] + k);
    }
    const int8_t *at = w + k * 16;
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) {
      int8x16x2_t operands;
      if (is_zipped) {
        operands.val[0] = vld1q_s8(at + n * 32);
        operands.val[1] = vld1q_s8(at + n * 32 + 16);
      } else {
        operands = zip_quads(vld1q_s8(at + n * 16), vld1q_s8(at + 64 + n * 16));
      }
      add_outputs(dot, activations, operands, n, pairs);
    }
  }
  if (k < inputs) {
    int8x16_t activations[PAIRS], none = vdupq_n_s8(0);
#pragma clang loop unroll(full)
    for (int p = 0; p < pairs; p++) {
      activations[p] = load_half_pair(a[2 * p] + k, a[2 * p + 1] + k);
    }
    // The slab's last quad is as the file has it.
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) {
      int8x16x2_t operands = zip_quads(vld1q_s8(w + k * 16 + n * 16), none);
      add_outputs(dot, activations, operands, n, pairs);
    }
  }
  int32_t sums[ROWS * 16];
  store_sums(dot, sums, pairs);
  finish_rows(job, scale, row, block, sums, rows);
}

GC_INLINE void tile_rows(const gc_gemm *job, int32_t row_begin, int32_t row_end, const int8_t *w,
                         int32_t block, const int is_zipped) {
  const int most = is_zipped ? PAIRS : ZIPPING_PAIRS;
  for (int32_t row = row_begin; row < row_end; row += 2 * most) {
    int32_t rows = row_end - row < 2 * most ? row_end - row : 2 * most;
    if (rows > 4) {
      tile(job, row, rows, w, block, most, is_zipped);
    } else if (rows > 2) {
      tile(job, row, rows, w, block, 2, is_zipped);
    } else {
      tile(job, row, rows, w, block, 1, is_zipped);
    }
  }
}

GC_INLINE void zip_block(const int8_t *w, size_t inputs, int8_t *slab) {
  size_t k = 0;
  for (; k + 8 <= inputs; k += 8) {
#pragma clang loop unroll(full)
    for (size_t n = 0; n < 4; n++) {
      const int8_t *at = w + k * 16 + n * 16;
      int8x16x2_t operands = zip_quads(vld1q_s8(at), vld1q_s8(at + 64));
      vst1q_s8(slab + k * 16 + n * 32, operands.val[0]);
      vst1q_s8(slab + k * 16 + n * 32 + 16, operands.val[1]);
    }
  }
  if (k < inputs) memcpy(slab + k * 16, w + k * 16, 64);
}

void gc_gemm_int8_neon_i8mm(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                            int32_t block_begin, int32_t block_end) {
  if (row_end - row_begin < FEWEST_ROWS) {
    gc_gemm_int8_neon_dotprod(job, row_begin, row_end, block_begin, block_end);
    return;
  }
  size_t pitch = (size_t)job->inputs * 16;
  const int8_t *weights = job->weights;
  if (row_end - row_begin > 2 * ZIPPING_PAIRS && pitch <= LARGEST_SLAB) {
    _Alignas(64) int8_t slab[LARGEST_SLAB];
    for (int32_t block = block_begin; block < block_end; block++) {
      zip_block(weights + (size_t)block * pitch, (size_t)job->inputs, slab);
      tile_rows(job, row_begin, row_end, slab, block, 1);
    }
    return;
  }
  for (int32_t block = block_begin; block < block_end; block++) {
    tile_rows(job, row_begin, row_end, weights + (size_t)block * pitch, block, 0);
  }
}

// ---- int4, int3 ---------------------------------------------------------------------------------

GC_INLINE void unpack_block(const gc_gemm *job, int32_t block, int8_t *slab, const int bits) {
  for (size_t group = 0; group < (size_t)job->inputs / 32; group++) {
    group_scales scales = load_group_scales(job, block, group);
#pragma clang loop unroll(full)
    for (size_t n = 0; n < 4; n++) {
      int8x16_t quads[8];
      unpack_group(job, block, group, n, scales, bits, quads);
#pragma clang loop unroll(full)
      for (size_t j = 0; j < 4; j++) {
        int8x16x2_t operands = zip_quads(quads[2 * j], quads[2 * j + 1]);
        int8_t *at = slab + (group * 4 + j) * 128 + n * 32;
        vst1q_s8(at, operands.val[0]);
        vst1q_s8(at + 16, operands.val[1]);
      }
    }
  }
}

GC_INLINE void multiply_slabs(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                              int32_t block_begin, int32_t block_end, const int bits) {
  _Alignas(64) int8_t slab[LARGEST_SLAB];
  for (int32_t block = block_begin; block < block_end; block++) {
    unpack_block(job, block, slab, bits);
    tile_rows(job, row_begin, row_end, slab, block, 1);
  }
}

GC_INLINE int suits_slab(const gc_gemm *job, int32_t rows) {
  return rows >= FEWEST_ROWS && (size_t)job->inputs * 16 <= LARGEST_SLAB;
}

void gc_gemm_int4_neon_i8mm(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                            int32_t block_begin, int32_t block_end) {
  if (!suits_slab(job, row_end - row_begin)) {
    gc_gemm_int4_neon_dotprod(job, row_begin, row_end, block_begin, block_end);
    return;
  }
  multiply_slabs(job, row_begin, row_end, block_begin, block_end, 4);
}

void gc_gemm_int3_neon_i8mm(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                            int32_t block_begin, int32_t block_end) {
  if (!suits_slab(job, row_end - row_begin)) {
    gc_gemm_int3_neon_dotprod(job, row_begin, row_end, block_begin, block_end);
    return;
  }
  multiply_slabs(job, row_begin, row_end, block_begin, block_end, 3);
}
#pragma clang attribute pop
#endif
