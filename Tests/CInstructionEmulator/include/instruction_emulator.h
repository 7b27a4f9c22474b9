// Runs AVX-VNNI's vpdpbusd and vpdpwssd and AMX's int8 tiles in software on x86-64 processors that
// lack them, so that the kernels written with them can be tested as they are compiled.
//
// An instruction that the processor does not know raises SIGILL. The handler decodes it, does to the
// saved registers and to memory what Intel's manual (Software Developer's Manual, volume 2,
// chapters 3 to 5) says, and goes on behind it. What the manual forbids, as shapes of tiles that do
// not fit, ends the process, as does every instruction that is not known here either.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { EMULATES_AVX_VNNI = 1, EMULATES_AMX = 2 };

// Installs the handler for the whole process, once, on Linux on x86-64. Gives what it can run; not AMX
// where the processor has it and only the permission is missing, as then some instructions would not
// come here.
int emulate_missing_instructions(void);

// How many instructions the calling thread has had run in software.
uint64_t emulated_instruction_count(void);

#ifdef __cplusplus
}
#endif
