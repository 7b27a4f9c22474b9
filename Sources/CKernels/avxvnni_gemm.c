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

enum { ROWS = 6 };

typedef __m256i factor;

GC_INLINE factor factor_of(__m256i quad) { return quad; }

GC_INLINE __m256i multiply_add(__m256i sum, factor a, __m256i weights) {
  return _mm256_dpbusd_avx_epi32(sum, a, weights);
}

GC_INLINE __m256i whole_dot(__m256i sum, __m256i row_sums) {
  return _mm256_sub_epi32(sum, _mm256_slli_epi32(row_sums, 7));
}

#include "avx2_gemm.inc"

void gc_gemm_int8_avxvnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                          int32_t block_begin, int32_t block_end) {
  int8_bytes(job, row_begin, row_end, block_begin, block_end);
}

void gc_gemm_int4_avxvnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                          int32_t block_begin, int32_t block_end) {
  int4_bytes(job, row_begin, row_end, block_begin, block_end);
}

void gc_gemm_int3_avxvnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                          int32_t block_begin, int32_t block_end) {
  int3_bytes(job, row_begin, row_end, block_begin, block_end);
}
#pragma clang attribute pop
#endif
