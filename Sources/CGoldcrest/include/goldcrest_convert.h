/// Goldcrest's conversion for C: makes `.crest` files and holds them against their originals.
///
/// In a library of its own, so that who only embeds needs neither OpenBLAS nor protobuf-c:
/// `-lgoldcrest-convert`. What `goldcrest.h` says of threads, failures and freeing is true of this one.
#ifndef GOLDCREST_CONVERT_H
#define GOLDCREST_CONVERT_H

#include "goldcrest.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The version of the conversion library that is loaded; never freed.
const char *goldcrest_convert_version(void);

/// One line on the last failure of a call of this library on this thread; empty if there was none.
const char *goldcrest_convert_error_message(void);

/// What `goldcrest_guard_files` is, for the files that this library maps: those of originals too.
goldcrest_status goldcrest_convert_guard_files(void);

/// How a model is converted. Set all of it to 0 and then `byte_count` to its size: as `goldcrest convert` does
/// without options. Lists of strings end with a null pointer; null is none.
typedef struct goldcrest_convert_options {
  /// `sizeof(goldcrest_convert_options)`.
  size_t byte_count;
  /// `int8`, `int4`, `f16`, `none` or `auto`; null is `int8`.
  const char *scheme;
  /// With `auto`: the mean cosine that the file must reach on held-out texts; 0 is 0.995.
  double minimum_cosine;
  /// With `auto`: the most bytes of the file, instead of `minimum_cosine`; 0 is no limit.
  int64_t target_byte_count;
  /// `built-in` or `none`; null is `built-in` for int4 and auto, and `none` for others.
  const char *calibration;
  /// Texts to calibrate with instead.
  const char *const *calibration_texts;
  /// `mean`, `cls`, `max`, `mean_sqrt_len_tokens`, `weightedmean` or `lasttoken`, for a model whose files do not
  /// say it; null is what they say.
  const char *pooling;
  /// The sizes that vectors may be cut to, descending, for a model whose files do not say them.
  const int32_t *dimensions;
  int32_t dimension_count;
  /// Threads; 0 is as many as there are usable cores.
  int32_t thread_count;
  /// Codes of languages in ISO 639-1 whose part of the vocabulary stays, and texts whose part does.
  const char *const *languages;
  const char *const *vocabulary_texts;
  /// 1 if a file that is there is replaced.
  int32_t overwrites;
  /// 1 if an interrupted calibration goes on from the layers in `OUTPUT.calibration`.
  int32_t resumes;
  /// Told of progress unless it is null, from any thread, one call at a time.
  goldcrest_progress progress;
  /// Handed to `progress`.
  void *context;
} goldcrest_convert_options;

/// What a conversion made. Strings belong to the structure.
typedef struct goldcrest_conversion {
  int64_t file_byte_count;
  const char *fingerprint;
  /// What a user should know of how the model's files were read, one line each.
  const char *const *notes;
  int32_t note_count;
} goldcrest_conversion;

/// Converts the model in a folder, or that of a file of weights, to `output`, which appears complete or not at
/// all. `*conversion` is freed by `goldcrest_conversion_free`; both `options` and `conversion` may be null.
///
/// Fails with `GOLDCREST_MODEL` if the model is refused, `GOLDCREST_FILE` if the result cannot be written,
/// `GOLDCREST_LANGUAGE` or `GOLDCREST_TEXT` for a vocabulary or texts that cannot be used,
/// `GOLDCREST_CANCELLED`, `GOLDCREST_INVALID_ARGUMENT`.
goldcrest_status goldcrest_convert(
    const char *input, const char *output, const goldcrest_convert_options *options,
    goldcrest_conversion **conversion);

/// Frees `conversion`; null is nothing.
void goldcrest_conversion_free(goldcrest_conversion *conversion);

/// What a `.crest` file is held against; exactly one of `golden`, `original` and `vectors` is not null.
typedef struct goldcrest_verify_options {
  /// `sizeof(goldcrest_verify_options)`.
  size_t byte_count;
  /// A golden file: safetensors with vectors, and texts or token ids.
  const char *golden;
  /// The original's folder. Without `texts`, built-in ones are compared.
  const char *original;
  /// A file of vectors that another program gave for `texts`: `.npy`, or `.json` or `.jsonl` with `embedding`.
  const char *vectors;
  /// Ends with a null pointer.
  const char *const *texts;
  const char *prompt_name;
  const char *prompt_text;
  /// The size that vectors are cut to; 0 for the reference's.
  int32_t dimension;
  int32_t thread_count;
  /// What the mean cosine and the mean centred cosine must reach; 0 is nothing, and 0.99 for the first if both are 0.
  double minimum_cosine;
  double minimum_centered_cosine;
  goldcrest_progress progress;
  void *context;
} goldcrest_verify_options;

/// How near a file's vectors are to those of its reference.
typedef struct goldcrest_fidelity {
  /// 1 if all figures are finite and reach the thresholds, or 0.
  int32_t passes;
  int64_t text_count;
  double mean_cosine;
  double minimum_cosine;
  double mean_centered_cosine;
  /// The share of each text's ten nearest other texts that are the same, on average.
  double neighbour_overlap;
  /// The share of (token, expert layer) pairs that go to the same experts; -1 without experts, or if the
  /// reference does not say.
  double router_agreement;
  /// How many texts have other tokens than in the reference.
  int64_t token_mismatch_count;
} goldcrest_fidelity;

/// Compares the vectors of the `.crest` at `path` with a reference. A file that misses a threshold is no failure
/// of the call: `fidelity->passes` is 0.
///
/// Fails with `GOLDCREST_FILE`, `GOLDCREST_MODEL`, `GOLDCREST_PROMPT`, `GOLDCREST_DIMENSIONS`, `GOLDCREST_TEXT`,
/// `GOLDCREST_CANCELLED`, `GOLDCREST_INVALID_ARGUMENT`.
goldcrest_status goldcrest_verify(
    const char *path, const goldcrest_verify_options *options, goldcrest_fidelity *fidelity);

#ifdef __cplusplus
}
#endif

#endif
