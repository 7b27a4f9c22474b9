// NEON with dot products: the integer matrix product.
//
// sdot adds the products of four inputs to each of four outputs, which is how the weights lie: 16
// bytes of a block are one operand, and four inputs of the row, out of a register of sixteen, the
// other.
//
// Register plan of the inner tile: 4 rows x 1 block of 16 outputs = 16 accumulators, 4 rows of 16
// activations, 4 weight vectors. One or two rows have two sets of accumulators, so that a sum does
// not wait for the one before it.
#if defined(__aarch64__)
#include <arm_neon.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#define GC_SUFFIX _neon_dotprod
#include "neon_gemm.inc"

enum { ROWS = 4, SCALED_ROWS = 2, LARGEST_SLAB = 4096 * 16 };

// Adds the sixteen outputs of inputs 4 `quad`...4 `quad` + 3 of `a`; `w` is where they lie.
#define GC_ADD_QUAD(dot, w, a, quad)                                     \
  do {                                                                   \
    (dot)[0] = vdotq_laneq_s32((dot)[0], vld1q_s8(w), (a), quad);        \
    (dot)[1] = vdotq_laneq_s32((dot)[1], vld1q_s8((w) + 16), (a), quad); \
    (dot)[2] = vdotq_laneq_s32((dot)[2], vld1q_s8((w) + 32), (a), quad); \
    (dot)[3] = vdotq_laneq_s32((dot)[3], vld1q_s8((w) + 48), (a), quad); \
  } while (0)

GC_INLINE void tile(const gc_gemm *job, int32_t row, const int8_t *w, int32_t block,
                    const int rows) {
  const int chains = rows <= 2 ? 2 : 1;
  int32x4_t dot[ROWS][2][4];
  const int8_t *a[ROWS];
  float scale[ROWS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    a[m] = activation_row(job, row + m);
    scale[m] = job->activation_scales[row + m];
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) dot[m][0][n] = dot[m][1][n] = vdupq_n_s32(0);
  }
  size_t inputs = (size_t)job->inputs, k = 0;
  for (; k + 16 <= inputs; k += 16) {
    int8x16_t sixteen[ROWS];
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) sixteen[m] = vld1q_s8(a[m] + k);
    const int8_t *at = w + k * 16;
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) GC_ADD_QUAD(dot[m][0], at, sixteen[m], 0);
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) GC_ADD_QUAD(dot[m][chains - 1], at + 64, sixteen[m], 1);
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) GC_ADD_QUAD(dot[m][0], at + 128, sixteen[m], 2);
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) GC_ADD_QUAD(dot[m][chains - 1], at + 192, sixteen[m], 3);
  }
  for (; k < inputs; k += 4) {
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      int32_t quad;
      memcpy(&quad, a[m] + k, sizeof quad);
      GC_ADD_QUAD(dot[m][0], w + k * 16, vreinterpretq_s8_s32(vdupq_n_s32(quad)), 0);
    }
  }
  int32_t sums[ROWS * 16];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) {
      int32x4_t sum = dot[m][0][n];
      if (chains == 2) sum = vaddq_s32(sum, dot[m][1][n]);
      vst1q_s32(sums + m * 16 + n * 4, sum);
    }
  }
  finish_rows(job, scale, row, block, sums, rows);
}

GC_INLINE void tile_rows(const gc_gemm *job, int32_t row_begin, int32_t row_end, const int8_t *w,
                         int32_t block) {
  int32_t row = row_begin;
  for (; row + ROWS <= row_end; row += ROWS) tile(job, row, w, block, ROWS);
  switch (row_end - row) {
    case 3: tile(job, row, w, block, 3); break;
    case 2: tile(job, row, w, block, 2); break;
    case 1: tile(job, row, w, block, 1); break;
    default: break;
  }
}

void gc_gemm_int8_neon_dotprod(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  for (int32_t block = block_begin; block < block_end; block++) {
    const int8_t *w = (const int8_t *)job->weights + (size_t)block * (size_t)job->inputs * 16;
    tile_rows(job, row_begin, row_end, w, block);
  }
}

// ---- int4, int3 ---------------------------------------------------------------------------------

