// One row per kernel set.
#include "kernel_sets.h"

#define GC_ROW(label, features, bias, suffix)                                                  \
  {                                                                                            \
    .name = label, .required = (features), .activation_bias = (bias),                          \
    .quantize = gc_quantize##suffix,                                                           \
    .gemm_int8 = gc_gemm_int8##suffix, .gemm_int4 = gc_gemm_int4##suffix,                      \
    .layer_norm = gc_layer_norm##suffix, .bias_gelu = gc_bias_gelu##suffix,                    \
    .attention = gc_attention##suffix, .rotate_positions = gc_rotate_positions##suffix,        \
    .router_logits = gc_router_logits##suffix, .combine = gc_combine##suffix,                  \
    .mean_rows = gc_mean_rows##suffix, .normalize = gc_normalize_scalar,                       \
  }

static const gc_kernel_set sets[] = {
    GC_ROW("scalar", 0, 0, _scalar),
#if defined(__x86_64__)
    GC_ROW("avx2", GC_CPU_AVX2, 0, _avx2),
    GC_ROW("avx512vnni", GC_CPU_AVX2 | GC_CPU_AVX512_VNNI, 0x80, _avx512vnni),
#endif
};

const gc_kernel_set *gc_kernel_sets(int32_t *count) {
  *count = (int32_t)(sizeof sets / sizeof sets[0]);
  return sets;
}
