// NEON alone, which every AArch64 processor has: the integer matrix product.
//
// smull and smlal multiply eight bytes by eight into sums of 16 bits: two outputs x four inputs by the
// same four inputs of a row, twice. Of int8 two products fit (2 x 127 x 127); sadalp adds neighbours to
// sums of 32 bits, two for each output. Of the codes of int4 and int3 a whole group fits: eight products
// a lane, 8128 at most, and after two pairwise additions the group's sum, 32,512 at most, which smlal
// multiplies by the group's scale and adds to a sum of 32 bits.
//
// Register plan of the inner tiles: 2 rows x 1 block of 16 outputs. int8: 16 sums of 32 bits. int4 and
// int3: 16 sums of 16 bits and 8 of 32. The sums are independent of each other, so that a processor
// which issues in order does not wait for the one before; the compiler schedules for such a one.
#if defined(__aarch64__)
#include <arm_neon.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("tune=cortex-a53"))), apply_to = function)
#define GC_SUFFIX _neon
#include "neon_gemm.inc"

// A part of a block's inputs serves a chunk of rows from the first-level cache.
enum { ROWS = 2, CHUNK = 128, PART = 1024 };

GC_INLINE int8x16_t repeat_quad(int8x16_t sixteen, const int quad) {
  int32x4_t quads = vreinterpretq_s32_s8(sixteen);
  switch (quad) {
    case 0: return vreinterpretq_s8_s32(vdupq_laneq_s32(quads, 0));
    case 1: return vreinterpretq_s8_s32(vdupq_laneq_s32(quads, 1));
    case 2: return vreinterpretq_s8_s32(vdupq_laneq_s32(quads, 2));
    default: return vreinterpretq_s8_s32(vdupq_laneq_s32(quads, 3));
  }
}

// ---- int8 ---------------------------------------------------------------------------------------

// Adds two quads of inputs of a row to four outputs, whose weights are w0 and w1.
GC_INLINE void add_quads(int32x4_t dot[2], int8x16_t w0, int8x16_t w1, int8x16_t a0, int8x16_t a1) {
  int16x8_t low = vmull_s8(vget_low_s8(w0), vget_low_s8(a0));
  int16x8_t high = vmull_high_s8(w0, a0);
  low = vmlal_s8(low, vget_low_s8(w1), vget_low_s8(a1));
  high = vmlal_high_s8(high, w1, a1);
  dot[0] = vpadalq_s16(dot[0], low);
  dot[1] = vpadalq_s16(dot[1], high);
}

// Adds `inputs` inputs of each row to its sixteen sums; `w` is where their weights begin.
GC_INLINE void add_int8(const int8_t *w, size_t inputs, const int8_t *const *a, int32_t *sums,
                        const int rows) {
  int32x4_t dot[ROWS][4][2];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) dot[m][n][0] = dot[m][n][1] = vdupq_n_s32(0);
  }
  size_t k = 0;
  for (; k + 16 <= inputs; k += 16) {
    int8x16_t sixteen[ROWS];
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) sixteen[m] = vld1q_s8(a[m] + k);
#pragma clang loop unroll(full)
    for (int quad = 0; quad < 4; quad += 2) {
      const int8_t *at = w + k * 16 + quad * 64;
#pragma clang loop unroll(full)
      for (int n = 0; n < 4; n++) {
        int8x16_t w0 = vld1q_s8(at + n * 16), w1 = vld1q_s8(at + 64 + n * 16);
#pragma clang loop unroll(full)
        for (int m = 0; m < rows; m++) {
          add_quads(dot[m][n], w0, w1, repeat_quad(sixteen[m], quad),
                    repeat_quad(sixteen[m], quad + 1));
        }
      }
    }
  }
  for (; k < inputs; k += 4) {
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      int32_t quad;
      memcpy(&quad, a[m] + k, sizeof quad);
      int8x16_t repeated = vreinterpretq_s8_s32(vdupq_n_s32(quad)), none = vdupq_n_s8(0);
#pragma clang loop unroll(full)
      for (int n = 0; n < 4; n++) {
        add_quads(dot[m][n], vld1q_s8(w + k * 16 + n * 16), none, repeated, none);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < 4; n++) {
      int32_t *to = sums + m * 16 + n * 4;
      vst1q_s32(to, vaddq_s32(vld1q_s32(to), vpaddq_s32(dot[m][n][0], dot[m][n][1])));
    }
  }
}

// ---- int4, int3 ---------------------------------------------------------------------------------

// Adds to eight sums what two groups' sums of four lanes an output are, times the groups' scales.
GC_INLINE void add_scaled(int32x4_t dot[2], int16x8_t sum, int16x8_t scales) {
  dot[0] = vmlal_s16(dot[0], vget_low_s16(sum), vget_low_s16(scales));
  dot[1] = vmlal_high_s16(dot[1], sum, scales);
}

