// One row per kernel set, and which of them this processor and operating system can run.
#include "kernel_sets.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#elif defined(__aarch64__) && defined(__APPLE__)
#include <sys/sysctl.h>
#endif
#if defined(__x86_64__)
#include <cpuid.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif
#endif

// Four blocks of weights stay in the second-level cache while many rows pass; where each call
// prepares the rows, more blocks share that.
enum { FEW_BLOCKS = 4, MANY_BLOCKS = 16 };

// `floats` and `products` are the suffixes of the float and of the matrix functions.
#define GC_ROW(label, features, bias, blocks, floats, products)                                \
  {                                                                                            \
    .name = label, .required = (features), .activation_bias = (bias), .task_blocks = (blocks), \
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
    GC_ROW("scalar", 0, 0, FEW_BLOCKS, _scalar, _scalar),
#if defined(__x86_64__)
    GC_ROW("sse41", GC_CPU_SSE41, 0x80, MANY_BLOCKS, _sse41, _sse41),
    GC_ROW("avx2", GC_CPU_AVX2, 0, MANY_BLOCKS, _avx2, _avx2),
    GC_ROW("avxvnni", GC_CPU_AVX2 | GC_CPU_AVX_VNNI, 0x80, FEW_BLOCKS, _avxvnni, _avxvnni),
    GC_ROW("avx512vnni", GC_CPU_AVX2 | GC_CPU_AVX512_VNNI, 0x80, FEW_BLOCKS, _avx512vnni,
           _avx512vnni),
    GC_ROW("amx", GC_CPU_AVX2 | GC_CPU_AVX512_VNNI | GC_CPU_AMX_INT8, 0x80, FEW_BLOCKS, _avx512vnni,
           _amx),
#elif defined(__aarch64__)
    GC_ROW("neon", 0, 0, FEW_BLOCKS, _neon, _neon),
    GC_ROW("neon_dotprod", GC_CPU_NEON_DOTPROD, 0, FEW_BLOCKS, _neon, _neon_dotprod),
    GC_ROW("neon_i8mm", GC_CPU_NEON_DOTPROD | GC_CPU_NEON_I8MM, 0, FEW_BLOCKS, _neon, _neon_i8mm),
#endif
};

const gc_kernel_set *gc_kernel_sets(int32_t *count) {
  *count = (int32_t)(sizeof sets / sizeof sets[0]);
  return sets;
}

// ---- What the processor has and the operating system saves ---------------------------------------

#if defined(__x86_64__)
static uint64_t read_xcr0(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

// Linux gives the tiles to programs that ask for them.
static int may_use_tiles(void) {
#if defined(__linux__)
  const long request_permission = 0x1023, tile_data = 18;  // ARCH_REQ_XCOMP_PERM
  return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
  return 0;
#endif
}

uint32_t gc_cpu_features(void) {
  uint32_t a, b, c, d, highest, b7 = 0, c7 = 0, d7 = 0, a71 = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  // Its registers are saved wherever 64-bit programs run.
  uint32_t features = (c >> 19) & 1 ? GC_CPU_SSE41 : 0;
  int has_fma = (c >> 12) & 1, has_xsave = (c >> 27) & 1;
  if (!has_xsave) return features;
  if (__get_cpuid_count(7, 0, &highest, &b7, &c7, &d7) == 0) return features;
  if (highest >= 1) __get_cpuid_count(7, 1, &a71, &b, &c, &d);
  uint64_t saved = read_xcr0();
  const uint64_t ymm = 0x06, zmm = 0xe6, tiles = 0x60000;
  if ((saved & ymm) != ymm || !has_fma || !((b7 >> 5) & 1)) return features;
  features |= GC_CPU_AVX2;
  if ((a71 >> 4) & 1) features |= GC_CPU_AVX_VNNI;
  const uint32_t avx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
  if ((saved & zmm) == zmm && (b7 & avx512) == avx512 && ((c7 >> 11) & 1)) {
    features |= GC_CPU_AVX512_VNNI;
  }
  const uint32_t amx = 1u << 24 | 1u << 25;  // TILE, INT8
  if ((saved & tiles) == tiles && (d7 & amx) == amx && may_use_tiles()) {
    features |= GC_CPU_AMX_INT8;
  }
  return features;
}
#elif defined(__aarch64__) && defined(__linux__)
uint32_t gc_cpu_features(void) {
  // HWCAP_ASIMDDP and HWCAP2_I8MM of the kernel's interface, which older headers lack.
  const unsigned long dotprod = 1ul << 20, i8mm = 1ul << 13;
  uint32_t features = 0;
  if (getauxval(AT_HWCAP) & dotprod) features |= GC_CPU_NEON_DOTPROD;
  if (getauxval(AT_HWCAP2) & i8mm) features |= GC_CPU_NEON_I8MM;
  return features;
}
#elif defined(__aarch64__) && defined(__APPLE__)
static int system_has(const char *name) {
  int value = 0;
  size_t size = sizeof value;
  return sysctlbyname(name, &value, &size, NULL, 0) == 0 && value != 0;
}

uint32_t gc_cpu_features(void) {
  uint32_t features = 0;
  if (system_has("hw.optional.arm.FEAT_DotProd")) features |= GC_CPU_NEON_DOTPROD;
  if (system_has("hw.optional.arm.FEAT_I8MM")) features |= GC_CPU_NEON_I8MM;
  return features;
}
#else
uint32_t gc_cpu_features(void) { return 0; }
#endif
