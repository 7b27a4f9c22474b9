// What inference computes: the kernels behind one table of kernel sets, and those that exist once.
// What only conversions compute is in goldcrest_encoding.h of CQuantization.
//
// The bit contract. The scalar set is the definition: each function below gives, on the same
// arguments, the same bits in every set. Integer sums are exact. Float operations follow a written
// order:
//   - fma(a, b, c) rounds once and stands only where a formula below says fma;
//   - a sum over a vector "in sixteen lanes" adds element i to lane i mod 16, lanes start at zero,
//     and the lanes are folded as l + (l+8), l + (l+4), l + (l+2), l + (l+1);
//   - every other sum runs in index order;
//   - exp, exp2 and gelu are polynomials.h's.
// No kernel allocates, prints, or touches memory outside its arguments.
//
// Float inputs and sums of their squares are finite. Where one is not, nothing is read or written out
// of place, but what becomes of it is left open: a NaN may be rounded to 0, and payloads of NaNs
// differ between sets.
//
// Letters: T tokens, H hidden width, K inputs, N outputs, E experts. Arrays are row-major.
// Alignment: weights and scratch on 64 bytes; everything else on its element size.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "goldcrest_panels.h"

// Every kernel set has every function: Swift calls them without asking. Of other pointers nothing is
// said, which clang would complain of.
#ifdef __clang__
#define GC_NONNULL _Nonnull
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"
#else
#define GC_NONNULL
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---- Integer matrix product ---------------------------------------------------------------------

// out[m][n] = f(fma((float)dot, s_a[m] * s_w[n], bias[n]))
// dot       = sum over k of a[m][k] * w[n][k]                exact, 32-bit
// f         = gelu if apply_gelu, else identity; bias counts as 0 if NULL
//
// int8: w[n][k] = weights[n/16][k/4][n%16][k%4], K a multiple of 4, values in -127...127.
// int4: w[n][k] = (nibble - 8) * group_scales[n/16][k/32][n%16]; the nibble of input 8j+p is the
//       low half of byte [n/16][j][n%16][p] for p in 0...3 and that of input 8j+4+p the high half;
//       K a multiple of 32.
// int3: w[n][k] = (code - 4) * group_scales[n/16][k/32][n%16]; of each 32 inputs three times 64 bytes
//       [n/16][k/32][3][n%16][p]: with k%32 = 4 q + p the lower two bits of the code are those from
//       2 (q%4) on of byte [q/4], its highest is bit q of byte [2]; K a multiple of 32.
// `activations` are bytes written by the same set's quantize; their encoding is the set's own.
typedef struct gc_gemm {
  const void *activations;         // [rows][K]
  const float *activation_scales;  // [rows]
  const void *weights;             // kernel order, 64-byte aligned
  const uint8_t *group_scales;     // int4 and int3 only
  const float *row_scales;         // [N padded to 16]
  const int32_t *row_sums;         // [N padded to 16]: sum over k of w[n][k]
  const float *bias;               // [N] or NULL
  float *out;                      // [rows][out_stride]
  int32_t inputs;                  // K
  int32_t outputs;                 // N
  int32_t out_stride;
  int32_t apply_gelu;
} gc_gemm;

// ---- Attention ----------------------------------------------------------------------------------

// One head of one sequence, for the queries begin...end-1. With q, k, v the head's columns of qkv:
//   s[j]   = (sum over d of fma(q[d], k[j][d]), in order from 0) * scale + bias[j - i], for query i;
//            the last sum only where there is a bias
//   p[j]   = exp(s[j] - max s);  z = sum of p in sixteen lanes (lane j mod 16)
//   out[d] = (sum over j of fma(p[j], v[j][d]), in order from 0) * (1 / z)
typedef struct gc_attention {
  const float *qkv;   // [T][3H], q | k | v, heads side by side
  float *out;         // [T][H]
  float *scratch;     // gc_attention_scratch(T, head_dim) floats
  int32_t tokens;     // T
  int32_t hidden;     // H
  int32_t head;
  int32_t next_head;  // another of this sequence that the caller's thread comes to next, or -1
  int32_t head_dim;   // at most GC_LARGEST_HEAD; in a set's own functions a multiple of 32
  float scale;
  // Of key j for query i in [j - i], from 1 - T to gc_attention_padded(T) - 1; or NULL.
  const float *bias;
} gc_attention;

enum { GC_LARGEST_HEAD = 2048 };

// What widths are padded to, with zeros that change no sum: heads while they are attended, and the
// inputs of quantised matrices in a file.
enum { GC_WIDTH_STEP = 32 };

static inline size_t gc_padded_width(size_t width) {
  return (width + GC_WIDTH_STEP - 1) / GC_WIDTH_STEP * GC_WIDTH_STEP;
}

// Queries that a kernel holds the scores of at once.
enum { GC_ATTENTION_QUERIES = 16 };

