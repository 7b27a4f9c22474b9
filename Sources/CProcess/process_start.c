#include "process_start.h"

#include <limits.h>

static int32_t count = 0;
static char *const *values = 0;

// Other loaders call it without arguments.
#if defined(__GLIBC__) || defined(__APPLE__)
__attribute__((constructor)) static void keep_arguments(int argument_count, char **arguments) {
  count = argument_count;
  values = arguments;
}
#endif

int32_t gc_argument_count(void) { return count; }

const char *gc_argument(int32_t index) { return values[index]; }
