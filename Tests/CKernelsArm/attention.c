// Attention of every length around the lane count, and layer norm in every form.
#include "driver.h"

#pragma STDC FP_CONTRACT OFF

typedef struct {
  const float *qkv, *bias;
  int32_t tokens, heads, head, head_dim, begin, end, is_integer;
} attention_case;

static void run_attention(const gc_kernel_set *set, const void *context, void *out) {
  const attention_case *c = context;
  size_t scratch = gc_attention_scratch((size_t)c->tokens, (size_t)c->head_dim);
  gc_attention job = {
      .qkv = c->qkv,
      .out = out,
      .scratch = guarded(scratch * sizeof(float), 64),
      .tokens = c->tokens,
      .hidden = c->heads * c->head_dim,
      .head = c->head,
      .next_head = c->head > 0 ? 0 : -1,
      .head_dim = c->head_dim,
      .scale = 0.125f,
      .bias = c->bias,
  };
  gc_attend(set, &job, c->is_integer, c->begin, c->end);
}

static void compare_attention(const attention_case *job) {
  size_t count = (size_t)job->tokens * (size_t)(job->heads * job->head_dim);
  compare_sets(run_attention, job, count * sizeof(float),
               "attention of %d tokens, queries %d-%d, head %d of %d of size %d, integers: %d",
               job->tokens, job->begin, job->end, job->head, job->heads, job->head_dim,
               job->is_integer);
}

static void compare_both(attention_case *job) {
  for (job->is_integer = 0; job->is_integer < 2; job->is_integer++) compare_attention(job);
}

void check_attention(void) {
  static const int32_t lengths[] = {1, 2, 15, 16, 17, 33, 130};
  // The third makes most shares exactly 0.
  static const float deviations[] = {0.1f, 1, 12};
  static const int32_t head_dims[] = {32, 64, 96, 1, 26, 33, 80};
  random_source random = {0xa701};
  for (size_t i = 0; i < COUNT(lengths); i++) {
    for (size_t h = 0; h < COUNT(head_dims); h++) {
      int32_t head_dim = head_dims[h];
      for (size_t d = 0; d < COUNT(deviations); d++) {
        if (lengths[i] > 100 && d != h % COUNT(deviations)) continue;
        attention_case job = {.tokens = lengths[i], .head_dim = head_dim, .end = lengths[i]};
        job.heads = random_integer(&random, 1, 3);
        job.head = random_integer(&random, 0, job.heads - 1);
        size_t count = (size_t)(lengths[i] * 3 * job.heads * head_dim);
        job.qkv = guarded_normals(&random, count, deviations[d]);
        compare_both(&job);
        size_t biases = (size_t)lengths[i] + gc_attention_padded((size_t)lengths[i]) - 1;
        job.bias = guarded_floats(&random, biases, 3) + lengths[i] - 1;
        compare_both(&job);
        job.begin = random_integer(&random, 0, lengths[i]);
        job.end = random_integer(&random, job.begin, lengths[i]);
        compare_both(&job);
        job.bias = NULL;
        compare_both(&job);
        release_guarded();
      }
    }
  }
  // One head over 32 tokens: token j has the score -j * step for every query, from the largest
  // share to those that are cut to 0, and output j is its share alone.
  for (int repetition = 0; repetition < 40; repetition++) {
    float *qkv = guarded(32 * 96 * sizeof(float), 4);
    float step = 3.0f + random_float(&random, 0.2f);
    // Squares of 1e30 would be infinite.
    for (int32_t is_integer = 0; is_integer < 2; is_integer++) {
      for (int32_t token = 0; token < 32; token++) {
        qkv[token * 96] = 1;
        qkv[token * 96 + 32] = (float)-token * step * 8;
        qkv[token * 96 + 64 + token] = is_integer ? 1 : 1e30f;
      }
      attention_case job = {.qkv = qkv, .tokens = 32, .heads = 1, .head_dim = 32, .end = 32};
      job.is_integer = is_integer;
      compare_attention(&job);
    }
    release_guarded();
  }
}

typedef enum { WITHOUT_RESIDUAL, APART, OVER_INPUT, OVER_RESIDUAL, FORMS } norm_form;

typedef struct {
  const float *x, *residual, *weight, *bias;
  int32_t rows, hidden;
  norm_form form;
} norm_case;

static void run_layer_norm(const gc_kernel_set *set, const void *context, void *out) {
  const norm_case *job = context;
  const float *x = job->x, *residual = job->form == WITHOUT_RESIDUAL ? NULL : job->residual;
  size_t byte_count = (size_t)job->rows * (size_t)job->hidden * sizeof(float);
  if (job->form == OVER_INPUT) x = memcpy(out, x, byte_count);
  if (job->form == OVER_RESIDUAL) residual = memcpy(out, residual, byte_count);
  set->layer_norm(x, residual, job->weight, job->bias, 1e-5f, job->rows, job->hidden, out);
}

void check_layer_norm(void) {
  static const int32_t hidden[] = {32, 64, 96, 384, 768, 1024, 1, 17, 26, 312};
  static const int32_t row_counts[] = {0, 1, 2, 5};
  static const float scales[] = {1e-20f, 1e-3f, 1, 1e4f};
  random_source random = {0xf101};
  for (size_t h = 0; h < COUNT(hidden); h++) {
    for (size_t r = 0; r < COUNT(row_counts); r++) {
      for (norm_form form = WITHOUT_RESIDUAL; form < FORMS; form++) {
        size_t width = (size_t)hidden[h], count = (size_t)row_counts[r] * width;
        float scale = scales[random_integer(&random, 0, 3)];
        float *x = guarded_floats(&random, count, scale);
        // One channel in eight is far larger, as in a real stream.
        for (size_t i = 3; i < count; i += 8) x[i] = x[i] * 40;
        norm_case job = {.x = x, .rows = row_counts[r], .hidden = hidden[h], .form = form};
        job.residual = guarded_floats(&random, count, scale);
        job.weight = guarded_floats(&random, width, 2);
        job.bias = guarded_floats(&random, width, 1);
        compare_sets(run_layer_norm, &job, count * sizeof(float), "layer norm [%d, %d] form %d",
                     row_counts[r], hidden[h], (int)form);
        release_guarded();
      }
    }
  }
}
