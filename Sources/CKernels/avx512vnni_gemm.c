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
  // Rows for which weights are unpacked in registers once.
  PACKED_ROWS = 8,
  // Bytes. A prefetch behind the weights is harmless.
  PACKED_PREFETCH = 8192,
  // With more rows, unpacking the weights into memory once takes less.
  MOST_UNPACKED_ROWS = 4 * ROWS,
};

GC_INLINE __m512i broadcast_quad(const uint8_t *a) {
  int32_t quad;
  memcpy(&quad, a, sizeof quad);
  return _mm512_set1_epi32(quad);
}

// `rows` x `blocks` accumulators over the int8 weights at w, whose blocks lie `pitch` bytes apart.
GC_INLINE void tile(const gc_gemm *job, int32_t row, const int8_t *w, size_t pitch, int32_t block,
                    const int rows, const int blocks) {
  const uint8_t *a[ROWS];
  __m512i dot[ROWS][BLOCKS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    a[m] = activations_of(job, row + m);
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
      __m512i quad = broadcast_quad(a[m] + k);
#pragma clang loop unroll(full)
      for (int n = 0; n < blocks; n++) dot[m][n] = _mm512_dpbusd_epi32(dot[m][n], quad, weights[n]);
    }
  }
#pragma clang loop unroll(full)
  for (int n = 0; n < blocks; n++) {
    output_block outputs = outputs_of(job, block + n);
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++) finish(job, row + m, &outputs, dot[m][n]);
  }
}

GC_INLINE void tile_rows(const gc_gemm *job, int32_t row_begin, int32_t row_end, const int8_t *w,
                         size_t pitch, int32_t block, const int blocks) {
  for (int32_t row = row_begin; row < row_end; row += ROWS) {
    switch (row_end - row) {
      default: tile(job, row, w, pitch, block, 6, blocks); break;
      case 5: tile(job, row, w, pitch, block, 5, blocks); break;
      case 4: tile(job, row, w, pitch, block, 4, blocks); break;
      case 3: tile(job, row, w, pitch, block, 3, blocks); break;
      case 2: tile(job, row, w, pitch, block, 2, blocks); break;
      case 1: tile(job, row, w, pitch, block, 1, blocks); break;
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

// Few rows: the weights are unpacked in registers, once for up to eight. One block at a time: the
// packed weights of several would be too short to be read ahead by the processor.
GC_INLINE void packed_tile(const gc_gemm *job, int32_t row, int32_t block, const int rows,
                           const int bits) {
  size_t groups = (size_t)job->inputs / 32;
  const uint8_t *w =
      (const uint8_t *)job->weights + (size_t)block * groups * 64 * (size_t)bits;
  const uint8_t *a = activations_of(job, row);
  __m512i dot[PACKED_ROWS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) dot[m] = _mm512_setzero_si512();
  for (size_t group = 0; group < groups; group++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < bits; i++) {
      _mm_prefetch(w + (group * (size_t)bits + (size_t)i) * 64 + PACKED_PREFETCH, _MM_HINT_T1);
    }
    __m512i quads[8];
    unpack_group(job, block, group, bits, quads);
    // Four rows at a time: more would not leave an address in a register each.
#pragma clang loop unroll(full)
    for (int first = 0; first < rows; first += 4) {
#pragma clang loop unroll(full)
      for (int q = 0; q < 8; q++) {
#pragma clang loop unroll(full)
        for (int m = first; m < rows && m < first + 4; m++) {
          const uint8_t *at = a + (size_t)m * (size_t)job->inputs + group * 32;
          dot[m] = _mm512_dpbusd_epi32(dot[m], broadcast_quad(at + q * 4), quads[q]);
        }
      }
    }
  }
  output_block outputs = outputs_of(job, block);
  __m512i finished[PACKED_ROWS];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) finished[m] = dot[m];
#pragma clang loop unroll(disable)
  for (int m = 0; m < rows; m++) finish(job, row + m, &outputs, finished[m]);
}

GC_INLINE void packed_rows(const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block,
                           const int bits) {
  for (int32_t row = row_begin; row < row_end; row += PACKED_ROWS) {
    switch (row_end - row) {
      default: packed_tile(job, row, block, 8, bits); break;
      case 7: packed_tile(job, row, block, 7, bits); break;
      case 6: packed_tile(job, row, block, 6, bits); break;
      case 5: packed_tile(job, row, block, 5, bits); break;
      case 4: packed_tile(job, row, block, 4, bits); break;
      case 3: packed_tile(job, row, block, 3, bits); break;
      case 2: packed_tile(job, row, block, 2, bits); break;
      case 1: packed_tile(job, row, block, 1, bits); break;
    }
  }
}

GC_INLINE void multiply_grouped(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                                int32_t block_begin, int32_t block_end, const int bits) {
  size_t pitch = (size_t)job->inputs * 16;
  int32_t block = block_begin;
  if (row_end - row_begin <= MOST_UNPACKED_ROWS || 2 * pitch > LARGEST_SLAB) {
    for (; block < block_end; block++) packed_rows(job, row_begin, row_end, block, bits);
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