// The same head from integers: what integer_attention gives, for layers whose maps are of integers.
// int(x, n, L) = rint(x * (L / sqrt(n))), ties to even, and its scale sqrt(n) / L, for vectors whose
// squares sum to n; both are 0 if n is not above 1e-30, and the scale is NaN if n is not finite.
//   Q = int(q, |q|^2, 4064), K[j] = int(k[j], |k[j]|^2, 4064), |x|^2 the sum of fma(x, x) in
//            sixteen lanes
//   V[.][d] = int(v[.][d], n, 1440), n the largest, over blocks of 32 keys, of the sum of
//            fma(v[j][d], v[j][d]), in order from 0
//   s[j]   = Q . K[j] * (scale of Q * (scale * (1 / ln 2))) * scale of K[j] +
//            bias[j - i] * (1 / ln 2), the last sum only where there is a bias
//   p[j]   = exp2(s[j] - max s);  z = sum of p in sixteen lanes (lane j mod 16)
//   P[j]   = rint(p[j] * (1024 / c[b])) with b = j / 32 and c[b] the power of two at or below the
//            largest p of block b, at least 2^-100; so P is at most 2048
//   out[d] = (sum over b of fma(sum over j in b of P[j] V[j][d], c[b] / 1024), in order from 0)
//            * ((1 / z) * scale of V[.][d])
// No sum of these products passes 2^24, in whatever order: it is at most the product of both
// lengths, rounding included (4064 + sqrt(head_dim) / 2)^2 and (2048 sqrt(32)) (1440 + sqrt(32) / 2).
// So binary32 adds them as exactly as integers do, and every set takes whichever it has the faster
// instructions for.
enum { GC_SHARE_BLOCK = 32, GC_SHARE_LEVELS = 1024, GC_KEY_LENGTH = 4064, GC_VALUE_LENGTH = 1440 };

// T, padded to whole blocks of shares.
static inline size_t gc_attention_padded(size_t tokens) {
  return (tokens + GC_SHARE_BLOCK - 1) / GC_SHARE_BLOCK * GC_SHARE_BLOCK;
}

// Keys and values, scores and scales; for either attention. A head that has to be padded needs room
// for its queries, keys, values and results besides.
static inline size_t gc_attention_scratch(size_t tokens, size_t head_dim) {
  size_t padded = gc_attention_padded(tokens), queries = GC_ATTENTION_QUERIES;
  size_t width = gc_padded_width(head_dim);
  return padded * (2 * width + 1) + width +
         queries * (padded + width + padded / GC_SHARE_BLOCK) +
         (width > head_dim ? 4 * tokens * width : 0);
}

// ---- The table of kernel sets -------------------------------------------------------------------

// The widest row that quantize takes: it is rotated on the stack.
enum { GC_LARGEST_INPUTS = 16384 };

enum {
  GC_CPU_AVX2 = 1,          // AVX2, FMA and the operating system saves the registers
  GC_CPU_AVX512_VNNI = 2,   // AVX-512 F, BW, DQ, VL, VNNI, likewise
  GC_CPU_NEON_DOTPROD = 4,  // AArch64's sdot
  GC_CPU_NEON_I8MM = 8,     // AArch64's smmla
  GC_CPU_AVX_VNNI = 16,     // vpdpbusd and vpdpwssd in the encoding of AVX
  GC_CPU_AMX_INT8 = 32,     // tiles and tdpbusd, and this process may use them
  GC_CPU_SSE41 = 64,        // SSE4.1, which needs no saving by the operating system
};

// The features of this processor that the operating system lets programs use. Where there is AMX,
// Linux is asked for its tiles: signal stacks of the process must be large enough for them from then
// on (sigaltstack refuses smaller ones), and where one is not, AMX is not among the features.
uint32_t gc_cpu_features(void);

// The processors this process may run on, or 0 where the system does not say.
int32_t gc_affinity_count(void);

// Writes the numbers of the first `capacity` of them, ascending, and returns how many it has written.
int32_t gc_affinity_cores(int32_t *cores, int32_t capacity);

// Lets this thread, and those that it starts from now on, run on the `count` processors alone.
// Returns 0, or -1 where the system refuses or cannot do it.
int32_t gc_pin_thread(const int32_t *cores, int32_t count);

