// AVX2: the integer matrix product, in two ways.
//
// Few rows: bytes. vpmaddubsw multiplies unsigned by signed bytes and saturates sums of two products at 16 bits.
// |a| times w with a's sign stays exact: 2 x 127 x 127 = 32,258.
//
// 4 rows x 1 block of 16 outputs = 8 accumulators, 2 weight vectors, 2 for the broadcast quad and its
// magnitude.
//
// More rows: 16-bit integers, whose products vpmaddwd adds exactly, without the two instructions for
// the sign. Weights and activations are widened once for many products, every four inputs in the
// order 0, 2, 1, 3: then two shifts do it. 6 rows x 1 block = 12 accumulators, 2 weight vectors, 1
// for the broadcast pair.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define GC_SUFFIX _avx2
#include "vector_math.inc"

enum { ROWS = 4, WIDE_ROWS = 6, FEW_ROWS = 12, WIDEST = 4096, WIDE_ACTIVATIONS = 24 * WIDEST };

typedef struct {
  __m256i quad, magnitude;
} factor;

GC_INLINE factor factor_of(__m256i quad) {
  return (factor){quad, _mm256_abs_epi8(quad)};
}

GC_INLINE __m256i multiply_add(__m256i sum, factor a, __m256i weights) {
  __m256i pairs = _mm256_maddubs_epi16(a.magnitude, _mm256_sign_epi8(weights, a.quad));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

GC_INLINE __m256i whole_dot(__m256i sum, __m256i row_sums) {
  (void)row_sums;
  return sum;
}

#include "avx2_gemm.inc"

// ---- 16-bit integers ----------------------------------------------------------------------------

GC_INLINE __m256i even_bytes(__m256i bytes) {
  return _mm256_srai_epi16(_mm256_slli_epi16(bytes, 8), 8);
}

// A block in int8 kernel order as [K/4][inputs 0 and 2, inputs 1 and 3][16][2].
static void widen_block(const int8_t *w, size_t inputs, int16_t *wide) {
  for (size_t k = 0; k < inputs; k += 4) {
    for (size_t half = 0; half < 2; half++) {
      __m256i bytes = _mm256_load_si256((const __m256i *)(w + k * 16 + half * 32));
      _mm256_store_si256((__m256i *)(wide + k * 16 + half * 16), even_bytes(bytes));
      _mm256_store_si256((__m256i *)(wide + k * 16 + 32 + half * 16),
                         _mm256_srai_epi16(bytes, 8));
    }
  }
}

// Rows of activations, every four in the order 0, 2, 1, 3. Inputs are a multiple of 4.
static void widen_rows(const gc_gemm *job, int32_t first, int32_t rows, int16_t *wide) {
  size_t inputs = (size_t)job->inputs;
  for (int32_t row = 0; row < rows; row++) {
    const int8_t *a = (const int8_t *)job->activations + (size_t)(first + row) * inputs;
    int16_t *target = wide + (size_t)row * inputs;
    size_t k = 0;
    for (; k + 32 <= inputs; k += 32) {
      __m256i bytes = _mm256_loadu_si256((const __m256i *)(a + k));
      // Words of 8 bytes lie in the order 0 2 | 1 3 so that unpacking inside lanes keeps it.
      bytes = _mm256_permute4x64_epi64(bytes, 0xd8);
      __m256i even = even_bytes(bytes), odd = _mm256_srai_epi16(bytes, 8);
      __m256i low = _mm256_unpacklo_epi32(even, odd), high = _mm256_unpackhi_epi32(even, odd);
      _mm256_storeu_si256((__m256i *)(target + k), low);
      _mm256_storeu_si256((__m256i *)(target + k + 16), high);
    }
    for (; k < inputs; k += 4) {
      for (size_t i = 0; i < 4; i++) target[k + i] = a[k + (i == 1 ? 2 : i == 2 ? 1 : i)];
    }
  }
}

GC_INLINE void wide_tile(const gc_gemm *job, int32_t row, const int16_t *a, const int16_t *w,
                         int32_t block, const int rows) {
  size_t inputs = (size_t)job->inputs;
  __m256i sum[WIDE_ROWS][2];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) sum[m][0] = sum[m][1] = _mm256_setzero_si256();
  for (size_t k = 0; k < inputs; k += 2) {
    __m256i low = _mm256_load_si256((const __m256i *)(w + k * 16));
    __m256i high = _mm256_load_si256((const __m256i *)(w + k * 16 + 16));
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      int32_t bits;
      memcpy(&bits, a + (size_t)m * inputs + k, sizeof bits);
      __m256i pair = _mm256_set1_epi32(bits);
      sum[m][0] = _mm256_add_epi32(sum[m][0], _mm256_madd_epi16(low, pair));
      sum[m][1] = _mm256_add_epi32(sum[m][1], _mm256_madd_epi16(high, pair));
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    finish(job, job->activation_scales[row + m],
           job->out + (size_t)(row + m) * (size_t)job->out_stride, block, sum[m]);
  }
}

