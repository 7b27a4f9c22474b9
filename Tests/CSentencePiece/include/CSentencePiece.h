#pragma once
#include <stddef.h>
#include <stdint.h>

// libsentencepiece behind C functions, as a second implementation to compare ids with. No C++
// exception crosses.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct csp_processor csp_processor;

/// Loads a model file; NULL if it cannot be read.
csp_processor *csp_open(const char *path);

/// Writes the ids (SentencePiece's own numbering) of UTF-8 `text` to `ids`, at most `capacity`.
/// Returns their number, which may exceed `capacity`, or -1 on failure.
ptrdiff_t csp_encode(const csp_processor *processor, const uint8_t *text, size_t byte_count,
                     int32_t *ids, size_t capacity);

/// Frees what csp_open returned; NULL is allowed.
void csp_close(csp_processor *processor);

#ifdef __cplusplus
}
#endif
