// What only a conversion computes: weights to integers, their order in a file, and what calibration
// needs once. The bit contract is that of goldcrest_kernels.h, whose letters these are.
#pragma once

#include "goldcrest_kernels.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Weights ------------------------------------------------------------------------------------

// int4 and int3 (`bits` 4 and 3): per group of 32 an integer scale g in 1...15 and values q in
// -8...7, or 1...31 and -4...3; per row a scale s, searched so that the squared error of q * g * s is
// small (grouped.c). x is [rows][K] and is rotated as in quantize, with the factor 1 / rotation; q is
// written as int8 [rows][K], groups as [rows][K/32], sums[n] = sum of q * g. K is at most
// GC_LARGEST_INPUTS.
void gc_quantize_rows_grouped(int32_t bits, const float *x, int32_t rows, int32_t inputs,
                              int32_t rotation, int8_t *q, uint8_t *groups, float *scales,
                              int32_t *sums);

// out[n] = sum over k of w[n][k] * v[k], in index order in double precision, rounded at the end; of a
// plain matrix [rows][K], of one that lies as [K][rows], and of a matrix of 8, 4 or 3 bits in kernel
// order, whose sums are multiplied by row_scales[n] before they are rounded (v is then the rotated
// vector).
void gc_row_dots(const float *w, int32_t rows, int32_t inputs, const float *v, float *out);
void gc_column_dots(const float *w, int32_t rows, int32_t inputs, const float *v, float *out);
void gc_stored_row_dots(const void *weights, const uint8_t *group_scales, const float *row_scales,
                        int32_t bits, int32_t rows, int32_t inputs, const float *v, float *out);

// sums[n] = sum over k of q[n][k].
void gc_row_sums(const int8_t *q, int32_t rows, int32_t inputs, int32_t *sums);

// Places 16 rows of K int8 values in kernel order: [K/4][16][4]; rows from `rows` on are zero.
void gc_pack_block_int8(const int8_t *q, int32_t rows, int32_t inputs, int8_t *packed);

// Places 16 rows of K values of 4 or 3 bits in kernel order, [K/8][16][4] or [K/32][3][16][4] bytes,
// and their group scales [rows][K/32] as [K/32][16]; rows from `rows` on are zero with scale 1.
void gc_pack_block_grouped(int32_t bits, const int8_t *q, const uint8_t *groups, int32_t rows,
                           int32_t inputs, uint8_t *packed, uint8_t *packed_groups);

// Packs int4 table rows: in each group of 32, byte i holds value i low and value i + 16 high.
void gc_pack_table_int4(const int8_t *q, int32_t rows, int32_t inputs, uint8_t *packed);

// Turns the bytes quantize wrote into plain signed integers, in place.
void gc_activations_to_int8(const gc_kernel_set *set, void *activations, size_t count);

// ---- Calibration, over panels (goldcrest_panels.h) ----------------------------------------------

// The upper triangular U with transposed U times U = the symmetric block [32][32], in place; what lies
// below the diagonal becomes zero. Returns 0, or 1 + the row whose pivot is not a positive number.
int32_t gc_panel_factor(float *block);

// Rows [rows][width] (width at most `stride`) as panels [ceil(width/32)][panel_rows][32], from row
// `first` on, each row times its factor if there are factors; columns beyond width are zero.
void gc_panel_store(const float *x, int32_t rows, int32_t width, const float *factors, float *panels,
                    int32_t panel_rows, int32_t first);

// The same of quantised activations: bytes as the set's quantize wrote them, times scale and factor.
void gc_panel_store_bytes(const uint8_t *bytes, const float *scales, uint8_t bias, int32_t rows,
                          int32_t width, const float *factors, float *panels, int32_t panel_rows,
                          int32_t first);

#ifdef __cplusplus
}
#endif
