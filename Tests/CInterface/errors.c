/// Every way in which a call can be wrong, and what it says then.
///
///   errors FOLDER
///
/// FOLDER has prompts.crest with prompts and sizes, no-tokenizer.crest, raw.crest, which does not normalise, and
/// normal.crest, the same model that does.
#include "check.h"

enum { room = 4096 };
static float vectors[room];

static goldcrest_model opened(const char *folder, const char *name) {
  char *path = joined(folder, name, ".crest");
  goldcrest_model model = 0;
  MUST(goldcrest_open(path, 1, &model));
  free(path);
  return model;
}

static void check_open(const char *folder) {
  goldcrest_model model = 0;
  char *good = joined(folder, "prompts", ".crest");
  char *bad = joined(folder, "bad", ".crest");
  EXPECT(goldcrest_open(NULL, 0, &model), GOLDCREST_INVALID_ARGUMENT, "path");
  EXPECT(goldcrest_open(good, 0, NULL), GOLDCREST_INVALID_ARGUMENT, "model");
  EXPECT(goldcrest_open(good, -1, &model), GOLDCREST_INVALID_ARGUMENT, "thread_count");
  EXPECT(goldcrest_open(good, INT32_MAX, &model), GOLDCREST_INVALID_ARGUMENT, "thread_count");
  EXPECT(goldcrest_open("\xff\xfe", 0, &model), GOLDCREST_INVALID_ARGUMENT, "UTF-8");
  EXPECT(goldcrest_open("", 0, &model), GOLDCREST_FILE, "");
  EXPECT(goldcrest_open("/no/such\nfile", 0, &model), GOLDCREST_FILE, "/no/such");
  EXPECT(goldcrest_open(folder, 0, &model), GOLDCREST_FILE, folder);
  EXPECT(goldcrest_open("/dev/null", 0, &model), GOLDCREST_FILE, "/dev/null");
  write_file(bad, "", 0);
  EXPECT(goldcrest_open(bad, 0, &model), GOLDCREST_FILE, bad);
  write_file(bad, "texts, not a model\n", 19);
  EXPECT(goldcrest_open(bad, 0, &model), GOLDCREST_FILE, bad);
  size_t byte_count;
  char *bytes = contents(good, &byte_count);
  for (size_t cut = 1; cut < byte_count; cut += byte_count / 13) {
    write_file(bad, bytes, cut);
    EXPECT(goldcrest_open(bad, 0, &model), GOLDCREST_FILE, bad);
  }
  bytes[byte_count - 1] ^= 1;
  write_file(bad, bytes, byte_count);
  EXPECT(goldcrest_open(bad, 0, &model), GOLDCREST_FILE, bad);
  CHECK(goldcrest_error_text_index() == -1 && model == 0);
  free(bytes);
  free(bad);
  free(good);
}

static void check_closed(const char *folder) {
  const char *list[] = {"text"};
  goldcrest_texts texts = texts_of(list, 1);
  goldcrest_results results = results_in(vectors, sizeof vectors);
  goldcrest_info *info = NULL;
  int64_t count;
  goldcrest_model model = opened(folder, "prompts"), other;
  MUST(goldcrest_close(model));
  other = opened(folder, "prompts");
  CHECK(other != model);
  goldcrest_model closed[] = {0, model, UINT64_MAX};
  for (int i = 0; i < 3; i++) {
    EXPECT(goldcrest_close(closed[i]), GOLDCREST_CLOSED, "model");
    EXPECT(goldcrest_get_info(closed[i], &info), GOLDCREST_CLOSED, "model");
    EXPECT(goldcrest_embed(closed[i], &texts, NULL, &results), GOLDCREST_CLOSED, "model");
    EXPECT(goldcrest_tokenize(closed[i], "a", 1, NULL, NULL, 0, &count, NULL), GOLDCREST_CLOSED, "model");
  }
  MUST(goldcrest_close(other));
  goldcrest_info_free(NULL);
  goldcrest_outputs_free(NULL);
  free_texts(texts);
}

