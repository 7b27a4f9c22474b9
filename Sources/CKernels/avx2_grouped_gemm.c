// AVX2: the integer matrix product of int4 and int3, summed in 16 bits inside a group.
//
// vpmaddubsw multiplies unsigned by signed bytes. With 128 added to activations, which the row sums
// take out again, and codes of -8...7, a pair of products is at most 2 x 255 x 8 = 4,080 and the
// eight pairs of a group's 32 inputs at most 32,640: they add up in 16 bits. vpmaddwd multiplies by
// the group's scale and adds in 32.
//
// More rows than four: codes are unpacked once for many rows, PIECE inputs at a time, which stay in
// the first-level cache; the next piece is fetched meanwhile. 2 rows x 1 block of 16 outputs = 4
// sums of 16 bits and 4 of 32, 2 code vectors, 1 for the broadcast quad. Up to four rows: codes are
// unpacked where they are multiplied.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define GC_SUFFIX _avx2
#include "vector_math.inc"

GC_INLINE __m256i whole_dot(__m256i sum, __m256i row_sums) {
  return _mm256_sub_epi32(sum, _mm256_slli_epi32(row_sums, 7));
}

#include "avx2_gemm.inc"

enum {
  ROWS = 2,
  FEW_ROWS = 4,
  PIECE = 768,
  FETCHED_AHEAD = 2048,
  CHUNK_BYTES = 128 * 1024,
  MOST_ROWS = 384,
};

// Rows of activations with 128 added. Inputs are a multiple of 32.
static void add_128(const gc_gemm *job, int32_t first, int32_t rows, uint8_t *target) {
  const uint8_t *a = (const uint8_t *)job->activations + (size_t)first * (size_t)job->inputs;
  size_t count = (size_t)rows * (size_t)job->inputs;
  for (size_t i = 0; i < count; i += 32) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(a + i));
    _mm256_store_si256((__m256i *)(target + i), _mm256_xor_si256(bytes, _mm256_set1_epi8(-128)));
  }
}

GC_INLINE __m256i quad_at(const uint8_t *a) {
  int32_t quad;
  memcpy(&quad, a, sizeof quad);
  return _mm256_set1_epi32(quad);
}

GC_INLINE __m256i signed_codes_at(const uint8_t *w, const int bits, const int q) {
  return _mm256_sub_epi8(codes_at(w, bits, q), _mm256_set1_epi8((char)(1 << (bits - 1))));
}

// The scales of eight outputs of a group, twice in each 32 bits.
GC_INLINE __m256i group_scales(const gc_gemm *job, int32_t block, size_t group, size_t half) {
  size_t index = (size_t)block * ((size_t)job->inputs / 32) + group;
  const uint8_t *scales = job->group_scales + index * 16 + half * 8;
  __m256i wide = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)scales));
  return _mm256_or_si256(wide, _mm256_slli_epi32(wide, 16));
}

// Adds the products of four inputs of a group to the 16-bit sums of its rows.
GC_INLINE void add_quads(__m256i part[][2], const uint8_t *a, size_t stride, __m256i low,
                         __m256i high, const int q, const int rows) {
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    __m256i quad = quad_at(a + (size_t)m * stride + q * 4);
    __m256i first = _mm256_maddubs_epi16(quad, low), second = _mm256_maddubs_epi16(quad, high);
    part[m][0] = q ? _mm256_add_epi16(part[m][0], first) : first;
    part[m][1] = q ? _mm256_add_epi16(part[m][1], second) : second;
  }
}

GC_INLINE void add_scaled(__m256i sum[][2], __m256i part[][2], __m256i scales, const int half,
                          const int rows) {
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    sum[m][half] = _mm256_add_epi32(sum[m][half], _mm256_madd_epi16(part[m][half], scales));
  }
}

GC_INLINE void finish_rows(const gc_gemm *job, int32_t row, int32_t block, __m256i sum[][2],
                           const int rows) {
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    float *out = job->out + (size_t)(row + m) * (size_t)job->out_stride;
    finish(job, job->activation_scales[row + m], out, block, sum[m]);
  }
}

