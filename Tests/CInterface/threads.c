/// Loads both libraries as a program with plug-ins does, and calls them from many threads.
///
///   threads FOLDER LIBRARIES ORIGINAL
///
/// FOLDER has texts.txt and two models, prompts.crest and normal.crest; ORIGINAL is a model's folder.
#include <dlfcn.h>
#include <pthread.h>

#include "check.h"
#include "goldcrest_convert.h"

enum { thread_count = 8, round_count = 6, model_count = 4, text_count = 40 };

static goldcrest_status (*open_model)(const char *, int32_t, goldcrest_model *);
static goldcrest_status (*close_model)(goldcrest_model);
static goldcrest_status (*embed)(
    goldcrest_model, const goldcrest_texts *, const goldcrest_options *, const goldcrest_results *);
static const char *(*message)(void);
static goldcrest_status (*convert)(
    const char *, const char *, const goldcrest_convert_options *, goldcrest_conversion **);
static const char *(*convert_message)(void);

static goldcrest_texts texts;
static goldcrest_model models[model_count];
static char *paths[model_count];
static int32_t sizes[model_count];
static float *alone[model_count];
static const char *folder, *original;

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (found == NULL) {
    fprintf(stderr, "%s: %s\n", name, dlerror());
    exit(1);
  }
  return found;
}

/// ISO C has no cast from an object's pointer to a function's.
#define FIND(library, name, function)          \
  do {                                         \
    void *found = symbol(library, name);       \
    memcpy(&function, &found, sizeof found);   \
  } while (0)

static void *library(const char *libraries, const char *name) {
  char *path = joined(libraries, name, ".so");
  void *found = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (found == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  free(path);
  return found;
}

static size_t byte_count(int model) {
  return (size_t)(texts.count * sizes[model]) * sizeof(float);
}

static goldcrest_status embed_all(int model, goldcrest_model number, float *vectors) {
  goldcrest_results results = results_in(vectors, byte_count(model));
  return embed(number, &texts, NULL, &results);
}

/// Embeds with every model, opens and closes its own, and makes mistakes whose messages are its own.
static void *work(void *argument) {
  long self = (long)argument, wrong = 0;
  char name[64];
  sprintf(name, "/no/such/file-%ld", self);
  for (int round = 0; round < round_count; round++) {
    int model = (int)(self + round) % model_count;
    float *vectors = memory(byte_count(model), 1);
    goldcrest_model own = 0;
    wrong += open_model(name, 0, &own) != GOLDCREST_FILE;
    wrong += embed_all(model, models[model], vectors) != GOLDCREST_OK;
    wrong += memcmp(vectors, alone[model], byte_count(model)) != 0;
    wrong += open_model(paths[model], 1 + (int32_t)self % 3, &own) != GOLDCREST_OK;
    memset(vectors, 0, byte_count(model));
    wrong += embed_all(model, own, vectors) != GOLDCREST_OK;
    wrong += memcmp(vectors, alone[model], byte_count(model)) != 0;
    wrong += close_model(own) != GOLDCREST_OK;
    // Other threads have failed since.
    wrong += strstr(message(), name) == NULL;
    free(vectors);
  }
  return (void *)wrong;
}

static void *convert_one(void *argument) {
  long self = (long)argument, wrong = 0;
  char name[32];
  sprintf(name, "converted-%ld", self);
  char *path = joined(folder, name, ".crest");
  goldcrest_convert_options options;
  memset(&options, 0, sizeof options);
  options.byte_count = sizeof options;
  options.thread_count = 2;
  wrong += convert(original, path, &options, NULL) != GOLDCREST_OK;
  if (wrong) fprintf(stderr, "%s\n", convert_message());
  wrong += convert(original, path, &options, NULL) != GOLDCREST_FILE;
  wrong += strstr(convert_message(), name) == NULL;
  free(path);
  return (void *)wrong;
}

/// Embeds until somebody closes the model: every answer is whole.
static void *embed_until_closed(void *argument) {
  (void)argument;
  float *vectors = memory(byte_count(0), 1);
  long wrong = 0;
  for (;;) {
    goldcrest_status status = embed_all(0, models[0], vectors);
    if (status == GOLDCREST_CLOSED) break;
    wrong += status != GOLDCREST_OK || memcmp(vectors, alone[0], byte_count(0)) != 0;
    memset(vectors, 0, byte_count(0));
  }
  free(vectors);
  return (void *)wrong;
}

static void join_all(pthread_t *threads, int count) {
  for (int i = 0; i < count; i++) {
    void *wrong;
    pthread_join(threads[i], &wrong);
    CHECK(wrong == NULL);
  }
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  folder = argv[1];
  original = argv[3];
  void *runtime = library(argv[2], "libgoldcrest");
  void *conversion = library(argv[2], "libgoldcrest-convert");
  FIND(runtime, "goldcrest_open", open_model);
  FIND(runtime, "goldcrest_close", close_model);
  FIND(runtime, "goldcrest_embed", embed);
  FIND(runtime, "goldcrest_error_message", message);
  FIND(conversion, "goldcrest_convert", convert);
  FIND(conversion, "goldcrest_convert_error_message", convert_message);
  goldcrest_status (*get_info)(goldcrest_model, goldcrest_info **);
  void (*free_info)(goldcrest_info *);
  FIND(runtime, "goldcrest_get_info", get_info);
  FIND(runtime, "goldcrest_info_free", free_info);
  CHECK(dlsym(conversion, "goldcrest_open") == NULL);

  char *path = joined(folder, "texts", ".txt");
  texts = lines_of(path);
  texts.count = text_count;
  free(path);
  for (int i = 0; i < model_count; i++) {
    paths[i] = joined(folder, i % 2 ? "prompts" : "normal", ".crest");
    goldcrest_info *info;
    if (open_model(paths[i], 1 + i / 2, &models[i]) != 0 || get_info(models[i], &info) != 0) return 1;
    sizes[i] = info->dimension;
    free_info(info);
    alone[i] = memory(byte_count(i), 1);
    CHECK(embed_all(i, models[i], alone[i]) == GOLDCREST_OK);
  }
  CHECK(memcmp(alone[0], alone[2], byte_count(0)) == 0);

  pthread_t threads[thread_count + 2];
  for (long i = 0; i < thread_count; i++) pthread_create(&threads[i], NULL, work, (void *)i);
  for (long i = 0; i < 2; i++)
    pthread_create(&threads[thread_count + i], NULL, convert_one, (void *)i);
  join_all(threads, thread_count + 2);

  for (long i = 0; i < 3; i++) pthread_create(&threads[i], NULL, embed_until_closed, NULL);
  float *vectors = memory(byte_count(0), 1);
  CHECK(embed_all(0, models[0], vectors) == GOLDCREST_OK);
  CHECK(close_model(models[0]) == GOLDCREST_OK);
  join_all(threads, 3);
  free(vectors);

  for (int i = 0; i < model_count; i++) {
    CHECK(close_model(models[i]) == (i == 0 ? GOLDCREST_CLOSED : GOLDCREST_OK));
    free(alone[i]);
    free(paths[i]);
  }
  free_texts(texts);
  // Threads of the libraries may still run: they stay where they are.
  CHECK(dlclose(runtime) == 0 && dlclose(conversion) == 0);
  CHECK(strstr(message(), "model") != NULL);
  return finished("threads");
}
