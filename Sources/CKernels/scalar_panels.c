// The algebra over panels, as its definition reads.
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

void gc_panel_product_scalar(const float *a, const float *b, int32_t rows, int32_t subtracts,
                             float *c) {
  for (size_t i = 0; i < GC_PANEL; i++) {
    for (size_t j = 0; j < GC_PANEL; j++) {
      float *at = c + i * GC_PANEL + j, sum = subtracts ? -*at : *at;
      for (size_t k = 0; k < (size_t)rows; k++) {
        sum = fmaf(a[k * GC_PANEL + i], b[k * GC_PANEL + j], sum);
      }
      *at = subtracts ? -sum : sum;
    }
  }
}

void gc_panel_solve_scalar(const float *factor, float *x) {
  for (size_t i = 0; i < GC_PANEL; i++) {
    float inverse = 1.0f / factor[i * GC_PANEL + i];
    for (size_t n = 0; n < GC_PANEL; n++) {
      float sum = x[i * GC_PANEL + n];
      for (size_t k = 0; k < i; k++) {
        sum = fmaf(-factor[k * GC_PANEL + i], x[k * GC_PANEL + n], sum);
      }
      x[i * GC_PANEL + n] = sum * inverse;
    }
  }
}

// target[i] - sum over k > i of U[i][k] * values[k].
static float remainder_of(const gc_rounding *job, size_t n, const float *values, size_t i) {
  float sum = job->target[i * GC_PANEL + n];
  for (size_t k = i + 1; k < GC_PANEL; k++) {
    sum = fmaf(-job->factor[i * GC_PANEL + k], values[k], sum);
  }
  return sum;
}

// Rounds one output's inputs with one group scale; the sum of squares that is left.
static float round_output(const gc_rounding *job, size_t n, float g, float *integers,
                          float *values) {
  float scale = job->scales[n], step = g * scale;
  float inverse_step = step > 0 ? 1.0f / step : 0.0f, error = 0;
  for (size_t i = GC_PANEL; i-- > 0;) {
    float diagonal = job->factor[i * GC_PANEL + i];
    float sum = remainder_of(job, n, values, i);
    float q = sum * (1.0f / diagonal) * inverse_step;
    q = q < (float)job->lowest ? (float)job->lowest : q;
    q = q > (float)job->highest ? (float)job->highest : q;
    q = (q + GC_ROUNDER) - GC_ROUNDER;
    integers[i] = q;
    values[i] = q * g * scale;
    float left = fmaf(-diagonal, values[i], sum);
    error = fmaf(left, left, error);
  }
  return error;
}

static float first_group(const gc_rounding *job, size_t n) {
  if (job->largest_group == job->tries) return 1.0f;
  float values[GC_PANEL], largest = 0;
  for (size_t i = GC_PANEL; i-- > 0;) {
    values[i] = remainder_of(job, n, values, i) * (1.0f / job->factor[i * GC_PANEL + i]);
    float magnitude = fabsf(values[i]);
    largest = magnitude > largest ? magnitude : largest;
  }
  float step = (float)-job->lowest * job->scales[n];
  float first = floorf(largest * (step > 0 ? 1.0f / step : 0.0f)) - 1.0f;
  first = first < 1.0f ? 1.0f : first;
  float last = (float)(job->largest_group - job->tries + 1);
  return first > last ? last : first;
}

void gc_panel_round_scalar(const gc_rounding *job) {
  for (size_t n = 0; n < GC_PANEL; n++) {
    float integers[GC_PANEL], values[GC_PANEL], least = INFINITY, group = 1.0f;
    float first = first_group(job, n);
    for (int32_t try = 0; try < job->tries; try++) {
      float g = first + (float)try;
      float error = round_output(job, n, g, integers, values);
      if (try > 0 && !(error < least)) continue;
      least = error;
      group = g;
      for (size_t i = 0; i < GC_PANEL; i++) {
        job->integers[i * GC_PANEL + n] = (int8_t)integers[i];
        job->rounded[i * GC_PANEL + n] = values[i];
      }
    }
    job->groups[n] = (uint8_t)group;
    for (size_t i = 0; i < GC_PANEL; i++) {
      float sum = 0;
      for (size_t k = i; k < GC_PANEL; k++) {
        sum = fmaf(job->factor[i * GC_PANEL + k], job->rounded[k * GC_PANEL + n], sum);
      }
      job->image[i * GC_PANEL + n] = sum;
    }
  }
}
