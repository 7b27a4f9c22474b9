/// What the programs here have in common: expectations, files, lists of texts.
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "goldcrest.h"

static int failure_count = 0;

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);        \
      failure_count++;                                                                \
    }                                                                                 \
  } while (0)

/// Expects a call to give a status and, unless it is 0, a message with `part` in it.
#define EXPECT(call, wanted, part) expect(__LINE__, #call, (call), (wanted), (part))

static inline void expect(
    int line, const char *call, goldcrest_status found, goldcrest_status wanted, const char *part) {
  const char *message = goldcrest_error_message();
  int is_wrong = found != wanted;
  if (found != 0) is_wrong |= strstr(message, part) == NULL || strchr(message, '\n') != NULL;
  if (is_wrong) {
    fprintf(stderr, "line %d: %s: expected %d with '%s', found %d with '%s'\n", line, call, wanted, part,
            found, message);
    failure_count++;
  }
}

/// Ends the program if a call fails that all others need.
#define MUST(call)                                                                              \
  do {                                                                                          \
    if ((call) != GOLDCREST_OK) {                                                               \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, goldcrest_error_message()); \
      exit(1);                                                                                  \
    }                                                                                           \
  } while (0)

/// Memory that is there, or the end of the program.
static inline void *memory(size_t count, size_t size) {
  void *found = calloc(count > 0 ? count : 1, size);
  if (found == NULL) exit(1);
  return found;
}

static inline char *joined(const char *folder, const char *name, const char *ending) {
  char *path = memory(strlen(folder) + strlen(name) + strlen(ending) + 2, 1);
  sprintf(path, "%s/%s%s", folder, name, ending);
  return path;
}

/// A whole file, with a zero byte behind it.
static inline char *contents(const char *path, size_t *byte_count) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
    fprintf(stderr, "%s: cannot be read\n", path);
    exit(1);
  }
  *byte_count = (size_t)ftell(file);
  rewind(file);
  char *bytes = memory(*byte_count + 1, 1);
  if (fread(bytes, 1, *byte_count, file) != *byte_count) exit(1);
  fclose(file);
  return bytes;
}

static inline void write_file(const char *path, const char *bytes, size_t byte_count) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(bytes, 1, byte_count, file) != byte_count || fclose(file) != 0) exit(1);
}

/// Texts as the library takes them; freed by `free_texts`.
static inline goldcrest_texts texts_of(const char *const *list, int64_t count) {
  goldcrest_texts texts = {NULL, NULL, count};
  int64_t *offsets = memory((size_t)count + 1, sizeof(int64_t));
  for (int64_t i = 0; i < count; i++) offsets[i + 1] = offsets[i] + (int64_t)strlen(list[i]);
  char *bytes = memory((size_t)offsets[count] + 1, 1);
  for (int64_t i = 0; i < count; i++)
    memcpy(bytes + offsets[i], list[i], (size_t)(offsets[i + 1] - offsets[i]));
  texts.bytes = bytes;
  texts.offsets = offsets;
  return texts;
}

/// The lines of a file, each a text.
static inline goldcrest_texts lines_of(const char *path) {
  size_t byte_count;
  char *bytes = contents(path, &byte_count);
  int64_t count = 0;
  for (size_t i = 0; i < byte_count; i++) count += bytes[i] == '\n';
  const char **list = memory((size_t)count, sizeof(char *));
  char *next = bytes;
  for (int64_t i = 0; i < count; i++) {
    char *end = strchr(next, '\n');
    *end = 0;
    list[i] = next;
    next = end + 1;
  }
  goldcrest_texts texts = texts_of(list, count);
  free(list);
  free(bytes);
  return texts;
}

static inline void free_texts(goldcrest_texts texts) {
  free((void *)texts.bytes);
  free((void *)texts.offsets);
}

static inline goldcrest_options no_options(void) {
  goldcrest_options options;
  memset(&options, 0, sizeof options);
  options.byte_count = sizeof options;
  return options;
}

static inline goldcrest_results results_in(void *vectors, size_t byte_count) {
  goldcrest_results results;
  memset(&results, 0, sizeof results);
  results.byte_count = sizeof results;
  results.vectors = vectors;
  results.vectors_byte_count = byte_count;
  return results;
}

static inline int finished(const char *name) {
  if (failure_count > 0) {
    fprintf(stderr, "%s: %d expectations failed\n", name, failure_count);
    return 1;
  }
  printf("%s: all as expected\n", name);
  return 0;
}

#endif