// ---- More rows than four ------------------------------------------------------------------------

// The groups begin...end-1 of a block: codes as bytes [group][8][16][4], scales [group][16]; and
// where the next piece's weights lie.
typedef struct {
  _Alignas(64) int8_t codes[PIECE * 16];
  _Alignas(64) int32_t scales[PIECE / 32 * 16];
  int32_t block;
  size_t begin, end;
  const uint8_t *next;
} unpacked_piece;

GC_INLINE void unpack_piece(const gc_gemm *job, unpacked_piece *piece, const int bits) {
  size_t groups = (size_t)job->inputs / 32, first = (size_t)piece->block * groups;
  for (size_t group = piece->begin; group < piece->end; group++) {
    const uint8_t *w = (const uint8_t *)job->weights + (first + group) * 64 * (size_t)bits;
    int8_t *codes = piece->codes + (group - piece->begin) * 512;
    int32_t *scales = piece->scales + (group - piece->begin) * 16;
    for (size_t half = 0; half < 2; half++) {
      _mm256_store_si256((__m256i *)(scales + half * 8),
                         group_scales(job, piece->block, group, half));
#pragma clang loop unroll(full)
      for (int q = 0; q < 8; q++) {
        _mm256_store_si256((__m256i *)(codes + q * 64 + half * 32),
                           signed_codes_at(w + half * 32, bits, q));
      }
    }
  }
  piece->next = (const uint8_t *)job->weights + (first + piece->end) * 64 * (size_t)bits;
}

// The piece's part of the sums of rows at `a`, which wait in `waiting` [row][16] between pieces.
// Each tile fetches one cache line of every group of the next piece; the first few fetch them all.
GC_INLINE void unpacked_tile(const gc_gemm *job, const unpacked_piece *piece, int32_t first,
                             int32_t row, const uint8_t *a, int32_t *waiting, const int rows,
                             const int bits) {
  size_t inputs = (size_t)job->inputs;
  const uint8_t *fetched = piece->next + row / ROWS % bits * 64;
  a += (size_t)row * inputs + piece->begin * 32;
  __m256i *own = (__m256i *)(void *)(waiting + (size_t)row * 16);
  __m256i sum[ROWS][2];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    sum[m][0] = piece->begin ? _mm256_load_si256(own + 2 * m) : _mm256_setzero_si256();
    sum[m][1] = piece->begin ? _mm256_load_si256(own + 2 * m + 1) : _mm256_setzero_si256();
  }
  const int8_t *codes = piece->codes;
  const __m256i *scales = (const __m256i *)(const void *)piece->scales;
  for (size_t group = piece->begin; group < piece->end; group++) {
    __builtin_prefetch(fetched);
    __m256i part[ROWS][2];
#pragma clang loop unroll(full)
    for (int q = 0; q < 8; q++) {
      __m256i low = _mm256_load_si256((const __m256i *)(codes + q * 64));
      __m256i high = _mm256_load_si256((const __m256i *)(codes + q * 64 + 32));
      add_quads(part, a, inputs, low, high, q, rows);
    }
    add_scaled(sum, part, _mm256_load_si256(scales), 0, rows);
    add_scaled(sum, part, _mm256_load_si256(scales + 1), 1, rows);
    a += 32, codes += 512, scales += 2, fetched += 64 * bits;
  }
  if (piece->end * 32 == inputs) {
    finish_rows(job, first + row, piece->block, sum, rows);
    return;
  }
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) {
    _mm256_store_si256(own + 2 * m, sum[m][0]);
    _mm256_store_si256(own + 2 * m + 1, sum[m][1]);
  }
}

