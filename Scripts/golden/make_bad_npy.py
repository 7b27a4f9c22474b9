#!/usr/bin/env python3
"""Writes Golden/Bad/npy/: one small file for every way in which an array of vectors must be refused.

All would be two vectors of 128 components but for what their names say; EndToEndTests has the error each must give.

    make_bad_npy.py [FOLDER]
"""

import shutil
import struct
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Golden/Bad/npy"
MAGIC, WIDTH = b"\x93NUMPY", 128


def file(descr="'<f4'", order="False", shape=f"(2, {WIDTH})", values=None, version=b"\x01\x00", length=None):
    text = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    values = [0.5, *[-0.25] * (2 * WIDTH - 1)] if values is None else values
    data = struct.pack(f"<{len(values)}f", *values)
    return MAGIC + version + struct.pack("<H", len(text) if length is None else length) + text + data


CASES = {
    "empty": b"",
    "other-magic": b"PK\x03\x04" + bytes(100),
    "version-4": file(version=b"\x04\x00"),
    "header-cut": file()[:40],
    "header-long": file(length=65535),
    "header-empty": MAGIC + b"\x01\x00\x00\x00" + bytes(16),
    "double": file(descr="'<f8'"),
    "big-endian": file(descr="'>f4'"),
    "fortran-order": file(order="True"),
    "shape-word": file(shape="(2, x)"),
    "shape-one-dimension": file(shape=f"({2 * WIDTH},)"),
    "shape-other-width": file(shape=f"(4, {WIDTH // 2})"),
    "shape-one-row": file(shape=f"(1, {WIDTH})", values=[0.5] * WIDTH),
    "shape-huge": file(shape=f"(9223372036854775807, {WIDTH})"),
    "values-cut": file()[:-1],
    "values-too-many": file() + bytes(4 * WIDTH),
    "value-nan": file(values=[0.5] * WIDTH + [float("nan")] + [0.5] * (WIDTH - 1)),
    "values-too-wide": file(values=[3e38] * WIDTH + [-3e38] * WIDTH),
}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in CASES.items():
        (folder / f"{name}.npy").write_bytes(data)
    print(f"{len(CASES)} files")


if __name__ == "__main__":
    main()
