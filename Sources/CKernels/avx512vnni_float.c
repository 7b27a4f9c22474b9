// AVX-512: the float kernels and the activation quantiser. Activations are stored with 128 added,
// because vpdpbusd multiplies unsigned by signed bytes; gemm subtracts 128 x the row sum again.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,fma"))), apply_to = function)
#define GC_SUFFIX _avx512vnni
#define GC_ACTIVATION_BIAS 0x80
#include "vector_float.inc"

GC_INLINE v16i pair_dot(v16i sum, v16i a, v16i b) {
  return (v16i)_mm512_dpwssd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
}
#define GC_PAIR_DOT pair_dot
#include "vector_attention.inc"
#include "vector_panels.inc"
#pragma clang attribute pop
#endif
