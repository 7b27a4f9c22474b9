// Rotation and quantisation of every kind of row that has a branch, a tie or an overflow near it.
#include "driver.h"

#include <float.h>

#pragma STDC FP_CONTRACT OFF

enum { KINDS = 13 };

typedef struct {
  const float *x;
  int32_t rows, inputs, rotation, width;
} quantize_case;

// The bytes as plain int8, then the scales.
static void run_quantize(const gc_kernel_set *set, const void *context, void *out) {
  const quantize_case *job = context;
  size_t count = (size_t)job->rows * (size_t)job->inputs;
  float *scales = guarded((size_t)job->rows * sizeof(float), 4);
  uint8_t *bytes = guarded(count, 1);
  int32_t width = job->width ? job->width : job->inputs;
  gc_quantize_padded(set, job->x, job->rows, width, job->inputs, job->rotation, bytes, scales);
  gc_activations_to_int8(set, bytes, count);
  memcpy(out, bytes, count);
  memcpy((uint8_t *)out + count, scales, (size_t)job->rows * sizeof(float));
}

static void fill_row(float *x, int32_t inputs, int32_t rotation, int kind, random_source *random) {
  float largest = FLT_MAX / (float)rotation;
  for (int32_t k = 0; k < inputs; k++) {
    float sign = random_flip(random) ? 1.0f : -1.0f;
    switch (kind) {
      case 0: x[k] = random_normal(random); break;
      case 1: x[k] = random_float(random, 1e-20f); break;
      case 2: x[k] = random_float(random, k == inputs / 2 ? 3e4f : 1.0f); break;
      case 3: x[k] = k == inputs - 1 ? -7.0f : -0.0f; break;
      case 4: x[k] = 0; break;
      case 5: x[k] = sign * 0x1p-149f; break;
      case 6: x[k] = sign * 0x1p-133f; break;
      case 7: x[k] = sign * 1e-30f; break;
      case 8: x[k] = sign * 1.0000001e-30f; break;
      case 9: x[k] = sign * largest; break;
      case 10: x[k] = largest; break;
      case 11: x[k] = k == 0 ? 127.0f : (float)random_integer(random, -254, 254) / 2; break;
      default: x[k] = k % 2 ? -1.0f : 1.0f; break;
    }
  }
}

void check_quantize(void) {
  static const int32_t widths[] = {4,  8,  12,  16,  20,  32,  36,  48,
                                   64, 96, 100, 128, 384, 768, 3072};
  random_source random = {0x9a11};
  for (int32_t rotation = 1; rotation <= 128; rotation *= 2) {
    for (size_t i = 0; i < COUNT(widths); i++) {
      if (widths[i] % rotation) continue;
      size_t inputs = (size_t)widths[i];
      float *x = guarded(KINDS * inputs * sizeof(float), 4);
      for (int kind = 0; kind < KINDS; kind++) {
        fill_row(x + (size_t)kind * inputs, widths[i], rotation, kind, &random);
      }
      quantize_case job = {.x = x, .rows = KINDS, .inputs = widths[i], .rotation = rotation};
      compare_sets(run_quantize, &job, KINDS * (inputs + sizeof(float)),
                   "quantize width %d rotation %d", widths[i], rotation);
      release_guarded();
    }
  }
  static const int32_t padded[][3] = {{1, 32, 32}, {26, 32, 1}, {312, 320, 64}, {600, 608, 32}};
  for (size_t i = 0; i < COUNT(padded); i++) {
    quantize_case job = {.rows = 3, .width = padded[i][0], .inputs = padded[i][1]};
    job.rotation = padded[i][2];
    job.x = guarded_normals(&random, 3 * (size_t)job.width, 1);
    compare_sets(run_quantize, &job, 3 * ((size_t)job.inputs + sizeof(float)),
                 "quantize width %d padded to %d", job.width, job.inputs);
    release_guarded();
  }
  float *x = guarded_normals(&random, GC_LARGEST_INPUTS, 1);
  quantize_case job = {.x = x, .rows = 1, .inputs = GC_LARGEST_INPUTS, .rotation = 128};
  compare_sets(run_quantize, &job, GC_LARGEST_INPUTS + sizeof(float), "quantize the widest row");
  release_guarded();
}
