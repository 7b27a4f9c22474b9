// The machine's ceilings, which benchmarks are held against.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The multiply-adds in one step of the peak loop of the kernel set called `name` for weights of 8 or
// 4 bits; 0 if there is no loop for it. Sets that multiply int4 as int8 have one loop for both.
uint64_t gc_peak_multiply_adds(const char *name, int32_t bits);

// Runs that many steps, in registers alone; the processor must be able to run the set. The value
// means nothing.
int32_t gc_peak_run(const char *name, int32_t bits, uint64_t steps);

// Reads every whole line of 64 bytes and gives the exclusive or of its 64-bit words. `bytes` lies
// on a multiple of 64.
uint64_t gc_read_memory(const void *bytes, size_t count);

#ifdef __cplusplus
}
#endif
