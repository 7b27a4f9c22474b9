#!/usr/bin/env python3
"""Writes Golden/Bad/safetensors/: one small file for every way in which a safetensors file, or the
index of a sharded model, must be refused. Each is named after its case; SafetensorsTests has the
error that each must give.

    make_bad_safetensors.py [FOLDER]
"""

import json
import struct
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Golden/Bad/safetensors"


def file(header, data=b"", length=None):
    """The bytes of a file; `header` is text or bytes, or an object to be written as compact JSON."""
    if isinstance(header, dict):
        header = json.dumps(header, separators=(",", ":"))
    if isinstance(header, str):
        header = header.encode()
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def entry(begin, end, shape=None, dtype="F32"):
    shape = [(end - begin) // 4] if shape is None else shape
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def one(data=b"\0" * 8, **fields):
    """A file with one tensor `w` of two F32, with some fields of its entry changed."""
    return file({"w": {**entry(0, 8), **fields}}, data)


GOOD = '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
EIGHT = b"\0" * 8
NINE_DIMENSIONS = [1] * 8 + [2]

FILES = {
    # The frame
    "empty-file": b"",
    "file-too-short": b"\0\0\0\0\0\0\0",
    "header-truncated": file(GOOD, b"")[:40],
    "header-length-huge": file(GOOD, EIGHT, length=2**64 - 1),
    # The test makes this one as long as it says, with a hole instead of data.
    "header-over-the-limit": file(GOOD, EIGHT, length=100_000_001),
    "header-empty": file("", b""),
    "header-array": file("[]", b""),
    "header-leading-space": file(" " + GOOD, EIGHT),
    "header-byte-order-mark": file("\ufeff" + GOOD, EIGHT),
    "header-trailing-newline": file(GOOD + "\n", EIGHT),
    "header-trailing-nul": file(GOOD + "\0", EIGHT),
    "header-trailing-text": file(GOOD + "x", EIGHT),
    "header-not-utf8": file(b'{"\xff":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', EIGHT),
    "header-cut-in-json": file(GOOD[:-1], EIGHT),
    "header-lone-surrogate": file(GOOD.replace('"w"', '"\\ud800"'), EIGHT),
    "header-deep-nesting": file('{"w":' + "[" * 200 + "]" * 200 + "}", b""),
    "duplicate-name": file(
        '{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        b"\0" * 4,
    ),
    "duplicate-name-escaped": file(
        '{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"\\u0077":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        b"\0" * 4,
    ),
    "duplicate-field": file(GOOD.replace('"shape":[2]', '"shape":[2],"shape":[2]'), EIGHT),
    # __metadata__
    "duplicate-metadata-key": file('{"__metadata__":{"a":"1","a":"2"}}', b""),
    "metadata-null": file({"__metadata__": None}),
    "metadata-number": file({"__metadata__": {"step": 3}}),
    # Names
    "name-empty": file({"": entry(0, 8)}, EIGHT),
    "name-too-long": file({"n" * 1025: entry(0, 8)}, EIGHT),
    "name-with-nul": file({"w\0x": entry(0, 8)}, EIGHT),
    # Fields
    "entry-array": file('{"w":["F32",[2],[0,8]]}', EIGHT),
    "unknown-field": one(strides=[1]),
    "dtype-missing": file({"w": {"shape": [2], "data_offsets": [0, 8]}}, EIGHT),
    "dtype-unknown": one(dtype="F33"),
    "dtype-lower-case": one(dtype="f32"),
    "dtype-object": one(dtype={"F32": None}),
    "shape-missing": file({"w": {"dtype": "F32", "data_offsets": [0, 8]}}, EIGHT),
    "shape-number": one(shape=2),
    "shape-negative": one(shape=[-2]),
    "shape-float": one(shape=[2.0]),
    "shape-exponent": file(GOOD.replace("[2]", "[2e0]"), EIGHT),
    "shape-beyond-63-bits": one(shape=[2**64 - 1]),
    "too-many-dimensions": one(shape=NINE_DIMENSIONS),
    "shape-product-wraps": one(shape=[2**32, 2**32, 2]),
    "shape-product-wraps-before-zero": file({"w": entry(0, 0, [2**40, 2**40, 0])}),
    "shape-product-wraps-behind-zero": file({"w": entry(0, 0, [0, 2**40, 2**40])}),
    "bit-count-wraps": one(shape=[2**59]),
    "partial-byte": file({"w": entry(0, 2, [3], "F4")}, b"\0\0"),
    # Offsets
    "offsets-missing": file({"w": {"dtype": "F32", "shape": [2]}}, EIGHT),
    "offsets-three": one(data_offsets=[0, 8, 16]),
    "offsets-negative": one(data_offsets=[-8, 0]),
    "offsets-reversed": one(data_offsets=[8, 0]),
    "offsets-overflow": one(data_offsets=[2**63 - 9, 2**63 - 1]),
    "offsets-shape-mismatch": one(data_offsets=[0, 4], data=b"\0" * 4),
    "offsets-beyond-file": file({"w": entry(0, 16)}, EIGHT),
    "data-truncated": file({"a": entry(0, 8), "b": entry(8, 16)}, b"\0" * 15),
    "hole-at-begin": file({"w": entry(4, 12)}, b"\0" * 12),
    "hole": file({"a": entry(0, 4), "b": entry(8, 12)}, b"\0" * 12),
    "overlap": file({"a": entry(0, 8), "b": entry(4, 12)}, b"\0" * 12),
    "overlap-same-bytes": file({"a": entry(0, 8), "b": entry(0, 8)}, EIGHT),
    "empty-tensor-shares-begin": file({"a": entry(0, 0, [0]), "b": entry(0, 8)}, EIGHT),
    "empty-tensors-share-end": file(
        {"a": entry(0, 8), "b": entry(8, 8, [0]), "c": entry(8, 8, [0])}, EIGHT
    ),
    "empty-tensor-inside": file({"a": entry(0, 8), "b": entry(4, 4, [0])}, EIGHT),
    "trailing-bytes": file({"w": entry(0, 8)}, b"\0" * 9),
    "no-tensors-with-data": file({}, EIGHT),
    # A file without fault whose tensor cannot be a weight
    "not-a-weight": file({"w": entry(0, 8, [2], "I32")}, EIGHT),
}


def index(weight_map, **more):
    return json.dumps({"metadata": {"total_size": 16}, "weight_map": weight_map, **more}).encode()


# shard-a holds `a`, shard-b holds `b`; nothing is wrong with them.
SHARDS = {
    "shard-a": file({"a": entry(0, 8)}, EIGHT),
    "shard-b": file({"b": entry(0, 8)}, EIGHT),
}
BOTH = {"a": "shard-a.safetensors", "b": "shard-b.safetensors"}

INDICES = {
    "index-not-json": b"{",
    "index-duplicate-tensor": b'{"weight_map":{"a":"shard-a.safetensors","a":"shard-b.safetensors"}}',
    "index-array": b"[]",
    "index-unknown-field": index(BOTH, weights={}),
    "index-metadata-string": index(BOTH, metadata="none"),
    "index-no-weight-map": b'{"metadata":{}}',
    "index-weight-map-array": b'{"weight_map":[]}',
    "index-weight-map-empty": index({}),
    "index-shard-number": index({"a": 1}),
    "index-shard-absolute": index({"a": "/elsewhere/shard-a.safetensors"}),
    "index-shard-in-parent": index({"a": "../shard-a.safetensors"}),
    "index-shard-in-folder": index({"a": "more/shard-a.safetensors"}),
    "index-shard-windows-parent": index({"a": "..\\shard-a.safetensors"}),
    "index-shard-windows-drive": index({"a": "C:shard-a.safetensors"}),
    "index-shard-two-dots": index({"a": ".."}),
    "index-shard-other-suffix": index({"a": "pytorch_model.bin"}),
    "index-shard-upper-case-suffix": index({"a": "shard-a.SAFETENSORS"}),
    "index-shard-only-suffix": index({"a": ".safetensors"}),
    "index-shard-hidden": index({"a": ".shard.safetensors"}),
    "index-shard-control-character": index({"a": "shard\n.safetensors"}),
    "index-shard-missing": index({"a": "shard-a.safetensors", "c": "shard-c.safetensors"}),
    "index-tensor-not-in-shard": index({**BOTH, "c": "shard-b.safetensors"}),
    "index-tensor-in-other-shard": index({"a": "shard-b.safetensors", "b": "shard-b.safetensors"}),
    "index-tensor-unlisted": index({"a": "shard-a.safetensors", "c": "shard-b.safetensors"}),
}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"{name}.safetensors": data for name, data in {**FILES, **SHARDS}.items()}
    wanted |= {f"{name}.json": data for name, data in INDICES.items()}
    stale = sorted(old.name for old in folder.iterdir() if old.name not in wanted)
    if stale:
        sys.exit(f"{folder.name}: made by nobody, remove them: {', '.join(stale)}")
    for name, data in wanted.items():
        (folder / name).write_bytes(data)
    print(f"{len(wanted)} files in {folder.name}")


if __name__ == "__main__":
    main()
