/// Goldcrest's runtime for C: opens a `.crest` file and turns texts into vectors.
///
/// Every function may be called from any thread, several at once. The same file and text give the same bits
/// on every CPU, for any number of threads, alone or among others. No function ends the process; the system may,
/// if it has no memory for a model's own work, or if an open file is shortened and `goldcrest_guard_files` has not
/// been called.
///
/// A function that can fail returns a status. After a failure `goldcrest_error_message` says, on the thread
/// that called, where it was, what was expected and what was found; what the call was to write is undefined.
///
/// Link with `-lgoldcrest`. The library needs libc, libm and ld.so of glibc 2.35 or newer, and nothing of Swift.
#ifndef GOLDCREST_H
#define GOLDCREST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The version of this header; while the major version is 0, another minor version may be another ABI.
#define GOLDCREST_VERSION_MAJOR 0
#define GOLDCREST_VERSION_MINOR 1
#define GOLDCREST_VERSION_PATCH 0

/// The version of the library that is loaded, such as `0.1.0`; never freed.
const char *goldcrest_version(void);

/// What became of a call; 0 is success. Values are never given another meaning.
typedef int32_t goldcrest_status;
enum {
  GOLDCREST_OK = 0,
  /// An argument that no model takes: a null pointer, offsets that descend, a buffer that is too small.
  GOLDCREST_INVALID_ARGUMENT = 1,
  /// A file cannot be read or written, or is damaged.
  GOLDCREST_FILE = 2,
  /// A model that cannot be run or converted.
  GOLDCREST_MODEL = 3,
  /// A prompt that the model does not have.
  GOLDCREST_PROMPT = 4,
  /// A size that the model does not list.
  GOLDCREST_DIMENSIONS = 5,
  /// Weights or vectors of tokens, of a model that has none.
  GOLDCREST_OUTPUT = 6,
  /// A code of a language that is not known.
  GOLDCREST_LANGUAGE = 7,
  /// A text that the model does not take: too long, not UTF-8, or its vector is not finite.
  GOLDCREST_TEXT = 8,
  /// The model is closed, or was never opened.
  GOLDCREST_CLOSED = 9,
  /// The model was opened before this process was forked: its threads are not here. Open the file again.
  GOLDCREST_FORKED = 10,
  /// `goldcrest_progress` asked for an end.
  GOLDCREST_CANCELLED = 11,
  /// There is no memory left for the result.
  GOLDCREST_MEMORY = 12,
};

/// One line on the last failure of a call on this thread; empty if there was none. Valid until the next call
/// on this thread.
const char *goldcrest_error_message(void);

/// The index, from 0, of the text that the last failure on this thread was about; -1 if it was about none.
int64_t goldcrest_error_text_index(void);

/// From now on a model whose file is shortened while it is open fails with `GOLDCREST_FILE`, and the process goes on.
///
/// The first call installs a handler of SIGBUS, for the whole process; without it the library leaves signals alone.
/// It takes the faults inside files that this library has mapped, and passes on every other one, once, to the
/// handler that was there before, or to the default. A handler that is installed later has to do likewise.
/// Fails with `GOLDCREST_FILE` if the system does not let the signal be handled.
goldcrest_status goldcrest_guard_files(void);

/// An open model; 0 is none. A value is never used twice in a process.
typedef uint64_t goldcrest_model;

/// Maps the file at `path`, in UTF-8; its weights are not touched until they are used.
///
/// `thread_count` threads embed, the caller's included; 0 is as many as there are usable cores.
/// Fails with `GOLDCREST_FILE`, `GOLDCREST_MODEL`, `GOLDCREST_INVALID_ARGUMENT`.
goldcrest_status goldcrest_open(const char *path, int32_t thread_count, goldcrest_model *model);

/// Closes a model; calls that still run with it end as they would have. Fails with `GOLDCREST_CLOSED`.
goldcrest_status goldcrest_close(goldcrest_model model);

/// A text that a model was trained to see before texts of one kind.
typedef struct goldcrest_prompt {
  /// The name by which it is chosen, such as `query`.
  const char *name;
  /// What is put before the text.
  const char *text;
} goldcrest_prompt;

/// What a model computes of a text besides its vector; bits.
enum {
  GOLDCREST_SPARSE = 1,
  GOLDCREST_COLBERT = 2,
};

