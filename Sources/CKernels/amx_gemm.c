// AMX: the integer matrix product on tiles of 16 rows of 64 bytes.
//
// A block of 16 outputs in kernel order is a column of tiles: 64 inputs lie as 16 rows of 16 outputs
// x 4 inputs, which is what tdpbusd takes. The activations' tiles are read from their rows.
//
// Tile plan: a group of 32 rows x 2 blocks has four sums, tiles 0...3; tiles 4 and 5 hold
// activations, 6 and 7 weights, so that four loads feed four products. A long row is cut into parts
// whose activations and weights stay in the first-level cache; the sums wait in memory between.
//
// Sums leave the tiles through memory, and their float side would keep the tiles waiting. So the
// sums of one group are finished between the products of the next.
#if defined(__x86_64__)
#include <immintrin.h>

#include "amx_tiles.h"
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF
#define GC_TARGET "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,fma,amx-tile,amx-int8"
#pragma clang attribute push(__attribute__((target(GC_TARGET))), apply_to = function)
#define GC_SUFFIX _amx
#include "avx512_gemm.inc"

enum {
  STEP = 64,          // inputs in a tile
  TILE_BYTES = 1024,  // of weights
  GROUP_ROWS = 32,
  GROUP_BLOCKS = 2,
  GROUP_SUMS = GROUP_ROWS * GROUP_BLOCKS * 16,
  SLICE_GROUPS = 6,  // groups whose sums wait while the parts of a long row pass
  LARGEST_PART = 768,
  FEW_ROWS = 6,  // up to here the vector kernels read each int8 weight once, too
};

// The sums of one group, [rows][blocks][16] with the stride of a full group.
typedef struct {
  const int32_t *sums;
  int32_t first_row, rows, block;
  int32_t row, column;  // the next vector of sixteen outputs to finish
  int32_t left;         // vectors
} pending_group;

typedef struct {
  _Alignas(64) int32_t sums[SLICE_GROUPS][GROUP_SUMS];
  pending_group pending;
  int32_t configured_rows;
} tile_state;

// Where a group's operands lie.
typedef struct {
  const uint8_t *a;  // [rows][K]
  size_t a_stride;
  const int8_t *w;
  size_t pitch;  // from block to block
  int32_t steps;
  int32_t is_first_part;
  int32_t *sums;
} group_operands;

// Tiles 0, 1 and 4 have the first sixteen rows, tiles 2, 3 and 5 the others.
static void configure(int32_t rows) {
  uint8_t top = (uint8_t)(rows < 16 ? rows : 16), bottom = (uint8_t)(rows - top);
  amx_tiles tiles = amx_tiles_with((uint8_t[8]){top, top, bottom, bottom, top, bottom, 16, 16});
  _tile_loadconfig(&tiles);
}

// Not inlined: GELU is long, and a call does not disturb the tiles.
static __attribute__((noinline)) void finish_vectors(const gc_gemm *job, pending_group *pending,
                                                     int32_t most) {
  int32_t count = most < pending->left ? most : pending->left;
  pending->left -= count;
  for (; count > 0; count--) {
    int32_t row = pending->first_row + pending->row;
    const int32_t *sums = pending->sums + (pending->row * GROUP_BLOCKS + pending->column) * 16;
    output_block outputs = outputs_of(job, pending->block + pending->column);
    finish(job, row, &outputs, _mm512_load_si512(sums));
    pending->row++;
    if (pending->row < pending->rows) continue;
    pending->row = 0;
    pending->column++;
  }
}

// One group: the products of a part, and between them the float side of the group before.
GC_INLINE void multiply_group(const gc_gemm *job, const group_operands *group,
                              pending_group *pending, const int has_bottom, const int has_second) {
  const size_t pitch = GROUP_BLOCKS * 16 * sizeof(int32_t);
  int32_t *top = group->sums, *bottom = group->sums + 16 * GROUP_BLOCKS * 16;
  if (group->is_first_part) {
    _tile_zero(0);
    if (has_second) _tile_zero(1);
    if (has_bottom) _tile_zero(2);
    if (has_bottom && has_second) _tile_zero(3);
  } else {
    _tile_loadd(0, top, pitch);
    if (has_second) _tile_loadd(1, top + 16, pitch);
    if (has_bottom) _tile_loadd(2, bottom, pitch);
    if (has_bottom && has_second) _tile_loadd(3, bottom + 16, pitch);
  }
  int32_t share = (pending->left + group->steps - 1) / group->steps;
  for (int32_t step = 0; step < group->steps; step++) {
    const uint8_t *a = group->a + (size_t)step * STEP;
    const int8_t *w = group->w + (size_t)step * TILE_BYTES;
    _tile_loadd(6, w, 64);
    _tile_loadd(4, a, group->a_stride);
    _tile_dpbusd(0, 4, 6);
    if (has_second) {
      _tile_loadd(7, w + group->pitch, 64);
      _tile_dpbusd(1, 4, 7);
    }
    if (has_bottom) {
      _tile_loadd(5, a + 16 * group->a_stride, group->a_stride);
      _tile_dpbusd(2, 5, 6);
      if (has_second) _tile_dpbusd(3, 5, 7);
    }
    if (share) finish_vectors(job, pending, share);
  }
  _tile_stored(0, top, pitch);
  if (has_second) _tile_stored(1, top + 16, pitch);
  if (has_bottom) _tile_stored(2, bottom, pitch);
  if (has_bottom && has_second) _tile_stored(3, bottom + 16, pitch);
}