typedef struct gc_kernel_set {
  const char *name;
  uint32_t required;        // GC_CPU_* bits
  uint8_t activation_bias;  // what quantize adds (exclusive or) to each activation byte
  int32_t task_blocks;      // blocks of 16 outputs that one call had best take with many rows

  // x[r] is rotated in blocks of `rotation` (unnormalised fast Walsh-Hadamard transform, strides
  // 1, 2, 4, ...; rotation 1 leaves it), then scales[r] = max |x| / 127 and
  // q = rint(x * (127 / max |x|)), ties to even; a row without a value above 1e-30
  // gives zeros and scale 0. A row with a value that is not finite once it is rotated has the scale
  // NaN, so that what is not a number is not rounded away; its bytes mean nothing.
  // inputs is at most GC_LARGEST_INPUTS; inputs and rotation: see KernelOrder.
  void (*GC_NONNULL quantize)(const float *x, int32_t rows, int32_t inputs, int32_t rotation,
                              void *activations, float *scales);

  // Rows row_begin...row_end-1 and output blocks block_begin...block_end-1 (of 16) of the product.
  void (*GC_NONNULL gemm_int8)(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                               int32_t block_begin, int32_t block_end);
  void (*GC_NONNULL gemm_int4)(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                               int32_t block_begin, int32_t block_end);
  void (*GC_NONNULL gemm_int3)(const gc_gemm *job, int32_t row_begin, int32_t row_end,
                               int32_t block_begin, int32_t block_end);

  // y = fma((v - mean) * (1 / sqrt(var + eps)), weight, bias) with v = x + residual (x if NULL);
  // mean = sum / H and var = sum of fma(c, c) / H, c = v - mean, both in sixteen lanes.
  // y may be x or residual.
  void (*GC_NONNULL layer_norm)(const float *x, const float *residual, const float *weight,
                                const float *bias, float eps, int32_t rows, int32_t hidden,
                                float *y);

  // x[t][n] = x[t][n] + bias[n]; then gelu if asked. For products that have no fused bias.
  void (*GC_NONNULL bias_gelu)(float *x, const float *bias, int32_t rows, int32_t width,
                               int32_t apply_gelu);

  // y[t][n] = x[t][n] * f(x[t][width + n]), f = silu if is_silu, else gelu; x is [rows][2 width],
  // y [rows][width]. For gated feed-forward blocks, whose up and gate are one product.
  void (*GC_NONNULL gate)(const float *x, int32_t rows, int32_t width, int32_t is_silu, float *y);

  void (*GC_NONNULL attention)(const gc_attention *job, int32_t begin, int32_t end);
  void (*GC_NONNULL integer_attention)(const gc_attention *job, int32_t begin, int32_t end);

  // Rotates the first `heads` heads of each row by its position, half-split: with a = x[i],
  // b = x[i + head_dim/2]: x[i] = fma(a, cos, -(b * sin)), x[i + head_dim/2] = fma(b, cos, a * sin).
  // cosines and sines are [positions][head_dim/2].
  void (*GC_NONNULL rotate_positions)(float *x, int32_t stride, const int32_t *positions,
                                      int32_t rows, int32_t heads, int32_t head_dim,
                                      const float *cosines, const float *sines);

  // logits[t][e] = sum over h of fma(x[t][h], w[e][h]) in sixteen lanes.
  void (*GC_NONNULL router_logits)(const float *x, const float *w, int32_t rows, int32_t hidden,
                                   int32_t experts, float *logits);

  // y[t][h] = sum over s of weight[t][s] * x[row[t][s]][h] (s = 0: product; then fma), + bias[h].
  void (*GC_NONNULL combine)(const float *x, const int32_t *row, const float *weight, int32_t slots,
                             const float *bias, int32_t rows, int32_t hidden, float *y);

  // y[h] = (sum over t of x[t][h] in order) / rows.
  void (*GC_NONNULL mean_rows)(const float *x, int32_t rows, int32_t hidden, float *y);

  // x = x / max(sqrt(sum of fma(x, x) in sixteen lanes), 1e-12); width a multiple of 16 is not
  // required: element i goes to lane i mod 16.
  void (*GC_NONNULL normalize)(float *x, int32_t width);

  // Calibration, over panels (goldcrest_panels.h). c[i][j] = fma(a[k][i], b[k][j], c[i][j]) for
  // k = 0, 1, ... rows - 1; to subtract, c is negated before and after. a and b: one panel each,
  // c: 32 rows of a panel.
  void (*GC_NONNULL panel_product)(const float *a, const float *b, int32_t rows, int32_t subtracts,
                                   float *c);

  // x = (transposed U)^-1 x for 32 columns and the upper triangular block U [32][32]:
  // x[i] = (x[i] - sum over k < i of fma(-U[k][i], x[k]), in order) * (1 / U[i][i]).
  void (*GC_NONNULL panel_solve)(const float *factor, float *x);

  // See gc_rounding.
  void (*GC_NONNULL panel_round)(const gc_rounding *job);
} gc_kernel_set;

// The sets built for this architecture, slowest (scalar, the definition) first.
const gc_kernel_set *gc_kernel_sets(int32_t *count);

// ---- Operands that are padded with zeros --------------------------------------------------------

