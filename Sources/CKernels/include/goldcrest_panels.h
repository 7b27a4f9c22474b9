// Dense algebra of calibrated quantisation, over matrices in panels.
//
// A matrix [rows][columns] in panels is stored as [columns/32][rows][32]: element (r, c) lies in panel
// c/32 at r*32 + c%32. Every operation below works on 32 columns of one panel at a time, each column
// on its own, so that a processor may take as many columns at once as it likes. Every float step is
// written out: the same bits in every set (see goldcrest_kernels.h).
//
// Alignment: 64 bytes. Nothing is allocated.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { GC_PANEL = 32 };

// One block of 32 inputs (rows) of 32 outputs (columns) that is rounded at once.
//
// With the upper triangular U of the whole matrix (Hessian = transposed U times U) and what is wanted
// in its basis, Y = U w, the blocks behind this one being rounded already:
//   target[i][n] = Y[i][n] - sum over inputs k behind the block of U[i][k] * rounded[k][n]
// Inputs go from the last to the first; each takes the value nearest to what is then asked for:
//   asked = (target[i] - sum over k > i of fma(-U[i][k], rounded[k]), in ascending k) * (1 / U[i][i])
//   integer = rint(clamp(asked * (1 / (g * scale)), lowest, highest)) * g;  rounded = integer * scale
// That is the back substitution of Babai's nearest plane, which is GPTQ's order of compensation.
//
// The group scale g is one for the block's 32 inputs of an output. Where largest_group is above
// `tries`, so many are tried, from floor(m / (-lowest * scale)) - 1 on, m the largest magnitude among the
// values that would leave no error; the one whose rounding leaves the least sum of squares of
// target - U rounded wins, the smaller of two that leave the same.
typedef struct gc_rounding {
  const float *factor;   // [32][32]: the block of U, row i at i * 32
  const float *target;   // [32][32]
  const float *scales;   // [32]: one for each output, 0 for an output of zeros
  float *rounded;        // [32][32]: the values the integers stand for
  float *image;          // [32][32]: U rounded, within the block
  int8_t *integers;      // [32][32], not yet times the group scale
  uint8_t *groups;       // [32]
  int32_t lowest;        // -8 for int4, -4 for int3, -127 for int8
  int32_t highest;       // 7, 3, 127
  int32_t largest_group; // 15, 31, 1
  int32_t tries;         // group scales that are tried: 4, 10, 1; at most largest_group
} gc_rounding;

#ifdef __cplusplus
}
#endif