static void run_group(const gc_gemm *job, const group_operands *group, pending_group *pending,
                      int32_t rows, int32_t blocks) {
  if (rows > 16 && blocks == 2) return multiply_group(job, group, pending, 1, 1);
  if (rows > 16) return multiply_group(job, group, pending, 1, 0);
  if (blocks == 2) return multiply_group(job, group, pending, 0, 1);
  multiply_group(job, group, pending, 0, 0);
}

// One or two blocks, whose int8 weights lie at w, `pitch` bytes apart.
static void multiply_blocks(const gc_gemm *job, tile_state *state, int32_t row_begin,
                            int32_t row_end, const int8_t *w, size_t pitch, int32_t block,
                            int32_t blocks) {
  int32_t inputs = job->inputs, parts = (inputs + LARGEST_PART - 1) / LARGEST_PART;
  int32_t part_steps = (inputs / STEP + parts - 1) / parts;
  for (int32_t slice = row_begin; slice < row_end; slice += SLICE_GROUPS * GROUP_ROWS) {
    for (int32_t part = 0; part < parts; part++) {
      int32_t first_step = part * part_steps, steps = inputs / STEP - first_step;
      if (steps > part_steps) steps = part_steps;
      int is_last = first_step + steps == inputs / STEP;
      for (int32_t i = 0; i < SLICE_GROUPS; i++) {
        int32_t row = slice + i * GROUP_ROWS, rows = row_end - row;
        if (rows <= 0) break;
        if (rows > GROUP_ROWS) rows = GROUP_ROWS;
        if (rows != state->configured_rows) configure(rows);
        state->configured_rows = rows;
        group_operands group = {
            .a = (const uint8_t *)job->activations + (size_t)row * (size_t)inputs +
                 (size_t)first_step * STEP,
            .a_stride = (size_t)inputs,
            .w = w + (size_t)first_step * TILE_BYTES,
            .pitch = pitch,
            .steps = steps,
            .is_first_part = part == 0,
            .sums = state->sums[parts > 1 ? i : i % 2],
        };
        run_group(job, &group, &state->pending, rows, blocks);
        if (!is_last) continue;
        state->pending = (pending_group){.sums = group.sums, .first_row = row, .rows = rows,
                                         .block = block, .left = rows * blocks};
      }
    }
  }
}

// All blocks of a call; weights of 4 and 3 bits are unpacked two blocks at a time, into the slab.
GC_INLINE void multiply(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                        int32_t block_begin, int32_t block_end, int8_t *slab, const int bits) {
  tile_state state;
  state.pending.left = 0;
  state.configured_rows = 0;
  size_t pitch = (size_t)job->inputs * 16;
  for (int32_t block = block_begin; block < block_end; block += GROUP_BLOCKS) {
    int32_t blocks = block_end - block < GROUP_BLOCKS ? 1 : GROUP_BLOCKS;
    const int8_t *w = slab ? slab : (const int8_t *)job->weights + (size_t)block * pitch;
    for (int32_t i = 0; slab && i < blocks; i++) {
      unpack_block(job, block + i, slab + (size_t)i * pitch, bits);
    }
    multiply_blocks(job, &state, row_begin, row_end, w, pitch, block, blocks);
  }
  finish_vectors(job, &state.pending, state.pending.left);
  _tile_release();
}

// What the tiles take: whole tiles of inputs, and enough rows to be worth their set-up.
GC_INLINE int suits_tiles(const gc_gemm *job, int32_t rows) {
  return rows > FEW_ROWS && job->inputs % STEP == 0;
}

void gc_gemm_int8_amx(const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,
                      int32_t block_end) {
  if (!suits_tiles(job, row_end - row_begin)) {
    gc_gemm_int8_avx512vnni(job, row_begin, row_end, block_begin, block_end);
    return;
  }
  multiply(job, row_begin, row_end, block_begin, block_end, NULL, 8);
}

GC_INLINE void multiply_grouped(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                                int32_t block_begin, int32_t block_end, const int bits) {
  _Alignas(64) int8_t slab[LARGEST_SLAB];
  multiply(job, row_begin, row_end, block_begin, block_end, slab, bits);
}

GC_INLINE int suits_slab(const gc_gemm *job, int32_t rows) {
  return suits_tiles(job, rows) && GROUP_BLOCKS * (size_t)job->inputs * 16 <= LARGEST_SLAB;
}

void gc_gemm_int4_amx(const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,
                      int32_t block_end) {
  if (!suits_slab(job, row_end - row_begin)) {
    gc_gemm_int4_avx512vnni(job, row_begin, row_end, block_begin, block_end);
    return;
  }
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 4);
}

void gc_gemm_int3_amx(const gc_gemm *job, int32_t row_begin, int32_t row_end, int32_t block_begin,
                      int32_t block_end) {
  if (!suits_slab(job, row_end - row_begin)) {
    gc_gemm_int3_avx512vnni(job, row_begin, row_end, block_begin, block_end);
    return;
  }
  multiply_grouped(job, row_begin, row_end, block_begin, block_end, 3);
}
#pragma clang attribute pop
#endif
