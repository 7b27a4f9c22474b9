#include "tiles.h"

#include <string.h>

int tiles_configure(tile_file *tiles, const uint8_t *configuration) {
  memset(tiles, 0, sizeof *tiles);
  if (configuration[0] == 0) return 1;
  if (configuration[0] != 1 || configuration[1] != 0) return 0;
  for (int i = 2; i < 16; i++) {
    if (configuration[i]) return 0;
  }
  for (int i = 0; i < 16; i++) {
    uint16_t bytes;
    memcpy(&bytes, configuration + 16 + 2 * i, sizeof bytes);
    uint8_t rows = configuration[48 + i];
    if (bytes > 64 || rows > 16 || (bytes == 0) != (rows == 0) || (i >= 8 && rows)) return 0;
    if (i >= 8) continue;
    tiles->rows[i] = rows;
    tiles->row_bytes[i] = bytes;
  }
  tiles->is_configured = 1;
  return 1;
}

void tiles_release(tile_file *tiles) { memset(tiles, 0, sizeof *tiles); }

static int is_usable(const tile_file *tiles, int tile) {
  return tiles->is_configured && tile < 8 && tiles->rows[tile] > 0;
}

int tiles_zero(tile_file *tiles, int tile) {
  if (!is_usable(tiles, tile)) return 0;
  memset(tiles->data[tile], 0, sizeof tiles->data[tile]);
  return 1;
}

int tiles_load(tile_file *tiles, int tile, const uint8_t *memory, size_t stride) {
  if (!tiles_zero(tiles, tile)) return 0;
  for (size_t row = 0; row < tiles->rows[tile]; row++) {
    memcpy(tiles->data[tile][row], memory + row * stride, tiles->row_bytes[tile]);
  }
  return 1;
}

int tiles_store(const tile_file *tiles, int tile, uint8_t *memory, size_t stride) {
  if (!is_usable(tiles, tile)) return 0;
  for (size_t row = 0; row < tiles->rows[tile]; row++) {
    memcpy(memory + row * stride, tiles->data[tile][row], tiles->row_bytes[tile]);
  }
  return 1;
}

int tiles_multiply(tile_file *tiles, int sums, int a, int b) {
  if (!is_usable(tiles, sums) || !is_usable(tiles, a) || !is_usable(tiles, b)) return 0;
  if (sums == a || a == b || sums == b) return 0;
  if (tiles->rows[sums] != tiles->rows[a] || tiles->row_bytes[sums] != tiles->row_bytes[b]) {
    return 0;
  }
  if (tiles->row_bytes[sums] % 4 || tiles->row_bytes[a] != tiles->rows[b] * 4) return 0;
  for (size_t m = 0; m < tiles->rows[sums]; m++) {
    int32_t row[16];
    memcpy(row, tiles->data[sums][m], sizeof row);
    for (size_t k = 0; k < tiles->rows[b]; k++) {
      for (size_t n = 0; n < tiles->row_bytes[sums] / 4u; n++) {
        int32_t dot = 0;
        for (size_t i = 0; i < 4; i++) {
          dot += (int32_t)tiles->data[a][m][4 * k + i] * (int8_t)tiles->data[b][k][4 * n + i];
        }
        row[n] = (int32_t)((uint32_t)row[n] + (uint32_t)dot);
      }
    }
    memcpy(tiles->data[sums][m], row, sizeof row);
  }
  return 1;
}
