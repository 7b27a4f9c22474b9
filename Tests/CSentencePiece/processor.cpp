#include "CSentencePiece.h"

#include <sentencepiece_processor.h>

#include <memory>
#include <string>
#include <vector>

struct csp_processor {
  sentencepiece::SentencePieceProcessor processor;
};

csp_processor *csp_open(const char *path) {
  try {
    auto result = std::make_unique<csp_processor>();
    if (!result->processor.Load(path).ok()) return nullptr;
    return result.release();
  } catch (...) {
    return nullptr;
  }
}

ptrdiff_t csp_encode(const csp_processor *processor, const uint8_t *text, size_t byte_count,
                     int32_t *ids, size_t capacity) {
  try {
    std::vector<int> found;
    const std::string input(reinterpret_cast<const char *>(text), byte_count);
    if (!processor->processor.Encode(input, &found).ok()) return -1;
    for (size_t i = 0; i < found.size() && i < capacity; ++i) ids[i] = found[i];
    return static_cast<ptrdiff_t>(found.size());
  } catch (...) {
    return -1;
  }
}

void csp_close(csp_processor *processor) { delete processor; }