// Few rows: each group's dot product is scaled on its own, the weights are touched once. A nibble
// less 8 times 16 is the byte with the nibble on top and its highest bit flipped; the sum's factor
// of 16 is shifted out again.
GC_INLINE void add_int4(const gc_gemm *job, int32_t block, const int8_t *const *a, const int rows,
                        int32x4_t dot[SCALED_ROWS][4]) {
  const uint8_t *w = (const uint8_t *)job->weights + (size_t)block * (size_t)job->inputs * 8;
  size_t groups = (size_t)job->inputs / 32;
  for (size_t group = 0; group < groups; group++) {
    int32x4_t part[SCALED_ROWS][4];
    int8x16_t low_half[SCALED_ROWS], high_half[SCALED_ROWS];
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      low_half[m] = vld1q_s8(a[m] + group * 32);
      high_half[m] = vld1q_s8(a[m] + group * 32 + 16);
#pragma clang loop unroll(full)
      for (int n = 0; n < 4; n++) part[m][n] = vdupq_n_s32(0);
    }
#define GC_ADD_PAIR(j, activations, quad)                                                         \
  do {                                                                                            \
    _Pragma("clang loop unroll(full)") for (int n = 0; n < 4; n++) {                              \
      uint8x16_t bytes = vld1q_u8(w + (group * 4 + (j)) * 64 + (size_t)n * 16);                   \
      bytes = veorq_u8(bytes, vdupq_n_u8(0x88));                                                  \
      int8x16_t low = vreinterpretq_s8_u8(vshlq_n_u8(bytes, 4));                                  \
      int8x16_t high = vreinterpretq_s8_u8(vandq_u8(bytes, vdupq_n_u8(0xf0)));                    \
      _Pragma("clang loop unroll(full)") for (int m = 0; m < rows; m++) {                         \
        part[m][n] = vdotq_laneq_s32(part[m][n], low, activations[m], quad);                      \
        part[m][n] = vdotq_laneq_s32(part[m][n], high, activations[m], (quad) + 1);               \
      }                                                                                           \
    }                                                                                             \
  } while (0)
    GC_ADD_PAIR(0, low_half, 0);
    GC_ADD_PAIR(1, low_half, 2);
    GC_ADD_PAIR(2, high_half, 0);
    GC_ADD_PAIR(3, high_half, 2);
#undef GC_ADD_PAIR
    uint8x16_t bytes = vld1q_u8(job->group_scales + ((size_t)block * groups + group) * 16);
    uint16x8_t half[2] = {vmovl_u8(vget_low_u8(bytes)), vmovl_high_u8(bytes)};
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) {
      uint32x4_t wide =
          n % 2 ? vmovl_high_u16(half[n / 2]) : vmovl_u16(vget_low_u16(half[n / 2]));
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        int32x4_t exact = vshrq_n_s32(part[m][n], 4);
        dot[m][n] = vmlaq_s32(dot[m][n], exact, vreinterpretq_s32_u32(wide));
      }
    }
  }
}

// Few rows: the weights are unpacked in registers.
GC_INLINE void add_int3(const gc_gemm *job, int32_t block, const int8_t *const *a, const int rows,
                        int32x4_t dot[SCALED_ROWS][4]) {
  for (size_t group = 0; group < (size_t)job->inputs / 32; group++) {
    group_scales scales = load_group_scales(job, block, group);
#pragma clang loop unroll(full)
    for (size_t n = 0; n < 4; n++) {
      int8x16_t quads[8];
      unpack_group(job, block, group, n, scales, 3, quads);
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        int8x16_t low = vld1q_s8(a[m] + group * 32), high = vld1q_s8(a[m] + group * 32 + 16);
        dot[m][n] = vdotq_laneq_s32(dot[m][n], quads[0], low, 0);
        dot[m][n] = vdotq_laneq_s32(dot[m][n], quads[1], low, 1);
        dot[m][n] = vdotq_laneq_s32(dot[m][n], quads[2], low, 2);
        dot[m][n] = vdotq_laneq_s32(dot[m][n], quads[3], low, 3);
        dot[m][n] = vdotq_laneq_s32(dot[m][n], quads[4], high, 0);
        dot[m][n] = vdotq_laneq_s32(dot[m][n], quads[5], high, 1);
        dot[m][n] = vdotq_laneq_s32(dot[m][n], quads[6], high, 2);
        dot[m][n] = vdotq_laneq_s32(dot[m][n], quads[7], high, 3);
      }
    }
  }
}

GC_INLINE void few_rows(const gc_gemm *job, int32_t row, int32_t block, const int rows,
                        const int bits) {
  const int8_t *a[SCALED_ROWS];
  float scale[SCALED_ROWS];
  int32x4_t dot[SCALED_ROWS][4];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    a[m] = activation_row(job, row + m);
    scale[m] = job->activation_scales[row + m];
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) dot[m][n] = vdupq_n_s32(0);
  }
  if (bits == 4) {
    add_int4(job, block, a, rows, dot);
  } else {
    add_int3(job, block, a, rows, dot);
  }
  int32_t sums[SCALED_ROWS * 16];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) vst1q_s32(sums + m * 16 + n * 4, dot[m][n]);
  }
  finish_rows(job, scale, row, block, sums, rows);
}

GC_INLINE void unpack_block(const gc_gemm *job, int32_t block, int8_t *slab, const int bits) {
  for (size_t group = 0; group < (size_t)job->inputs / 32; group++) {
    group_scales scales = load_group_scales(job, block, group);
#pragma clang loop unroll(full)
    for (size_t n = 0; n < 4; n++) {
      int8x16_t quads[8];
      unpack_group(job, block, group, n, scales, bits, quads);
#pragma clang loop unroll(full)
      for (size_t q = 0; q < 8; q++) vst1q_s8(slab + (group * 8 + q) * 64 + n * 16, quads[q]);
    }
  }
}

GC_INLINE void multiply_grouped(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                                int32_t block_begin, int32_t block_end, const int bits) {
  if (row_end - row_begin > SCALED_ROWS && (size_t)job->inputs * 16 <= LARGEST_SLAB) {
    _Alignas(64) int8_t slab[LARGEST_SLAB];
    for (int32_t block = block_begin; block < block_end; block++) {
      unpack_block(job, block, slab, bits);
      tile_rows(job, row_begin, row_end, slab, block);
    }
    return;
  }
  for (int32_t block = block_begin; block < block_end; block++) {
    int32_t row = row_begin;
    for (; row + SCALED_ROWS <= row_end; row += SCALED_ROWS) {
      few_rows(job, row, block, SCALED_ROWS, bits);
    }
    if (row < row_end) few_rows(job, row, block, 1, bits);
  }
}

void gc_gemm_int4_neon_dotprod(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 4);
}

void gc_gemm_int3_neon_dotprod(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 3);
}
#pragma clang attribute pop
#endif
