// Unpacking that allocates at most `limit` bytes in total: a few bytes of a hostile message can ask
// for a hundred times their size.
//
// NULL means that the bytes are no such message or that more memory would be needed. Free a result
// with the generated *__free_unpacked and no allocator.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sentencepiece_model.pb-c.h"

/// Unpacks `byte_count` bytes as a SentencePiece model file.
SentencepieceModel__Model *sentencepiece_unpack(size_t byte_count, const uint8_t *bytes,
                                                size_t limit);
