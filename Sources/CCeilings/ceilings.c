// The machine's own ceilings, for benchmarks: how many 8-bit multiply-adds each kernel set's
// instructions can do when nothing waits for memory, and how fast memory is read.
//
// The loops keep everything in registers. KEEP tells the compiler that a value may have changed, so
// that it neither moves a product out of the loop nor merges sums that are alike; it costs nothing.
#include <string.h>

#include "amx_tiles.h"
#include "goldcrest_ceilings.h"
#include "goldcrest_kernels.h"

typedef struct {
  const char *name;        // the kernel set's
  int32_t bits;            // of the weights
  uint64_t multiply_adds;  // of one step
  int32_t (*run)(uint64_t steps);
} peak;

#if defined(__x86_64__)
#define KEEP(value) __asm__ volatile("" : "+v"(value))
#elif defined(__aarch64__)
#define KEEP(value) __asm__ volatile("" : "+w"(value))
#endif

// ---- Multiply-adds ------------------------------------------------------------------------------

// What the compiler makes of plain C for the architecture's baseline; the bytes stay in the first
// cache.
static int32_t run_scalar(uint64_t steps) {
  int8_t a[256], w[256];
  uint32_t sum = 0;
  memset(a, 3, sizeof a);
  memset(w, 5, sizeof w);
  for (uint64_t step = 0; step < steps; step++) {
    __asm__ volatile("" : : "r"(a), "r"(w) : "memory");
    for (int k = 0; k < 256; k++) sum += (uint32_t)((int32_t)a[k] * (int32_t)w[k]);
  }
  return (int32_t)sum;
}

#if defined(__x86_64__)
#include <immintrin.h>

// Two instructions and an addition for 16 products; what keeps them exact (see sse41_gemm.c) and the
// copies that instructions of two operands need are left out, so this is a ceiling.
__attribute__((target("sse4.1"))) static int32_t run_sse41(uint64_t steps) {
  __m128i sums[12], a = _mm_set1_epi8(3), w = _mm_set1_epi8(5), ones = _mm_set1_epi16(1);
#pragma clang loop unroll(full)
  for (int i = 0; i < 12; i++) {
    sums[i] = _mm_setzero_si128();
    KEEP(sums[i]);
  }
  for (uint64_t step = 0; step < steps; step++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) {
      KEEP(a);
      __m128i pairs = _mm_maddubs_epi16(a, w);
      sums[i] = _mm_add_epi32(sums[i], _mm_madd_epi16(pairs, ones));
    }
  }
#pragma clang loop unroll(full)
  for (int i = 1; i < 12; i++) sums[0] = _mm_add_epi32(sums[0], sums[i]);
  return _mm_cvtsi128_si32(sums[0]);
}

// Likewise for 32 products; see avx2_gemm.c.
__attribute__((target("avx2"))) static int32_t run_avx2(uint64_t steps) {
  __m256i sums[12], a = _mm256_set1_epi8(3), w = _mm256_set1_epi8(5), ones = _mm256_set1_epi16(1);
#pragma clang loop unroll(full)
  for (int i = 0; i < 12; i++) {
    sums[i] = _mm256_setzero_si256();
    KEEP(sums[i]);
  }
  for (uint64_t step = 0; step < steps; step++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) {
      KEEP(a);
      __m256i pairs = _mm256_maddubs_epi16(a, w);
      sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(pairs, ones));
    }
  }
#pragma clang loop unroll(full)
  for (int i = 1; i < 12; i++) sums[0] = _mm256_add_epi32(sums[0], sums[i]);
  return _mm256_extract_epi32(sums[0], 0);
}

// Of int4, eight vectors of products for a group's outputs, which add up in 16 bits before they are
// scaled.
#define GC_PEAK_GROUPS(name, features, vector, prefix, first)                                    \
  __attribute__((target(features))) static int32_t name(uint64_t steps) {                        \
    vector sums[6], a = prefix##_set1_epi8(3), w = prefix##_set1_epi8(5);                        \
    vector scale = prefix##_set1_epi16(1);                                                       \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 6; i++) sums[i] = a;                  \
    for (uint64_t step = 0; step < steps; step++) {                                              \
      vector parts[6];                                                                           \
      _Pragma("clang loop unroll(full)") for (int q = 0; q < 8; q++) {                           \
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 6; i++) {                         \
          KEEP(a);                                                                               \
          vector pairs = prefix##_maddubs_epi16(a, w);                                           \
          parts[i] = q ? prefix##_add_epi16(parts[i], pairs) : pairs;                            \
        }                                                                                        \
      }                                                                                          \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < 6; i++) {                           \
        sums[i] = prefix##_add_epi32(sums[i], prefix##_madd_epi16(parts[i], scale));             \
      }                                                                                          \
    }                                                                                            \
    _Pragma("clang loop unroll(full)") for (int i = 1; i < 6; i++) {                             \
      sums[0] = prefix##_add_epi32(sums[0], sums[i]);                                            \
    }                                                                                            \
    return first(sums[0], 0);                                                                    \
  }

