// Operands of odd widths, padded with zeros for what takes whole vectors or blocks only. A zero changes
// no sum: attention gives the bits of the definition at the true width.
#include <string.h>

#include "goldcrest_kernels.h"

void gc_quantize_padded(const gc_kernel_set *set, const float *x, int32_t rows, int32_t width,
                        int32_t inputs, int32_t rotation, void *activations, float *scales) {
  if (inputs == width) {
    set->quantize(x, rows, inputs, rotation, activations, scales);
    return;
  }
  float values[GC_LARGEST_INPUTS];
  memset(values + width, 0, (size_t)(inputs - width) * sizeof(float));
  for (int32_t row = 0; row < rows; row++) {
    memcpy(values, x + (size_t)row * (size_t)width, (size_t)width * sizeof(float));
    set->quantize(values, 1, inputs, rotation,
                  (uint8_t *)activations + (size_t)row * (size_t)inputs, scales + row);
  }
}

static void attend(const gc_kernel_set *set, const gc_attention *job, int32_t is_integer,
                   int32_t begin, int32_t end) {
  (is_integer ? set->integer_attention : set->attention)(job, begin, end);
}

void gc_attend(const gc_kernel_set *set, const gc_attention *job, int32_t is_integer, int32_t begin,
               int32_t end) {
  size_t dim = (size_t)job->head_dim, width = gc_padded_width(dim);
  // The definition, the first of the sets, takes any width.
  int32_t count;
  if (width == dim || set == gc_kernel_sets(&count)) {
    attend(set, job, is_integer, begin, end);
    return;
  }
  // One head alone, [T][3 width] and [T][width], behind what its kernel uses.
  size_t tokens = (size_t)job->tokens, hidden = (size_t)job->hidden;
  float *qkv = job->scratch + gc_attention_scratch(tokens, width);
  float *out = qkv + tokens * 3 * width;
  for (size_t row = 0; row < tokens; row++) {
    for (size_t part = 0; part < 3; part++) {
      float *target = qkv + (row * 3 + part) * width;
      memcpy(target, job->qkv + (row * 3 + part) * hidden + (size_t)job->head * dim,
             dim * sizeof(float));
      memset(target + dim, 0, (width - dim) * sizeof(float));
    }
  }
  gc_attention padded = *job;
  padded.qkv = qkv;
  padded.out = out;
  padded.hidden = padded.head_dim = (int32_t)width;
  padded.head = 0;
  padded.next_head = -1;
  attend(set, &padded, is_integer, begin, end);
  for (size_t row = (size_t)begin; row < (size_t)end; row++) {
    memcpy(job->out + row * hidden + (size_t)job->head * dim, out + row * width,
           dim * sizeof(float));
  }
}
