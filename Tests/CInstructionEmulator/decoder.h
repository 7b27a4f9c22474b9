// The part of x86-64's encoding that the emulated instructions use: VEX prefixes of three bytes with
// the opcode map 0F 38.
#pragma once

#include <stdint.h>

typedef struct {
  uint8_t opcode;
  uint8_t prefix;  // 0 none, 1 66, 2 F3, 3 F2
  uint8_t is_256;
  uint8_t vector;        // vvvv, as a register number
  uint8_t mode;          // ModRM.mod: 3 means register
  uint8_t reg;           // ModRM.reg with its extension
  uint8_t rm;            // ModRM.rm with its extension
  uint64_t address;      // of a memory operand: the base and displacement
  uint64_t index;        // the value of the index register times its scale, 0 without one
  uint64_t length;       // of the instruction in bytes
} instruction;

// Decodes the instruction at `code`; `registers` are the sixteen general registers in the order of
// their numbers. Gives 0 if it is not of that form.
int decode_instruction(const uint8_t *code, const uint64_t registers[16], instruction *result);
