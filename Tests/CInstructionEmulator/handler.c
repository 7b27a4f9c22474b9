#include "instruction_emulator.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>

#include "decoder.h"
#include "tiles.h"

static _Thread_local tile_file tiles;
static _Thread_local uint64_t instruction_count;

// ---- The saved vector registers -----------------------------------------------------------------

// The frame's extended state: XMM registers at 160, the bit map of what is not in its initial state
// at 512, the upper halves of the YMM registers at 576.
enum { XMM_AT = 160, STATE_BITS_AT = 512, YMM_UPPER_AT = 576, MAGIC_AT = 464 };

static uint8_t *saved_state(ucontext_t *context) {
  uint8_t *state = (uint8_t *)context->uc_mcontext.fpregs;
  uint32_t magic;
  memcpy(&magic, state + MAGIC_AT, sizeof magic);
  return magic == 0x46505853u ? state : NULL;  // FP_XSTATE_MAGIC1
}

static uint64_t state_bits(const uint8_t *state) {
  uint64_t bits;
  memcpy(&bits, state + STATE_BITS_AT, sizeof bits);
  return bits;
}

static void read_vector(const uint8_t *state, int number, int32_t value[8]) {
  memset(value, 0, 32);
  if (state_bits(state) & 2) memcpy(value, state + XMM_AT + 16 * number, 16);
  if (state_bits(state) & 4) memcpy(value + 4, state + YMM_UPPER_AT + 16 * number, 16);
}

static void write_vector(uint8_t *state, int number, const int32_t value[8]) {
  uint64_t bits = state_bits(state);
  if (!(bits & 2)) memset(state + XMM_AT, 0, 256);
  if (!(bits & 4)) memset(state + YMM_UPPER_AT, 0, 256);
  bits |= 6;
  memcpy(state + STATE_BITS_AT, &bits, sizeof bits);
  memcpy(state + XMM_AT + 16 * number, value, 16);
  memcpy(state + YMM_UPPER_AT + 16 * number, value + 4, 16);
}

// VPDPBUSD: four products of unsigned by signed bytes.
static int32_t dot_bytes(int32_t a, int32_t b) {
  uint8_t left[4];
  int8_t right[4];
  memcpy(left, &a, 4);
  memcpy(right, &b, 4);
  int32_t dot = 0;
  for (int i = 0; i < 4; i++) dot += left[i] * right[i];
  return dot;
}

// VPDPWSSD: two products of signed words, whose sum may wrap.
static int32_t dot_words(int32_t a, int32_t b) {
  int16_t left[2], right[2];
  memcpy(left, &a, 4);
  memcpy(right, &b, 4);
  return (int32_t)((uint32_t)(left[0] * right[0]) + (uint32_t)(left[1] * right[1]));
}

// Each of eight sums plus a dot product.
static int multiply_vectors(ucontext_t *context, const instruction *code) {
  uint8_t *state = saved_state(context);
  if (!state || !code->is_256) return 0;
  int32_t sums[8], a[8], b[8];
  read_vector(state, code->reg, sums);
  read_vector(state, code->vector, a);
  if (code->mode == 3) {
    read_vector(state, code->rm, b);
  } else {
    memcpy(b, (const void *)(uintptr_t)(code->address + code->index), sizeof b);
  }
  for (int n = 0; n < 8; n++) {
    int32_t dot = code->opcode == 0x50 ? dot_bytes(a[n], b[n]) : dot_words(a[n], b[n]);
    sums[n] = (int32_t)((uint32_t)sums[n] + (uint32_t)dot);
  }
  write_vector(state, code->reg, sums);
  return 1;
}

// ---- Instructions -------------------------------------------------------------------------------

static int run_instruction(ucontext_t *context, const instruction *code) {
  enum { NONE, X66, XF3, XF2 };
  uint8_t *memory = (uint8_t *)(uintptr_t)code->address;
  size_t stride = (size_t)code->index;
  int is_dot = code->opcode == 0x50 || code->opcode == 0x52;
  if (is_dot && code->prefix == X66) return multiply_vectors(context, code);
  if (code->is_256) return 0;
  switch (code->opcode << 4 | code->prefix) {
    case 0x49 << 4 | NONE:
      if (code->mode != 3) return tiles_configure(&tiles, memory + code->index);
      tiles_release(&tiles);
      return 1;
    case 0x49 << 4 | XF2: return code->mode == 3 && tiles_zero(&tiles, code->reg);
    case 0x4b << 4 | XF2:
    case 0x4b << 4 | X66:
      return code->mode != 3 && tiles_load(&tiles, code->reg, memory, stride);
    case 0x4b << 4 | XF3:
      return code->mode != 3 && tiles_store(&tiles, code->reg, memory, stride);
    case 0x5e << 4 | X66:
      return code->mode == 3 && tiles_multiply(&tiles, code->reg, code->rm, code->vector);
    default: return 0;
  }
}

static void handle(int number, siginfo_t *information, void *opaque) {
  (void)information;
  static const int order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                REG_R12, REG_R13, REG_R14, REG_R15};
  ucontext_t *context = opaque;
  greg_t *saved = context->uc_mcontext.gregs;
  uint64_t registers[16];
  for (int i = 0; i < 16; i++) registers[i] = (uint64_t)saved[order[i]];
  instruction code;
  const uint8_t *at = (const uint8_t *)(uintptr_t)saved[REG_RIP];
  if (decode_instruction(at, registers, &code) && run_instruction(context, &code)) {
    saved[REG_RIP] += (greg_t)code.length;
    instruction_count++;
    return;
  }
  // Going back runs it once more, now with the usual end.
  signal(number, SIG_DFL);
}

static void install(void) {
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGILL, &action, NULL);
}

int emulate_missing_instructions(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  unsigned a, b, c, d = 0;
  __get_cpuid_count(7, 0, &a, &b, &c, &d);
  int has_tiles = d >> 24 & 1;
  return has_tiles ? EMULATES_AVX_VNNI : EMULATES_AVX_VNNI | EMULATES_AMX;
}

uint64_t emulated_instruction_count(void) { return instruction_count; }
#else
int emulate_missing_instructions(void) { return 0; }
uint64_t emulated_instruction_count(void) { return 0; }
#endif
