// AMX's tiles of one thread, and what its instructions do to them. Each gives 0 where the processor
// would raise an exception.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int is_configured;
  uint8_t rows[8];
  uint16_t row_bytes[8];
  uint8_t data[8][16][64];
} tile_file;

// LDTILECFG: 64 bytes of palette, rows and row sizes.
int tiles_configure(tile_file *tiles, const uint8_t *configuration);
void tiles_release(tile_file *tiles);
int tiles_zero(tile_file *tiles, int tile);
int tiles_load(tile_file *tiles, int tile, const uint8_t *memory, size_t stride);
int tiles_store(const tile_file *tiles, int tile, uint8_t *memory, size_t stride);
// TDPBUSD: sums[m][n] += unsigned a[m][4k...] . signed b[k][4n...].
int tiles_multiply(tile_file *tiles, int sums, int a, int b);
