// One row per kernel set.
#include "kernel_sets.h"

// `floats` and `products` are the suffixes of the float and of the matrix functions.
#define GC_ROW(label, features, bias, floats, products)                                        \
  {                                                                                            \
    .name = label, .required = (features), .activation_bias = (bias),                          \
    .quantize = gc_quantize##floats,                                                           \
    .gemm_int8 = gc_gemm_int8##products, .gemm_int4 = gc_gemm_int4##products,                  \
    .gemm_int3 = gc_gemm_int3##products,                                                       \
    .layer_norm = gc_layer_norm##floats, .bias_gelu = gc_bias_gelu##floats,                    \
    .gate = gc_gate##floats,                                                                   \
    .attention = gc_attention##floats, .integer_attention = gc_integer_attention##floats,      \
    .rotate_positions = gc_rotate_positions##floats,                                           \
    .router_logits = gc_router_logits##floats, .combine = gc_combine##floats,                  \
    .mean_rows = gc_mean_rows##floats, .normalize = gc_normalize_scalar,                       \
    .panel_product = gc_panel_product##floats, .panel_solve = gc_panel_solve##floats,          \
    .panel_round = gc_panel_round##floats,                                                     \
  }

static const gc_kernel_set sets[] = {
    GC_ROW("scalar", 0, 0, _scalar, _scalar),
#if defined(__x86_64__)
    GC_ROW("avx2", GC_CPU_AVX2, 0, _avx2, _avx2),
    GC_ROW("avxvnni", GC_CPU_AVX2 | GC_CPU_AVX_VNNI, 0x80, _avxvnni, _avxvnni),
    GC_ROW("avx512vnni", GC_CPU_AVX2 | GC_CPU_AVX512_VNNI, 0x80, _avx512vnni, _avx512vnni),
    GC_ROW("amx", GC_CPU_AVX2 | GC_CPU_AVX512_VNNI | GC_CPU_AMX_INT8, 0x80, _avx512vnni, _amx),
#elif defined(__aarch64__)
    GC_ROW("neon", GC_CPU_NEON_DOTPROD, 0, _neon, _neon),
    GC_ROW("neon_i8mm", GC_CPU_NEON_DOTPROD | GC_CPU_NEON_I8MM, 0, _neon, _neon_i8mm),
#endif
};

const gc_kernel_set *gc_kernel_sets(int32_t *count) {
  *count = (int32_t)(sizeof sets / sizeof sets[0]);
  return sets;
}
