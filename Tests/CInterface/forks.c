/// A process that is forked with an open model is refused, and opens its own; it never hangs.
///
///   forks FOLDER
///
///   forks FOLDER first MICROSECONDS
///
/// FOLDER has texts.txt and normal.crest. With `first` the process is forked while another thread calls the library
/// for the first time.
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

enum { fork_count = 60, text_count = 20, room = 1 << 20, seconds = 120 };

static goldcrest_texts texts;
static char *path;
static goldcrest_model model;
static int32_t size;
static float wanted[room], found[room];
static volatile int is_over = 0;

static goldcrest_status embed(goldcrest_model number, float *vectors) {
  goldcrest_results results = results_in(vectors, room * sizeof(float));
  return goldcrest_embed(number, &texts, NULL, &results);
}

/// What a process does that inherits the model; it has none of the threads, and what they held is nobody's leak.
static int inherit(int depth) {
  // Whatever hangs is ended, and counts as wrong.
  alarm(seconds);
  failure_count = 0;
  goldcrest_info *info;
  goldcrest_model own;
  int64_t count;
  EXPECT(embed(model, found), GOLDCREST_FORKED, "parent");
  EXPECT(goldcrest_get_info(model, &info), GOLDCREST_FORKED, "parent");
  EXPECT(goldcrest_tokenize(model, "a", 1, NULL, NULL, 0, &count, NULL), GOLDCREST_FORKED, "parent");
  if (depth % 2) MUST(goldcrest_close(model));
  MUST(goldcrest_open(path, 2, &own));
  CHECK(own != model);
  MUST(embed(own, found));
  CHECK(memcmp(found, wanted, (size_t)(texts.count * size) * sizeof(float)) == 0);
  if (depth > 0) {
    pid_t child = fork();
    if (child == 0) {
      model = own;
      _exit(inherit(0));
    }
    int status = 1;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    MUST(embed(own, found));
  }
  MUST(goldcrest_close(own));
  EXPECT(goldcrest_close(own), GOLDCREST_CLOSED, "model");
  return failure_count;
}

/// Keeps the library's locks busy while the process is forked.
static void *work(void *argument) {
  float *vectors = memory(room, sizeof(float));
  while (!is_over) {
    goldcrest_model own;
    MUST(embed(model, vectors));
    if (argument != NULL) {
      MUST(goldcrest_open(path, 2, &own));
      MUST(embed(own, vectors));
      MUST(goldcrest_close(own));
    }
  }
  free(vectors);
  return NULL;
}

/// Opens, embeds and closes.
static void *use(void *argument) {
  goldcrest_model own;
  MUST(goldcrest_open(path, 2, &own));
  MUST(embed(own, argument));
  MUST(goldcrest_close(own));
  return NULL;
}

static int fork_at_first_use(useconds_t microseconds) {
  pthread_t thread;
  pthread_create(&thread, NULL, use, wanted);
  usleep(microseconds);
  pid_t child = fork();
  if (child == 0) {
    alarm(seconds);
    use(found);
    _exit(0);
  }
  int status = 1;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  pthread_join(thread, NULL);
  free_texts(texts);
  free(path);
  return finished("forks");
}

int main(int argc, char **argv) {
  if (argc < 2) return 64;
  path = joined(argv[1], "texts", ".txt");
  texts = lines_of(path);
  free(path);
  texts.count = text_count;
  path = joined(argv[1], "normal", ".crest");
  if (argc == 4) return fork_at_first_use((useconds_t)atoi(argv[3]));
  goldcrest_info *info;
  MUST(goldcrest_open(path, 2, &model));
  MUST(goldcrest_get_info(model, &info));
  size = info->dimension;
  goldcrest_info_free(info);
  MUST(embed(model, wanted));

  pthread_t threads[2];
  for (long i = 0; i < 2; i++) pthread_create(&threads[i], NULL, work, i ? "opens" : NULL);
  for (int i = 0; i < fork_count; i++) {
    pid_t child = fork();
    if (child == 0) _exit(inherit(i % 4));
    int status = 1;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  is_over = 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  MUST(embed(model, found));
  CHECK(memcmp(found, wanted, (size_t)(texts.count * size) * sizeof(float)) == 0);
  MUST(goldcrest_close(model));
  free_texts(texts);
  free(path);
  return finished("forks");
}
