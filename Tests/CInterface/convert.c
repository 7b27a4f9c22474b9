/// Converts and verifies: what the command makes, with progress, ends and refusals.
///
///   convert FOLDER ORIGINAL GOLDEN
///
/// FOLDER has command-int8.crest, command-int4.crest and command-auto.crest, of nine tenths of the first one's size,
/// which the command made of ORIGINAL, and a folder `empty` that is written to; GOLDEN belongs to ORIGINAL.
#include <dirent.h>
#include <unistd.h>

#include "check.h"
#include "goldcrest_convert.h"

#undef EXPECT
#define EXPECT(call, wanted, part) expect_converted(__LINE__, #call, (call), (wanted), (part))

static const char *original, *golden;
static char *empty, *output;

static void expect_converted(
    int line, const char *call, goldcrest_status found, goldcrest_status wanted, const char *part) {
  const char *text = goldcrest_convert_error_message();
  if (found == wanted && (found == 0 || strstr(text, part) != NULL)) return;
  fprintf(stderr, "line %d: %s: expected %d with '%s', found %d with '%s'\n", line, call, wanted, part, found,
          text);
  failure_count++;
}

static goldcrest_convert_options no_convert_options(void) {
  goldcrest_convert_options options;
  memset(&options, 0, sizeof options);
  options.byte_count = sizeof options;
  return options;
}

static goldcrest_verify_options no_verify_options(void) {
  goldcrest_verify_options options;
  memset(&options, 0, sizeof options);
  options.byte_count = sizeof options;
  return options;
}

/// How many files there are in the folder that is written to.
static int file_count(void) {
  DIR *folder = opendir(empty);
  int count = 0;
  struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
  closedir(folder);
  return count;
}

static void check_same(const char *path, const char *other) {
  size_t count, other_count;
  char *bytes = contents(path, &count), *others = contents(other, &other_count);
  CHECK(count == other_count && memcmp(bytes, others, count) == 0);
  free(bytes);
  free(others);
}

typedef struct progress {
  int64_t done, total, calls, last;
} progress;

static int32_t watch(void *context, int64_t done, int64_t total) {
  progress *seen = context;
  if (done < 0 || done > total) exit(1);
  seen->done = done;
  seen->total = total;
  return seen->calls++ >= seen->last;
}

static const char *const own_texts[] = {
    "A bird is on the roof.", "Where is the station?", "Tea at five.", "It rains.", "Der Bahnhof ist dort.",
    "The river is wide.", "A letter came today.", "She reads a book.", "Stones lie in the field.",
    "Nobody knows the hour.", "Two boats crossed the lake.", "The shop opens at nine.", NULL};

static void check_conversion(const char *folder) {
  goldcrest_convert_options options = no_convert_options();
  goldcrest_conversion *conversion = NULL;
  progress seen = {0, 0, 0, INT64_MAX};
  options.progress = watch;
  options.context = &seen;
  EXPECT(goldcrest_convert(original, output, &options, &conversion), GOLDCREST_OK, "");
  CHECK(seen.calls > 1 && seen.done == seen.total);
  char *wanted = joined(folder, "command-int8", ".crest");
  check_same(output, wanted);
  size_t byte_count;
  free(contents(output, &byte_count));
  CHECK(conversion->file_byte_count == (int64_t)byte_count && strlen(conversion->fingerprint) > 10);
  for (int32_t i = 0; i < conversion->note_count; i++) CHECK(strlen(conversion->notes[i]) > 0);
  goldcrest_model model;
  goldcrest_info *info;
  MUST(goldcrest_open(output, 1, &model));
  MUST(goldcrest_get_info(model, &info));
  CHECK(strcmp(info->fingerprint, conversion->fingerprint) == 0);
  goldcrest_info_free(info);
  MUST(goldcrest_close(model));
  goldcrest_conversion_free(conversion);

  EXPECT(goldcrest_convert(original, output, NULL, NULL), GOLDCREST_FILE, "exists");
  options.overwrites = 1;
  EXPECT(goldcrest_convert(original, output, &options, NULL), GOLDCREST_OK, "");
  check_same(output, wanted);
  free(wanted);
  options.scheme = "int4";
  options.calibration_texts = own_texts;
  EXPECT(goldcrest_convert(original, output, &options, NULL), GOLDCREST_OK, "");
  wanted = joined(folder, "command-int4", ".crest");
  check_same(output, wanted);
  free(wanted);

  // Of several bit widths, the ones that a goal asks for.
  int64_t largest = (int64_t)byte_count;
  options.scheme = "auto";
  options.target_byte_count = largest * 9 / 10;
  EXPECT(goldcrest_convert(original, output, &options, &conversion), GOLDCREST_OK, "");
  CHECK(conversion->file_byte_count <= options.target_byte_count);
  wanted = joined(folder, "command-auto", ".crest");
  check_same(output, wanted);
  free(wanted);
  goldcrest_conversion_free(conversion);
  options.target_byte_count = 1000;
  EXPECT(goldcrest_convert(original, output, &options, NULL), GOLDCREST_MODEL, "smallest");
  options.target_byte_count = 0;
  options.minimum_cosine = 0.9;
  EXPECT(goldcrest_convert(original, output, &options, &conversion), GOLDCREST_OK, "");
  CHECK(conversion->file_byte_count < largest);
  goldcrest_conversion_free(conversion);
  options.calibration_texts = NULL;
  options.calibration = "none";
  EXPECT(goldcrest_convert(original, output, &options, NULL), GOLDCREST_TEXT, "calibration");

  // A part of the vocabulary, and sizes.
  const char *const languages[] = {"de", NULL}, *const unknown[] = {"xx", NULL};
  const int32_t sizes[] = {128, 64}, wrong_sizes[] = {128, 0};
  options = no_convert_options();
  options.overwrites = 1;
  options.languages = languages;
  options.vocabulary_texts = own_texts;
  options.dimensions = sizes;
  options.dimension_count = 2;
  EXPECT(goldcrest_convert(original, output, &options, &conversion), GOLDCREST_OK, "");
  CHECK(conversion->file_byte_count < largest);
  goldcrest_conversion_free(conversion);
  options.languages = unknown;
  EXPECT(goldcrest_convert(original, output, &options, NULL), GOLDCREST_LANGUAGE, "xx");
  options.languages = NULL;
  options.dimensions = wrong_sizes;
  EXPECT(goldcrest_convert(original, output, &options, NULL), GOLDCREST_MODEL, "sizes");
  unlink(output);
  CHECK(file_count() == 0);
}

