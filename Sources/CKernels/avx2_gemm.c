// AVX2: the integer matrix product.
//
// vpmaddubsw multiplies unsigned by signed bytes and saturates sums of two products at 16 bits.
// |a| times w with a's sign stays exact: 2 x 127 x 127 = 32,258.
//
// Register plan of the inner tile: 4 rows x 1 block of 16 outputs = 8 accumulators, 2 weight
// vectors, 2 for the broadcast quad and its magnitude.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define GC_SUFFIX _avx2
#include "vector_math.inc"

enum { ROWS = 4, LARGEST_INT4_SLAB = 4096 * 16 };

GC_INLINE __m256i multiply_add(__m256i sum, __m256i quad, __m256i magnitude, __m256i weights) {
  __m256i pairs = _mm256_maddubs_epi16(magnitude, _mm256_sign_epi8(weights, quad));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

GC_INLINE void finish(const gc_gemm *job, float activation_scale, float *out, int32_t block,
                      const __m256i dot[2]) {
  int32_t first = block * 16, count = job->outputs - first < 16 ? job->outputs - first : 16;
  _Alignas(64) float values[16];
  v16f bias = splat(0.0f);
  if (job->bias && count == 16) {
    bias = GC_LOAD(job->bias + first);
  } else if (job->bias) {
    memcpy(values, job->bias + first, (size_t)count * sizeof(float));
    for (int32_t i = count; i < 16; i++) values[i] = 0;
    bias = GC_LOAD(values);
  }
  _mm256_store_ps(values, _mm256_cvtepi32_ps(dot[0]));
  _mm256_store_ps(values + 8, _mm256_cvtepi32_ps(dot[1]));
  v16f scale = splat(activation_scale) * GC_LOAD(job->row_scales + first);
  v16f value = GC_FMA(GC_LOAD(values), scale, bias);
  if (job->apply_gelu) value = vector_gelu(value);
  if (count == 16) {
    GC_STORE(out + first, value);
  } else {
    GC_STORE(values, value);
    memcpy(out + first, values, (size_t)count * sizeof(float));
  }
}

GC_INLINE void tile(const gc_gemm *job, int32_t row, const int8_t *w, int32_t block,
                    const int rows) {
  __m256i dot[ROWS][2];
  const int8_t *a[ROWS];
  float scale[ROWS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    a[m] = (const int8_t *)job->activations + (size_t)(row + m) * (size_t)job->inputs;
    scale[m] = job->activation_scales[row + m];
    dot[m][0] = dot[m][1] = _mm256_setzero_si256();
  }
  for (size_t k = 0; k < (size_t)job->inputs; k += 4) {
    __m256i low = _mm256_load_si256((const __m256i *)(w + k * 16));
    __m256i high = _mm256_load_si256((const __m256i *)(w + k * 16 + 32));
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      int32_t bytes;
      memcpy(&bytes, a[m] + k, sizeof bytes);
      __m256i quad = _mm256_set1_epi32(bytes), magnitude = _mm256_abs_epi8(quad);
      dot[m][0] = multiply_add(dot[m][0], quad, magnitude, low);
      dot[m][1] = multiply_add(dot[m][1], quad, magnitude, high);
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    finish(job, scale[m], job->out + (size_t)(row + m) * (size_t)job->out_stride, block, dot[m]);
  }
}

GC_INLINE void tile_rows(const gc_gemm *job, int32_t row_begin, int32_t row_end, const int8_t *w,
                         int32_t block) {
  int32_t row = row_begin;
  for (; row + ROWS <= row_end; row += ROWS) tile(job, row, w, block, ROWS);
  switch (row_end - row) {
    case 3: tile(job, row, w, block, 3); break;
    case 2: tile(job, row, w, block, 2); break;
    case 1: tile(job, row, w, block, 1); break;
    default: break;
  }
}

void gc_gemm_int8_avx2(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  for (int32_t block = block_begin; block < block_end; block++) {
    const int8_t *w = (const int8_t *)job->weights + (size_t)block * (size_t)job->inputs * 16;
    tile_rows(job, row_begin, row_end, w, block);
  }
}

// ---- int4 ---------------------------------------------------------------------------------------

// (nibble - 8) x group scale as int8: 8 outputs x 4 inputs, scales widened to 32 bits.
GC_INLINE __m256i scale_bytes(__m256i nibbles, __m256i scales) {
  __m256i q = _mm256_sub_epi8(_mm256_and_si256(nibbles, _mm256_set1_epi8(15)),
                              _mm256_set1_epi8(8));
  __m256i pair = _mm256_or_si256(scales, _mm256_slli_epi32(scales, 16));
  __m256i even = _mm256_mullo_epi16(_mm256_srai_epi16(_mm256_slli_epi16(q, 8), 8), pair);
  __m256i odd = _mm256_mullo_epi16(_mm256_srai_epi16(q, 8), pair);
  return _mm256_or_si256(_mm256_and_si256(even, _mm256_set1_epi16(255)),
                         _mm256_slli_epi16(odd, 8));
}

GC_INLINE void unpack_block(const gc_gemm *job, int32_t block, int8_t *slab) {
  size_t groups = (size_t)job->inputs / 32;
  const uint8_t *w = (const uint8_t *)job->weights + (size_t)block * (size_t)job->inputs * 8;
  for (size_t group = 0; group < groups; group++) {
    const uint8_t *bytes = job->group_scales + ((size_t)block * groups + group) * 16;
    for (size_t half = 0; half < 2; half++) {
      __m256i scales =
          _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(bytes + half * 8)));
      for (size_t j = group * 4; j < group * 4 + 4; j++) {
        __m256i packed = _mm256_load_si256((const __m256i *)(w + j * 64 + half * 32));
        _mm256_store_si256((__m256i *)(slab + j * 128 + half * 32), scale_bytes(packed, scales));
        _mm256_store_si256((__m256i *)(slab + j * 128 + 64 + half * 32),
                           scale_bytes(_mm256_srli_epi16(packed, 4), scales));
      }
    }
  }
}

void gc_gemm_int4_avx2(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                       int32_t block_begin, int32_t block_end) {
  if ((size_t)job->inputs * 16 > LARGEST_INT4_SLAB) {
    // No supported model is this wide; activations are plain int8 here as in the definition.
    gc_gemm_int4_scalar(job, row_begin, row_end, block_begin, block_end);
    return;
  }
  _Alignas(64) int8_t slab[LARGEST_INT4_SLAB];
  for (int32_t block = block_begin; block < block_end; block++) {
    unpack_block(job, block, slab);
    tile_rows(job, row_begin, row_end, slab, block);
  }
}
#pragma clang attribute pop
#endif
