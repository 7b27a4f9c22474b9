// The integer matrix products, packed here by the conversion's own functions.
#include "driver.h"

#include <stdlib.h>

#pragma STDC FP_CONTRACT OFF

// What the factors are: anything; ends of the encodings, signs at random; ends whose products all
// add up, to the largest and to the smallest sums there are.
typedef enum { RANDOM, ENDS, LARGEST, SMALLEST } fill_kind;

typedef struct {
  gc_gemm job;
  const int8_t *activations;  // [rows][K], plain
  int32_t rows;
  int32_t bits;
  int32_t row_begin, row_end, block_begin, block_end;
  size_t out_count;
} product_case;

static void run_product(const gc_kernel_set *set, const void *context, void *out) {
  const product_case *product = context;
  size_t count = (size_t)product->rows * (size_t)product->job.inputs;
  uint8_t *encoded = guarded_copy(product->activations, count, 1);
  for (size_t i = 0; i < count; i++) encoded[i] ^= set->activation_bias;
  gc_gemm job = product->job;
  job.activations = encoded;
  job.out = out;
  (product->bits == 8 ? set->gemm_int8 : product->bits == 4 ? set->gemm_int4 : set->gemm_int3)(
      &job, product->row_begin, product->row_end, product->block_begin, product->block_end);
}

static int8_t factor(random_source *random, fill_kind fill, int8_t lowest, int8_t highest) {
  switch (fill) {
    case RANDOM: return (int8_t)random_integer(random, lowest, highest);
    case ENDS: return random_flip(random) ? lowest : highest;
    default: return lowest;
  }
}

// Fills in the weights of [N][K] in kernel order, their scales and sums.
static void pack_weights(gc_gemm *job, int32_t bits, fill_kind fill, random_source *random) {
  size_t outputs = (size_t)job->outputs, inputs = (size_t)job->inputs;
  size_t blocks = (outputs + 15) / 16, groups = inputs / 32;
  int8_t *q = malloc(outputs * inputs);
  uint8_t *scales = malloc(outputs * groups + 1);
  uint8_t *packed = guarded(blocks * 2 * inputs * (size_t)bits, 64);
  uint8_t *packed_scales = guarded(blocks * 16 * groups, 1);
  int32_t *sums = guarded(blocks * 16 * sizeof(int32_t), 4);
  int32_t largest = bits == 4 ? 15 : 31;
  int8_t half = (int8_t)(1 << (bits - 1) & 127);
  for (size_t i = 0; i < outputs * groups; i++) {
    scales[i] = (uint8_t)(fill == RANDOM ? random_integer(random, 1, largest) : largest);
  }
  for (size_t i = 0; i < outputs * inputs; i++) {
    q[i] = bits < 8 ? factor(random, fill, (int8_t)-half, (int8_t)(half - 1))
                    : factor(random, fill, -127, 127);
    int32_t scale = bits < 8 ? scales[i / inputs * groups + i % inputs / 32] : 1;
    sums[i / inputs] += q[i] * scale;
  }
  for (size_t block = 0; block < blocks; block++) {
    size_t left = outputs - block * 16, rows = left < 16 ? left : 16;
    const int8_t *values = q + block * 16 * inputs;
    if (bits < 8) {
      gc_pack_block_grouped(bits, values, scales + block * 16 * groups, (int32_t)rows, job->inputs,
                            packed + block * inputs * 2 * (size_t)bits,
                            packed_scales + block * 16 * groups);
    } else {
      gc_pack_block_int8(values, (int32_t)rows, job->inputs,
                         (int8_t *)packed + block * inputs * 16);
    }
  }
  free(q);
  free(scales);
  job->weights = packed;
  job->group_scales = packed_scales;
  job->row_sums = sums;
}

