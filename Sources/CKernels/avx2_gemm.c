// AVX2: the integer matrix product.
//
// vpmaddubsw multiplies unsigned by signed bytes and saturates sums of two products at 16 bits.
// |a| times w with a's sign stays exact: 2 x 127 x 127 = 32,258.
//
// Register plan of the inner tile: 4 rows x 1 block of 16 outputs = 8 accumulators, 2 weight
// vectors, 2 for the broadcast quad and its magnitude.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define GC_SUFFIX _avx2
#include "vector_math.inc"

enum { ROWS = 4 };

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
#pragma clang attribute pop
#endif
