// Bias and GELU, gate, positions, router, combination, mean and length.
#include "driver.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

typedef struct {
  const float *x, *w, *bias, *cosines, *sines;
  const int32_t *index;
  int32_t rows, width, stride, count, heads, apply_gelu;
  size_t out_count;
} float_case;

static const int32_t hidden_sizes[] = {32, 64, 96, 384, 768, 1024, 1, 17, 26, 312};

static void run_bias_gelu(const gc_kernel_set *set, const void *context, void *out) {
  const float_case *job = context;
  memcpy(out, job->x, job->out_count * sizeof(float));
  set->bias_gelu(out, job->bias, job->rows, job->width, job->apply_gelu);
}

static void run_rotate_positions(const gc_kernel_set *set, const void *context, void *out) {
  const float_case *job = context;
  memcpy(out, job->x, job->out_count * sizeof(float));
  set->rotate_positions(out, job->stride, job->index, job->rows, job->heads, job->width,
                      job->cosines, job->sines);
}

static void run_router(const gc_kernel_set *set, const void *context, void *out) {
  const float_case *job = context;
  set->router_logits(job->x, job->w, job->rows, job->width, job->count, out);
}

static void run_combine(const gc_kernel_set *set, const void *context, void *out) {
  const float_case *job = context;
  set->combine(job->x, job->index, job->w, job->count, job->bias, job->rows, job->width, out);
}

static void run_mean(const gc_kernel_set *set, const void *context, void *out) {
  const float_case *job = context;
  set->mean_rows(job->x, job->rows, job->width, out);
}

static void run_normalize(const gc_kernel_set *set, const void *context, void *out) {
  const float_case *job = context;
  memcpy(out, job->x, job->out_count * sizeof(float));
  set->normalize(out, job->width);
}

static void compare(case_function run, const char *what, const float_case *job) {
  compare_sets(run, job, job->out_count * sizeof(float), "%s: rows %d width %d count %d gelu %d",
               what, job->rows, job->width, job->count, job->apply_gelu);
  release_guarded();
}

static void check_bias_gelu(void) {
  random_source random = {0xf102};
  for (int32_t width = 1; width <= 3072; width = width < 50 ? width + 1 : width * 8) {
    for (int form = 0; form < 4; form++) {
      float_case job = {.rows = 3, .width = width, .apply_gelu = form & 1};
      job.out_count = 3 * (size_t)width;
      job.x = guarded_floats(&random, job.out_count, 8);
      job.bias = form & 2 ? guarded_floats(&random, (size_t)width, 1) : NULL;
      compare(run_bias_gelu, "bias and GELU", &job);
    }
  }
  // Values of every exponent.
  float *x = guarded(sizeof(float) << 14, 4);
  size_t count = 0;
  for (uint64_t bits = 0; bits < (uint64_t)1 << 32; bits += 300007) {
    uint32_t pattern = (uint32_t)bits;
    memcpy(&x[count], &pattern, sizeof pattern);
    if (isfinite(x[count])) count++;
  }
  float_case job = {
      .x = x, .rows = 1, .width = (int32_t)count, .apply_gelu = 1, .out_count = count};
  compare(run_bias_gelu, "GELU of every exponent", &job);
}

static void run_gate(const gc_kernel_set *set, const void *context, void *out) {
  const float_case *job = context;
  set->gate(job->x, job->rows, job->width, job->apply_gelu ? 0 : 1, out);
}

static void check_gate(void) {
  random_source random = {0xf107};
  for (int32_t width = 1; width <= 3072; width = width < 50 ? width + 1 : width * 8) {
    for (int form = 0; form < 2; form++) {
      float_case job = {.rows = 3, .width = width, .apply_gelu = form};
      job.out_count = 3 * (size_t)width;
      job.x = guarded_floats(&random, 2 * job.out_count, 30);
      compare(run_gate, "gate", &job);
    }
  }
}

