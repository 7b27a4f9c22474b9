// Attention, as its definitions read.
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

void gc_attention_scalar(const gc_attention *job, int32_t begin, int32_t end) {
  size_t stride = (size_t)job->hidden * 3, dim = (size_t)job->head_dim;
  const float *queries = job->qkv + (size_t)job->head * dim;
  const float *keys = queries + job->hidden, *values = keys + job->hidden;
  for (int32_t i = begin; i < end; i++) {
    const float *q = queries + (size_t)i * stride;
    float *p = job->scratch;
    float largest = -INFINITY;
    for (int32_t j = 0; j < job->tokens; j++) {
      const float *k = keys + (size_t)j * stride;
      float score = 0;
      for (size_t d = 0; d < dim; d++) score = fmaf(q[d], k[d], score);
      p[j] = score * job->scale;
      if (job->bias) p[j] = p[j] + job->bias[j - i];
      if (p[j] > largest) largest = p[j];
    }
    float lanes[16] = {0};
    for (int32_t j = 0; j < job->tokens; j++) {
      p[j] = gc_scalar_exp(p[j] - largest);
      lanes[j % 16] = lanes[j % 16] + p[j];
    }
    float inverse = 1.0f / gc_fold_lanes(lanes);
    float *out = job->out + (size_t)i * (size_t)job->hidden + (size_t)job->head * dim;
    for (size_t d = 0; d < dim; d++) {
      float sum = 0;
      for (int32_t j = 0; j < job->tokens; j++) {
        sum = fmaf(p[j], values[(size_t)j * stride + d], sum);
      }
      out[d] = sum * inverse;
    }
  }
}

// ---- From integers ------------------------------------------------------------------------------

// The integer nearest to x * inverse. The sum's low half is it; unlike a conversion, that is defined
// for NaN too.
static int16_t rounded(float x, float inverse) {
  return (int16_t)(gc_bits_from_float(fmaf(x, inverse, GC_ROUNDER)) & 0xffff);
}

// int(x, squares, length) of x[0], x[x_stride], ... into q[0], q[q_stride], ...; gives its scale.
static float round_vector(const float *x, size_t x_stride, size_t count, float squares,
                          float length, float *q, size_t q_stride) {
  float inverse = gc_vector_inverse(squares, length);
  for (size_t i = 0; i < count; i++) q[i * q_stride] = (float)rounded(x[i * x_stride], inverse);
  return gc_vector_scale(squares, length);
}

static float squares_of(const float *x, size_t count) {
  float lanes[16] = {0};
  for (size_t i = 0; i < count; i++) lanes[i % 16] = fmaf(x[i], x[i], lanes[i % 16]);
  return gc_fold_lanes(lanes);
}

// The largest sum of squares of a block of one channel's values.
static float largest_squares(const float *v, size_t stride, size_t tokens) {
  float largest = 0;
  for (size_t first = 0; first < tokens; first += GC_SHARE_BLOCK) {
    float squares = 0;
    for (size_t j = first; j < tokens && j < first + GC_SHARE_BLOCK; j++) {
      squares = fmaf(v[j * stride], v[j * stride], squares);
    }
    // What is not a number is the largest.
    largest = squares <= largest ? largest : squares;
    if (largest != largest) break;
  }
  return largest;
}

static float integer_dot(const float *a, const float *b, size_t b_stride, size_t count) {
  // Unsigned, because integers made of what is not a number may be larger than others.
  uint32_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += (uint32_t)((int32_t)a[i] * (int32_t)b[i * b_stride]);
  }
  return (float)(int32_t)sum;
}

void gc_integer_attention_scalar(const gc_attention *job, int32_t begin, int32_t end) {
  size_t stride = (size_t)job->hidden * 3, dim = (size_t)job->head_dim;
  size_t tokens = (size_t)job->tokens, padded = gc_attention_padded(tokens);
  const float *queries = job->qkv + (size_t)job->head * dim;
  const float *keys = queries + job->hidden, *values = keys + job->hidden;
  float *k = job->scratch, *v = k + tokens * dim, *key_scales = v + tokens * dim;
  float *value_scales = key_scales + tokens, *q = value_scales + dim, *p = q + dim;
  for (size_t j = 0; j < tokens; j++) {
    const float *key = keys + j * stride;
    key_scales[j] =
        round_vector(key, 1, dim, squares_of(key, dim), GC_KEY_LENGTH, k + j * dim, 1);
  }
  for (size_t d = 0; d < dim; d++) {
    float squares = largest_squares(values + d, stride, tokens);
    value_scales[d] =
        round_vector(values + d, stride, tokens, squares, GC_VALUE_LENGTH, v + d, dim);
  }
  for (int32_t i = begin; i < end; i++) {
    const float *query = queries + (size_t)i * stride;
    float scale = round_vector(query, 1, dim, squares_of(query, dim), GC_KEY_LENGTH, q, 1);
    scale = scale * (job->scale * GC_INVERSE_LN2);
    float largest = -INFINITY;
    for (size_t j = 0; j < tokens; j++) {
      p[j] = integer_dot(q, k + j * dim, 1, dim) * scale * key_scales[j];
      if (job->bias) p[j] = p[j] + job->bias[(ptrdiff_t)j - i] * GC_INVERSE_LN2;
      if (p[j] > largest) largest = p[j];
    }
    float lanes[16] = {0};
    for (size_t j = 0; j < tokens; j++) {
      p[j] = gc_scalar_exp2(p[j] - largest);
      lanes[j % 16] = lanes[j % 16] + p[j];
    }
    float inverse = 1.0f / gc_fold_lanes(lanes), *powers = p + padded;
    for (size_t first = 0; first < tokens; first += GC_SHARE_BLOCK) {
      size_t end = tokens - first < GC_SHARE_BLOCK ? tokens : first + GC_SHARE_BLOCK;
      float block_largest = 0;
      for (size_t j = first; j < end; j++) {
        if (p[j] > block_largest) block_largest = p[j];
      }
      float power = gc_share_power(block_largest);
      for (size_t j = first; j < end; j++) {
        p[j] = (float)rounded(p[j], (float)GC_SHARE_LEVELS / power);
      }
      powers[first / GC_SHARE_BLOCK] = power / (float)GC_SHARE_LEVELS;
    }
    float *out = job->out + (size_t)i * (size_t)job->hidden + (size_t)job->head * dim;
    for (size_t d = 0; d < dim; d++) {
      float sum = 0;
      for (size_t j = 0; j < tokens; j += GC_SHARE_BLOCK) {
        size_t count = tokens - j < GC_SHARE_BLOCK ? tokens - j : GC_SHARE_BLOCK;
        float dot = integer_dot(p + j, v + j * dim + d, dim, count);
        sum = fmaf(dot, powers[j / GC_SHARE_BLOCK], sum);
      }
      out[d] = sum * (inverse * value_scales[d]);
    }
  }
}
