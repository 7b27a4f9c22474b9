// The frame of the C test driver that Scripts/test-arm builds for two architectures: every kernel
// of every set that runs here against the scalar one, and one hash over all that they wrote.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "goldcrest_encoding.h"
#include "goldcrest_kernels.h"

// ---- Seeded values, the same on every machine ---------------------------------------------------

typedef struct {
  uint64_t state;
} random_source;

uint32_t random_bits(random_source *source);
// From first to last, both included.
int32_t random_integer(random_source *source, int32_t first, int32_t last);
int random_flip(random_source *source);
// In -1...1, times scale.
float random_float(random_source *source, float scale);
// A sum of uniform values: deviation 1, within -6...6.
float random_normal(random_source *source);

// ---- Memory -------------------------------------------------------------------------------------

// Zeros that end, as near as the alignment allows, at a page that cannot be touched; freed by the
// next release_guarded.
void *guarded(size_t byte_count, size_t alignment);
void *guarded_copy(const void *bytes, size_t byte_count, size_t alignment);
float *guarded_floats(random_source *source, size_t count, float scale);
float *guarded_normals(random_source *source, size_t count, float deviation);
void release_guarded(void);

// ---- Cases --------------------------------------------------------------------------------------

typedef void (*case_function)(const gc_kernel_set *set, const void *context, void *out);

// Runs one case with every set, over an output that begins as 0xa5 bytes, and compares. What is
// compared also enters the set's hash: it may hold no NaN, whose bits are the machine's own.
__attribute__((format(printf, 4, 5))) void compare_sets(case_function run, const void *context,
                                                        size_t byte_count, const char *format,
                                                        ...);

// Enters what a kernel that exists once has written into the hash of every set.
void note_output(const void *bytes, size_t byte_count);

void check_products(void);
void check_quantize(void);
void check_attention(void);
void check_layer_norm(void);
void check_floats(void);
void check_panels(void);
void check_shared(void);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
