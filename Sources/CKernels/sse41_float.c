// SSE4.1, for processors without AVX2: the float kernels, and the activation quantiser, which adds 128
// because pmaddubsw multiplies unsigned by signed bytes.
#if defined(__x86_64__)
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)
#define GC_SUFFIX _sse41
#define GC_ACTIVATION_BIAS 0x80
#define GC_VECTORS 1
#define GC_QUERIES 2
#define GC_PANEL_ROWS 2
#define GC_PANEL_HALVES 1
#include "sse41_fma.inc"
#include "sse41_polynomials.inc"
#include "vector_float.inc"

GC_INLINE v16i pair_dot(v16i sum, v16i a, v16i b) {
  typedef int32_t v4i __attribute__((ext_vector_type(4)));
  sum.lo.lo += (v4i)_mm_madd_epi16((__m128i)a.lo.lo, (__m128i)b.lo.lo);
  sum.lo.hi += (v4i)_mm_madd_epi16((__m128i)a.lo.hi, (__m128i)b.lo.hi);
  sum.hi.lo += (v4i)_mm_madd_epi16((__m128i)a.hi.lo, (__m128i)b.hi.lo);
  sum.hi.hi += (v4i)_mm_madd_epi16((__m128i)a.hi.hi, (__m128i)b.hi.hi);
  return sum;
}
#define GC_PAIR_DOT pair_dot
#include "vector_attention.inc"
#include "vector_panels.inc"
#pragma clang attribute pop
#endif
