#include "decoder.h"

#include <string.h>

static int64_t displacement(const uint8_t *at, int size) {
  if (size == 1) return (int8_t)*at;
  int32_t value = 0;
  if (size == 4) memcpy(&value, at, sizeof value);
  return value;
}

// The address of a memory operand whose ModRM byte is at `at`; gives where the operand ends.
static const uint8_t *decode_memory(const uint8_t *at, int x, int b, const uint64_t registers[16],
                                    instruction *result) {
  int rm = *at++ & 7, size = result->mode == 1 ? 1 : result->mode == 2 ? 4 : 0;
  int is_relative = 0, has_base = 1, base = rm | b << 3;
  result->index = 0;
  if (rm == 4) {
    int sib = *at++, index = (sib >> 3 & 7) | x << 3;
    base = (sib & 7) | b << 3;
    if (index != 4) result->index = registers[index] << (sib >> 6);
    if ((sib & 7) == 5 && result->mode == 0) {
      has_base = 0;
      size = 4;
    }
  } else if (rm == 5 && result->mode == 0) {
    is_relative = 1;
    size = 4;
  }
  result->address = (uint64_t)displacement(at, size);
  at += size;
  // None of the instructions has an immediate, so the next one begins here.
  if (is_relative) result->address += (uint64_t)(uintptr_t)at;
  else if (has_base) result->address += registers[base];
  return at;
}

int decode_instruction(const uint8_t *code, const uint64_t registers[16], instruction *result) {
  if (code[0] != 0xc4) return 0;
  uint8_t first = code[1], second = code[2];
  if ((first & 0x1f) != 2 || second & 0x80) return 0;  // map 0F 38, W = 0
  int r = !(first >> 7 & 1), x = !(first >> 6 & 1), b = !(first >> 5 & 1);
  result->vector = (uint8_t)(~second >> 3 & 15);
  result->is_256 = second >> 2 & 1;
  result->prefix = second & 3;
  result->opcode = code[3];
  uint8_t modrm = code[4];
  result->mode = modrm >> 6;
  result->reg = (uint8_t)((modrm >> 3 & 7) | r << 3);
  result->rm = (uint8_t)((modrm & 7) | b << 3);
  const uint8_t *end = code + 5;
  if (result->mode != 3) end = decode_memory(code + 4, x, b, registers, result);
  result->length = (uint64_t)(end - code);
  return 1;
}
