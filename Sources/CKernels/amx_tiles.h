// What AMX's ldtilecfg reads: 64 bytes.
#pragma once

#include <stdint.h>

typedef struct {
  uint8_t palette, start_row, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} amx_tiles;

// Eight tiles of rows of 64 bytes; a tile without rows is not used.
static inline amx_tiles amx_tiles_with(const uint8_t rows[8]) {
  amx_tiles tiles = {.palette = 1};
  for (int i = 0; i < 8; i++) {
    tiles.rows[i] = rows[i];
    tiles.row_bytes[i] = rows[i] ? 64 : 0;
  }
  return tiles;
}