static void check_pointers(goldcrest_model model) {
  const char *list[] = {"one", "two"};
  goldcrest_texts texts = texts_of(list, 2), wrong = texts;
  goldcrest_results results = results_in(vectors, sizeof vectors);
  EXPECT(goldcrest_get_info(model, NULL), GOLDCREST_INVALID_ARGUMENT, "info");
  EXPECT(goldcrest_embed(model, NULL, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "texts");
  EXPECT(goldcrest_embed_tokens(model, NULL, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "tokens");
  EXPECT(goldcrest_embed(model, &texts, NULL, NULL), GOLDCREST_INVALID_ARGUMENT, "results");
  wrong.offsets = NULL;
  EXPECT(goldcrest_embed(model, &wrong, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "texts.offsets");
  wrong = texts;
  wrong.bytes = NULL;
  EXPECT(goldcrest_embed(model, &wrong, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "texts.bytes");
  wrong = texts;
  wrong.count = -1;
  EXPECT(goldcrest_embed(model, &wrong, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "texts.count");
  wrong.count = INT64_MAX;
  EXPECT(goldcrest_embed(model, &wrong, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "vectors_byte_count");
  const int64_t offsets[][3] = {
      {0, 3, 2}, {-1, 3, 6}, {3, 2, 6}, {0, INT64_MIN, 6}, {INT64_MAX, 0, 0}};
  for (int i = 0; i < 5; i++) {
    wrong = texts;
    wrong.offsets = offsets[i];
    EXPECT(goldcrest_embed(model, &wrong, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "texts.offsets[");
  }
  const int64_t far[] = {0, INT64_MAX / 2};
  const int32_t id = 0;
  goldcrest_tokens tokens = {&id, far, 1};
  EXPECT(goldcrest_embed_tokens(model, &tokens, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "tokens.offsets");
  free_texts(texts);
}

static void check_results(goldcrest_model model, int32_t size) {
  const char *list[] = {"one", "two"};
  goldcrest_texts texts = texts_of(list, 2);
  size_t row = (size_t)size * sizeof(float);
  goldcrest_results results = results_in(NULL, sizeof vectors);
  EXPECT(goldcrest_embed(model, &texts, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "results.vectors");
  results = results_in(vectors, 2 * row - 1);
  EXPECT(goldcrest_embed(model, &texts, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "vectors_byte_count");
  results = results_in(NULL, 0);
  EXPECT(goldcrest_embed(model, &texts, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "vectors_byte_count");
  const size_t sizes[] = {0, sizeof results - 1, sizeof results + 4096, SIZE_MAX};
  for (int i = 0; i < 4; i++) {
    results = results_in(vectors, sizeof vectors);
    results.byte_count = sizes[i];
    EXPECT(goldcrest_embed(model, &texts, NULL, &results), GOLDCREST_INVALID_ARGUMENT, "results.byte_count");
  }
  results = results_in(vectors, SIZE_MAX);
  MUST(goldcrest_embed(model, &texts, NULL, &results));
  // A structure of a later version, which says nothing that this one does not know.
  struct {
    goldcrest_results known;
    int64_t more;
  } later = {results_in(vectors, sizeof vectors), 0};
  later.known.byte_count = sizeof later;
  MUST(goldcrest_embed(model, &texts, NULL, &later.known));
  later.more = 1;
  EXPECT(goldcrest_embed(model, &texts, NULL, &later.known), GOLDCREST_INVALID_ARGUMENT, "results");
  free_texts(texts);
}

static void check_options(goldcrest_model model) {
  const char *list[] = {"one"};
  goldcrest_texts texts = texts_of(list, 1);
  goldcrest_results results = results_in(vectors, sizeof vectors);
  goldcrest_outputs *outputs = NULL;
  results.outputs = &outputs;
#define REFUSED(setting, status, part)                                        \
  do {                                                                        \
    goldcrest_options options = no_options();                                 \
    setting;                                                                  \
    EXPECT(goldcrest_embed(model, &texts, &options, &results), status, part); \
    CHECK(outputs == NULL);                                                   \
  } while (0)
  REFUSED(options.byte_count = 0, GOLDCREST_INVALID_ARGUMENT, "options.byte_count");
  REFUSED(options.byte_count -= 1, GOLDCREST_INVALID_ARGUMENT, "options.byte_count");
  REFUSED(options.byte_count = SIZE_MAX, GOLDCREST_INVALID_ARGUMENT, "options.byte_count");
  REFUSED(options.prompt_name = "no such", GOLDCREST_PROMPT, "no such");
  REFUSED(options.prompt_name = "\xc3", GOLDCREST_INVALID_ARGUMENT, "options.prompt_name");
  REFUSED(options.prompt_text = "\xc3", GOLDCREST_INVALID_ARGUMENT, "options.prompt_text");
  REFUSED(
      options.prompt_name = "query"; options.prompt_text = "", GOLDCREST_INVALID_ARGUMENT, "both");
  REFUSED(options.dimension = 3, GOLDCREST_DIMENSIONS, "found 3");
  REFUSED(options.dimension = -1, GOLDCREST_DIMENSIONS, "found -1");
  REFUSED(options.overflow = 2, GOLDCREST_INVALID_ARGUMENT, "options.overflow");
  REFUSED(options.precision = 5, GOLDCREST_INVALID_ARGUMENT, "options.precision");
  REFUSED(options.precision = -1, GOLDCREST_INVALID_ARGUMENT, "options.precision");
  REFUSED(options.bit_order = 2, GOLDCREST_INVALID_ARGUMENT, "options.bit_order");
  REFUSED(options.normalizes = 2, GOLDCREST_INVALID_ARGUMENT, "options.normalizes");
  REFUSED(options.outputs = 4, GOLDCREST_INVALID_ARGUMENT, "options.outputs");
  REFUSED(options.outputs = UINT32_MAX, GOLDCREST_INVALID_ARGUMENT, "options.outputs");
  REFUSED(options.outputs = GOLDCREST_SPARSE, GOLDCREST_OUTPUT, "sparse");
  REFUSED(options.outputs = GOLDCREST_COLBERT, GOLDCREST_OUTPUT, "colbert");
  results.outputs = NULL;
  REFUSED(options.outputs = GOLDCREST_SPARSE, GOLDCREST_INVALID_ARGUMENT, "results.outputs");
  free_texts(texts);
}

static void check_texts(goldcrest_model model, const goldcrest_info *info) {
  enum { count = 6 };
  char *longest = memory(40000, 1);
  for (int i = 0; i < 39999; i++) longest[i] = i % 5 == 4 ? ' ' : 'a';
  const char *list[count] = {"fine", longest, "", "\xed\xa0\x80", "fine", "cut \xe2\x82"};
  goldcrest_texts texts = texts_of(list, count);
  int32_t size = info->dimension;
  goldcrest_options options = no_options();
  options.overflow = GOLDCREST_REFUSE;
  goldcrest_results results = results_in(vectors, sizeof vectors);
  EXPECT(goldcrest_embed(model, &texts, &options, &results), GOLDCREST_TEXT, "text 1: ");
  CHECK(goldcrest_error_text_index() == 1);
  EXPECT(goldcrest_embed(model, &texts, NULL, &results), GOLDCREST_TEXT, "text 3: expected UTF-8");
  CHECK(goldcrest_error_text_index() == 3);

  goldcrest_status statuses[count];
  int32_t tokens[count], dropped[count];
  results.statuses = statuses;
  results.token_counts = tokens;
  results.dropped_token_counts = dropped;
  memset(vectors, 0x7f, sizeof vectors);
  MUST(goldcrest_embed(model, &texts, &options, &results));
  const goldcrest_status wanted[count] = {0, GOLDCREST_TEXT, 0, GOLDCREST_TEXT, 0, GOLDCREST_TEXT};
  for (int i = 0; i < count; i++) {
    CHECK(statuses[i] == wanted[i] && dropped[i] == 0);
    CHECK(wanted[i] == 0 ? tokens[i] > 0 : tokens[i] == 0);
    float sum = 0;
    for (int32_t j = 0; j < size; j++) sum += vectors[i * size + j] * vectors[i * size + j];
    CHECK(wanted[i] == 0 ? sum > 0 : sum == 0);
  }
  CHECK(memcmp(vectors, vectors + 4 * size, (size_t)size * sizeof(float)) == 0);
  MUST(goldcrest_embed(model, &texts, NULL, &results));
  CHECK(statuses[1] == 0 && tokens[1] == info->maximum_token_count && dropped[1] > 0);
  // A zero byte is a character like others.
  const int64_t offsets[] = {0, 3, 4};
  goldcrest_texts zero = {"a\0bb", offsets, 2};
  results.statuses = NULL;
  MUST(goldcrest_embed(model, &zero, NULL, &results));
  // None at all.
  goldcrest_texts none = {NULL, offsets, 0};
  results = results_in(NULL, 0);
  MUST(goldcrest_embed(model, &none, NULL, &results));
  free_texts(texts);
  free(longest);
}

static void check_tokenize(goldcrest_model model, const goldcrest_info *info) {
  int32_t ids[4] = {-7, -7, -7, -7};
  int64_t count = -1, dropped = -1;
  goldcrest_options options = no_options();
  EXPECT(goldcrest_tokenize(model, NULL, 1, NULL, ids, 4, &count, NULL), GOLDCREST_INVALID_ARGUMENT, "text");
  EXPECT(goldcrest_tokenize(model, "a", -1, NULL, ids, 4, &count, NULL), GOLDCREST_INVALID_ARGUMENT,
         "text_byte_count");
  EXPECT(goldcrest_tokenize(model, "a", 1, NULL, ids, -1, &count, NULL), GOLDCREST_INVALID_ARGUMENT, "capacity");
  EXPECT(goldcrest_tokenize(model, "a", 1, NULL, NULL, 4, &count, NULL), GOLDCREST_INVALID_ARGUMENT, "ids");
  EXPECT(goldcrest_tokenize(model, "a", 1, NULL, ids, 4, NULL, NULL), GOLDCREST_INVALID_ARGUMENT, "count");
  EXPECT(goldcrest_tokenize(model, "\xff", 1, NULL, ids, 4, &count, NULL), GOLDCREST_TEXT, "UTF-8");
  CHECK(goldcrest_error_text_index() == 0);
  options.prompt_name = "no such";
  EXPECT(goldcrest_tokenize(model, "a", 1, &options, ids, 4, &count, NULL), GOLDCREST_PROMPT, "no such");
  options = no_options();
  options.overflow = GOLDCREST_REFUSE;
  char many[20000];
  for (size_t i = 0; i < sizeof many; i++) many[i] = i % 3 == 2 ? ' ' : 'a';
  EXPECT(goldcrest_tokenize(model, many, sizeof many, &options, ids, 4, &count, NULL), GOLDCREST_TEXT, "text 0");
  MUST(goldcrest_tokenize(model, many, sizeof many, NULL, ids, 2, &count, &dropped));
  CHECK(count == info->maximum_token_count && dropped > 0 && ids[1] != -7 && ids[2] == -7);
  MUST(goldcrest_tokenize(model, NULL, 0, NULL, NULL, 0, &count, NULL));
  CHECK(count >= 2);
}

static void check_ids(goldcrest_model model, int32_t maximum) {
  goldcrest_results results = results_in(vectors, sizeof vectors);
  const int32_t bad[][2] = {{0, -1}, {0, INT32_MAX}};
  int64_t offsets[] = {0, 2};
  goldcrest_tokens tokens = {bad[0], offsets, 1};
  for (int i = 0; i < 2; i++) {
    tokens.ids = bad[i];
    EXPECT(goldcrest_embed_tokens(model, &tokens, NULL, &results), GOLDCREST_TEXT, "token ids");
    CHECK(goldcrest_error_text_index() == 0);
  }
  const int64_t none[] = {0, 0};
  tokens.offsets = none;
  EXPECT(goldcrest_embed_tokens(model, &tokens, NULL, &results), GOLDCREST_TEXT, "token");
  int32_t *many = memory((size_t)maximum + 1, sizeof(int32_t));
  offsets[1] = maximum + 1;
  tokens = (goldcrest_tokens){many, offsets, 1};
  EXPECT(goldcrest_embed_tokens(model, &tokens, NULL, &results), GOLDCREST_TEXT, "tokens");
  free(many);
}

static int32_t stop_later(void *context, int64_t done, int64_t total) {
  int64_t *seen = context;
  if (done <= *seen || total != 1000) exit(1);
  *seen = done;
  return done >= 500;
}

static int32_t go_on(void *context, int64_t done, int64_t total) {
  *(int64_t *)context = done;
  return total != 1000;
}

static void check_progress(goldcrest_model model, int32_t size) {
  enum { count = 1000 };
  const char *list[count];
  for (int i = 0; i < count; i++) list[i] = "A text.";
  goldcrest_texts texts = texts_of(list, count);
  float *rows = memory(count * (size_t)size, sizeof(float));
  goldcrest_results results = results_in(rows, count * (size_t)size * sizeof(float));
  goldcrest_options options = no_options();
  int64_t seen = 0;
  options.progress = stop_later;
  options.context = &seen;
  EXPECT(goldcrest_embed(model, &texts, &options, &results), GOLDCREST_CANCELLED, "cancelled");
  CHECK(seen >= 500 && seen < 600);
  options.progress = go_on;
  MUST(goldcrest_embed(model, &texts, &options, &results));
  CHECK(seen == count);
  free(rows);
  free_texts(texts);
}

/// A model that does not normalise gives the bits of one that does, if it is asked to.
static void check_normalizing(const char *folder) {
  const char *list[] = {"A text about birds.", ""};
  goldcrest_texts texts = texts_of(list, 2);
  goldcrest_model raw = opened(folder, "raw"), normal = opened(folder, "normal");
  goldcrest_info *info;
  MUST(goldcrest_get_info(raw, &info));
  CHECK(info->normalizes == 0);
  int32_t size = info->dimension;
  size_t byte_count = 2 * (size_t)size * sizeof(float);
  float *found = memory(byte_count, 1), *wanted = memory(byte_count, 1);
  goldcrest_options options = no_options();
  goldcrest_results results = results_in(found, byte_count);
  options.precision = GOLDCREST_INT8;
  EXPECT(goldcrest_embed(raw, &texts, &options, &results), GOLDCREST_INVALID_ARGUMENT, "options.precision");
  options.precision = GOLDCREST_FLOAT32;
  MUST(goldcrest_embed(raw, &texts, &options, &results));
  results = results_in(wanted, byte_count);
  MUST(goldcrest_embed(normal, &texts, NULL, &results));
  CHECK(memcmp(found, wanted, byte_count) != 0);
  options.normalizes = 1;
  results = results_in(found, byte_count);
  MUST(goldcrest_embed(raw, &texts, &options, &results));
  CHECK(memcmp(found, wanted, byte_count) == 0);
  MUST(goldcrest_embed(normal, &texts, &options, &results));
  CHECK(memcmp(found, wanted, byte_count) == 0);
  goldcrest_info_free(info);
  free(wanted);
  free(found);
  free_texts(texts);
  MUST(goldcrest_close(raw));
  MUST(goldcrest_close(normal));
}

/// A model without a tokenizer takes token ids only; one whose weights make NaN gives no vector.
static void check_weights(const char *folder) {
  goldcrest_model model = opened(folder, "no-tokenizer");
  goldcrest_results results = results_in(vectors, sizeof vectors);
  const char *list[] = {"text"};
  goldcrest_texts texts = texts_of(list, 1);
  const int32_t ids[] = {1, 2, 3, 4};
  const int64_t offsets[] = {0, 2, 4};
  goldcrest_tokens tokens = {ids, offsets, 2};
  int64_t count;
  EXPECT(goldcrest_embed(model, &texts, NULL, &results), GOLDCREST_MODEL, "tokenizer");
  EXPECT(goldcrest_tokenize(model, "a", 1, NULL, NULL, 0, &count, NULL), GOLDCREST_MODEL, "tokenizer");
  MUST(goldcrest_embed_tokens(model, &tokens, NULL, &results));
  MUST(goldcrest_close(model));

  // Only the manifest, at the end, has a checksum that is looked at when a file is opened.
  char *path = joined(folder, "no-tokenizer", ".crest"), *bad = joined(folder, "bad", ".crest");
  size_t byte_count;
  char *bytes = contents(path, &byte_count);
  uint64_t manifest_offset;
  memcpy(&manifest_offset, bytes + 24, sizeof manifest_offset);
  memset(bytes + 64, 0xff, (size_t)manifest_offset - 64);
  write_file(bad, bytes, byte_count);
  MUST(goldcrest_open(bad, 2, &model));
  EXPECT(goldcrest_embed_tokens(model, &tokens, NULL, &results), GOLDCREST_TEXT, "text 0: ");
  goldcrest_status statuses[2] = {0, 0};
  results.statuses = statuses;
  MUST(goldcrest_embed_tokens(model, &tokens, NULL, &results));
  CHECK(statuses[0] == GOLDCREST_TEXT && statuses[1] == GOLDCREST_TEXT);
  CHECK(vectors[0] == 0 && memcmp(vectors, vectors + 1, 100) == 0);
  MUST(goldcrest_close(model));
  free(bytes);
  free(bad);
  free(path);
  free_texts(texts);
}

int main(int argc, char **argv) {
  if (argc != 2) return 64;
  char version[32];
  sprintf(version, "%d.%d.%d", GOLDCREST_VERSION_MAJOR, GOLDCREST_VERSION_MINOR, GOLDCREST_VERSION_PATCH);
  CHECK(strcmp(goldcrest_version(), version) == 0);
  check_open(argv[1]);
  check_closed(argv[1]);
  goldcrest_model model = opened(argv[1], "prompts");
  goldcrest_info *info = NULL;
  MUST(goldcrest_get_info(model, &info));
  CHECK(info->dimension_count == 3 && info->dimensions[2] == 32 && info->thread_count == 1);
  CHECK(info->prompt_count > 1 && strcmp(info->prompts[0].name, "query") == 0);
  CHECK(strcmp(info->prompts[0].text, "search_query: ") == 0 && info->default_prompt_name == NULL);
  CHECK(info->normalizes == 1 && info->outputs == 0 && info->colbert_dimension == 0);
  check_pointers(model);
  check_results(model, info->dimension);
  check_options(model);
  check_texts(model, info);
  check_tokenize(model, info);
  check_ids(model, info->maximum_token_count);
  check_progress(model, info->dimension);
  goldcrest_info_free(info);
  MUST(goldcrest_close(model));
  check_normalizing(argv[1]);
  check_weights(argv[1]);
  return finished("errors");
}
