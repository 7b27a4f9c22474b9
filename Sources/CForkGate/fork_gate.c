#include "fork_gate.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int64_t inside_count = 0;
static int64_t fork_count = 0;
static int64_t generation = 0;

void gc_gate_lock(void) { pthread_mutex_lock(&lock); }

void gc_gate_unlock(void) { pthread_mutex_unlock(&lock); }

int64_t gc_gate_generation(void) { return generation; }

void gc_gate_enter(void) {
  pthread_mutex_lock(&lock);
  while (fork_count > 0) pthread_cond_wait(&changed, &lock);
  inside_count++;
  pthread_mutex_unlock(&lock);
}

void gc_gate_leave(void) {
  pthread_mutex_lock(&lock);
  inside_count--;
  if (inside_count == 0) pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

static void begin_fork(void) {
  pthread_mutex_lock(&lock);
  fork_count++;
  while (inside_count > 0) pthread_cond_wait(&changed, &lock);
}

static void end_fork(void) {
  fork_count--;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

static void begin_child(void) {
  generation++;
  fork_count = 0;
  // Threads of the parent may have waited on it.
  changed = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
  pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void watch_forks(void) {
  pthread_atfork(begin_fork, end_fork, begin_child);
}
