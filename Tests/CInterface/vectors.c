/// Holds what the library gives against what `goldcrest embed` printed.
///
///   vectors FOLDER MODEL...
///
/// FOLDER has texts.txt, MODEL.crest, and MODEL.jsonl: the command's answers to the lines.
#include <math.h>

#include "check.h"

/// Reads the command's JSON from left to right.
typedef struct reader {
  const char *next;
} reader;

/// Goes behind `word`, which must come on this line.
static int go_behind(reader *json, const char *word) {
  const char *found = strstr(json->next, word);
  const char *end = strchr(json->next, '\n');
  if (found == NULL || (end != NULL && found > end)) return 0;
  json->next = found + strlen(word);
  return 1;
}

static double number(reader *json) {
  char *end;
  double value = strtod(json->next, &end);
  json->next = *end == ',' || *end == ':' ? end + 1 : end;
  return value;
}

/// A number that was printed with as many digits as tell it from its neighbours.
static float single(reader *json) {
  char *end;
  float value = strtof(json->next, &end);
  json->next = *end == ',' ? end + 1 : end;
  return value;
}

static void check_dense(reader *json, const float *vector, int32_t size) {
  CHECK(go_behind(json, "\"embedding\":["));
  for (int32_t i = 0; i < size; i++) CHECK(single(json) == vector[i]);
  CHECK(*json->next == ']');
}

static void check_sparse(reader *json, const goldcrest_outputs *outputs, int64_t text) {
  CHECK(go_behind(json, "\"sparse\":{"));
  for (int64_t i = outputs->sparse_offsets[text]; i < outputs->sparse_offsets[text + 1]; i++) {
    CHECK(*json->next++ == '"');
    CHECK(number(json) == outputs->sparse_ids[i]);
    CHECK(json->next[0] == '"' && json->next[1] == ':');
    json->next += 2;
    CHECK(single(json) == outputs->sparse_weights[i]);
  }
  CHECK(*json->next == '}');
}

static void check_colbert(reader *json, const goldcrest_outputs *outputs, int64_t text) {
  CHECK(go_behind(json, "\"colbert\":["));
  for (int64_t i = outputs->colbert_offsets[text]; i < outputs->colbert_offsets[text + 1]; i++) {
    CHECK(*json->next++ == '[');
    const float *vector = outputs->colbert_vectors + i * outputs->colbert_dimension;
    for (int32_t j = 0; j < outputs->colbert_dimension; j++) CHECK(single(json) == vector[j]);
    CHECK(*json->next++ == ']');
    if (*json->next == ',') json->next++;
  }
  CHECK(*json->next == ']');
}

/// Everything at once, as the command was asked.
static void check_command(
    const char *folder, const char *name, goldcrest_model model, const goldcrest_info *info,
    const goldcrest_texts *texts) {
  char *path = joined(folder, name, ".jsonl");
  size_t byte_count;
  char *answers = contents(path, &byte_count);
  size_t vector_byte_count = (size_t)(texts->count * info->dimension) * sizeof(float);
  float *vectors = memory(vector_byte_count, 1);
  int32_t *tokens = memory((size_t)texts->count, sizeof(int32_t));
  int32_t *dropped = memory((size_t)texts->count, sizeof(int32_t));
  goldcrest_status *statuses = memory((size_t)texts->count, sizeof(goldcrest_status));
  memset(statuses, 1, (size_t)texts->count * sizeof(goldcrest_status));
  goldcrest_outputs *outputs = NULL;
  goldcrest_options options = no_options();
  options.outputs = info->outputs;
  goldcrest_results results = results_in(vectors, vector_byte_count);
  results.token_counts = tokens;
  results.dropped_token_counts = dropped;
  results.statuses = statuses;
  if (info->outputs != 0) results.outputs = &outputs;
  MUST(goldcrest_embed(model, texts, &options, &results));
  if (info->outputs != 0) CHECK(outputs->text_count == texts->count);
  reader json = {answers};
  for (int64_t i = 0; i < texts->count; i++) {
    check_dense(&json, vectors + i * info->dimension, info->dimension);
    if (info->outputs & GOLDCREST_SPARSE) check_sparse(&json, outputs, i);
    if (info->outputs & GOLDCREST_COLBERT) check_colbert(&json, outputs, i);
    CHECK(go_behind(&json, "\"tokens\":") && number(&json) == tokens[i]);
    CHECK(go_behind(&json, "\"truncated\":") && number(&json) == dropped[i]);
    CHECK(statuses[i] == GOLDCREST_OK);
    json.next = strchr(json.next, '\n');
    json.next = json.next == NULL ? answers + byte_count : json.next + 1;
  }
  CHECK(json.next == answers + byte_count);
  goldcrest_outputs_free(outputs);
  free(statuses);
  free(dropped);
  free(tokens);
  free(vectors);
  free(answers);
  free(path);
}

