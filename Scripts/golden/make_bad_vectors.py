#!/usr/bin/env python3
"""Writes Golden/Bad/vectors/: one small file for every way in which vectors of another program must be refused.

All would be two vectors of three components but for what their names say; EndToEndTests has the error each must
give. What a .npy must be besides lies in Golden/Bad/npy.

    make_bad_vectors.py [FOLDER]
"""

import json
import shutil
import struct
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Golden/Bad/vectors"
ONE, TWO = [0.5, 0.25, -1], [1, 0, 0.125]


def npy(descr, shape, code, *values):
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    head = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()
    return head + struct.pack(f"<{len(values)}{code}", *values)


def lines(*values):
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def data(*indices):
    vectors = ({"object": "embedding", "index": index, "embedding": ONE} for index in indices)
    return lines({"object": "list", "data": list(vectors)})


CASES = {
    "integers.npy": npy("|i1", (2, 3), "b", *range(6)),
    "one-dimension.npy": npy("<f4", "(6,)", "f", *ONE, *TWO),
    "no-columns.npy": npy("<f4", (2, 0), "f"),
    "half-infinite.npy": npy("<f2", (2, 3), "e", *ONE, 1, float("inf"), 0),
    "double-nan.npy": npy("<f8", (2, 3), "d", *ONE, float("nan"), 0, 0),
    "double-too-large.npy": npy("<f8", (2, 3), "d", 1e300, 0, 0, *TWO),
    "values-cut.npy": npy("<f8", (2, 3), "d", *ONE, *TWO)[:-1],
    "three.npy": npy("<f4", (3, 3), "f", *ONE, *TWO, *ONE),
    "none.jsonl": b"\n",
    "one.jsonl": lines({"embedding": ONE}),
    "width.jsonl": lines({"embedding": ONE}, {"embedding": TWO[:2]}),
    "other-width.jsonl": lines({"embedding": ONE}, {"embedding": TWO}),
    "empty.jsonl": lines({"embedding": []}, {"embedding": TWO}),
    "base64.jsonl": lines({"embedding": "AAAAPwAAgD4AAIC/"}, {"embedding": TWO}),
    "word.jsonl": lines({"embedding": ONE}, {"embedding": [1, 0, "x"]}),
    "nan.jsonl": lines({"embedding": ONE}, {"embedding": [1, 0, float("nan")]}),
    "too-large.jsonl": lines({"embedding": ONE}, {"embedding": [1, 0, 1e39]}),
    "no-vector.jsonl": lines({"embedding": ONE}, {"text": "two"}),
    "two-members.jsonl": lines({"embedding": ONE, "data": []}, {"embedding": TWO}),
    "number.jsonl": lines({"embedding": ONE}, 7),
    "token-vectors.jsonl": lines({"embedding": [ONE, TWO]}, {"embedding": TWO}),
    "error.json": lines({"error": {"message": "too large", "code": 413}}),
    "not-json.json": b'{"data": [',
    "data-number.json": lines({"data": 3}),
    "index-twice.json": data(0, 0),
    "index-large.json": data(0, 2),
    "index-missing.json": lines({"data": [{"index": 0, "embedding": ONE}, {"embedding": TWO}]}),
}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in CASES.items():
        (folder / name).write_bytes(content)
    print(f"{len(CASES)} files")


if __name__ == "__main__":
    main()