GC_INLINE void load_sums(int32x4_t dot[2][2], const int32_t *sums) {
  for (int n = 0; n < 4; n++) dot[n / 2][n % 2] = vld1q_s32(sums + n * 4);
}

GC_INLINE void store_sums(int32_t *sums, int32x4_t dot[2][2]) {
  for (int n = 0; n < 4; n++) vst1q_s32(sums + n * 4, dot[n / 2][n % 2]);
}

// The slab is [inputs / 8][8][16]: two outputs x eight inputs, first four inputs of both, then the
// other four.
GC_INLINE void unpack_part(const uint8_t *w, size_t inputs, int8_t *slab, const int bits) {
  int8x16_t half = vdupq_n_s8((int8_t)(1 << (bits - 1)));
  for (size_t group = 0; group < inputs / 32; group++) {
#pragma clang loop unroll(full)
    for (size_t n = 0; n < 4; n++) {
      uint8x16_t codes[8];
      unpack_codes(w + group * 64 * (size_t)bits + n * 16, bits, codes);
#pragma clang loop unroll(full)
      for (size_t j = 0; j < 4; j++) {
        int8x16_t first = vsubq_s8(vreinterpretq_s8_u8(codes[2 * j]), half);
        int8x16_t second = vsubq_s8(vreinterpretq_s8_u8(codes[2 * j + 1]), half);
        int64x2_t a = vreinterpretq_s64_s8(first), b = vreinterpretq_s64_s8(second);
        int8_t *at = slab + (group * 4 + j) * 128 + n * 32;
        vst1q_s8(at, vreinterpretq_s8_s64(vzip1q_s64(a, b)));
        vst1q_s8(at + 16, vreinterpretq_s8_s64(vzip2q_s64(a, b)));
      }
    }
  }
}

// Many rows: adds as add_int8 does; the codes lie in a slab, the group scales 16 apart.
GC_INLINE void add_slab(const int8_t *slab, const uint8_t *scales, size_t inputs,
                        const int8_t *const *a, int32_t *sums, const int rows) {
  int32x4_t dot[ROWS][2][2];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) load_sums(dot[m], sums + m * 16);
  for (size_t k = 0; k < inputs; k += 32) {
    int16x8_t part[ROWS][8];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; j++) {
      int8x16_t twice[ROWS];
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        int32x4_t quads = vreinterpretq_s32_s8(vld1q_s8(a[m] + k + j / 2 * 16));
        twice[m] = vreinterpretq_s8_s32(j % 2 ? vzip2q_s32(quads, quads)
                                              : vzip1q_s32(quads, quads));
      }
#pragma clang loop unroll(full)
      for (int p = 0; p < 8; p++) {
        int8x16_t w = vld1q_s8(slab + k * 16 + j * 128 + p * 16);
        int8x8_t low = vget_low_s8(w);
#pragma clang loop unroll(full)
        for (int m = 0; m < rows; m++) {
          part[m][p] = j ? vmlal_s8(part[m][p], low, vget_low_s8(twice[m]))
                         : vmull_s8(low, vget_low_s8(twice[m]));
        }
#pragma clang loop unroll(full)
        for (int m = 0; m < rows; m++) part[m][p] = vmlal_high_s8(part[m][p], w, twice[m]);
      }
    }
    uint8x16_t bytes = vld1q_u8(scales + k / 2);
#pragma clang loop unroll(full)
    for (int half = 0; half < 2; half++) {
      int16x8_t wide = vreinterpretq_s16_u16(half ? vmovl_high_u8(bytes)
                                                  : vmovl_u8(vget_low_u8(bytes)));
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        const int16x8_t *four = part[m] + half * 4;
        int16x8_t sum = vpaddq_s16(vpaddq_s16(four[0], four[1]), vpaddq_s16(four[2], four[3]));
        add_scaled(dot[m][half], sum, wide);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) store_sums(sums + m * 16, dot[m]);
}

// Few rows: adds as add_int8 does. The codes stay as they are, from 0 on: what half the range times the
// group's activations is too much comes off the group's sum, which fits 16 bits then, whatever has been
// carried out of them.
GC_INLINE void add_codes(const uint8_t *w, const uint8_t *scales, size_t inputs,
                         const int8_t *const *a, int32_t *sums, const int rows, const int bits) {
  int32x4_t dot[ROWS][2][2];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) load_sums(dot[m], sums + m * 16);
  for (size_t group = 0; group < inputs / 32; group++) {
    const uint8_t *at = w + group * 64 * (size_t)bits;
    uint8x16_t bytes = vld1q_u8(scales + group * 16);
    int8x16_t quads[ROWS][8];
    uint16x8_t excess[ROWS];
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      int8x16_t first = vld1q_s8(a[m] + group * 32), second = vld1q_s8(a[m] + group * 32 + 16);
      int32_t sum = vaddvq_s16(vpadalq_s8(vpaddlq_s8(first), second));
      excess[m] = vdupq_n_u16((uint16_t)(sum * (1 << (bits - 1))));
#pragma clang loop unroll(full)
      for (int q = 0; q < 8; q++) quads[m][q] = repeat_quad(q < 4 ? first : second, q % 4);
    }