// Rows of x [rows][width], padded to `inputs` at least as wide, as the set quantises them.
void gc_quantize_padded(const gc_kernel_set *set, const float *x, int32_t rows, int32_t width,
                        int32_t inputs, int32_t rotation, void *activations, float *scales);

// Attention, or that of integers, of heads of any width, in a scratch as gc_attention_scratch asks for.
void gc_attend(const gc_kernel_set *set, const gc_attention *job, int32_t is_integer, int32_t begin,
               int32_t end);

// ---- Kernels that exist once --------------------------------------------------------------------

// softmax over E logits (exp(l - max), sum in index order, p = exp * (1 / sum)), the `chosen`
// largest probabilities (lower index first on ties) sorted by expert index; divided by their sum in
// that order if normalize. experts and weights are [rows][chosen]. E <= 256.
void gc_choose_experts(const float *logits, int32_t rows, int32_t experts, int32_t chosen,
                       int32_t normalize, int32_t *out_experts, float *out_weights);

// Table rows ids[t], widened: int8 x scale, (nibble - 8) x group scale x scale, binary16 or
// binary32, then (+ type[h]) (+ position_table[positions[t]][h]), in that order.
enum { GC_TABLE_F32 = 0, GC_TABLE_F16 = 1, GC_TABLE_INT8 = 2, GC_TABLE_INT4 = 3 };
typedef struct gc_table {
  const void *data;
  const uint8_t *group_scales;  // int4: [V][stored/32]
  const float *row_scales;      // int8, int4: [V]
  int32_t kind;
  int32_t hidden;
  int32_t stored;  // values of a stored row: H, or for int4 H padded
} gc_table;
void gc_embed(const gc_table *table, const int32_t *ids, const int32_t *positions,
              const float *position_table, const float *type, int32_t rows, float *x);

// y[h] of the rows [rows][H] of x, rows >= 1: their largest value, NaN if one is; their sum in order
// over sqrt(rows); the sum in order of the products of row t with its place first + t, over the sum
// of the places.
void gc_max_rows(const float *x, int32_t rows, int32_t hidden, float *y);
void gc_root_mean_rows(const float *x, int32_t rows, int32_t hidden, float *y);
void gc_weighted_mean_rows(const float *x, int32_t first, int32_t rows, int32_t hidden, float *y);

// x[i] = f(x[i]), with e = exp(-|x|): sigmoid 1 / (1 + e), below 0 e / (1 + e); tanh, of x's sign,
// -m / (m + 2) with m = exp(-2 |x|) - 1, without a rounding to 1 between where |x| < 0.17; relu 0 up
// to 0, else x. Values that are not numbers stay so.
enum { GC_TANH = 0, GC_SIGMOID = 1, GC_RELU = 2, GC_GELU = 3, GC_SILU = 4 };
void gc_activate(float *x, size_t count, int32_t function);

// cosines and sines [positions][head_dim/2] of position x frequency, both binary32, where
// frequency[i] = 1 / base^(2i / head_dim) / divisor. Angles go through the project's own double-precision
// sine and cosine, so that the table is the same on every machine.
void gc_rotary_table(double base, float divisor, int32_t head_dim, int32_t positions,
                     float *cosines, float *sines);

// The base for a text of `tokens`, more than the `trained` ones, under dynamic NTK scaling:
// base * (factor * tokens / trained - (factor - 1))^(head_dim / (head_dim - 2)).
double gc_scaled_rotary_base(double base, double factor, int32_t trained, int32_t tokens,
                             int32_t head_dim);

// Widens binary16 to binary32, exactly; and rounds back, ties to even, too large to infinity.
void gc_widen_binary16(const uint16_t *source, size_t count, float *destination);
void gc_narrow_binary16(const float *source, size_t count, uint16_t *destination);

// Tells the processor that the caller is spinning.
static inline void gc_spin_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Rotates one row in place as quantize does.
void gc_rotate_row(float *x, int32_t inputs, int32_t rotation);

// sums[h] = sums[h] + the rows [rows][H] of x, each times its weight if there are weights, one row
// after another in double precision.
void gc_add_rows(const float *x, const float *weights, int32_t rows, int32_t hidden, double *sums);

// Transposes [rows][columns] into [columns][rows].
void gc_transpose(const float *x, int32_t rows, int32_t columns, float *y);

// The index of the first value that is NaN or infinite, or count.
size_t gc_first_not_finite(const float *x, size_t count);

// The polynomials, for tests. exp is for x up to 88.72, exp2 for x below 128 (their users pass
// x <= 0). A NaN without payload gives NaN; gelu of x up to -5.5 is 0, of x from 5.5 on it is x;
// silu of x below -87.3 is -0, but of minus infinity NaN.
float gc_exp(float x);
float gc_exp2(float x);
float gc_gelu(float x);
float gc_silu(float x);

#ifdef __cplusplus
}
#endif

#ifdef __clang__
#pragma clang diagnostic pop
#endif
