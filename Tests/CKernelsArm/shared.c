// The kernels that exist once: nothing to compare them with here, but their bits must not depend on
// the architecture.
#include "driver.h"

#pragma STDC FP_CONTRACT OFF

static void note_polynomials(void) {
  for (uint64_t bits = 0; bits < (uint64_t)1 << 32; bits += 200003) {
    uint32_t pattern = (uint32_t)bits;
    float x;
    memcpy(&x, &pattern, sizeof x);
    if (!(x >= -3e38f && x <= 3e38f)) continue;
    float results[3] = {x < 88 ? gc_exp(x) : 0, x < 127 ? gc_exp2(x) : 0, gc_gelu(x)};
    note_output(results, sizeof results);
  }
}

static void note_binary16(void) {
  for (uint32_t bits = 0; bits < 1u << 16; bits += 7) {
    uint16_t half = (uint16_t)bits;
    float wide;
    gc_widen_binary16(&half, 1, &wide);
    note_output(&wide, sizeof wide);
  }
  for (uint64_t bits = 0; bits < (uint64_t)1 << 32; bits += 100003) {
    uint32_t pattern = (uint32_t)bits;
    float wide;
    uint16_t half;
    memcpy(&wide, &pattern, sizeof wide);
    gc_narrow_binary16(&wide, 1, &half);
    note_output(&half, sizeof half);
  }
}

static void note_rotary_tables(void) {
  static const double bases[] = {10000, 1000000, 500};
  for (size_t i = 0; i < COUNT(bases); i++) {
    float *cosines = guarded(600 * 32 * sizeof(float), 4);
    float *sines = guarded(600 * 32 * sizeof(float), 4);
    gc_rotary_table(bases[i], 1.0625f, 64, 600, cosines, sines);
    note_output(cosines, 600 * 32 * sizeof(float));
    note_output(sines, 600 * 32 * sizeof(float));
    for (int32_t tokens = 2049; tokens < 8192; tokens += 97) {
      double base = gc_scaled_rotary_base(bases[i], 2.5, 2048, tokens, 64);
      note_output(&base, sizeof base);
    }
  }
  release_guarded();
}

static void note_expert_choices(random_source *random) {
  for (int32_t normalize = 0; normalize < 2; normalize++) {
    float *logits = guarded_normals(random, 200 * 8, 3);
    int32_t experts[200 * 2];
    float weights[200 * 2];
    gc_choose_experts(logits, 200, 8, 2, normalize, experts, weights);
    note_output(experts, sizeof experts);
    note_output(weights, sizeof weights);
  }
  release_guarded();
}

static void note_embeddings(random_source *random) {
  // A table of 4 bits has rows of 96 values, of which the model has 90.
  enum { V = 50, H = 96, WIDTH = 90, ROWS = 40 };
  float *position_table = guarded_floats(random, ROWS * H, 1);
  float *type = guarded_floats(random, H, 1);
  int32_t ids[ROWS], positions[ROWS];
  for (int32_t i = 0; i < ROWS; i++) {
    ids[i] = random_integer(random, 0, V - 1);
    positions[i] = i;
  }
  float *values = guarded_floats(random, V * H, 2);
  uint16_t *halves = guarded(V * H * sizeof(uint16_t), 2);
  gc_narrow_binary16(values, V * H, halves);
  int8_t *bytes = guarded(V * H, 1);
  uint8_t *groups = guarded(V * H / 32, 1);
  for (size_t i = 0; i < V * H; i++) bytes[i] = (int8_t)random_integer(random, -128, 127);
  for (size_t i = 0; i < V * H / 32; i++) groups[i] = (uint8_t)random_integer(random, 1, 15);
  float *scales = guarded_floats(random, V, 0.1f);
  const void *tables[] = {values, halves, bytes, bytes};
  for (int32_t kind = GC_TABLE_F32; kind <= GC_TABLE_INT4; kind++) {
    int32_t hidden = kind == GC_TABLE_INT4 ? WIDTH : H;
    gc_table table = {tables[kind], groups, scales, kind, hidden, H};
    float *x = guarded(ROWS * H * sizeof(float), 4);
    gc_embed(&table, ids, positions, kind % 2 ? position_table : NULL, type, ROWS, x);
    note_output(x, ROWS * H * sizeof(float));
  }
  release_guarded();
}

static void note_group_search(random_source *random) {
  enum { ROWS = 6, K = 384 };
  for (int32_t rotation = 1; rotation <= 128; rotation *= 128) {
    float *x = guarded_normals(random, ROWS * K, 0.05f);
    int8_t *q = guarded(ROWS * K, 1);
    uint8_t groups[ROWS * K / 32];
    float scales[ROWS];
    int32_t sums[ROWS];
    for (int32_t bits = 3; bits <= 4; bits++) {
      gc_quantize_rows_grouped(bits, x, ROWS, K, rotation, q, groups, scales, sums);
      note_output(q, ROWS * K);
      note_output(groups, sizeof groups);
      note_output(scales, sizeof scales);
      note_output(sums, sizeof sums);
    }
    uint8_t packed[ROWS * K / 2];
    gc_pack_table_int4(q, ROWS, K, packed);
    note_output(packed, sizeof packed);
    float *transposed = guarded(ROWS * K * sizeof(float), 4);
    gc_transpose(x, ROWS, K, transposed);
    note_output(transposed, ROWS * K * sizeof(float));
  }
  release_guarded();
}

void check_shared(void) {
  random_source random = {0x5a7e};
  note_polynomials();
  note_binary16();
  note_rotary_tables();
  note_expert_choices(&random);
  note_embeddings(&random);
  note_group_search(&random);
}
