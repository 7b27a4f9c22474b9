/// A model whose file is shortened, beside a host that handles SIGBUS itself.
///
///   faults FOLDER MODEL
///
/// FOLDER has MODEL.crest, of which shortened.crest there becomes a copy.
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"

enum { room = 4096 };
static float before[room], after[room];
static sigjmp_buf host;
static volatile sig_atomic_t host_count = 0;
static void *volatile host_address;

static void handle(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  host_count++;
  host_address = info->si_addr;
  siglongjmp(host, 1);
}

/// Reads a mapping of the host's own that its file does not reach any more.
static void fault(void) {
  FILE *file = tmpfile();
  CHECK(file != NULL && ftruncate(fileno(file), 1) == 0);
  volatile char *bytes = mmap(NULL, 1, PROT_READ, MAP_SHARED, fileno(file), 0);
  CHECK(bytes != MAP_FAILED && ftruncate(fileno(file), 0) == 0);
  int count = host_count;
  if (sigsetjmp(host, 1) == 0) {
    CHECK(bytes[0] == 1);
    CHECK(!"a fault");
  }
  CHECK(host_count == count + 1 && host_address == bytes);
  munmap((void *)bytes, 1);
  fclose(file);
}

static void *fault_on_thread(void *argument) {
  fault();
  return argument;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  CHECK(sigaction(SIGBUS, &action, NULL) == 0);

  char *whole = joined(argv[1], argv[2], ".crest"), *path = joined(argv[1], "shortened", ".crest");
  size_t byte_count;
  char *bytes = contents(whole, &byte_count);
  write_file(path, bytes, byte_count);
  goldcrest_model model, other;
  // Models that were opened before are guarded, too.
  MUST(goldcrest_open(path, 2, &model));
  MUST(goldcrest_open(whole, 2, &other));
  struct sigaction found;
  CHECK(sigaction(SIGBUS, NULL, &found) == 0 && found.sa_sigaction == handle);
  MUST(goldcrest_guard_files());
  MUST(goldcrest_guard_files());
  CHECK(sigaction(SIGBUS, NULL, &found) == 0 && found.sa_sigaction != handle);
  fault();

  const char *list[] = {"a text", "quite another one"};
  goldcrest_texts texts = texts_of(list, 2);
  goldcrest_results results = results_in(before, sizeof before);
  MUST(goldcrest_embed(other, &texts, NULL, &results));
  goldcrest_texts first = texts_of(list, 1);
  results.vectors = after;
  MUST(goldcrest_embed(model, &first, NULL, &results));
  CHECK(memcmp(before, after, 32 * sizeof(float)) == 0);
  const size_t rests[] = {byte_count - 1, byte_count / 2, 0};
  for (int i = 0; i < 3; i++) {
    CHECK(truncate(path, (off_t)rests[i]) == 0);
    EXPECT(goldcrest_embed(model, &texts, NULL, &results), GOLDCREST_FILE, "was shortened while in use");
    EXPECT(goldcrest_embed(model, &texts, NULL, &results), GOLDCREST_FILE, path);
    CHECK(goldcrest_error_text_index() == -1);
  }
  CHECK(host_count == 1);
  fault();
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, fault_on_thread, NULL) == 0 && pthread_join(thread, NULL) == 0);

  MUST(goldcrest_embed(other, &texts, NULL, &results));
  CHECK(memcmp(before, after, sizeof before) == 0);
  MUST(goldcrest_close(model));
  write_file(path, bytes, byte_count);
  MUST(goldcrest_open(path, 1, &model));
  MUST(goldcrest_embed(model, &texts, NULL, &results));
  CHECK(memcmp(before, after, sizeof before) == 0);
  MUST(goldcrest_close(model));
  MUST(goldcrest_close(other));
  free_texts(texts);
  free_texts(first);
  free(bytes);
  free(path);
  free(whole);
  return finished("faults");
}