GC_INLINE void multiply_unpacked(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                                 int32_t block_begin, int32_t block_end, const int bits) {
  _Alignas(64) uint8_t a[CHUNK_BYTES];
  _Alignas(64) int32_t waiting[MOST_ROWS * 16];
  unpacked_piece piece;
  size_t inputs = (size_t)job->inputs, groups = inputs / 32;
  int32_t most = (int32_t)(CHUNK_BYTES / inputs) / ROWS * ROWS;
  if (most > MOST_ROWS) most = MOST_ROWS;
  for (int32_t first = row_begin; first < row_end; first += most) {
    int32_t count = row_end - first < most ? row_end - first : most;
    add_128(job, first, count, a);
    for (piece.block = block_begin; piece.block < block_end; piece.block++) {
      for (piece.begin = 0; piece.begin < groups; piece.begin = piece.end) {
        piece.end = piece.begin + PIECE / 32 < groups ? piece.begin + PIECE / 32 : groups;
        unpack_piece(job, &piece, bits);
        int32_t row = 0;
        for (; row + ROWS <= count; row += ROWS) {
          unpacked_tile(job, &piece, first, row, a, waiting, ROWS, bits);
        }
        if (row < count) unpacked_tile(job, &piece, first, row, a, waiting, 1, bits);
      }
    }
  }
}

// ---- Up to four rows ----------------------------------------------------------------------------

GC_INLINE void packed_tile(const gc_gemm *job, const uint8_t *a, int32_t row, int32_t block,
                           const int rows, const int bits) {
  size_t inputs = (size_t)job->inputs, groups = inputs / 32;
  const uint8_t *w = (const uint8_t *)job->weights + (size_t)block * groups * 64 * (size_t)bits;
  __m256i sum[FEW_ROWS][2];
#pragma clang loop unroll(full)
  for (int m = 0; m < rows; m++) sum[m][0] = sum[m][1] = _mm256_setzero_si256();
  for (size_t group = 0; group < groups; group++, w += 64 * bits, a += 32) {
#pragma clang loop unroll(full)
    for (int line = 0; line < bits; line++) __builtin_prefetch(w + FETCHED_AHEAD + line * 64);
    __m256i part[FEW_ROWS][2];
#pragma clang loop unroll(full)
    for (int q = 0; q < 8; q++) {
      __m256i low = signed_codes_at(w, bits, q), high = signed_codes_at(w + 32, bits, q);
      add_quads(part, a, inputs, low, high, q, rows);
    }
    add_scaled(sum, part, group_scales(job, block, group, 0), 0, rows);
    add_scaled(sum, part, group_scales(job, block, group, 1), 1, rows);
  }
  finish_rows(job, row, block, sum, rows);
}

GC_INLINE void multiply_packed(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                               int32_t block_begin, int32_t block_end, const int bits) {
  _Alignas(64) uint8_t a[FEW_ROWS * GC_LARGEST_INPUTS];
  add_128(job, row_begin, row_end - row_begin, a);
  for (int32_t block = block_begin; block < block_end; block++) {
    switch (row_end - row_begin) {
      case 4: packed_tile(job, a, row_begin, block, 4, bits); break;
      case 3: packed_tile(job, a, row_begin, block, 3, bits); break;
      case 2: packed_tile(job, a, row_begin, block, 2, bits); break;
      case 1: packed_tile(job, a, row_begin, block, 1, bits); break;
      default: break;
    }
  }
}

// Not inlined: each has its own large buffers.
#define GC_GROUPED(bits)                                                                     \
  static __attribute__((noinline)) void multiply_packed_##bits(                              \
      const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,           \
      int32_t block_end) {                                                                   \
    multiply_packed(job, row_begin, row_end, block_begin, block_end, bits);                  \
  }                                                                                          \
  static __attribute__((noinline)) void multiply_unpacked_##bits(                            \
      const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,           \
      int32_t block_end) {                                                                   \
    multiply_unpacked(job, row_begin, row_end, block_begin, block_end, bits);                \
  }                                                                                          \
  void gc_gemm_int##bits##_avx2(const gc_gemm *job, int32_t row_begin, int32_t row_end,      \
                                int32_t block_begin, int32_t block_end) {                    \
    if (row_end - row_begin <= FEW_ROWS) {                                                   \
      multiply_packed_##bits(job, row_begin, row_end, block_begin, block_end);               \
    } else {                                                                                 \
      multiply_unpacked_##bits(job, row_begin, row_end, block_begin, block_end);             \
    }                                                                                        \
  }

GC_GROUPED(4)
GC_GROUPED(3)
#pragma clang attribute pop
#endif
