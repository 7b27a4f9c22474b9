// SSE4.1: the integer matrix product. Activations have 128 added, because pmaddubsw multiplies unsigned
// by signed bytes; it saturates sums of two products at 16 bits.
//
// int8: |a| times w with a's sign stays exact: 2 x 127 x 127 = 32,258.
//
// int4 and int3: codes less half their range, at most 2 x 255 x 8 = 4,080. The eight sums of a group of
// 32 inputs are added up in 16 bits, 32,640 at most, before pmaddwd multiplies them by the group's scale.
// The codes of a block are unpacked once for all rows.
//
// Register plan of both inner tiles: 3 rows x 1 block of 16 outputs = 12 accumulators, the broadcast
// quad (and its magnitude), 1 or 2 for products. Weights are operands in memory.
#if defined(__x86_64__)
#include <smmintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("sse4.1"))), apply_to = function)
#define GC_SUFFIX _sse41
#include "sse41_fma.inc"
#include "sse41_polynomials.inc"
#include "vector_math.inc"

enum { ROWS = 3 };

// Keeps what lies at `pointer` out of registers, of which there are too few: the compiler does not know
// any more where it points to.
#define FORGET(pointer) __asm__("" : "+r"(pointer))

// A row's sums for one block.
typedef struct {
  __m128i quads[4];
} dots;

static __attribute__((noinline)) void finish(const gc_gemm *job, int32_t row, int32_t block,
                                             const dots *sums) {
  int32_t first = block * 16, count = job->outputs - first < 16 ? job->outputs - first : 16;
  v16f bias = splat(0.0f);
  if (job->bias) {
    bias = count == 16 ? GC_LOAD(job->bias + first) : load_part(job->bias + first, count);
  }
  v16i dot;
  memcpy(&dot, sums, sizeof dot);
  v16f scale = splat(job->activation_scales[row]) * GC_LOAD(job->row_scales + first);
  v16f value = GC_FMA(__builtin_convertvector(dot, v16f), scale, bias);
  if (job->apply_gelu) value = vector_gelu(value);
  float *out = job->out + (size_t)row * (size_t)job->out_stride + first;
  if (count == 16) {
    GC_STORE(out, value);
  } else {
    store_part(out, value, count);
  }
}

GC_INLINE __m128i broadcast_quad(const uint8_t *a) {
  int32_t quad;
  memcpy(&quad, a, sizeof quad);
  return _mm_set1_epi32(quad);
}

// What a tile multiplies rows of a block's weights with.
typedef struct {
  const uint8_t *activations;
  const int8_t *weights;  // [inputs / 4][16][4]
  const int16_t *scales;  // [inputs / 32][16][2], of groups only
  size_t inputs;
} operands;

GC_INLINE void int8_tile(const operands *from, dots *sums, const int rows) {
  __m128i sum[ROWS][4];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < 4; v++) sum[m][v] = _mm_setzero_si128();
  }
  for (size_t k = 0; k < from->inputs; k += 4) {
    const __m128i *w = (const __m128i *)(const void *)(from->weights + k * 16);
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      FORGET(w);
      __m128i quad = broadcast_quad(from->activations + (size_t)m * from->inputs + k);
      quad = _mm_xor_si128(quad, _mm_set1_epi8(INT8_MIN));
      __m128i magnitude = _mm_abs_epi8(quad);
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v++) {
        __m128i pairs = _mm_maddubs_epi16(magnitude, _mm_sign_epi8(w[v], quad));
        sum[m][v] = _mm_add_epi32(sum[m][v], _mm_madd_epi16(pairs, _mm_set1_epi16(1)));
      }
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < 4; v++) sums[m].quads[v] = sum[m][v];
  }
}

GC_INLINE void grouped_tile(const operands *from, dots *sums, const int rows) {
  FORGET(sums);
  for (size_t k = 0; k < from->inputs; k += 32) {
    __m128i sum[ROWS][4];
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v++) sum[m][v] = _mm_setzero_si128();
    }
    // Unrolled, the compiler would take several quads at once.
#pragma clang loop unroll(disable)
    for (size_t q = k; q < k + 32; q += 4) {
      const __m128i *w = (const __m128i *)(const void *)(from->weights + q * 16);
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        FORGET(w);
        __m128i quad = broadcast_quad(from->activations + (size_t)m * from->inputs + q);
#pragma clang loop unroll(full)
        for (int v = 0; v < 4; v++) {
          sum[m][v] = _mm_add_epi16(sum[m][v], _mm_maddubs_epi16(quad, w[v]));
        }
      }
    }
    const __m128i *scales = (const __m128i *)(const void *)(from->scales + k);
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v++) {
        __m128i scaled = _mm_madd_epi16(sum[m][v], scales[v]);
        sums[m].quads[v] = _mm_add_epi32(sums[m].quads[v], scaled);
      }
    }
  }
}

