// SSE4.1: the integer matrix product of int8, as avx2_gemm.c does it.
//
// 8 accumulators, 2 broadcast quads, 1 weight vector, 1 for products, 2 constants.
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

#include "split_rows.inc"
#include "sse41_gemm.inc"

// 16 activations: gives them without the second of a pair that could saturate, and those.
GC_INLINE __m128i split(__m128i a, __m128i *taken, __m128i *sum) {
  const __m128i ones = _mm_set1_epi8(1);
  __m128i above = _mm_max_epi8(a, _mm_setzero_si128()), below = _mm_sub_epi8(above, a);
  above = _mm_maddubs_epi16(above, ones);
  below = _mm_maddubs_epi16(below, ones);
  __m128i total = _mm_sub_epi16(above, below);
  *sum = _mm_add_epi32(*sum, _mm_madd_epi16(total, _mm_set1_epi16(1)));
  __m128i larger = _mm_max_epi16(above, below);
  __m128i passes = _mm_cmpgt_epi16(larger, _mm_set1_epi16(LARGEST_PAIR));
  *taken = _mm_and_si128(a, _mm_slli_epi16(passes, 8));
  return _mm_sub_epi8(a, *taken);
}

// Takes the 128 off that quantize has added.
static void split_row(const uint8_t *a, size_t inputs, int32_t row, const split_rows *into) {
  int8_t *target = into->rows + (size_t)row * into->stride;
  __m128i sum = _mm_setzero_si128();
  into->extra_counts[row] = 0;
  for (size_t k = 0; k < inputs; k += 16) {
    uint8_t last[16];
    const uint8_t *from = a + k;
    if (k + 16 > inputs) {
      memset(last, 128, sizeof last);
      memcpy(last, a + k, inputs - k);
      from = last;
    }
    __m128i values = _mm_loadu_si128((const __m128i *)(const void *)from), taken;
    values = split(_mm_xor_si128(values, _mm_set1_epi8(INT8_MIN)), &taken, &sum);
    _mm_storeu_si128((__m128i *)(void *)(target + k), values);
    __m128i none = _mm_cmpeq_epi32(taken, _mm_setzero_si128());
    uint32_t found = ~(uint32_t)_mm_movemask_ps(_mm_castsi128_ps(none)) & 15;
    if (!found) continue;
    int32_t quads[4];
    _mm_storeu_si128((__m128i *)(void *)quads, taken);
    add_extras(into, row, k, found, quads);
  }
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1));
  into->offsets[row] = 128 * _mm_cvtsi128_si32(sum);
}

// Four outputs' sums and their products with a quad.
GC_INLINE __m128i multiply_add(__m128i sum, __m128i weights, __m128i quad) {
  __m128i pairs = _mm_maddubs_epi16(weights, quad);
  return _mm_add_epi32(sum, _mm_madd_epi16(pairs, _mm_set1_epi16(1)));
}

// Four outputs' weights with 128 added.
GC_INLINE __m128i unsigned_weights(const int8_t *w) {
  __m128i weights = _mm_load_si128((const __m128i *)(const void *)w);
  return _mm_xor_si128(weights, _mm_set1_epi8(INT8_MIN));
}

GC_INLINE void tile(const gc_gemm *job, const split_rows *split, int32_t first, int32_t row,
                    int32_t block, const v16d *bias, const int rows) {
  const int8_t *w = (const int8_t *)job->weights + (size_t)block * (size_t)job->inputs * 16;
  const int8_t *a = split->rows + (size_t)row * split->stride;
  dots sums[ROWS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < 4; v++) sums[m].quads[v] = _mm_set1_epi32(-split->offsets[row + m]);
  }
  for (size_t k = 0; k < (size_t)job->inputs; k += 4) {
    const int8_t *at = w + k * 16;
    __m128i quads[ROWS];
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) quads[m] = broadcast_quad(a + (size_t)m * split->stride + k);
#pragma clang loop unroll(full)
    for (int v = 0; v < 4; v++) {
      FORGET(at);
      __m128i weights = unsigned_weights(at + 16 * v);
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        sums[m].quads[v] = multiply_add(sums[m].quads[v], weights, quads[m]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    const extra_quad *extras = split->extras + (size_t)(row + m) * (split->stride / 4);
    for (int32_t i = 0; i < split->extra_counts[row + m]; i++) {
      const int8_t *at = w + (size_t)extras[i].input * 16;
      __m128i quad = _mm_set1_epi32(extras[i].quad);
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v++) {
        __m128i weights = unsigned_weights(at + 16 * v);
        sums[m].quads[v] = multiply_add(sums[m].quads[v], weights, quad);
      }
    }
    finish(job, first + row + m, block, bias, &sums[m]);
  }
}

void gc_gemm_int8_sse41(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                        int32_t block_begin, int32_t block_end) {
  _Alignas(16) int8_t rows[SPLIT_BYTES];
  extra_quad extras[SPLIT_BYTES / 4];
  int32_t offsets[MOST_SPLIT_ROWS], extra_counts[MOST_SPLIT_ROWS];
  size_t inputs = (size_t)job->inputs;
  split_rows split = {rows, offsets, extras, extra_counts, (inputs + 15) / 16 * 16};
  int32_t most = split_row_count(&split, ROWS);
  for (int32_t first = row_begin; first < row_end; first += most) {
    int32_t count = row_end - first < most ? row_end - first : most;
    for (int32_t row = 0; row < count; row++) {
      const uint8_t *a = (const uint8_t *)job->activations + (size_t)(first + row) * inputs;
      split_row(a, inputs, row, &split);
    }
    for (int32_t block = block_begin; block < block_end; block++) {
      const v16d bias = block_bias(job, block);
      int32_t row = 0;
      for (; row + ROWS <= count; row += ROWS) tile(job, &split, first, row, block, &bias, ROWS);
      if (row < count) tile(job, &split, first, row, block, &bias, 1);
    }
  }
}
#pragma clang attribute pop
#endif
