// AVX2 and FMA: the float kernels and the activation quantiser.
#if defined(__x86_64__)
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
#include "vector_attention.inc"
#include "vector_panels.inc"
#pragma clang attribute pop
#endif