static void check_cancellation(void) {
  goldcrest_convert_options options = no_convert_options();
  options.progress = watch;
  for (int64_t last = 0; last < 12; last += 4) {
    progress seen = {0, 0, 0, last};
    options.context = &seen;
    EXPECT(goldcrest_convert(original, output, &options, NULL), GOLDCREST_CANCELLED, "cancelled");
    CHECK(seen.calls == last + 1 && file_count() == 0);
  }
  goldcrest_verify_options verified = no_verify_options();
  goldcrest_fidelity fidelity;
  progress seen = {0, 0, 0, 0};
  verified.golden = golden;
  verified.progress = watch;
  verified.context = &seen;
  EXPECT(goldcrest_convert(original, output, NULL, NULL), GOLDCREST_OK, "");
  EXPECT(goldcrest_verify(output, &verified, &fidelity), GOLDCREST_CANCELLED, "cancelled");
  unlink(output);
}

static void check_convert_arguments(void) {
  const int32_t sizes[] = {64};
#define REFUSED(setting, status, part)                                        \
  do {                                                                        \
    goldcrest_convert_options options = no_convert_options();                 \
    setting;                                                                  \
    EXPECT(goldcrest_convert(original, output, &options, NULL), status, part); \
  } while (0)
  REFUSED(options.byte_count--, GOLDCREST_INVALID_ARGUMENT, "options.byte_count");
  REFUSED(options.byte_count = SIZE_MAX, GOLDCREST_INVALID_ARGUMENT, "options.byte_count");
  REFUSED(options.scheme = "int5", GOLDCREST_INVALID_ARGUMENT, "options.scheme");
  REFUSED(options.scheme = "\xff", GOLDCREST_INVALID_ARGUMENT, "options.scheme");
  REFUSED(options.minimum_cosine = 0.5, GOLDCREST_INVALID_ARGUMENT, "auto");
  REFUSED(options.scheme = "auto"; options.minimum_cosine = 2, GOLDCREST_INVALID_ARGUMENT, "minimum_cosine");
  REFUSED(options.scheme = "auto"; options.minimum_cosine = -1, GOLDCREST_INVALID_ARGUMENT, "minimum_cosine");
  REFUSED(
      options.scheme = "auto"; options.minimum_cosine = strtod("nan", NULL), GOLDCREST_INVALID_ARGUMENT,
      "minimum_cosine");
  REFUSED(options.scheme = "auto"; options.target_byte_count = -1, GOLDCREST_INVALID_ARGUMENT, "target");
  REFUSED(
      options.scheme = "auto"; options.target_byte_count = 1; options.minimum_cosine = 1,
      GOLDCREST_INVALID_ARGUMENT, "both");
  REFUSED(options.calibration = "many", GOLDCREST_INVALID_ARGUMENT, "options.calibration");
  REFUSED(
      options.calibration = "none"; options.calibration_texts = own_texts, GOLDCREST_INVALID_ARGUMENT, "both");
  REFUSED(options.pooling = "middle", GOLDCREST_INVALID_ARGUMENT, "options.pooling");
  REFUSED(options.dimension_count = -1, GOLDCREST_INVALID_ARGUMENT, "options.dimension_count");
  REFUSED(options.dimension_count = 1, GOLDCREST_INVALID_ARGUMENT, "options.dimensions");
  REFUSED(options.dimensions = sizes; options.thread_count = -1, GOLDCREST_INVALID_ARGUMENT, "thread_count");
  REFUSED(options.thread_count = INT32_MAX, GOLDCREST_INVALID_ARGUMENT, "thread_count");
  REFUSED(options.overwrites = 2, GOLDCREST_INVALID_ARGUMENT, "options.overwrites");
  REFUSED(options.resumes = -1, GOLDCREST_INVALID_ARGUMENT, "options.resumes");
#undef REFUSED
  EXPECT(goldcrest_convert(NULL, output, NULL, NULL), GOLDCREST_INVALID_ARGUMENT, "input");
  EXPECT(goldcrest_convert(original, NULL, NULL, NULL), GOLDCREST_INVALID_ARGUMENT, "output");
  EXPECT(goldcrest_convert("/no/such/model", output, NULL, NULL), GOLDCREST_MODEL, "/no/such/model");
  EXPECT(goldcrest_convert(empty, output, NULL, NULL), GOLDCREST_MODEL, empty);
  EXPECT(goldcrest_convert(original, "/no/such/folder/x.crest", NULL, NULL), GOLDCREST_FILE, "/no/such");
  CHECK(file_count() == 0);
}

