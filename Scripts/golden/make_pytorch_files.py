#!/usr/bin/env python3
"""Writes Golden/pytorch/: small files by torch.save, and in tensors.json what torch reads back.

    make_pytorch_files.py [FOLDER]
"""

import json
import sys
from collections import OrderedDict
from pathlib import Path

import torch

FOLDER = Path(__file__).resolve().parents[2] / "Golden/pytorch"


def linear(inputs, outputs, dtype):
    torch.manual_seed(1234)
    return torch.nn.Linear(inputs, outputs).to(dtype).state_dict()


def shared():
    storage = torch.arange(10, dtype=torch.bfloat16)
    return {"all": storage, "middle": storage[2:6], "matrix": storage[4:].view(2, 3), "again": storage}


def contents():
    ramp = torch.arange(6, dtype=torch.float32).view(2, 3) / 4 - 0.5
    parameter = torch.nn.Parameter(torch.tensor([1.5, -2.0]))
    return {
        # The layouts of BGE-M3's heads, only smaller: weight [1, N] and [N, N], bias.
        "sparse_linear": linear(8, 1, torch.float16),
        "colbert_linear": linear(8, 8, torch.float16),
        "types": {"f32": ramp, "f16": ramp.half(), "bf16": ramp.bfloat16()},
        "ordered": OrderedDict(b=ramp, a=ramp[0].clone()),
        "parameters": {"with": parameter, "without": torch.nn.Parameter(ramp.half(), requires_grad=False)},
        "module": torch.nn.Sequential(torch.nn.LayerNorm(3), torch.nn.Linear(3, 2)).bfloat16().state_dict(),
        "shared": shared(),
        "shapes": {
            "scalar": torch.tensor(0.75),
            "empty": torch.empty(0, 3),
            "middle-empty": torch.empty(2, 0, 3, dtype=torch.float16),
            "eight": torch.full((1, 1, 1, 1, 1, 1, 1, 2), 2.5),
            # Contiguous to torch: the stride of a dimension of size 1 does not matter.
            "one-column": torch.arange(4, dtype=torch.float32).as_strided((1, 4), (77, 1)),
        },
        # More than 256 values in the memo: LONG_BINPUT and LONG_BINGET.
        "many": {f"größe.{index}": torch.tensor([index, -index], dtype=torch.float16) for index in range(40)},
        "nothing": {},
    }


def described(tensor):
    """Type, shape, and the bits of every element, from torch itself and not from the file."""
    integers = torch.int32 if tensor.element_size() == 4 else torch.int16
    names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}
    bits = tensor.detach().contiguous().view(-1).view(integers).tolist()
    return {
        "type": names[tensor.dtype],
        "shape": list(tensor.shape),
        "bits": [value % 2 ** (8 * tensor.element_size()) for value in bits],
    }


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1234)
    wanted = {f"{name}.pt": (value, 2) for name, value in contents().items()}
    wanted |= {f"protocol-{protocol}.pt": (contents()["shared"], protocol) for protocol in (3, 4, 5)}
    expected = {}
    for name, (value, protocol) in wanted.items():
        path = folder / name
        torch.save(value, path, _use_new_zipfile_serialization=True, pickle_protocol=protocol)
        # Its own file of a moment ago: weights_only knows nothing above protocol 3.
        loaded = torch.load(path, map_location="cpu", weights_only=protocol < 3)
        expected[name] = [{"name": key, **described(tensor)} for key, tensor in loaded.items()]
    (folder / "tensors.json").write_text(json.dumps(expected, ensure_ascii=False, indent=None) + "\n", encoding="utf-8")
    print(f"{len(wanted)} files and tensors.json in {folder.name}")


if __name__ == "__main__":
    main()
