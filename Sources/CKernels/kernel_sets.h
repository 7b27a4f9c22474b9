// The functions of every set, for registry.c and for the sets that borrow from each other.
#pragma once

#include "goldcrest_kernels.h"

#define GC_DECLARE_PRODUCTS(suffix)                                                              \
  void gc_gemm_int8##suffix(const gc_gemm *job, int32_t row_begin, int32_t row_end,              \
                            int32_t block_begin, int32_t block_end);                             \
  void gc_gemm_int4##suffix(const gc_gemm *job, int32_t row_begin, int32_t row_end,              \
                            int32_t block_begin, int32_t block_end);                             \
  void gc_gemm_int3##suffix(const gc_gemm *job, int32_t row_begin, int32_t row_end,              \
                            int32_t block_begin, int32_t block_end);

#define GC_DECLARE_FLOAT_KERNELS(suffix)                                                         \
  void gc_quantize##suffix(const float *x, int32_t rows, int32_t inputs, int32_t rotation,       \
                           void *activations, float *scales);                                    \
  void gc_layer_norm##suffix(const float *x, const float *residual, const float *weight,         \
                             const float *bias, float eps, int32_t rows, int32_t hidden,         \
                             float *y);                                                          \
  void gc_bias_gelu##suffix(float *x, const float *bias, int32_t rows, int32_t width,            \
                            int32_t apply_gelu);                                                 \
  void gc_gate##suffix(const float *x, int32_t rows, int32_t width, int32_t is_silu, float *y);  \
  void gc_attention##suffix(const gc_attention *job, int32_t begin, int32_t end);                \
  void gc_integer_attention##suffix(const gc_attention *job, int32_t begin, int32_t end);        \
  void gc_rotate_positions##suffix(float *x, int32_t stride, const int32_t *positions,           \
                                   int32_t rows, int32_t heads, int32_t head_dim,                \
                                   const float *cosines, const float *sines);                    \
  void gc_router_logits##suffix(const float *x, const float *w, int32_t rows, int32_t hidden,    \
                                int32_t experts, float *logits);                                 \
  void gc_combine##suffix(const float *x, const int32_t *row, const float *weight,               \
                          int32_t slots, const float *bias, int32_t rows, int32_t hidden,        \
                          float *y);                                                             \
  void gc_mean_rows##suffix(const float *x, int32_t rows, int32_t hidden, float *y);

#define GC_DECLARE_PANEL_KERNELS(suffix)                                                          \
  void gc_panel_product##suffix(const float *a, const float *b, int32_t rows, int32_t subtracts,  \
                                float *c);                                                        \
  void gc_panel_solve##suffix(const float *factor, float *x);                                     \
  void gc_panel_round##suffix(const gc_rounding *job);

GC_DECLARE_PRODUCTS(_scalar)
GC_DECLARE_FLOAT_KERNELS(_scalar)
GC_DECLARE_PANEL_KERNELS(_scalar)
void gc_normalize_scalar(float *x, int32_t width);

#if defined(__x86_64__)
GC_DECLARE_PRODUCTS(_sse41)
GC_DECLARE_FLOAT_KERNELS(_sse41)
GC_DECLARE_PANEL_KERNELS(_sse41)
GC_DECLARE_PRODUCTS(_avx2)
GC_DECLARE_FLOAT_KERNELS(_avx2)
GC_DECLARE_PANEL_KERNELS(_avx2)
GC_DECLARE_PRODUCTS(_avxvnni)
GC_DECLARE_FLOAT_KERNELS(_avxvnni)
GC_DECLARE_PANEL_KERNELS(_avxvnni)
GC_DECLARE_PRODUCTS(_avx512vnni)
GC_DECLARE_FLOAT_KERNELS(_avx512vnni)
GC_DECLARE_PANEL_KERNELS(_avx512vnni)
GC_DECLARE_PRODUCTS(_amx)
#elif defined(__aarch64__)
GC_DECLARE_PRODUCTS(_neon)
GC_DECLARE_PRODUCTS(_neon_dotprod)
GC_DECLARE_PRODUCTS(_neon_i8mm)
GC_DECLARE_FLOAT_KERNELS(_neon)
GC_DECLARE_PANEL_KERNELS(_neon)
#endif