GC_PEAK_GROUPS(run_sse41_groups, "sse4.1", __m128i, _mm, _mm_extract_epi32)
GC_PEAK_GROUPS(run_avx2_groups, "avx2", __m256i, _mm256, _mm256_extract_epi32)

__attribute__((target("avx2,avxvnni"))) static int32_t run_avxvnni(uint64_t steps) {
  __m256i sums[12], a = _mm256_set1_epi32(0x03030303), w = _mm256_set1_epi32(0x05050505);
#pragma clang loop unroll(full)
  for (int i = 0; i < 12; i++) {
    sums[i] = _mm256_setzero_si256();
    KEEP(sums[i]);
  }
  for (uint64_t step = 0; step < steps; step++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) sums[i] = _mm256_dpbusd_avx_epi32(sums[i], a, w);
  }
#pragma clang loop unroll(full)
  for (int i = 1; i < 12; i++) sums[0] = _mm256_add_epi32(sums[0], sums[i]);
  return _mm256_extract_epi32(sums[0], 0);
}

__attribute__((target("avx512f,avx512vnni"))) static int32_t run_avx512vnni(uint64_t steps) {
  __m512i sums[16], a = _mm512_set1_epi32(0x03030303), w = _mm512_set1_epi32(0x05050505);
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    sums[i] = _mm512_setzero_si512();
    KEEP(sums[i]);
  }
  for (uint64_t step = 0; step < steps; step++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) sums[i] = _mm512_dpbusd_epi32(sums[i], a, w);
  }
#pragma clang loop unroll(full)
  for (int i = 1; i < 16; i++) sums[0] = _mm512_add_epi32(sums[0], sums[i]);
  return _mm_cvtsi128_si32(_mm512_castsi512_si128(sums[0]));
}

// Four products of 16 x 16 x 64 on tiles of zeros, which take as long as any.
__attribute__((target("amx-tile,amx-int8"))) static int32_t run_amx(uint64_t steps) {
  amx_tiles tiles = amx_tiles_with((uint8_t[8]){16, 16, 16, 16, 16, 16, 16, 16});
  _tile_loadconfig(&tiles);
  for (uint64_t step = 0; step < steps; step++) {
    _tile_dpbusd(0, 4, 6);
    _tile_dpbusd(1, 4, 7);
    _tile_dpbusd(2, 5, 6);
    _tile_dpbusd(3, 5, 7);
  }
  _tile_release();
  return 0;
}
#endif

#if defined(__aarch64__)
#include <arm_neon.h>

// Two multiplications of eight bytes by eight and a pairwise addition for 16 products, in an order
// that a processor without its own keeps up with.
static int32_t run_neon(uint64_t steps) {
  int32x4_t sums[8];
  int16x8_t products[8];
  int8x8_t a = vdup_n_s8(3), w = vdup_n_s8(5);
#define GC_EACH(statement) \
  _Pragma("clang loop unroll(full)") for (int i = 0; i < 8; i++) { statement; }
#define GC_ADD_PRODUCTS \
  GC_EACH(__asm__ volatile("smlal %0.8h, %1.8b, %2.8b" : "+w"(products[i]) : "w"(a), "w"(w)))
  GC_EACH(sums[i] = vdupq_n_s32(0))
  for (uint64_t step = 0; step < steps; step++) {
    GC_EACH(__asm__ volatile("smull %0.8h, %1.8b, %2.8b" : "=w"(products[i]) : "w"(a), "w"(w)))
    GC_ADD_PRODUCTS
    GC_EACH(__asm__ volatile("sadalp %0.4s, %1.8h" : "+w"(sums[i]) : "w"(products[i])))
  }
  GC_EACH(if (i) sums[0] = vaddq_s32(sums[0], sums[i]))
  return vgetq_lane_s32(sums[0], 0);
}

// Of int4, eight multiplications for a group's outputs, which add up in 16 bits before they are scaled.
static int32_t run_neon_groups(uint64_t steps) {
  int32x4_t sums[8];
  int16x8_t products[8];
  int8x8_t a = vdup_n_s8(3), w = vdup_n_s8(5);
  GC_EACH(sums[i] = vdupq_n_s32(0))
  for (uint64_t step = 0; step < steps; step++) {
    GC_EACH(__asm__ volatile("smull %0.8h, %1.8b, %2.8b" : "=w"(products[i]) : "w"(a), "w"(w)))
#pragma clang loop unroll(full)
    for (int q = 1; q < 8; q++) GC_ADD_PRODUCTS
    GC_EACH(__asm__ volatile("sadalp %0.4s, %1.8h" : "+w"(sums[i]) : "w"(products[i])))
  }
  GC_EACH(if (i) sums[0] = vaddq_s32(sums[0], sums[i]))
#undef GC_ADD_PRODUCTS
#undef GC_EACH
  return vgetq_lane_s32(sums[0], 0);
}

