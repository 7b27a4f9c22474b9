// NEON, which every AArch64 processor has: the float kernels and the activation quantiser.
#if defined(__aarch64__)
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#define GC_SUFFIX _neon
#define GC_ACTIVATION_BIAS 0
#define GC_VECTORS 1
#define GC_PANEL_ROWS 4
#define GC_PANEL_HALVES 1
#include "vector_float.inc"
#include "vector_attention.inc"
#include "vector_panels.inc"
#endif
