// AVX-VNNI, the dot products of processors without AVX-512: the integer matrix product. Activations
// have 128 added, because vpdpbusd multiplies unsigned by signed bytes.
//
// Register plan of the inner tile: 6 rows x 1 block of 16 outputs = 12 accumulators, 2 weight
// vectors, 1 for the broadcast quad.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)
#define GC_SUFFIX _avxvnni
#include "vector_math.inc"

GC_INLINE __m256i whole_dot(__m256i sum, __m256i row_sums) {
  return _mm256_sub_epi32(sum, _mm256_slli_epi32(row_sums, 7));
}

#include "avx2_gemm.inc"

enum { ROWS = 6 };

GC_INLINE void tile(const gc_gemm *job, int32_t row, const int8_t *w, int32_t block,
                    const int rows) {
  __m256i sum[ROWS][2];
  const int8_t *a[ROWS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    a[m] = (const int8_t *)job->activations + (size_t)(row + m) * (size_t)job->inputs;
    sum[m][0] = sum[m][1] = _mm256_setzero_si256();
  }
  for (size_t k = 0; k < (size_t)job->inputs; k += 4) {
    __m256i low = _mm256_load_si256((const __m256i *)(w + k * 16));
    __m256i high = _mm256_load_si256((const __m256i *)(w + k * 16 + 32));
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      int32_t quad;
      memcpy(&quad, a[m] + k, sizeof quad);
      __m256i activations = _mm256_set1_epi32(quad);
      sum[m][0] = _mm256_dpbusd_avx_epi32(sum[m][0], activations, low);
      sum[m][1] = _mm256_dpbusd_avx_epi32(sum[m][1], activations, high);
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    finish(job, job->activation_scales[row + m],
           job->out + (size_t)(row + m) * (size_t)job->out_stride, block, sum[m]);
  }
}

GC_INLINE void tile_rows(const gc_gemm *job, int32_t row_begin, int32_t row_end, const int8_t *w,
                         int32_t block) {
  int32_t row = row_begin;
  for (; row + ROWS <= row_end; row += ROWS) tile(job, row, w, block, ROWS);
  switch (row_end - row) {
    case 5: tile(job, row, w, block, 5); break;
    case 4: tile(job, row, w, block, 4); break;
    case 3: tile(job, row, w, block, 3); break;
    case 2: tile(job, row, w, block, 2); break;
    case 1: tile(job, row, w, block, 1); break;
    default: break;
  }
}

void gc_gemm_int8_avxvnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                          int32_t block_begin, int32_t block_end) {
  for (int32_t block = block_begin; block < block_end; block++) {
    const int8_t *w = (const int8_t *)job->weights + (size_t)block * (size_t)job->inputs * 16;
    tile_rows(job, row_begin, row_end, w, block);
  }
}

// ---- int4, int3 ---------------------------------------------------------------------------------

// (code - half the range) x group scale as int8, 8 outputs x 4 inputs, from bytes without further
// bits; `scales` stand in each 16 bits. Two codes of 16 bits are multiplied at once: neither 15 x 15
// nor 7 x 31 reaches the upper byte.
GC_INLINE __m256i scale_codes(__m256i codes, __m256i scales, const int bits) {
  __m256i offset = _mm256_slli_epi16(scales, bits - 1);
  offset = _mm256_or_si256(offset, _mm256_slli_epi16(offset, 8));
  return _mm256_sub_epi8(_mm256_mullo_epi16(codes, scales), offset);
}

GC_INLINE void unpack_block(const gc_gemm *job, int32_t block, int8_t *slab, const int bits) {
  size_t groups = (size_t)job->inputs / 32, first = (size_t)block * groups;
  for (size_t group = 0; group < groups; group++) {
    const uint8_t *bytes = job->group_scales + (first + group) * 16;
    const uint8_t *w = (const uint8_t *)job->weights + (first + group) * 64 * (size_t)bits;
    for (size_t half = 0; half < 2; half++) {
      __m256i scales =
          _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(bytes + half * 8)));
      scales = _mm256_or_si256(scales, _mm256_slli_epi32(scales, 16));
#pragma clang loop unroll(full)
      for (int q = 0; q < 8; q++) {
        _mm256_store_si256((__m256i *)(slab + (group * 8 + (size_t)q) * 64 + half * 32),
                           scale_codes(codes_at(w + half * 32, bits, q), scales, bits));
      }
    }
  }
}

GC_INLINE void grouped_bytes(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                             int32_t block_begin, int32_t block_end, const int bits) {
  _Alignas(64) int8_t slab[GC_LARGEST_INPUTS * 16];
  for (int32_t block = block_begin; block < block_end; block++) {
    unpack_block(job, block, slab, bits);
    tile_rows(job, row_begin, row_end, slab, block);
  }
}

void gc_gemm_int4_avxvnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                          int32_t block_begin, int32_t block_end) {
  grouped_bytes(job, row_begin, row_end, block_begin, block_end, 4);
}

void gc_gemm_int3_avxvnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                          int32_t block_begin, int32_t block_end) {
  grouped_bytes(job, row_begin, row_end, block_begin, block_end, 3);
}
#pragma clang attribute pop
#endif
