// SSE4.1: the integer matrix product of int4 and int3, summed in 16 bits inside a group, as
// avx2_grouped_gemm.c does.
//
// pmaddubsw multiplies unsigned by signed bytes. With the 128 that quantize has added to activations,
// and codes of -8...7, a pair of products is at most 2 x 255 x 8 = 4,080 and the eight pairs of a group's
// 32 inputs at most 32,640. pmaddwd multiplies by the group's scale and adds in 32 bits.
//
// The codes of a block are unpacked once for all rows. 8 accumulators of 16 bits, the broadcast quad, 1
// or 2 for products; codes and the sums of 32 bits are operands in memory.
#if defined(__x86_64__)
#include <smmintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)
#define GC_SUFFIX _sse41
#include "sse41_fma.inc"
#include "sse41_polynomials.inc"
#include "vector_math.inc"

#include "sse41_gemm.inc"

// A block's codes, and what its scales are multiplied by.
typedef struct {
  const int8_t *codes;    // [inputs / 4][16][4]
  const int16_t *scales;  // [inputs / 32][16][2]
} unpacked;

// Codes less half their range of four outputs' 32 inputs.
GC_INLINE void unpack_codes(const uint8_t *w, const int bits, __m128i codes[8]) {
  const __m128i half = _mm_set1_epi8((char)(1 << (bits - 1)));
  if (bits == 4) {
    const __m128i mask = _mm_set1_epi8(15);
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++) {
      __m128i packed = _mm_load_si128((const __m128i *)(const void *)(w + j * 64));
      codes[2 * j] = _mm_sub_epi8(_mm_and_si128(packed, mask), half);
      codes[2 * j + 1] = _mm_sub_epi8(_mm_and_si128(_mm_srli_epi16(packed, 4), mask), half);
    }
    return;
  }
  const __m128i lower = _mm_set1_epi8(3), highest = _mm_set1_epi8(4);
  __m128i top = _mm_load_si128((const __m128i *)(const void *)(w + 128));
#pragma clang loop unroll(full)
  for (int q = 0; q < 8; q++) {
    __m128i low = _mm_load_si128((const __m128i *)(const void *)(w + q / 4 * 64));
    __m128i high = q < 2 ? _mm_slli_epi16(top, 2 - q) : _mm_srli_epi16(top, q - 2);
    __m128i code = _mm_or_si128(_mm_and_si128(_mm_srli_epi16(low, 2 * (q % 4)), lower),
                                _mm_and_si128(high, highest));
    codes[q] = _mm_sub_epi8(code, half);
  }
}

// A block's codes in the order of int8, and each group's scales twice, for pairs.
GC_INLINE void unpack_block(const gc_gemm *job, int32_t block, int8_t *slab, int16_t *scales,
                            const int bits) {
  size_t groups = (size_t)job->inputs / 32, first = (size_t)block * groups;
  for (size_t group = 0; group < groups; group++) {
    const uint8_t *bytes = job->group_scales + (first + group) * 16;
    const uint8_t *w = (const uint8_t *)job->weights + (first + group) * 64 * (size_t)bits;
#pragma clang loop unroll(full)
    for (size_t v = 0; v < 4; v++) {
      int32_t four;
      memcpy(&four, bytes + 4 * v, sizeof four);
      __m128i scale = _mm_cvtepu8_epi16(_mm_cvtsi32_si128(four));
      _mm_store_si128((__m128i *)(void *)(scales + group * 32 + 8 * v),
                      _mm_unpacklo_epi16(scale, scale));
      __m128i codes[8];
      unpack_codes(w + 16 * v, bits, codes);
#pragma clang loop unroll(full)
      for (size_t q = 0; q < 8; q++) {
        _mm_store_si128((__m128i *)(void *)(slab + (group * 8 + q) * 64 + 16 * v), codes[q]);
      }
    }
  }
}

GC_INLINE void tile(const gc_gemm *job, int32_t row, const unpacked *weights, int32_t block,
                    const v16d *bias, const int rows) {
  size_t inputs = (size_t)job->inputs;
  const uint8_t *a = (const uint8_t *)job->activations + (size_t)row * inputs;
  dots room[ROWS], *sums = room;
  for (int m = 0; m < rows; m++) sums[m] = dots_without_128(job, block);
  FORGET(sums);
  for (size_t k = 0; k < inputs; k += 32) {
    __m128i sum[ROWS][4];
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v++) sum[m][v] = _mm_setzero_si128();
    }
    // Unrolled, the compiler would take several quads at once.
#pragma clang loop unroll(disable)
    for (size_t q = k; q < k + 32; q += 4) {
      const __m128i *w = (const __m128i *)(const void *)(weights->codes + q * 16);
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        FORGET(w);
        __m128i quad = broadcast_quad(a + (size_t)m * inputs + q);
#pragma clang loop unroll(full)
        for (int v = 0; v < 4; v++) {
          sum[m][v] = _mm_add_epi16(sum[m][v], _mm_maddubs_epi16(quad, w[v]));
        }
      }
    }
    const __m128i *scales = (const __m128i *)(const void *)(weights->scales + k);
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v++) {
        __m128i scaled = _mm_madd_epi16(sum[m][v], scales[v]);
        sums[m].quads[v] = _mm_add_epi32(sums[m].quads[v], scaled);
      }
    }
  }
  for (int m = 0; m < rows; m++) finish(job, row + m, block, bias, &sums[m]);
}

GC_INLINE void multiply_grouped(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                                int32_t block_begin, int32_t block_end, const int bits) {
  _Alignas(64) int8_t slab[GC_LARGEST_INPUTS * 16];
  _Alignas(64) int16_t scales[GC_LARGEST_INPUTS];
  const unpacked weights = {slab, scales};
  for (int32_t block = block_begin; block < block_end; block++) {
    unpack_block(job, block, slab, scales, bits);
    const v16d bias = block_bias(job, block);
    int32_t row = row_begin;
    for (; row + ROWS <= row_end; row += ROWS) tile(job, row, &weights, block, &bias, ROWS);
    if (row < row_end) tile(job, row, &weights, block, &bias, 1);
  }
}

void gc_gemm_int4_sse41(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                        int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 4);
}

void gc_gemm_int3_sse41(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                        int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 3);
}
#pragma clang attribute pop
#endif