#pragma clang loop unroll(full)
    for (int half = 0; half < 2; half++) {
      uint16x8_t pairs[ROWS][2];
#pragma clang loop unroll(full)
      for (int n = 0; n < 2; n++) {
        uint8x16_t codes[8];
        unpack_codes(at + half * 32 + n * 16, bits, codes);
        int16x8_t low[ROWS], high[ROWS];
#pragma clang loop unroll(full)
        for (int q = 0; q < 8; q++) {
          int8x16_t code = vreinterpretq_s8_u8(codes[q]);
#pragma clang loop unroll(full)
          for (int m = 0; m < rows; m++) {
            int8x8_t repeated = vget_low_s8(quads[m][q]);
            low[m] = q ? vmlal_s8(low[m], vget_low_s8(code), repeated)
                       : vmull_s8(vget_low_s8(code), repeated);
            high[m] = q ? vmlal_high_s8(high[m], code, quads[m][q])
                        : vmull_high_s8(code, quads[m][q]);
          }
        }
#pragma clang loop unroll(full)
        for (int m = 0; m < rows; m++) {
          pairs[m][n] = vpaddq_u16(vreinterpretq_u16_s16(low[m]), vreinterpretq_u16_s16(high[m]));
        }
      }
      int16x8_t wide = vreinterpretq_s16_u16(half ? vmovl_high_u8(bytes)
                                                  : vmovl_u8(vget_low_u8(bytes)));
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        uint16x8_t sum = vsubq_u16(vpaddq_u16(pairs[m][0], pairs[m][1]), excess[m]);
        add_scaled(dot[m][half], vreinterpretq_s16_u16(sum), wide);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) store_sums(sums + m * 16, dot[m]);
}

// ---- Parts, chunks and blocks -------------------------------------------------------------------

// Adds a part of the inputs of a chunk of rows to their sums, [rows][16].
GC_INLINE void add_part(const gc_gemm *job, int32_t block, size_t begin, size_t count, int32_t row,
                        int32_t rows, int32_t *sums, int8_t *slab, const int bits) {
  size_t inputs = (size_t)job->inputs, first = (size_t)block * inputs + begin;
  const uint8_t *w = (const uint8_t *)job->weights + first * 2 * (size_t)bits;
  const uint8_t *scales = bits < 8 ? job->group_scales + first / 2 : NULL;
  int is_direct = rows <= (bits == 4 ? 2 * ROWS : ROWS);  // fewer instructions than with a slab
  if (bits < 8 && !is_direct) unpack_part(w, count, slab, bits);
#define GC_ADD(rows)                                                          \
  do {                                                                        \
    if (bits == 8) {                                                          \
      add_int8((const int8_t *)w, count, a, sums + m * 16, rows);             \
    } else if (is_direct) {                                                   \
      add_codes(w, scales, count, a, sums + m * 16, rows, bits);              \
    } else {                                                                  \
      add_slab(slab, scales, count, a, sums + m * 16, rows);                  \
    }                                                                         \
  } while (0)
  for (int32_t m = 0; m < rows; m += ROWS) {
    const int8_t *a[ROWS] = {activation_row(job, row + m) + begin};
    if (m + 1 == rows) {
      GC_ADD(1);
      break;
    }
    a[1] = a[0] + inputs;
    GC_ADD(2);
  }
#undef GC_ADD
}

GC_INLINE void multiply(const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,
                        int32_t block_end, int8_t *slab, const int bits) {
  int32_t sums[CHUNK * 16];
  size_t inputs = (size_t)job->inputs;
  for (int32_t row = row_begin; row < row_end; row += CHUNK) {
    int32_t rows = row_end - row < CHUNK ? row_end - row : CHUNK;
    for (int32_t block = block_begin; block < block_end; block++) {
      memset(sums, 0, (size_t)rows * 16 * sizeof sums[0]);
      for (size_t k = 0; k < inputs; k += PART) {
        size_t count = inputs - k < PART ? inputs - k : PART;
        add_part(job, block, k, count, row, rows, sums, slab, bits);
      }
      finish_rows(job, job->activation_scales + row, row, block, sums, rows);
    }
  }
}

void gc_gemm_int8_neon(const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,
                       int32_t block_end) {
  multiply(job, row_begin, row_end, block_begin, block_end, NULL, 8);
}

void gc_gemm_int4_neon(const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,
                       int32_t block_end) {
  _Alignas(64) int8_t slab[PART * 16];
  multiply(job, row_begin, row_end, block_begin, block_end, slab, 4);
}

void gc_gemm_int3_neon(const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,
                       int32_t block_end) {
  _Alignas(64) int8_t slab[PART * 16];
  multiply(job, row_begin, row_end, block_begin, block_end, slab, 3);
}
#pragma clang attribute pop
#endif
