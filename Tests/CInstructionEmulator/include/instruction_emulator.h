// Runs AVX-VNNI's vpdpbusd and AMX's int8 tiles in software on x86-64 processors that lack them, so
// that the kernels written with them can be tested as they are compiled.
//
// An instruction that the processor does not know raises SIGILL. The handler decodes it, does to the
// saved registers and to memory what Intel's manual (Software Developer's Manual, volume 2,
// chapters 3 to 5) says, and goes on behind it. What the manual forbids, as shapes of tiles that do
// not fit, ends the process, as does every instruction that is not known here either.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Installs the handler for the whole process, once. Gives 1 if there is one: on Linux on x86-64.
int emulate_missing_instructions(void);

#ifdef __cplusplus
}
#endif
