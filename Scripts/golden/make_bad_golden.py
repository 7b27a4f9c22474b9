#!/usr/bin/env python3
"""Writes Golden/Bad/golden/: one small file for every way in which a golden file must be refused.

Each is a sound safetensors file named after its case; VerificationTests has the error it must give.

    make_bad_golden.py [FOLDER]
"""

import json
import struct
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Golden/Bad/golden"
CODES = {"F32": "f", "F64": "d", "I32": "i", "I64": "q", "U8": "B"}
NAN, INFINITY = float("nan"), float("inf")


def tensor(shape, values, dtype="F32"):
    return dtype, shape, struct.pack(f"<{len(values)}{CODES[dtype]}", *values)


# Two texts of two and three tokens, vectors of two components, one layer that chooses 2 experts.
GOOD = {
    "embeddings": tensor([2, 2], [1, 0, 0.6, 0.8]),
    "pooled": tensor([2, 2], [2, 0, 1.2, 1.6]),
    "input_ids": tensor([2, 3], [0, 2, 1, 0, 5, 2], "I32"),
    "lengths": tensor([2], [2, 3], "I32"),
    "router_top2": tensor([2, 1, 3, 2], [3, 1, 0, 2, 255, 255, 1, 0, 2, 3, 3, 1], "U8"),
    "hidden.1": tensor([2, 3, 2], [0.5] * 12),
    "router_prob.1": tensor([1, 3, 4], [0.25] * 12),
}
METADATA = {"format": "goldcrest-golden-1", "texts": '["a","b"]', "languages": '["en","de"]'}


def file(metadata=None, without=(), **tensors):
    """The good file with some metadata and tensors changed (`_1` stands for `.1`), and some left out."""
    changed = {name.replace("_1", ".1"): value for name, value in tensors.items()}
    tensors = {name: value for name, value in (GOOD | changed).items() if name not in without}
    strings = {k: v for k, v in (METADATA | (metadata or {})).items() if v is not None}
    header, data = {"__metadata__": strings}, b""
    for name, (dtype, shape, part) in sorted(tensors.items(), key=lambda item: item[1][0] == "U8"):
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


IDS = ("input_ids", "lengths")
ROUTER = "router_top2"
OTHERS = tuple(name for name in GOOD if name != "embeddings")

FILES = {
    "version-unknown": file({"format": "goldcrest-golden-2"}),
    "no-texts-and-no-ids": file({"texts": None}, without=(*IDS, ROUTER)),
    # embeddings, pooled
    "embeddings-missing": file(without=("embeddings",)),
    "embeddings-double": file(embeddings=tensor([2, 2], [1, 0, 0, 1], "F64")),
    "embeddings-one-dimension": file(embeddings=tensor([4], [1, 0, 0, 1])),
    "embeddings-no-rows": file(without=OTHERS, embeddings=tensor([0, 2], [])),
    "embeddings-no-columns": file(without=OTHERS, embeddings=tensor([2, 0], [])),
    "embeddings-nan": file(embeddings=tensor([2, 2], [1, 0, NAN, 1])),
    "embeddings-infinite": file(embeddings=tensor([2, 2], [1, 0, 0, -INFINITY])),
    "pooled-rows": file(pooled=tensor([1, 2], [1, 0])),
    "pooled-nan": file(pooled=tensor([2, 2], [1, NAN, 0, 1])),
    # texts, languages
    "texts-not-json": file({"texts": "a"}),
    "texts-object": file({"texts": '{"a":1}'}),
    "texts-number": file({"texts": '["a",1]'}),
    "texts-too-few": file({"texts": '["a"]'}),
    "languages-too-many": file({"languages": '["en","de","fr"]'}),
    "languages-string": file({"languages": '"en"'}),
    # input_ids, lengths
    "ids-without-lengths": file(without=("lengths",)),
    "lengths-without-ids": file(without=("input_ids",)),
    "ids-float": file(input_ids=tensor([2, 3], [0, 2, 1, 0, 5, 2])),
    "ids-rows": file(input_ids=tensor([3, 2], [0, 2, 1, 0, 5, 2], "I32")),
    "ids-one-dimension": file(input_ids=tensor([6], [0, 2, 1, 0, 5, 2], "I32")),
    "ids-negative": file(input_ids=tensor([2, 3], [0, 2, -1, 0, -5, 2], "I32")),
    "ids-too-large": file(input_ids=tensor([2, 3], [0, 2, 1, 0, 2**40, 2], "I64")),
    "lengths-float": file(lengths=tensor([2], [2, 3])),
    "lengths-count": file(lengths=tensor([3], [2, 3, 1], "I32")),
    "lengths-zero": file(lengths=tensor([2], [2, 0], "I32")),
    "lengths-beyond-row": file(lengths=tensor([2], [2, 4], "I64")),
    # router_topK
    "router-float": file(router_top2=tensor([2, 1, 3, 2], [0] * 12)),
    "router-without-ids": file(without=IDS),
    "router-tokens": file(router_top2=tensor([2, 1, 2, 2], [1, 0] * 4, "U8")),
    "router-three-dimensions": file(router_top2=tensor([2, 3, 2], [1, 0] * 6, "U8")),
    "router-no-layers": file(router_top2=tensor([2, 0, 3, 2], [], "U8")),
    "router-chosen": file(without=(ROUTER,), router_top3=GOOD[ROUTER]),
    "router-name": file(without=(ROUTER,), router_top02=GOOD[ROUTER]),
    "router-two": file(router_top1=tensor([2, 1, 3, 1], [3, 0, 255, 1, 2, 3], "U8")),
    "router-padding-inside": file(
        router_top2=tensor([2, 1, 3, 2], [3, 1, 0, 255, 255, 255, 1, 0, 2, 3, 3, 1], "U8")
    ),
    "router-expert-twice": file(
        router_top2=tensor([2, 1, 3, 2], [3, 1, 0, 2, 255, 255, 1, 0, 3, 3, 3, 1], "U8")
    ),
    # hidden.I, router_prob.I
    "hidden-beyond-texts": file(**{"hidden.2": GOOD["hidden.1"]}),
    "hidden-name": file(**{"hidden.01": GOOD["hidden.1"]}),
    "hidden-tokens": file(hidden_1=tensor([2, 2, 2], [0.5] * 8)),
    "hidden-two-dimensions": file(hidden_1=tensor([3, 4], [0.5] * 12)),
    "hidden-integers": file(hidden_1=tensor([2, 3, 2], [1] * 12, "I32")),
    "hidden-nan": file(hidden_1=tensor([2, 3, 2], [0.5] * 9 + [NAN] + [0.5] * 2)),
    "router-prob-tokens": file(router_prob_1=tensor([1, 2, 4], [0.25] * 8)),
}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, contents in FILES.items():
        (folder / f"{name}.safetensors").write_bytes(contents)


if __name__ == "__main__":
    main()
