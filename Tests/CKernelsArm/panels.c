// The algebra over panels: products, solving, rounding.
#include "driver.h"

#pragma STDC FP_CONTRACT OFF

enum { BLOCK = GC_PANEL * GC_PANEL };

typedef struct {
  const float *a, *b, *factor, *target, *scales;
  int32_t rows, subtracts, lowest, highest, largest_group, tries;
} panel_case;

static void run_product(const gc_kernel_set *set, const void *context, void *out) {
  const panel_case *job = context;
  memcpy(out, job->target, BLOCK * sizeof(float));
  set->panel_product(job->a, job->b, job->rows, job->subtracts, out);
}

static void run_solve(const gc_kernel_set *set, const void *context, void *out) {
  const panel_case *job = context;
  memcpy(out, job->target, BLOCK * sizeof(float));
  set->panel_solve(job->factor, out);
}

static void run_round(const gc_kernel_set *set, const void *context, void *out) {
  const panel_case *job = context;
  float *rounded = out, *image = rounded + BLOCK;
  int8_t *integers = (int8_t *)(image + BLOCK);
  gc_rounding rounding = {
      .factor = job->factor, .target = job->target, .scales = job->scales, .rounded = rounded,
      .image = image, .integers = integers, .groups = (uint8_t *)(integers + BLOCK),
      .lowest = job->lowest, .highest = job->highest, .largest_group = job->largest_group,
      .tries = job->tries};
  set->panel_round(&rounding);
}

void check_panels(void) {
  random_source random = {0xf1e1};
  static const int32_t row_counts[] = {1, 2, 31, 96, 513};
  for (size_t index = 0; index < COUNT(row_counts); index++) {
    for (int32_t subtracts = 0; subtracts < 2; subtracts++) {
      size_t count = (size_t)row_counts[index] * GC_PANEL;
      panel_case job = {.rows = row_counts[index], .subtracts = subtracts};
      job.a = guarded_normals(&random, count, 1);
      job.b = guarded_normals(&random, count, 1);
      job.target = guarded_normals(&random, BLOCK, 1);
      compare_sets(run_product, &job, BLOCK * sizeof(float), "panel product: rows %d subtracts %d",
                   job.rows, subtracts);
      release_guarded();
    }
  }
  static const int32_t widths[][4] = {{-8, 7, 15, 4}, {-127, 127, 1, 1}, {-4, 3, 31, 10}};
  for (size_t index = 0; index < COUNT(widths) * 4; index++) {
    const int32_t *width = widths[index % COUNT(widths)];
    float *factor = guarded_normals(&random, BLOCK, 0.1f);
    float *scales = guarded_normals(&random, GC_PANEL, 0.01f);
    for (size_t i = 0; i < GC_PANEL; i++) {
      for (size_t j = 0; j < i; j++) factor[i * GC_PANEL + j] = 0;
      factor[i * GC_PANEL + i] = 1 + random_float(&random, 0.5f);
      // One output of zeros.
      scales[i] = i == 7 ? 0 : (scales[i] < 0 ? -scales[i] : scales[i]) + 0.001f;
    }
    panel_case job = {.factor = factor, .scales = scales, .lowest = width[0],
                      .highest = width[1], .largest_group = width[2], .tries = width[3]};
    job.target = guarded_normals(&random, BLOCK, 1);
    compare_sets(run_solve, &job, BLOCK * sizeof(float), "panel solve: case %d", (int)index);
    compare_sets(run_round, &job, BLOCK * 9 + GC_PANEL, "panel round: %d...%d, groups to %d",
                 width[0], width[1], width[2]);
    release_guarded();
  }
}
