#!/usr/bin/env python3
"""Writes Golden/Bad/kinds/: files and folders of other kinds than a model, as small as they can be.

EndToEndTests has what must be said of each.

    make_bad_kinds.py [FOLDER]
"""

import io
import json
import pickle
import shutil
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Golden/Bad/kinds"

ONNX = b"\x08\x08\x12\x07pytorch\x1a\x052.6.0:\x00"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 90868376\n"
PAGE = b'<!doctype html>\n<html lang="en"><head><title>Log in</title></head><body></body></html>\n'


def tar():
    """A tar archive of one file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        member = tarfile.TarInfo("model/config.json")
        member.size = 2
        archive.addfile(member, io.BytesIO(b"{}"))
    return buffer.getvalue()[:1024]


def archive():
    """A zip archive of one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr(zipfile.ZipInfo("model/config.json"), "{}")
    return buffer.getvalue()


FILES = {
    "answer.safetensors": b"Entry not found",
    "array.npy": b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }".ljust(127) + b"\n" + bytes(4),
    "compressed.tar.gz": b"\x1f\x8b\x08" + bytes(6) + b"\xff",
    "empty.crest": b"",
    "empty.safetensors": b"",
    "gguf/model.gguf": b"GGUF" + struct.pack("<IQQ", 3, 0, 0),
    "json/config.json": json.dumps({"architectures": ["BertModel"], "model_type": "bert"}).encode(),
    "json/tokenizer.json": json.dumps({"version": "1.0", "truncation": None, "added_tokens": []}).encode(),
    "keras.h5": b"\x89HDF\r\n\x1a\n" + bytes(8),
    "lite.tflite": b"\x1c\x00\x00\x00TFL3" + bytes(8),
    "onnx/onnx/model.onnx": ONNX,
    "openvino/openvino_model.bin": bytes(range(1, 33)),
    "openvino/openvino_model.xml": b'<?xml version="1.0"?>\n<net name="Model0" version="11"></net>\n',
    "page.safetensors": PAGE,
    "pickle.safetensors": pickle.dumps({"weight": 1}, 2),
    "pointer.bin": POINTER,
    "pointer.safetensors": POINTER,
    "quantised/config.json": json.dumps(
        {"model_type": "bert", "architectures": ["BertModel"], "quantization_config": {"bits": 4, "quant_method": "gptq"}}
    ).encode(),
    "tar.safetensors": tar(),
    "zip.bin": archive(),
    "zip.safetensors": archive(),
}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(FILES)} files")


if __name__ == "__main__":
    main()
