// The choice of experts: too small to vectorise, so it exists once.
#include "goldcrest_kernels.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

void gc_choose_experts(const float *logits, int32_t rows, int32_t experts, int32_t chosen,
                       int32_t normalize, int32_t *out_experts, float *out_weights) {
  for (int32_t row = 0; row < rows; row++) {
    const float *l = logits + (size_t)row * (size_t)experts;
    float p[256];
    float largest = l[0], sum = 0;
    for (int32_t e = 1; e < experts; e++) largest = l[e] > largest ? l[e] : largest;
    for (int32_t e = 0; e < experts; e++) {
      p[e] = gc_scalar_exp(l[e] - largest);
      sum = sum + p[e];
    }
    float inverse = 1.0f / sum;
    for (int32_t e = 0; e < experts; e++) p[e] = p[e] * inverse;

    uint8_t taken[256] = {0};
    for (int32_t slot = 0; slot < chosen; slot++) {
      int32_t best = -1;
      for (int32_t e = 0; e < experts; e++) {
        if (!taken[e] && (best < 0 || p[e] > p[best])) best = e;
      }
      taken[best] = 1;
    }
    int32_t *expert = out_experts + (size_t)row * (size_t)chosen;
    float *weight = out_weights + (size_t)row * (size_t)chosen;
    float total = 0;
    for (int32_t e = 0, slot = 0; e < experts; e++) {
      if (!taken[e]) continue;
      expert[slot] = e;
      weight[slot] = p[e];
      total = total + p[e];
      slot++;
    }
    if (normalize) {
      for (int32_t slot = 0; slot < chosen; slot++) weight[slot] = weight[slot] / total;
    }
  }
}
