// kernels-check [SET...]
//
// Checks every kernel of every set that this processor has against the first, scalar; then prints
// one line per set: its name and the hash over all its outputs. Sets that are named must be those
// the processor has, all of them and in order; those it lacks are named as skipped. Exits with 1
// after a difference.
#include "driver.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#pragma STDC FP_CONTRACT OFF

enum { MOST_SETS = 8, MOST_MAPPINGS = 4096, MOST_REPORTS = 20 };

static const gc_kernel_set *available[MOST_SETS];
static uint64_t hashes[MOST_SETS];
static size_t set_count, case_count, failure_count;

// ---- Seeded values ------------------------------------------------------------------------------

// SplitMix64, Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
uint32_t random_bits(random_source *source) {
  source->state += 0x9e3779b97f4a7c15u;
  uint64_t z = source->state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (uint32_t)((z ^ (z >> 31)) >> 32);
}

int32_t random_integer(random_source *source, int32_t first, int32_t last) {
  return first + (int32_t)(random_bits(source) % (uint32_t)(last - first + 1));
}

int random_flip(random_source *source) { return (int)(random_bits(source) >> 31); }

float random_float(random_source *source, float scale) {
  float value = (float)((int32_t)(random_bits(source) >> 8) - (1 << 23)) * 0x1p-23f;
  return value * scale;
}

float random_normal(random_source *source) {
  float sum = 0;
  for (int i = 0; i < 12; i++) sum = sum + random_float(source, 0.5f);
  return sum;
}

// ---- Memory -------------------------------------------------------------------------------------

static struct {
  void *start;
  size_t byte_count;
} mappings[MOST_MAPPINGS];
static size_t mapping_count;

static void stop(const char *why) {
  fprintf(stderr, "kernels-check: %s\n", why);
  exit(1);
}

void *guarded(size_t byte_count, size_t alignment) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t usable = (byte_count + page - 1) / page * page;
  void *start =
      mmap(NULL, usable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || mapping_count == MOST_MAPPINGS) stop("no memory");
  if (mprotect((char *)start + usable, page, PROT_NONE) != 0) stop("cannot protect a page");
  mappings[mapping_count].start = start;
  mappings[mapping_count].byte_count = usable + page;
  mapping_count++;
  return (char *)start + (usable - byte_count) / alignment * alignment;
}

void *guarded_copy(const void *bytes, size_t byte_count, size_t alignment) {
  void *copy = guarded(byte_count, alignment);
  if (byte_count) memcpy(copy, bytes, byte_count);
  return copy;
}

float *guarded_floats(random_source *source, size_t count, float scale) {
  float *values = guarded(count * sizeof(float), sizeof(float));
  for (size_t i = 0; i < count; i++) values[i] = random_float(source, scale);
  return values;
}

float *guarded_normals(random_source *source, size_t count, float deviation) {
  float *values = guarded(count * sizeof(float), sizeof(float));
  for (size_t i = 0; i < count; i++) values[i] = random_normal(source) * deviation;
  return values;
}

void release_guarded(void) {
  while (mapping_count) {
    mapping_count--;
    munmap(mappings[mapping_count].start, mappings[mapping_count].byte_count);
  }
}

// ---- Cases --------------------------------------------------------------------------------------

// FNV-1a.
static void add_to_hash(uint64_t *hash, const void *bytes, size_t byte_count) {
  uint64_t value = *hash;
  for (size_t i = 0; i < byte_count; i++) {
    value = (value ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
  }
  *hash = value;
}

void compare_sets(case_function run, const void *context, size_t byte_count, const char *format,
                  ...) {
  const uint8_t *expected = NULL;
  for (size_t i = 0; i < set_count; i++) {
    uint8_t *out = guarded(byte_count, 4);
    memset(out, 0xa5, byte_count);
    run(available[i], context, out);
    add_to_hash(&hashes[i], out, byte_count);
    case_count++;
    if (i == 0) expected = out;
    if (byte_count == 0 || memcmp(out, expected, byte_count) == 0) continue;
    size_t at = 0;
    while (out[at] == expected[at]) at++;
    failure_count++;
    if (failure_count > MOST_REPORTS) continue;
    fprintf(stderr, "kernels-check: %s: ", available[i]->name);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, ": byte %zu of %zu is %02x, expected %02x\n", at, byte_count, out[at],
            expected[at]);
  }
}

void note_output(const void *bytes, size_t byte_count) {
  for (size_t i = 0; i < set_count; i++) add_to_hash(&hashes[i], bytes, byte_count);
}

int main(int argument_count, char **arguments) {
  int32_t built;
  const gc_kernel_set *sets = gc_kernel_sets(&built);
  for (int32_t i = 0; i < built && set_count < MOST_SETS; i++) {
    if (sets[i].required & ~gc_cpu_features()) {
      fprintf(stderr, "kernels-check: skipped, not on this processor: %s\n", sets[i].name);
      continue;
    }
    hashes[set_count] = 0xcbf29ce484222325u;
    available[set_count++] = &sets[i];
  }
  int are_named = argument_count - 1 == (int)set_count;
  for (size_t i = 0; are_named && i < set_count; i++) {
    are_named = strcmp(arguments[i + 1], available[i]->name) == 0;
  }
  if (argument_count > 1 && !are_named) {
    fprintf(stderr, "kernels-check: this processor has the sets");
    for (size_t i = 0; i < set_count; i++) fprintf(stderr, " %s", available[i]->name);
    fprintf(stderr, ", which are not those named\n");
    return 1;
  }

  check_products();
  check_quantize();
  check_attention();
  check_layer_norm();
  check_floats();
  check_panels();
  check_shared();

  for (size_t i = 0; i < set_count; i++) {
    printf("%s %016llx\n", available[i]->name, (unsigned long long)hashes[i]);
  }
  fprintf(stderr, "kernels-check: %zu cases, %zu differ\n", case_count, failure_count);
  return failure_count ? 1 : 0;
}
