// AVX2 and FMA: the float kernels and the activation quantiser. Attention's integers are multiplied
// in pairs.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define GC_SUFFIX _avx2
#define GC_ACTIVATION_BIAS 0
#define GC_VECTORS 1
#define GC_PANEL_ROWS 4
#define GC_PANEL_HALVES 1
#define GC_PANEL_CHUNK 64
#include "vector_float.inc"

GC_INLINE v16i pair_dot(v16i sum, v16i a, v16i b) {
  typedef int32_t v8i __attribute__((ext_vector_type(8)));
  sum.lo = sum.lo + (v8i)_mm256_madd_epi16((__m256i)a.lo, (__m256i)b.lo);
  sum.hi = sum.hi + (v8i)_mm256_madd_epi16((__m256i)a.hi, (__m256i)b.hi);
  return sum;
}
#define GC_PAIR_DOT pair_dot
#include "vector_attention.inc"
#include "vector_panels.inc"
#pragma clang attribute pop
#endif