/// A text alone, and its token ids, give the bits that it has among others.
static void check_tokens(
    goldcrest_model model, const goldcrest_info *info, const goldcrest_texts *texts) {
  int32_t size = info->dimension;
  float *vectors = memory((size_t)(texts->count * size), sizeof(float));
  float *vector = memory((size_t)size, sizeof(float));
  int32_t *ids = memory((size_t)info->maximum_token_count, sizeof(int32_t));
  for (int32_t prompt = -1; prompt < info->prompt_count && prompt < 2; prompt++) {
    goldcrest_options options = no_options();
    if (prompt >= 0) options.prompt_name = info->prompts[prompt].name;
    goldcrest_results all = results_in(vectors, (size_t)(texts->count * size) * sizeof(float));
    MUST(goldcrest_embed(model, texts, &options, &all));
    for (int64_t i = 0; i < texts->count; i += 7) {
      goldcrest_results one = results_in(vector, (size_t)size * sizeof(float));
      goldcrest_texts text = {texts->bytes, texts->offsets + i, 1};
      MUST(goldcrest_embed(model, &text, &options, &one));
      CHECK(memcmp(vector, vectors + i * size, (size_t)size * sizeof(float)) == 0);
      int64_t count = 0, dropped = 0;
      MUST(goldcrest_tokenize(
          model, texts->bytes + texts->offsets[i], texts->offsets[i + 1] - texts->offsets[i], &options, ids,
          info->maximum_token_count, &count, &dropped));
      int64_t offsets[2] = {0, count};
      goldcrest_tokens tokens = {ids, offsets, 1};
      memset(vector, 0, (size_t)size * sizeof(float));
      MUST(goldcrest_embed_tokens(model, &tokens, &options, &one));
      CHECK(memcmp(vector, vectors + i * size, (size_t)size * sizeof(float)) == 0);
    }
  }
  free(ids);
  free(vector);
  free(vectors);
}

static float half(uint16_t bits) {
  int exponent = bits >> 10 & 31, fraction = bits & 1023;
  float value = exponent == 0 ? ldexpf((float)fraction, -24) : ldexpf((float)(1024 + fraction), exponent - 25);
  return bits >> 15 ? -value : value;
}

/// Precisions and sizes, from the vectors in binary32.
static void check_precisions(
    goldcrest_model model, const goldcrest_info *info, const goldcrest_texts *texts) {
  enum { room = 4096 };
  static float whole[room];
  static uint8_t row[room];
  goldcrest_texts text = {texts->bytes, texts->offsets, 1};
  for (int32_t s = 0; s < info->dimension_count; s++) {
    int32_t size = info->dimensions[s];
    goldcrest_options options = no_options();
    options.dimension = size;
    options.normalizes = 1;
    goldcrest_results results = results_in(whole, (size_t)size * sizeof(float));
    MUST(goldcrest_embed(model, &text, &options, &results));
    double sum = 0;
    for (int32_t i = 0; i < size; i++) sum += (double)whole[i] * whole[i];
    CHECK(fabs(sum - 1) < 1e-5);
    results = results_in(row, sizeof row);

    options.precision = GOLDCREST_FLOAT16;
    MUST(goldcrest_embed(model, &text, &options, &results));
    for (int32_t i = 0; i < size; i++) {
      uint16_t bits = (uint16_t)(row[2 * i] | row[2 * i + 1] << 8);
      CHECK(fabsf(half(bits) - whole[i]) <= fabsf(whole[i]) / 2048 + 0x1p-25f);
    }
    options.precision = GOLDCREST_INT8;
    MUST(goldcrest_embed(model, &text, &options, &results));
    for (int32_t i = 0; i < size; i++)
      CHECK((int8_t)row[i] == (int8_t)(((double)whole[i] + 1) / (double)(2.0f / 255) - 128));
    for (int32_t order = GOLDCREST_BIG; order <= GOLDCREST_LITTLE; order++) {
      options.bit_order = order;
      for (int32_t precision = GOLDCREST_BINARY; precision <= GOLDCREST_UBINARY; precision++) {
        options.precision = precision;
        memset(row, 0x5a, sizeof row);
        MUST(goldcrest_embed(model, &text, &options, &results));
        uint8_t flipped = precision == GOLDCREST_BINARY ? 0x80 : 0;
        for (int32_t i = 0; i < size; i++) {
          int shift = order == GOLDCREST_BIG ? 7 - i % 8 : i % 8;
          CHECK(((row[i / 8] ^ flipped) >> shift & 1) == (whole[i] > 0));
        }
        CHECK(row[(size + 7) / 8] == 0x5a);
      }
    }
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  char *path = joined(argv[1], "texts", ".txt");
  goldcrest_texts texts = lines_of(path);
  free(path);
  CHECK(strcmp(goldcrest_error_message(), "") == 0 && goldcrest_error_text_index() == -1);
  for (int i = 2; i < argc; i++) {
    path = joined(argv[1], argv[i], ".crest");
    goldcrest_model model = 0;
    goldcrest_info *info = NULL;
    MUST(goldcrest_open(path, i % 2, &model));
    MUST(goldcrest_get_info(model, &info));
    check_command(argv[1], argv[i], model, info, &texts);
    check_tokens(model, info, &texts);
    check_precisions(model, info, &texts);
    MUST(goldcrest_close(model));
    // Belongs to itself.
    CHECK(strlen(info->fingerprint) > 0 && strlen(info->kernel) > 0 && strlen(info->similarity) > 0);
    CHECK(info->dimension == info->dimensions[0] && info->has_tokenizer == 1);
    goldcrest_info_free(info);
    free(path);
  }
  free_texts(texts);
  return finished("vectors");
}