#define GC_PEAK_NEON(name, features, dot)                                                        \
  __attribute__((target(features))) static int32_t name(uint64_t steps) {                        \
    int32x4_t sums[16];                                                                          \
    int8x16_t a = vdupq_n_s8(3), w = vdupq_n_s8(5);                                              \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i++) {                            \
      sums[i] = vdupq_n_s32(0);                                                                  \
      KEEP(sums[i]);                                                                             \
    }                                                                                            \
    for (uint64_t step = 0; step < steps; step++) {                                              \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i++) {                          \
        sums[i] = dot(sums[i], a, w);                                                            \
      }                                                                                          \
    }                                                                                            \
    _Pragma("clang loop unroll(full)") for (int i = 1; i < 16; i++) {                            \
      sums[0] = vaddq_s32(sums[0], sums[i]);                                                     \
    }                                                                                            \
    return vgetq_lane_s32(sums[0], 0);                                                           \
  }

GC_PEAK_NEON(run_neon_dotprod, "dotprod", vdotq_s32)
GC_PEAK_NEON(run_neon_i8mm, "i8mm", vmmlaq_s32)
#endif

static const peak peaks[] = {
    {"scalar", 8, 256, run_scalar},
#if defined(__x86_64__)
    {"sse41", 8, 12 * 16, run_sse41},
    {"sse41", 4, 6 * 8 * 16, run_sse41_groups},
    {"avx2", 8, 12 * 32, run_avx2},
    {"avx2", 4, 6 * 8 * 32, run_avx2_groups},
    {"avxvnni", 8, 12 * 32, run_avxvnni},
    {"avx512vnni", 8, 16 * 64, run_avx512vnni},
    {"amx", 8, 4 * 16 * 16 * 64, run_amx},
#elif defined(__aarch64__)
    {"neon", 8, 8 * 16, run_neon},
    {"neon", 4, 8 * 8 * 8, run_neon_groups},
    {"neon_dotprod", 8, 16 * 16, run_neon_dotprod},
    {"neon_i8mm", 8, 16 * 32, run_neon_i8mm},
#endif
};

static const peak *peak_of(const char *name, int32_t bits) {
  for (size_t i = 0; i < sizeof peaks / sizeof peaks[0]; i++) {
    if (peaks[i].bits == bits && strcmp(peaks[i].name, name) == 0) return &peaks[i];
  }
  return bits == 8 ? NULL : peak_of(name, 8);
}

uint64_t gc_peak_multiply_adds(const char *name, int32_t bits) {
  const peak *found = peak_of(name, bits);
  return found ? found->multiply_adds : 0;
}

int32_t gc_peak_run(const char *name, int32_t bits, uint64_t steps) {
  const peak *found = peak_of(name, bits);
  return found ? found->run(steps) : 0;
}

// ---- Memory -------------------------------------------------------------------------------------

typedef uint64_t line __attribute__((vector_size(64)));

#define GC_READ_LINES                                                                            \
  const line *at = (const line *)bytes;                                                          \
  line folded[4] = {{0}, {0}, {0}, {0}};                                                         \
  size_t lines = count / 64, i = 0;                                                              \
  for (; i + 4 <= lines; i += 4) {                                                               \
    for (int j = 0; j < 4; j++) folded[j] ^= at[i + (size_t)j];                                  \
  }                                                                                              \
  for (; i < lines; i++) folded[0] ^= at[i];                                                     \
  folded[0] ^= folded[1] ^ folded[2] ^ folded[3];                                                \
  uint64_t word = 0;                                                                             \
  for (int j = 0; j < 8; j++) word ^= folded[0][j];                                              \
  return word;

static uint64_t read_baseline(const void *bytes, size_t count) { GC_READ_LINES }

#if defined(__x86_64__)
__attribute__((target("avx2"))) static uint64_t read_avx2(const void *bytes, size_t count) {
  GC_READ_LINES
}
__attribute__((target("avx512f"))) static uint64_t read_avx512(const void *bytes, size_t count) {
  GC_READ_LINES
}
#endif

uint64_t gc_read_memory(const void *bytes, size_t count) {
#if defined(__x86_64__)
  uint32_t features = gc_cpu_features();
  if (features & GC_CPU_AVX512_VNNI) return read_avx512(bytes, count);
  if (features & GC_CPU_AVX2) return read_avx2(bytes, count);
#endif
  return read_baseline(bytes, count);
}