static void check_verification(const char *folder) {
  char *good = joined(folder, "command-int8", ".crest");
  goldcrest_fidelity fidelity;
  goldcrest_verify_options options = no_verify_options();
  options.golden = golden;
  EXPECT(goldcrest_verify(good, &options, &fidelity), GOLDCREST_OK, "");
  CHECK(fidelity.passes == 1 && fidelity.text_count > 1 && fidelity.mean_cosine > 0.99);
  CHECK(fidelity.minimum_cosine <= fidelity.mean_cosine && fidelity.router_agreement > 0.9);
  CHECK(fidelity.neighbour_overlap > 0.5 && fidelity.token_mismatch_count == 0);
  options.minimum_cosine = 1;
  EXPECT(goldcrest_verify(good, &options, &fidelity), GOLDCREST_OK, "");
  CHECK(fidelity.passes == 0);
  options = no_verify_options();
  options.original = original;
  options.texts = own_texts;
  EXPECT(goldcrest_verify(good, &options, &fidelity), GOLDCREST_OK, "");
  CHECK(fidelity.passes == 1 && fidelity.text_count == 12);

#define REFUSED(setting, status, part)                                     \
  do {                                                                     \
    goldcrest_verify_options options = no_verify_options();                \
    options.golden = golden;                                               \
    setting;                                                               \
    EXPECT(goldcrest_verify(good, &options, &fidelity), status, part);     \
  } while (0)
  REFUSED(options.byte_count = 8, GOLDCREST_INVALID_ARGUMENT, "options.byte_count");
  REFUSED(options.golden = NULL, GOLDCREST_INVALID_ARGUMENT, "found 0");
  REFUSED(options.original = original, GOLDCREST_INVALID_ARGUMENT, "found 2");
  REFUSED(options.texts = own_texts, GOLDCREST_INVALID_ARGUMENT, "options.texts");
  REFUSED(options.golden = NULL; options.vectors = "x.npy", GOLDCREST_INVALID_ARGUMENT, "options.texts");
  REFUSED(
      options.golden = NULL; options.vectors = "/no/such.npy"; options.texts = own_texts, GOLDCREST_FILE,
      "/no/such.npy");
  REFUSED(options.golden = "/no/such/golden", GOLDCREST_FILE, "/no/such/golden");
  REFUSED(options.prompt_name = "a"; options.prompt_text = "b", GOLDCREST_INVALID_ARGUMENT, "both");
  REFUSED(options.golden = NULL; options.original = original; options.prompt_name = "no such",
          GOLDCREST_PROMPT, "no such");
  REFUSED(options.dimension = 3, GOLDCREST_DIMENSIONS, "3");
  REFUSED(options.dimension = -1, GOLDCREST_DIMENSIONS, "-1");
  REFUSED(options.thread_count = 5000, GOLDCREST_INVALID_ARGUMENT, "thread_count");
  REFUSED(options.minimum_cosine = strtod("nan", NULL), GOLDCREST_INVALID_ARGUMENT, "minimum_cosine");
  REFUSED(options.minimum_centered_cosine = strtod("inf", NULL), GOLDCREST_INVALID_ARGUMENT, "centered");
#undef REFUSED
  options = no_verify_options();
  options.golden = golden;
  EXPECT(goldcrest_verify(NULL, &options, &fidelity), GOLDCREST_INVALID_ARGUMENT, "path");
  EXPECT(goldcrest_verify(good, NULL, &fidelity), GOLDCREST_INVALID_ARGUMENT, "options");
  EXPECT(goldcrest_verify(good, &options, NULL), GOLDCREST_INVALID_ARGUMENT, "fidelity");
  EXPECT(goldcrest_verify("/no/such.crest", &options, &fidelity), GOLDCREST_FILE, "/no/such.crest");
  free(good);
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  original = argv[2];
  golden = argv[3];
  empty = joined(argv[1], "empty", "");
  output = joined(empty, "model", ".crest");
  CHECK(strcmp(goldcrest_convert_version(), goldcrest_version()) == 0);
  check_conversion(argv[1]);
  check_cancellation();
  check_convert_arguments();
  check_verification(argv[1]);
  goldcrest_conversion_free(NULL);
  free(output);
  free(empty);
  return finished("convert");
}
