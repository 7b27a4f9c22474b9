// AVX2: the integer matrix product of int8. int4 and int3 are in avx2_grouped_gemm.c.
//
// Bytes that vpmaddubsw cannot saturate (split_rows.inc), without a sign to move and without widening.
//
// 4 rows x 1 block of 16 outputs = 8 accumulators, 2 weight vectors, 1 for the broadcast quad, 2
// constants.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define GC_SUFFIX _avx2
#include "vector_math.inc"

// Sums begin with what the weights' 128 adds to them.
GC_INLINE __m256i whole_dot(__m256i sum, __m256i row_sums) {
  (void)row_sums;
  return sum;
}

#include "avx2_gemm.inc"
#include "split_rows.inc"

enum { ROWS = 4, FETCHED_AHEAD = 4096 };

// 32 activations: gives them without the second of a pair that could saturate, and those.
GC_INLINE __m256i split(__m256i a, __m256i *taken, __m256i *sum) {
  const __m256i zero = _mm256_setzero_si256(), ones = _mm256_set1_epi8(1);
  __m256i above = _mm256_max_epi8(a, zero), below = _mm256_sub_epi8(above, a);
  above = _mm256_maddubs_epi16(above, ones);
  below = _mm256_maddubs_epi16(below, ones);
  __m256i total = _mm256_sub_epi16(above, below);
  *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(total, _mm256_set1_epi16(1)));
  __m256i larger = _mm256_max_epi16(above, below);
  __m256i passes = _mm256_cmpgt_epi16(larger, _mm256_set1_epi16(LARGEST_PAIR));
  *taken = _mm256_and_si256(a, _mm256_slli_epi16(passes, 8));
  return _mm256_sub_epi8(a, *taken);
}

static void split_row(const int8_t *a, size_t inputs, int32_t row, const split_rows *into) {
  int8_t *target = into->rows + (size_t)row * into->stride;
  __m256i sum = _mm256_setzero_si256();
  into->extra_counts[row] = 0;
  for (size_t k = 0; k < inputs; k += 32) {
    __m256i values;
    if (k + 32 <= inputs) {
      values = _mm256_loadu_si256((const __m256i *)(a + k));
    } else {
      int8_t last[32] = {0};
      memcpy(last, a + k, inputs - k);
      values = _mm256_loadu_si256((const __m256i *)last);
    }
    __m256i taken;
    _mm256_store_si256((__m256i *)(target + k), split(values, &taken, &sum));
    __m256i none = _mm256_cmpeq_epi32(taken, _mm256_setzero_si256());
    uint32_t found = ~(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(none)) & 255;
    if (!found) continue;
    int32_t quads[8];
    _mm256_storeu_si256((__m256i *)quads, taken);
    add_extras(into, row, k, found, quads);
  }
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1));
  into->offsets[row] = 128 * _mm_cvtsi128_si32(half);
}

GC_INLINE __m256i multiply_add(__m256i sum, __m256i weights, __m256i quad) {
  __m256i pairs = _mm256_maddubs_epi16(weights, quad);
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

// Eight outputs' weights with 128 added.
GC_INLINE __m256i unsigned_weights(const int8_t *w) {
  return _mm256_xor_si256(_mm256_load_si256((const __m256i *)w), _mm256_set1_epi8(-128));
}

GC_INLINE void tile(const gc_gemm *job, const split_rows *split, int32_t first, int32_t row,
                    int32_t block, const int rows) {
  const int8_t *w = (const int8_t *)job->weights + (size_t)block * (size_t)job->inputs * 16;
  const int8_t *a = split->rows + (size_t)row * split->stride;
  size_t stride = split->stride;
  __m256i sum[ROWS][2];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    sum[m][0] = sum[m][1] = _mm256_set1_epi32(-split->offsets[row + m]);
  }
  for (size_t k = 0; k < (size_t)job->inputs; k += 4) {
    __builtin_prefetch(w + k * 16 + FETCHED_AHEAD);
    __m256i low = unsigned_weights(w + k * 16), high = unsigned_weights(w + k * 16 + 32);
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      int32_t four;
      memcpy(&four, a + (size_t)m * stride + k, sizeof four);
      __m256i quad = _mm256_set1_epi32(four);
      sum[m][0] = multiply_add(sum[m][0], low, quad);
      sum[m][1] = multiply_add(sum[m][1], high, quad);
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    const extra_quad *extras = split->extras + (size_t)(row + m) * (stride / 4);
    for (int32_t i = 0; i < split->extra_counts[row + m]; i++) {
      const int8_t *at = w + (size_t)extras[i].input * 16;
      __m256i quad = _mm256_set1_epi32(extras[i].quad);
      sum[m][0] = multiply_add(sum[m][0], unsigned_weights(at), quad);
      sum[m][1] = multiply_add(sum[m][1], unsigned_weights(at + 32), quad);
    }
    finish(job, job->activation_scales[first + row + m],
           job->out + (size_t)(first + row + m) * (size_t)job->out_stride, block, sum[m]);
  }
}

GC_INLINE void tile_rows(const gc_gemm *job, const split_rows *split, int32_t first, int32_t rows,
                         int32_t block) {
  int32_t row = 0;
  for (; row + ROWS <= rows; row += ROWS) tile(job, split, first, row, block, ROWS);
  switch (rows - row) {
    case 3: tile(job, split, first, row, block, 3); break;
    case 2: tile(job, split, first, row, block, 2); break;
    case 1: tile(job, split, first, row, block, 1); break;
    default: break;
  }
}

void gc_gemm_int8_avx2(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  _Alignas(32) int8_t rows[SPLIT_BYTES];
  extra_quad extras[SPLIT_BYTES / 4];
  int32_t offsets[MOST_SPLIT_ROWS], extra_counts[MOST_SPLIT_ROWS];
  size_t inputs = (size_t)job->inputs;
  split_rows split = {rows, offsets, extras, extra_counts, (inputs + 31) / 32 * 32};
  int32_t most = split_row_count(&split, ROWS);
  for (int32_t first = row_begin; first < row_end; first += most) {
    int32_t count = row_end - first < most ? row_end - first : most;
    for (int32_t row = 0; row < count; row++) {
      const int8_t *a = (const int8_t *)job->activations + (size_t)(first + row) * inputs;
      split_row(a, inputs, row, &split);
    }
    for (int32_t block = block_begin; block < block_end; block++) {
      tile_rows(job, &split, first, count, block);
    }
  }
}
#pragma clang attribute pop
#endif
