// AVX2 and FMA: the float kernels once more, for activations with 128 added.
#if defined(__x86_64__)
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define GC_SUFFIX _avxvnni
#define GC_ACTIVATION_BIAS 0x80
#define GC_VECTORS 1
#define GC_PANEL_ROWS 4
#define GC_PANEL_HALVES 1
#include "vector_float.inc"
#include "vector_panels.inc"
#pragma clang attribute pop
#endif
