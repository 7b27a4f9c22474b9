// What libFuzzer calls; the targets are in Swift.
#include <stddef.h>
#include <stdint.h>

void goldcrest_fuzz_begin(void);
int32_t goldcrest_fuzz(const uint8_t *bytes, size_t count);
int LLVMFuzzerInitialize(int *argument_count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerInitialize(int *argument_count, char ***arguments)
{
  (void)argument_count;
  (void)arguments;
  goldcrest_fuzz_begin();
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
  return goldcrest_fuzz(bytes, count);
}