/// What there is to know of an open model. Strings are UTF-8 and belong to the structure.
typedef struct goldcrest_info {
  /// How many components a vector has unless another size is asked for.
  int32_t dimension;
  /// The sizes that vectors may be cut to, descending; the first is that of a whole vector.
  const int32_t *dimensions;
  int32_t dimension_count;
  /// The most tokens of one text, prompt and special tokens included.
  int32_t maximum_token_count;
  /// The size of each of ColBERT's vectors; 0 without `GOLDCREST_COLBERT`.
  int32_t colbert_dimension;
  /// `GOLDCREST_SPARSE`, `GOLDCREST_COLBERT` or both, as the model has them.
  uint32_t outputs;
  /// 1 if vectors have length 1 without being asked for, or 0.
  int32_t normalizes;
  /// Whether there is a tokenizer; without one the model takes token ids only.
  int32_t has_tokenizer;
  int32_t thread_count;
  int32_t prompt_count;
  /// The model's prompts, in the order of its files.
  const goldcrest_prompt *prompts;
  /// The name of the prompt that is used if none is chosen, or null.
  const char *default_prompt_name;
  /// What identifies the vectors: an index holds vectors of one fingerprint.
  const char *fingerprint;
  /// The kernels that run, such as `avx2`.
  const char *kernel;
  /// How similarity of the model's vectors is meant: `cosine`, `dot`, `euclidean` or `manhattan`.
  const char *similarity;
} goldcrest_info;

/// Makes `*info`, which `goldcrest_info_free` frees.
goldcrest_status goldcrest_get_info(goldcrest_model model, goldcrest_info **info);

/// Frees `info`; null is nothing.
void goldcrest_info_free(goldcrest_info *info);

/// Is told how many of `total` texts (or of a conversion's steps) are done; another value than 0 asks for an
/// end. It is called between batches, on the calling thread.
typedef int32_t (*goldcrest_progress)(void *context, int64_t done, int64_t total);

/// How a component of a vector is stored, little-endian.
enum {
  /// IEEE binary32, as the model gives it.
  GOLDCREST_FLOAT32 = 0,
  /// IEEE binary16, to nearest, ties to even.
  GOLDCREST_FLOAT16 = 1,
  /// A signed byte, as sqlite-vec's `vec_quantize_int8` makes it of a vector of length 1.
  GOLDCREST_INT8 = 2,
  /// A bit, set above 0, eight to a byte; the byte less 128.
  GOLDCREST_BINARY = 3,
  /// The bits of `GOLDCREST_BINARY`, the byte as it is.
  GOLDCREST_UBINARY = 4,
};

/// Where the first of eight components has its bit in a byte.
enum {
  /// The highest bit: `numpy.packbits`, faiss, sentence-transformers.
  GOLDCREST_BIG = 0,
  /// The lowest bit: sqlite-vec's `vec_quantize_binary`.
  GOLDCREST_LITTLE = 1,
};

/// What becomes of a text that is too long.
enum {
  /// Its last tokens are left out, and counted.
  GOLDCREST_TRUNCATE = 0,
  /// It is refused.
  GOLDCREST_REFUSE = 1,
};

/// How texts are embedded. Set all of it to 0 and then `byte_count` to its size: the model's own prompt and
/// size in binary32, texts that are too long are cut.
typedef struct goldcrest_options {
  /// `sizeof(goldcrest_options)`.
  size_t byte_count;
  /// The name of one of the model's prompts, or null.
  const char *prompt_name;
  /// A prompt of the caller's, empty for none; null for that of `prompt_name` or the model's default. Not
  /// both.
  const char *prompt_text;
  /// The size that vectors are cut to, one of the model's; 0 for its usual one.
  int32_t dimension;
  /// `GOLDCREST_TRUNCATE` or `GOLDCREST_REFUSE`.
  int32_t overflow;
  /// `GOLDCREST_FLOAT32` and so on.
  int32_t precision;
  /// `GOLDCREST_BIG` or `GOLDCREST_LITTLE`.
  int32_t bit_order;
  /// 1 to give vectors length 1 even if the model does not.
  int32_t normalizes;
  /// What is computed besides the vectors: `GOLDCREST_SPARSE`, `GOLDCREST_COLBERT` or both.
  uint32_t outputs;
  /// Told of progress unless it is null.
  goldcrest_progress progress;
  /// Handed to `progress`.
  void *context;
} goldcrest_options;

