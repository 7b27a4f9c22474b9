/// What a process was started with, as the loader says it: Swift asks /proc, which need not be there.
///
/// Nothing is allocated and nothing printed.
#ifndef PROCESS_START_H
#define PROCESS_START_H

#include <stdint.h>

/// How many arguments there are, the program's name included; 0 if the loader does not say it.
int32_t gc_argument_count(void);

/// The argument at `index`, from 0 and below the count; it ends with a zero byte and stays as it is.
const char *gc_argument(int32_t index);

#endif
