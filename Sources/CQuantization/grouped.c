// int4 and int3 by search: the row's scale lets its largest group reach the largest group scale; for each
// group the integer scales around the one its largest value asks for are tried and the one with the
// least squared error is kept; the row scale is then refitted by least squares to the integers.
#include "goldcrest_encoding.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

enum { GROUP = 32 };

// What the integers of an encoding may be.
typedef struct limits {
  float lowest, highest;
  int32_t largest_group_scale, tries;
} limits;

// Rounds x / step into the limits and returns the squared error, in sixteen lanes.
static float quantize_group(const float *x, limits limits, float step, float *q) {
  float inverse = 1.0f / step, lanes[16] = {0};
  for (int half = 0; half < GROUP; half += 16) {
    for (int i = 0; i < 16; i++) {
      float rounded = (x[half + i] * inverse + GC_ROUNDER) - GC_ROUNDER;
      rounded = rounded < limits.lowest ? limits.lowest : rounded;
      rounded = rounded > limits.highest ? limits.highest : rounded;
      float error = x[half + i] - rounded * step;
      q[half + i] = rounded;
      lanes[i] = lanes[i] + error * error;
    }
  }
  return gc_fold_lanes(lanes);
}

static float largest_magnitude(const float *x, size_t count) {
  float largest = 0;
  for (size_t i = 0; i < count; i++) {
    float magnitude = fabsf(x[i]);
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

// The best integer scale of one group for the row scale s, and its values.
static void search_group(const float *x, limits limits, float s, float *q,
                         uint8_t *group_scale) {
  int32_t last = limits.largest_group_scale - limits.tries + 1;
  int32_t first = (int32_t)(largest_magnitude(x, GROUP) / (-limits.lowest * s)) - 1;
  if (first > last) first = last;
  if (first < 1) first = 1;
  float best = INFINITY, trial[GROUP];
  for (int32_t g = first; g < first + limits.tries; g++) {
    float error = quantize_group(x, limits, (float)g * s, trial);
    if (g == first || error < best) {
      best = error;
      *group_scale = (uint8_t)g;
      memcpy(q, trial, sizeof trial);
    }
  }
}

static void search_row(const float *x, limits limits, size_t inputs, float s, int8_t *q,
                       uint8_t *groups) {
  float values[GROUP];
  for (size_t k = 0; k < inputs; k += GROUP) {
    search_group(x + k, limits, s, values, &groups[k / GROUP]);
    for (size_t i = 0; i < GROUP; i++) q[k + i] = (int8_t)values[i];
  }
}

// The scale that fits the chosen integers best: sum of x w / sum of w w over w = q x group scale.
static float refit(const float *x, size_t inputs, const int8_t *q, const uint8_t *groups,
                   int32_t *sum) {
  float products[16] = {0}, squares[16] = {0};
  int32_t total = 0;
  for (size_t k = 0; k < inputs; k++) {
    int32_t integer = q[k] * groups[k / GROUP];
    float w = (float)integer;
    products[k % 16] = products[k % 16] + x[k] * w;
    squares[k % 16] = squares[k % 16] + w * w;
    total += integer;
  }
  *sum = total;
  float square = gc_fold_lanes(squares);
  return square > 0 ? gc_fold_lanes(products) / square : 0.0f;
}

void gc_quantize_rows_grouped(int32_t bits, const float *x, int32_t rows, int32_t inputs,
                              int32_t rotation, int8_t *q, uint8_t *groups, float *scales,
                              int32_t *sums) {
  limits limits = bits == 4 ? (struct limits){-8.0f, 7.0f, 15, 4} : (struct limits){-4.0f, 3.0f, 31, 10};
  size_t width = (size_t)inputs, group_count = width / GROUP;
  float values[GC_LARGEST_INPUTS];
  for (size_t row = 0; row < (size_t)rows; row++) {
    memcpy(values, x + row * width, width * sizeof(float));
    gc_rotate_row(values, inputs, rotation);
    for (size_t k = 0; k < width; k++) values[k] = values[k] / (float)rotation;
    int8_t *target = q + row * width;
    uint8_t *group = groups + row * group_count;
    float largest = largest_magnitude(values, width);
    if (!(largest > GC_SMALLEST_SCALED && largest < INFINITY)) {
      memset(target, 0, width);
      memset(group, 1, group_count);
      scales[row] = largest > GC_SMALLEST_SCALED ? largest : 0.0f;
      sums[row] = 0;
      continue;
    }
    // 2^(128 - e) for the exponent field e of the largest value, which becomes one in 2...4.
    uint32_t exponent = gc_bits_from_float(largest) >> 23;
    float magnify = gc_float_from_bits((255 - exponent) << 23);
    float shrink = gc_float_from_bits((exponent - 1) << 23);
    for (size_t k = 0; k < width; k++) values[k] = values[k] * magnify;
    // The largest value of either sign lands on the highest integer under the largest group scale.
    float step = largest * magnify / (limits.highest * (float)limits.largest_group_scale);
    search_row(values, limits, width, step, target, group);
    scales[row] = refit(values, width, target, group, &sums[row]) * shrink;
  }
}