/// Texts, as Arrow's `large_string` arrays hold them: text `i` is the UTF-8 from `bytes[offsets[i]]` up to
/// `bytes[offsets[i + 1]]`. A zero byte is a character like others.
typedef struct goldcrest_texts {
  const char *bytes;
  /// `count + 1` of them, ascending.
  const int64_t *offsets;
  int64_t count;
} goldcrest_texts;

/// Token ids, as Arrow's `large_list<int32>` holds them, the special ones and a prompt's included.
typedef struct goldcrest_tokens {
  const int32_t *ids;
  /// `count + 1` of them, ascending.
  const int64_t *offsets;
  int64_t count;
} goldcrest_tokens;

/// What is computed of texts besides their vectors. All of it belongs to the structure.
typedef struct goldcrest_outputs {
  int64_t text_count;
  /// Text `i` has the entries from `sparse_offsets[i]` up to `sparse_offsets[i + 1]`; null unless asked for.
  const int64_t *sparse_offsets;
  /// Ids of tokens, ascending within a text, from 0.
  const int32_t *sparse_ids;
  /// Their weights, above 0.
  const float *sparse_weights;
  /// Text `i` has the vectors from `colbert_offsets[i]` up to `colbert_offsets[i + 1]`; null unless asked for.
  const int64_t *colbert_offsets;
  /// `[vectors, colbert_dimension]`, each of length 1: one for every token but the first.
  const float *colbert_vectors;
  int32_t colbert_dimension;
} goldcrest_outputs;

/// Frees `outputs`; null is nothing.
void goldcrest_outputs_free(goldcrest_outputs *outputs);

/// Where results of texts go; set all of it to 0 and then `byte_count`, `vectors` and `vectors_byte_count`.
typedef struct goldcrest_results {
  /// `sizeof(goldcrest_results)`.
  size_t byte_count;
  /// `[texts, row]`, where a row is `dimension` components of the precision, and of bits `(dimension + 7) / 8`
  /// bytes.
  void *vectors;
  /// The size of `vectors`; at least what is written.
  size_t vectors_byte_count;
  /// How many tokens the model was given of each text, or null.
  int32_t *token_counts;
  /// How many tokens of each text did not fit, or null.
  int32_t *dropped_token_counts;
  /// The status of each text, or null. With it, a text that is refused has its status here, other than 0,
  /// and zeros for a vector, and the call goes on; without it, the first one ends the call.
  goldcrest_status *statuses;
  /// Where `outputs` of the options go, or null without any.
  goldcrest_outputs **outputs;
} goldcrest_results;

/// Embeds texts. `options` may be null. An empty text gives the vector of the special tokens alone.
///
/// Fails with `GOLDCREST_PROMPT`, `GOLDCREST_DIMENSIONS`, `GOLDCREST_OUTPUT` before any text is read,
/// `GOLDCREST_TEXT` for a text that is refused, `GOLDCREST_MODEL` for a model without a tokenizer,
/// `GOLDCREST_FILE` for a file that was shortened while it was open (see `goldcrest_guard_files`), and
/// `GOLDCREST_CLOSED`, `GOLDCREST_FORKED`, `GOLDCREST_CANCELLED`, `GOLDCREST_MEMORY`,
/// `GOLDCREST_INVALID_ARGUMENT`.
goldcrest_status goldcrest_embed(
    goldcrest_model model, const goldcrest_texts *texts, const goldcrest_options *options,
    const goldcrest_results *results);

/// Embeds token ids. Of the options, the prompt only says how many tokens a model leaves out of pooling.
///
/// Fails as `goldcrest_embed`.
goldcrest_status goldcrest_embed_tokens(
    goldcrest_model model, const goldcrest_tokens *tokens, const goldcrest_options *options,
    const goldcrest_results *results);

/// Gives the token ids of one text with its prompt and the special tokens.
///
/// `*count` is how many there are; at most `capacity` of them are written, and none more than
/// `maximum_token_count`. `*dropped_count`, unless null, is how many did not fit into the model. Of the
/// options, which may be null, prompt and overflow count. Fails as `goldcrest_embed`.
goldcrest_status goldcrest_tokenize(
    goldcrest_model model, const char *text, int64_t text_byte_count,
    const goldcrest_options *options, int32_t *ids, int64_t capacity, int64_t *count,
    int64_t *dropped_count);

#ifdef __cplusplus
}
#endif

#endif
