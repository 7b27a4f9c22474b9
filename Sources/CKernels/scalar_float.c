// The float kernels, rotation and quantisation of activations, as their definitions read.
#include "kernel_sets.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

void gc_layer_norm_scalar(const float *x, const float *residual, const float *weight,
                          const float *bias, float eps, int32_t rows, int32_t hidden, float *y) {
  for (int32_t row = 0; row < rows; row++) {
    size_t begin = (size_t)row * (size_t)hidden;
    float lanes[16] = {0};
    for (int32_t h = 0; h < hidden; h++) {
      float v = residual ? x[begin + (size_t)h] + residual[begin + (size_t)h] : x[begin + (size_t)h];
      y[begin + (size_t)h] = v;
      lanes[h % 16] = lanes[h % 16] + v;
    }
    float mean = gc_fold_lanes(lanes) / (float)hidden;
    float squares[16] = {0};
    for (int32_t h = 0; h < hidden; h++) {
      float centred = y[begin + (size_t)h] - mean;
      squares[h % 16] = fmaf(centred, centred, squares[h % 16]);
    }
    float variance = gc_fold_lanes(squares) / (float)hidden;
    float inverse = 1.0f / sqrtf(variance + eps);
    for (int32_t h = 0; h < hidden; h++) {
      float centred = y[begin + (size_t)h] - mean;
      y[begin + (size_t)h] = fmaf(centred * inverse, weight[h], bias[h]);
    }
  }
}

void gc_bias_gelu_scalar(float *x, const float *bias, int32_t rows, int32_t width,
                         int32_t apply_gelu) {
  for (int32_t row = 0; row < rows; row++) {
    float *values = x + (size_t)row * (size_t)width;
    for (int32_t n = 0; n < width; n++) {
      float value = bias ? values[n] + bias[n] : values[n];
      values[n] = apply_gelu ? gc_scalar_gelu(value) : value;
    }
  }
}

void gc_gate_scalar(const float *x, int32_t rows, int32_t width, int32_t is_silu, float *y) {
  for (int32_t row = 0; row < rows; row++) {
    const float *up = x + (size_t)row * (size_t)width * 2, *gate = up + width;
    for (int32_t n = 0; n < width; n++) {
      float value = is_silu ? gc_scalar_silu(gate[n]) : gc_scalar_gelu(gate[n]);
      y[(size_t)row * (size_t)width + (size_t)n] = up[n] * value;
    }
  }
}

void gc_rotate_positions_scalar(float *x, int32_t stride, const int32_t *positions, int32_t rows,
                                int32_t heads, int32_t head_dim, const float *cosines,
                                const float *sines) {
  int32_t half = head_dim / 2;
  for (int32_t row = 0; row < rows; row++) {
    const float *cosine = cosines + (size_t)positions[row] * (size_t)half;
    const float *sine = sines + (size_t)positions[row] * (size_t)half;
    for (int32_t head = 0; head < heads; head++) {
      float *low = x + (size_t)row * (size_t)stride + (size_t)head * (size_t)head_dim;
      float *high = low + half;
      for (int32_t i = 0; i < half; i++) {
        float a = low[i], b = high[i];
        low[i] = fmaf(a, cosine[i], -(b * sine[i]));
        high[i] = fmaf(b, cosine[i], a * sine[i]);
      }
    }
  }
}

void gc_router_logits_scalar(const float *x, const float *w, int32_t rows, int32_t hidden,
                             int32_t experts, float *logits) {
  for (int32_t row = 0; row < rows; row++) {
    const float *values = x + (size_t)row * (size_t)hidden;
    for (int32_t e = 0; e < experts; e++) {
      const float *weights = w + (size_t)e * (size_t)hidden;
      float lanes[16] = {0};
      for (int32_t h = 0; h < hidden; h++) {
        lanes[h % 16] = fmaf(values[h], weights[h], lanes[h % 16]);
      }
      logits[(size_t)row * (size_t)experts + (size_t)e] = gc_fold_lanes(lanes);
    }
  }
}

void gc_combine_scalar(const float *x, const int32_t *row, const float *weight, int32_t slots,
                       const float *bias, int32_t rows, int32_t hidden, float *y) {
  for (int32_t t = 0; t < rows; t++) {
    const int32_t *source = row + (size_t)t * (size_t)slots;
    const float *share = weight + (size_t)t * (size_t)slots;
    for (int32_t h = 0; h < hidden; h++) {
      float sum = share[0] * x[(size_t)source[0] * (size_t)hidden + (size_t)h];
      for (int32_t s = 1; s < slots; s++) {
        sum = fmaf(share[s], x[(size_t)source[s] * (size_t)hidden + (size_t)h], sum);
      }
      y[(size_t)t * (size_t)hidden + (size_t)h] = bias ? sum + bias[h] : sum;
    }
  }
}

void gc_mean_rows_scalar(const float *x, int32_t rows, int32_t hidden, float *y) {
  for (int32_t h = 0; h < hidden; h++) {
    float sum = 0;
    for (int32_t t = 0; t < rows; t++) sum = sum + x[(size_t)t * (size_t)hidden + (size_t)h];
    y[h] = sum / (float)rows;
  }
}

void gc_normalize_scalar(float *x, int32_t width) {
  float lanes[16] = {0};
  for (int32_t h = 0; h < width; h++) lanes[h % 16] = fmaf(x[h], x[h], lanes[h % 16]);
  float norm = sqrtf(gc_fold_lanes(lanes));
  float divisor = norm > 1e-12f ? norm : 1e-12f;
  for (int32_t h = 0; h < width; h++) x[h] = x[h] / divisor;
}

float gc_exp(float x) { return gc_scalar_exp(x); }
float gc_exp2(float x) { return gc_scalar_exp2(x); }
float gc_gelu(float x) { return gc_scalar_gelu(x); }
float gc_silu(float x) { return gc_scalar_silu(x); }

static void rotate_block(float *x, int32_t size) {
  for (int32_t stride = 1; stride < size; stride *= 2) {
    for (int32_t i = 0; i < size; i++) {
      if (i & stride) continue;
      float a = x[i], b = x[i + stride];
      x[i] = a + b;
      x[i + stride] = a - b;
    }
  }
}

void gc_rotate_row(float *x, int32_t inputs, int32_t rotation) {
  for (int32_t k = 0; k < inputs; k += rotation) rotate_block(x + k, rotation);
}

void gc_quantize_scalar(const float *x, int32_t rows, int32_t inputs, int32_t rotation,
                        void *activations, float *scales) {
  float values[GC_LARGEST_INPUTS];
  for (int32_t row = 0; row < rows; row++) {
    memcpy(values, x + (size_t)row * (size_t)inputs, (size_t)inputs * sizeof(float));
    gc_rotate_row(values, inputs, rotation);
    int8_t *q = (int8_t *)activations + (size_t)row * (size_t)inputs;
    int32_t magnitude = 0;
    for (int32_t k = 0; k < inputs; k++) {
      int32_t bits = gc_magnitude_bits(values[k]);
      magnitude = bits > magnitude ? bits : magnitude;
    }
    float inverse = gc_row_inverse(magnitude);
    for (int32_t k = 0; k < inputs; k++) {
      // The sum's low byte is the rounded value; unlike a conversion, it is defined for NaN too.
      q[k] = (int8_t)(gc_bits_from_float(fmaf(values[k], inverse, GC_ROUNDER)) & 255);
    }
    scales[row] = gc_row_scale(magnitude);
  }
}