static void check_positions(void) {
  static const int32_t shapes[][2] = {{32, 1}, {32, 6}, {64, 1}, {64, 12}, {96, 2}, {128, 3},
                                       {2, 3},  {26, 12}, {34, 1}, {80, 2}};
  static const int32_t row_counts[] = {1, 3, 17};
  random_source random = {0xf103};
  for (size_t s = 0; s < COUNT(shapes); s++) {
    for (size_t r = 0; r < COUNT(row_counts); r++) {
      float_case job = {.rows = row_counts[r], .width = shapes[s][0], .heads = shapes[s][1]};
      job.stride = job.width * job.heads + 32;
      job.out_count = (size_t)(job.rows * job.stride);
      job.x = guarded_normals(&random, job.out_count, 1);
      job.cosines = guarded_floats(&random, (size_t)(20 * job.width), 1);
      job.sines = guarded_floats(&random, (size_t)(20 * job.width), 1);
      int32_t *positions = guarded((size_t)job.rows * sizeof(int32_t), 4);
      for (int32_t i = 0; i < job.rows; i++) positions[i] = random_integer(&random, 0, 39);
      job.index = positions;
      compare(run_rotate_positions, "positions", &job);
    }
  }
}

static void check_router(void) {
  static const int32_t shapes[][2] = {{1, 1}, {3, 8}, {2, 7}, {1, 256}};
  random_source random = {0xf104};
  for (size_t h = 0; h < COUNT(hidden_sizes); h++) {
    for (size_t s = 0; s < COUNT(shapes); s++) {
      float_case job = {.rows = shapes[s][0], .count = shapes[s][1], .width = hidden_sizes[h]};
      job.out_count = (size_t)(job.rows * job.count);
      job.x = guarded_normals(&random, (size_t)(job.rows * job.width), 1);
      job.w = guarded_floats(&random, (size_t)(job.count * job.width), 1);
      compare(run_router, "router", &job);
    }
  }
}

static void check_combine_and_mean(void) {
  static const int32_t shapes[][2] = {{0, 1}, {1, 1}, {5, 2}, {3, 4}, {2, 8}};
  random_source random = {0xf105};
  for (size_t h = 0; h < COUNT(hidden_sizes); h++) {
    for (size_t s = 0; s < COUNT(shapes); s++) {
      float_case job = {.rows = shapes[s][0], .count = shapes[s][1], .width = hidden_sizes[h]};
      size_t width = (size_t)job.width, shares = (size_t)(job.rows * job.count);
      job.out_count = (size_t)job.rows * width;
      job.x = guarded_normals(&random, 9 * width, 1);
      job.w = guarded_floats(&random, shares, 1);
      job.bias = random_flip(&random) ? guarded_floats(&random, width, 1) : NULL;
      int32_t *rows = guarded(shares * sizeof(int32_t), 4);
      for (size_t i = 0; i < shares; i++) rows[i] = random_integer(&random, 0, 8);
      job.index = rows;
      compare(run_combine, "combine", &job);

      float_case mean = {.rows = shapes[s][0] + 1, .width = job.width, .out_count = width};
      mean.x = guarded_normals(&random, (size_t)mean.rows * width, 1);
      compare(run_mean, "mean", &mean);
    }
  }
}

static void check_normalize(void) {
  static const float scales[] = {0, 1e-30f, 1, 1e15f};
  random_source random = {0xf106};
  for (int32_t width = 1; width <= 768; width = width < 40 ? width + 1 : width * 4) {
    for (size_t s = 0; s < COUNT(scales); s++) {
      float_case job = {.width = width, .out_count = (size_t)width};
      job.x = guarded_floats(&random, (size_t)width, scales[s]);
      compare(run_normalize, "normalize", &job);
    }
  }
}

void check_floats(void) {
  check_bias_gelu();
  check_gate();
  check_positions();
  check_router();
  check_combine_and_mean();
  check_normalize();
}