// `scales` are those of groups, or NULL.
GC_INLINE void tile(const gc_gemm *job, int32_t row, const int8_t *w, const int16_t *scales,
                    int32_t block, const int rows) {
  size_t inputs = (size_t)job->inputs;
  operands from = {(const uint8_t *)job->activations + (size_t)row * inputs, w, scales, inputs};
  dots sums[ROWS];
  if (scales) {
    // What the 128 add.
    for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
      for (int v = 0; v < 4; v++) {
        const int32_t *at = job->row_sums + block * 16 + 4 * v;
        __m128i added = _mm_slli_epi32(_mm_loadu_si128((const __m128i *)(const void *)at), 7);
        sums[m].quads[v] = _mm_sub_epi32(_mm_setzero_si128(), added);
      }
    }
    grouped_tile(&from, sums, rows);
  } else {
    int8_tile(&from, sums, rows);
  }
  for (int m = 0; m < rows; m++) finish(job, row + m, block, &sums[m]);
}

GC_INLINE void tile_rows(const gc_gemm *job, int32_t row, int32_t row_end, const int8_t *w,
                         const int16_t *scales, int32_t block) {
  for (; row + ROWS <= row_end; row += ROWS) tile(job, row, w, scales, block, ROWS);
  switch (row_end - row) {
    case 2: tile(job, row, w, scales, block, 2); break;
    case 1: tile(job, row, w, scales, block, 1); break;
    default: break;
  }
}

void gc_gemm_int8_sse41(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                        int32_t block_begin, int32_t block_end) {
  for (int32_t block = block_begin; block < block_end; block++) {
    const int8_t *w = (const int8_t *)job->weights + (size_t)block * (size_t)job->inputs * 16;
    tile_rows(job, row_begin, row_end, w, NULL, block);
  }
}

// ---- int4, int3 ---------------------------------------------------------------------------------

// Codes less half their range of four outputs' 32 inputs.
GC_INLINE void unpack_codes(const uint8_t *w, const int bits, __m128i codes[8]) {
  const __m128i half = _mm_set1_epi8((char)(1 << (bits - 1)));
  if (bits == 4) {
    const __m128i mask = _mm_set1_epi8(15);
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++) {
      __m128i packed = _mm_load_si128((const __m128i *)(const void *)(w + j * 64));
      codes[2 * j] = _mm_sub_epi8(_mm_and_si128(packed, mask), half);
      codes[2 * j + 1] = _mm_sub_epi8(_mm_and_si128(_mm_srli_epi16(packed, 4), mask), half);
    }
    return;
  }
  const __m128i lower = _mm_set1_epi8(3), highest = _mm_set1_epi8(4);
  __m128i top = _mm_load_si128((const __m128i *)(const void *)(w + 128));
#pragma clang loop unroll(full)
  for (int q = 0; q < 8; q++) {
    __m128i low = _mm_load_si128((const __m128i *)(const void *)(w + q / 4 * 64));
    __m128i high = q < 2 ? _mm_slli_epi16(top, 2 - q) : _mm_srli_epi16(top, q - 2);
    __m128i code = _mm_or_si128(_mm_and_si128(_mm_srli_epi16(low, 2 * (q % 4)), lower),
                                _mm_and_si128(high, highest));
    codes[q] = _mm_sub_epi8(code, half);
  }
}

// A block's codes in the order of int8, and each group's scales twice, for pairs.
GC_INLINE void unpack_block(const gc_gemm *job, int32_t block, int8_t *slab, int16_t *scales,
                            const int bits) {
  size_t groups = (size_t)job->inputs / 32, first = (size_t)block * groups;
  for (size_t group = 0; group < groups; group++) {
    const uint8_t *bytes = job->group_scales + (first + group) * 16;
    const uint8_t *w = (const uint8_t *)job->weights + (first + group) * 64 * (size_t)bits;
#pragma clang loop unroll(full)
    for (size_t v = 0; v < 4; v++) {
      int32_t four;
      memcpy(&four, bytes + 4 * v, sizeof four);
      __m128i scale = _mm_cvtepu8_epi16(_mm_cvtsi32_si128(four));
      _mm_store_si128((__m128i *)(void *)(scales + group * 32 + 8 * v),
                      _mm_unpacklo_epi16(scale, scale));
      __m128i codes[8];
      unpack_codes(w + 16 * v, bits, codes);
#pragma clang loop unroll(full)
      for (size_t q = 0; q < 8; q++) {
        _mm_store_si128((__m128i *)(void *)(slab + (group * 8 + q) * 64 + 16 * v), codes[q]);
      }
    }
  }
}

GC_INLINE void multiply_grouped(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                                int32_t block_begin, int32_t block_end, const int bits) {
  _Alignas(64) int8_t slab[GC_LARGEST_INPUTS * 16];
  _Alignas(64) int16_t scales[GC_LARGEST_INPUTS];
  for (int32_t block = block_begin; block < block_end; block++) {
    unpack_block(job, block, slab, scales, bits);
    tile_rows(job, row_begin, row_end, slab, scales, block);
  }
}

void gc_gemm_int4_sse41(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                        int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 4);
}

void gc_gemm_int3_sse41(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                        int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 3);
}
#pragma clang attribute pop
#endif