GC_INLINE void wide_tile_rows(const gc_gemm *job, int32_t row, int32_t rows, const int16_t *a,
                              const int16_t *w, int32_t block) {
  size_t inputs = (size_t)job->inputs;
  for (; rows >= WIDE_ROWS; rows -= WIDE_ROWS, row += WIDE_ROWS, a += WIDE_ROWS * inputs) {
    wide_tile(job, row, a, w, block, WIDE_ROWS);
  }
  switch (rows) {
    case 5: wide_tile(job, row, a, w, block, 5); break;
    case 4: wide_tile(job, row, a, w, block, 4); break;
    case 3: wide_tile(job, row, a, w, block, 3); break;
    case 2: wide_tile(job, row, a, w, block, 2); break;
    case 1: wide_tile(job, row, a, w, block, 1); break;
    default: break;
  }
}

// How many rows to take at a time, at most `most`: whole tiles, in chunks that are nearly even, as
// each costs widening all weights.
GC_INLINE int32_t even_chunk(int32_t rows, int32_t most) {
  int32_t tiles = (rows + WIDE_ROWS - 1) / WIDE_ROWS, most_tiles = most / WIDE_ROWS;
  int32_t chunks = (tiles + most_tiles - 1) / most_tiles;
  return (tiles + chunks - 1) / chunks * WIDE_ROWS;
}

// Not inlined: its buffers are most of a small thread's stack, and few rows need none of them.
static __attribute__((noinline)) void multiply_wide(const gc_gemm *job, int32_t row_begin,
                                                    int32_t row_end, int32_t block_begin,
                                                    int32_t block_end, int bits) {
  _Alignas(64) int16_t rows_wide[WIDE_ACTIVATIONS], block_wide[WIDEST * 16];
  _Alignas(64) int8_t unpacked[WIDEST * 16];
  size_t inputs = (size_t)job->inputs;
  int32_t chunk = even_chunk(row_end - row_begin, WIDE_ACTIVATIONS / job->inputs);
  for (int32_t row = row_begin; row < row_end; row += chunk) {
    int32_t rows = row_end - row < chunk ? row_end - row : chunk;
    widen_rows(job, row, rows, rows_wide);
    for (int32_t block = block_begin; block < block_end; block++) {
      const int8_t *w = (const int8_t *)job->weights + (size_t)block * inputs * 16;
      if (bits == 4) unpack_block(job, block, unpacked, 4);
      if (bits == 3) unpack_block(job, block, unpacked, 3);
      if (bits < 8) w = unpacked;
      widen_block(w, inputs, block_wide);
      wide_tile_rows(job, row, rows, rows_wide, block_wide, block);
    }
  }
}

GC_INLINE int suits_wide(const gc_gemm *job, int32_t rows) {
  return rows > FEW_ROWS && job->inputs <= WIDEST;
}

void gc_gemm_int8_avx2(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  if (suits_wide(job, row_end - row_begin)) {
    multiply_wide(job, row_begin, row_end, block_begin, block_end, 8);
  } else {
    int8_bytes(job, row_begin, row_end, block_begin, block_end);
  }
}

void gc_gemm_int4_avx2(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  if (suits_wide(job, row_end - row_begin)) {
    multiply_wide(job, row_begin, row_end, block_begin, block_end, 4);
  } else {
    int4_bytes(job, row_begin, row_end, block_begin, block_end);
  }
}

void gc_gemm_int3_avx2(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  if (suits_wide(job, row_end - row_begin)) {
    multiply_wide(job, row_begin, row_end, block_begin, block_end, 3);
  } else {
    int3_bytes(job, row_begin, row_end, block_begin, block_end);
  }
}
#pragma clang attribute pop
#endif
