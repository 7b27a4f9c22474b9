// AVX-512 VNNI: the integer matrix product.
//
// Register plan of the inner tile: 6 rows x 4 blocks of 16 outputs = 24 accumulators, 4 weight
// vectors; one activation quad is broadcast from memory at a time.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,fma"))), apply_to = function)
#define GC_SUFFIX _avx512vnni
#include "avx512_gemm.inc"

enum {
  ROWS = 6,
  BLOCKS = 4,
  // Bytes. A prefetch behind the weights is harmless.
  PACKED_PREFETCH = 4096,
  // With more rows, unpacking the weights into memory once takes less.
  MOST_UNPACKED_ROWS = 4 * ROWS,
};

typedef struct {
  const uint8_t *a[ROWS];
  float scale[ROWS];
  float *out[ROWS];
} row_set;

GC_INLINE __m512i broadcast_quad(const uint8_t *a) {
  int32_t quad;
  memcpy(&quad, a, sizeof quad);
  return _mm512_set1_epi32(quad);
}

GC_INLINE row_set rows_from(const gc_gemm *job, int32_t first, int32_t count) {
  row_set rows;
  for (int32_t i = 0; i < count; i++) {
    rows.a[i] = (const uint8_t *)job->activations + (size_t)(first + i) * (size_t)job->inputs;
    rows.scale[i] = job->activation_scales[first + i];
    rows.out[i] = job->out + (size_t)(first + i) * (size_t)job->out_stride;
  }
  return rows;
}

// `rows` x `blocks` accumulators over the int8 weights at w, whose blocks lie `pitch` bytes apart.
GC_INLINE void tile(const gc_gemm *job, const row_set *set, const int8_t *w, size_t pitch,
                    int32_t block, const int rows, const int blocks) {
  __m512i dot[ROWS][BLOCKS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < blocks; n++) dot[m][n] = _mm512_setzero_si512();
  }
  for (size_t k = 0; k < (size_t)job->inputs; k += 4) {
    __m512i weights[BLOCKS];
#pragma clang loop unroll(full)
    for (int n = 0; n < blocks; n++) {
      weights[n] = _mm512_load_si512(w + (size_t)n * pitch + k * 16);
    }
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) {
      __m512i quad = broadcast_quad(set->a[m] + k);
#pragma clang loop unroll(full)
      for (int n = 0; n < blocks; n++) dot[m][n] = _mm512_dpbusd_epi32(dot[m][n], quad, weights[n]);
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < blocks; n++) {
      finish(job, set->scale[m], set->out[m], block + n, dot[m][n]);
    }
  }
}

GC_INLINE void tile_rows(const gc_gemm *job, int32_t row_begin, int32_t row_end, const int8_t *w,
                         size_t pitch, int32_t block, const int blocks) {
  for (int32_t row = row_begin; row < row_end; row += ROWS) {
    int32_t count = row_end - row < ROWS ? row_end - row : ROWS;
    row_set set = rows_from(job, row, count);
    switch (count) {
      case 6: tile(job, &set, w, pitch, block, 6, blocks); break;
      case 5: tile(job, &set, w, pitch, block, 5, blocks); break;
      case 4: tile(job, &set, w, pitch, block, 4, blocks); break;
      case 3: tile(job, &set, w, pitch, block, 3, blocks); break;
      case 2: tile(job, &set, w, pitch, block, 2, blocks); break;
      default: tile(job, &set, w, pitch, block, 1, blocks); break;
    }
  }
}

void gc_gemm_int8_avx512vnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                             int32_t block_begin, int32_t block_end) {
  size_t pitch = (size_t)job->inputs * 16;
  int32_t block = block_begin;
  const int8_t *weights = (const int8_t *)job->weights;
  for (; block + BLOCKS <= block_end; block += BLOCKS) {
    tile_rows(job, row_begin, row_end, weights + (size_t)block * pitch, pitch, block, BLOCKS);
  }
  for (; block < block_end; block++) {
    tile_rows(job, row_begin, row_end, weights + (size_t)block * pitch, pitch, block, 1);
  }
}

// ---- int4, int3 ---------------------------------------------------------------------------------

// Few rows: the weights are unpacked in registers for each set of rows. One block at a time: the
// packed weights of several would be too short to be read ahead by the processor.
GC_INLINE void packed_tile(const gc_gemm *job, const row_set *set, int32_t block, const int rows,
                           const int bits) {
  size_t groups = (size_t)job->inputs / 32;
  const uint8_t *w =
      (const uint8_t *)job->weights + (size_t)block * groups * 64 * (size_t)bits;
  __m512i dot[ROWS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) dot[m] = _mm512_setzero_si512();
  for (size_t group = 0; group < groups; group++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < bits; i++) {
      _mm_prefetch(w + (group * (size_t)bits + (size_t)i) * 64 + PACKED_PREFETCH, _MM_HINT_T0);
    }
    __m512i quads[8];
    unpack_group(job, block, group, bits, quads);
#pragma clang loop unroll(full)
    for (int q = 0; q < 8; q++) {
#pragma clang loop unroll(full)
      for (int m = 0; m < rows; m++) {
        const uint8_t *a = set->a[m] + group * 32 + q * 4;
        dot[m] = _mm512_dpbusd_epi32(dot[m], broadcast_quad(a), quads[q]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) finish(job, set->scale[m], set->out[m], block, dot[m]);
}

GC_INLINE void packed_tile_rows(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                                int32_t block, const int bits) {
  for (int32_t row = row_begin; row < row_end; row += ROWS) {
    int32_t count = row_end - row < ROWS ? row_end - row : ROWS;
    row_set set = rows_from(job, row, count);
    switch (count) {
      case 6: packed_tile(job, &set, block, 6, bits); break;
      case 5: packed_tile(job, &set, block, 5, bits); break;
      case 4: packed_tile(job, &set, block, 4, bits); break;
      case 3: packed_tile(job, &set, block, 3, bits); break;
      case 2: packed_tile(job, &set, block, 2, bits); break;
      default: packed_tile(job, &set, block, 1, bits); break;
    }
  }
}

GC_INLINE void multiply_grouped(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                                int32_t block_begin, int32_t block_end, const int bits) {
  size_t pitch = (size_t)job->inputs * 16;
  int32_t block = block_begin;
  if (row_end - row_begin <= MOST_UNPACKED_ROWS || 2 * pitch > LARGEST_SLAB) {
    for (; block < block_end; block++) packed_tile_rows(job, row_begin, row_end, block, bits);
    return;
  }
  _Alignas(64) int8_t slab[LARGEST_SLAB];
  for (; block < block_end; block += 2) {
    unpack_block(job, block, slab, bits);
    if (block + 1 < block_end) {
      unpack_block(job, block + 1, slab + pitch, bits);
      tile_rows(job, row_begin, row_end, slab, pitch, block, 2);
    } else {
      tile_rows(job, row_begin, row_end, slab, pitch, block, 1);
    }
  }
}

void gc_gemm_int4_avx512vnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                             int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 4);
}

void gc_gemm_int3_avx512vnni(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                             int32_t block_begin, int32_t block_end) {
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 3);
}
#pragma clang attribute pop
#endif
