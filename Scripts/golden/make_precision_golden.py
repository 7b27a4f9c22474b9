#!/usr/bin/env python3
"""Writes Golden/precision.json and Golden/precision-ranges.npy: vectors stored in every precision.

int8, uint8, binary and ubinary come from sentence-transformers' `quantize_embeddings`, float16 from NumPy, and `unit`
from the SQL function vec_quantize_int8(vector, 'unit') of the extension sqlite-vec. `sqlite_bits` are the bytes of its
vec_quantize_binary, which takes whole bytes of bits, for the first 16 components. Vectors have length 1 and 20
components, which are no whole bytes of bits; among them are zeros, 1 and -1, what lies outside the calibration, and a
component that never changes in it.
"""

import json
from pathlib import Path

import apsw
import numpy as np
import sqlite_vec
from sentence_transformers.util.quantization import quantize_embeddings

GOLDEN = Path(__file__).resolve().parents[2] / "Golden"
SEED, COUNT, WIDTH = 20261123, 40, 20


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def vectors(draw):
    rows = draw.normal(size=(COUNT, WIDTH))
    rows[1, ::2] = 0
    rows[2] *= 10.0 ** draw.integers(-8, 0, WIDTH)
    rows[3:5] = 0
    rows[3, 7], rows[4, 19] = 5, -5
    return unit(rows)


def sqlite(query, rows, element):
    database = apsw.Connection(":memory:")
    database.enable_load_extension(True)
    database.load_extension(sqlite_vec.loadable_path())
    return [np.frombuffer(next(database.execute(query, (row.tobytes(),)))[0], element).tolist() for row in rows]


def main():
    draw = np.random.default_rng(SEED)
    rows = vectors(draw)
    calibration = unit(draw.normal(size=(30, WIDTH)))
    calibration[:, 5] = 0.25
    ranges = np.vstack((calibration.min(axis=0), calibration.max(axis=0)))
    golden = {
        "schema_version": 1,
        "vectors": rows.astype(float).tolist(),
        "calibration": calibration.astype(float).tolist(),
        "float16": rows.astype(np.float16).view(np.uint16).tolist(),
        "unit": sqlite("select vec_quantize_int8(?, 'unit')", rows, np.int8),
    }
    for name in ("int8", "uint8"):
        golden[name] = quantize_embeddings(rows, name, calibration_embeddings=calibration).tolist()
        assert golden[name] == quantize_embeddings(rows, name, ranges=ranges).tolist()
    for name in ("binary", "ubinary"):
        golden[name] = quantize_embeddings(rows, name).tolist()
    golden["sqlite_bits"] = sqlite("select vec_quantize_binary(?)", rows[:, :16].copy(), np.uint8)
    text = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in golden.items())
    (GOLDEN / "precision.json").write_text("{\n" + text + "\n}\n")
    np.save(GOLDEN / "precision-ranges.npy", ranges)
    print({name: len(value) for name, value in golden.items() if name != "schema_version"}, ranges.dtype, ranges.shape)


if __name__ == "__main__":
    main()