static void check_product(int32_t bits, int32_t rows, int32_t outputs, int32_t inputs,
                          fill_kind fill, random_source *random) {
  product_case product = {.bits = bits, .rows = rows, .row_end = rows};
  gc_gemm *job = &product.job;
  job->inputs = inputs;
  job->outputs = outputs;
  job->out_stride = outputs + random_integer(random, 0, 3);
  job->apply_gelu = random_flip(random);
  int32_t blocks = (outputs + 15) / 16;
  product.block_end = blocks;
  if (random_integer(random, 0, 3) == 0) {
    product.row_begin = random_integer(random, 0, rows);
    product.row_end = random_integer(random, product.row_begin, rows);
    product.block_begin = random_integer(random, 0, blocks);
    product.block_end = random_integer(random, product.block_begin, blocks);
  }
  size_t count = (size_t)product.rows * (size_t)inputs;
  int8_t *activations = malloc(count);
  for (size_t i = 0; i < count; i++) {
    activations[i] = fill == SMALLEST ? 127 : factor(random, fill, -127, 127);
  }
  product.activations = activations;
  pack_weights(job, bits, fill, random);

  float *activation_scales = guarded((size_t)product.rows * sizeof(float), 4);
  for (int32_t i = 0; i < product.rows; i++) {
    activation_scales[i] = 0.6f + random_float(random, 0.5f);
  }
  job->activation_scales = activation_scales;
  // So large that the results come near 1, where GELU bends.
  float size = 0.004f / (float)(inputs < 512 ? inputs : 512);
  float *row_scales = guarded((size_t)blocks * 16 * sizeof(float), 4);
  for (int32_t n = 0; n < outputs; n++) row_scales[n] = size * (0.6f + random_float(random, 0.5f));
  job->row_scales = row_scales;
  if (random_flip(random)) job->bias = guarded_floats(random, (size_t)outputs, 1);

  size_t out_count = (size_t)(rows - 1) * (size_t)job->out_stride + (size_t)outputs;
  compare_sets(run_product, &product, out_count * sizeof(float),
               "int%d M %d N %d K %d fill %d gelu %d bias %d rows %d-%d blocks %d-%d",
               bits, rows, outputs, inputs, (int)fill, job->apply_gelu,
               job->bias != NULL, product.row_begin, product.row_end,
               product.block_begin, product.block_end);
  free(activations);
  release_guarded();
}

void check_products(void) {
  static const int32_t widths[] = {4, 8, 12, 20, 32, 96, 128, 768, 3072};
  random_source random = {0x6e44};
  static const int32_t all_bits[] = {8, 4, 3};
  for (size_t b = 0; b < COUNT(all_bits); b++) {
    int32_t bits = all_bits[b];
    for (size_t i = 0; i < COUNT(widths); i++) {
      if (bits < 8 && widths[i] % 32) continue;
      for (int32_t rows = 1; rows <= 20; rows++) {
        if (widths[i] >= 768 && rows > 8 && rows % 5) continue;
        int32_t most = widths[i] >= 768 ? 3 : 9;
        int32_t outputs = random_integer(&random, 1, most) * 16;
        if (random_flip(&random)) outputs -= random_integer(&random, 1, 15);
        check_product(bits, rows, outputs, widths[i], RANDOM, &random);
      }
    }
    // 4096 is the widest that fits the room for unpacked weights; 16,384 the widest row there is.
    static const int32_t wide[] = {32, 4096, 4128, GC_LARGEST_INPUTS};
    for (size_t i = 0; i < COUNT(wide); i++) {
      for (fill_kind fill = RANDOM; fill <= SMALLEST; fill++) {
        for (int32_t rows = 1; rows <= 7; rows += 3) {
          check_product(bits, rows, wide[i] > 32 ? 5 : 20, wide[i], fill, &random);
        }
      }
    }
  }
  // More rows than the sets take at once, and a few left over.
  for (size_t b = 0; b < COUNT(all_bits); b++) {
    for (int32_t rows = 128; rows <= 389; rows += 87) {
      check_product(all_bits[b], rows, 17, 1056, RANDOM, &random);
    }
  }
  // An odd number of quads, with every number of rows.
  for (int32_t rows = 1; rows <= 14; rows++) {
    check_product(8, rows, 33, 4092, RANDOM, &random);
  }
}
