#!/usr/bin/env python3
"""An independent reader of .crest files, version 1, in the order of CREST.md's sections.

    reader.py FILE            checks everything, prints JSON with the SHA-256 of decoded tensors
    reader.py --open FILE     head, manifest and table only

A bad file ends it with one line on stderr and exit code 1. Python 3.9 or newer, nothing else.
"""
import array
import hashlib
import json
import math
import os
import struct
import sys

from reader_manifest import Bad, check_features, check_manifest, check_name, need, parse, unique

# 1. Head

MAGIC = b"\x89CRS\r\n\x1a\n"


def read_head(file, size):
    need(size >= 64, "head", "at least 64 bytes", size)
    head = file.read(64)
    magic, major, minor, length, total, offset, digest = struct.unpack("<8sHHIQQ32s", head)
    need(magic == MAGIC, "head.magic", MAGIC.hex(), magic.hex())
    need(major == 1, "head.major_version", 1, major)
    need(total == size, "head.file_byte_count", size, total)
    need(1 <= length <= 16 << 20, "head.manifest_byte_count", "1...16777216", length)
    need(offset >= 64 and offset + length == size, "head.manifest_offset", size - length, offset)
    need(offset % 64 == 0, "head.manifest_offset", "a multiple of 64", offset)
    file.seek(offset)
    manifest = file.read(length)
    found = hashlib.sha256(head[:32] + manifest).digest()
    need(found == digest, "head.checksum", digest.hex(), found.hex())
    return minor, offset, manifest


# 2. Manifest: reader_manifest.py

# 3. Tensor table

MATRIX, TABLE, PLAIN = ("int8", "int4", "int3"), ("table_int8", "table_int4"), {"u8": 1, "u32": 4}


def layout(encoding, shape, stored, where):
    """{part: (begin, end)} and the byte count."""
    need(shape and all(1 <= d < 1 << 31 for d in shape), where, "dimensions of at least 1", shape)
    n, k = shape[0] if len(shape) == 2 else 1, shape[-1]
    if stored is not None:
        need(encoding in MATRIX + ("table_int4",) and k % 32, where + ".stored_width", "none", stored)
        need(stored == (k + 31) // 32 * 32, where + ".stored_width", (k + 31) // 32 * 32, stored)
        k = stored
    if encoding in PLAIN or encoding in ("f32", "f16"):
        size = PLAIN.get(encoding) or (4 if encoding == "f32" else 2)
        need(len(shape) == 1 or (len(shape) == 2 and encoding not in PLAIN), where, "a rank", shape)
        parts = [("data", n * k * size)]
    else:
        need(encoding in MATRIX + TABLE, where, "a known encoding", encoding)
        multiple = {"int8": 4, "table_int8": 1}.get(encoding, 32)
        need(len(shape) == 2 and k % multiple == 0, where, f"[N, K], K % {multiple} = 0", shape)
        need(encoding in TABLE or k <= 65536, where, "K of at most 65536", k)
        rows = (n + 15) // 16 * 16 if encoding in MATRIX else n
        bits = int(encoding[-1])
        parts = [("data", rows * k * bits // 8)]
        parts += [("group_scales", rows * k // 32)] if bits < 8 else []
        parts += [("row_scales", rows * 4)]
        parts += [("row_sums", rows * 4)] if encoding in MATRIX else []
    result, end = {}, 0
    for name, size in parts:
        begin = (end + 63) // 64 * 64
        end = begin + size
        result[name] = (begin, end)
    need(end < 1 << 63, where, "a size below 2^63", end)
    return result, end


def check_table(manifest, manifest_offset):
    tensors, end, previous, seen = manifest["tensors"], 64, None, set()
    need(1 <= len(tensors) <= 65536, "tensors", "1...65536", len(tensors))
    unique([t["name"] for t in tensors], "tensors")
    for t in tensors:
        name, where = t["name"], f"tensor '{t['name'][:128]}'"
        check_name(name, where)
        t["parts"], size = layout(t["encoding"], t["shape"], t["stored_width"], where)
        t["k"] = t["stored_width"] or t["shape"][-1]
        owner = (t["layer"], t["expert"]) if t["expert"] is not None else None
        begins = owner is not None and owner != previous
        need(not begins or owner not in seen, where, "an expert's tensors together", owner)
        seen.add(owner)
        previous = owner
        alignment = 16384 if begins or name == "embeddings.token.weight" else 64
        begin = (end + alignment - 1) // alignment * alignment
        need(t["offset"] == begin, where + ".offset", begin, t["offset"])
        need(t["byte_count"] == size, where + ".byte_count", size, t["byte_count"])
        t["gap"], end = (end, begin), begin + size
        r, top = t["rotation"], 128 if t["encoding"] in MATRIX else 1
        need(1 <= r <= top and r & (r - 1) == 0 and t["k"] % r == 0, where + ".rotation",
             f"a power of two up to {top} that divides K", r)
    need(manifest_offset == (end + 63) // 64 * 64, "head.manifest_offset", end, manifest_offset)
    return end, manifest_offset


# 4. Fingerprint

def fingerprint(manifest):
    def number(value):
        return struct.pack("<Q", value)

    def counted(data):
        return number(len(data)) + data
    tokenizer = manifest["tokenizer"]
    parts = [b"goldcrest fingerprint 1\n", counted(manifest["model"]["_bytes"]),
             counted(manifest["sentence"]["_bytes"]),
             counted(tokenizer["_bytes"] if tokenizer else b""), number(len(manifest["tensors"]))]
    for t in manifest["tensors"]:
        parts += [counted(t["name"].encode()), counted(t["encoding"].encode()),
                  number(len(t["shape"])), *map(number, t["shape"]), number(t["rotation"]),
                  t["checksum"]]
    return hashlib.sha256(b"".join(parts)).digest()


# 5. Tensor bytes

def numbers(code, data):
    values = array.array(code, bytes(data))
    if sys.byteorder == "big":
        values.byteswap()
    return values


def digest(hasher, values):
    if sys.byteorder == "big":
        values.byteswap()
    hasher.update(values.tobytes())
    return hasher


LOW, HIGH = bytes(b & 15 for b in range(256)), bytes(b >> 4 for b in range(256))


def integers(t, part, row, k):
    """The integers of one row times their group scales, and the largest group scale."""
    encoding, data, block = t["encoding"], part["data"], row // 16 * 16
    if encoding == "table_int8":
        return array.array("b", bytes(data[row * k:row * k + k])).tolist(), 1
    if encoding == "int8":  # [N/16][K/4][16][4]
        words = data[block * k:(block + 16) * k].cast("I")
        return array.array("b", words[row % 16::16].tobytes()).tolist(), 1
    groups, scales = k // 32, part["group_scales"]
    if encoding != "table_int4":
        scales = bytes(scales[block * groups:(block + 16) * groups][row % 16::16])
    if encoding == "int3":  # [N/16][K/32][3][16][4], two planes of lower bits, one of the highest
        need(1 <= min(scales) and max(scales) <= 31, t["name"], "group scales 1...31", scales.hex())
        first, result = block * k * 3 // 8 + row % 16 * 4, []
        for i in range(k):
            at, quad = first + i // 32 * 192 + i % 4, i % 32 // 4
            low, high = data[at + quad // 4 * 64] >> 2 * (quad % 4) & 3, data[at + 128] >> quad & 1
            result.append((low + 4 * high - 4) * scales[i // 32])
        return result, max(scales)
    if encoding == "int4":  # [N/16][K/8][16][4], low nibbles before high ones in each 8 inputs
        packed = data[block * k // 2:(block + 16) * k // 2].cast("I")[row % 16::16].tobytes()
        run = 4
    else:  # [N][K/2], in each 32 inputs low nibbles before high ones
        packed = bytes(data[row * k // 2:(row + 1) * k // 2])
        scales = bytes(scales[row * groups:(row + 1) * groups])
        run = 16
    need(1 <= min(scales) and max(scales) <= 15, t["name"], "group scales 1...15", scales.hex())
    values, low, high = bytearray(k), packed.translate(LOW), packed.translate(HIGH)
    for i in range(run):
        values[i::2 * run] = low[i::run]
        values[run + i::2 * run] = high[i::run]
    result = [(q - 8) * s for g, s in enumerate(scales) for q in values[32 * g:32 * g + 32]]
    return result, max(scales)


def decode(t, data):
    """The SHA-256 of the decoded values; every rule for the bytes is checked on the way."""
    where, encoding, n, k = t["name"], t["encoding"], t["shape"][0], t["k"]
    found = hashlib.sha256(data).digest()
    need(found == t["checksum"], where, t["checksum"].hex(), found.hex())
    end, part = 0, {}
    for name, (begin, stop) in t["parts"].items():
        need(not any(data[end:begin]), where, "zero bytes between parts", "others")
        part[name], end = data[begin:stop], stop
    if encoding in PLAIN:
        return found.hex()
    if encoding in ("f32", "f16"):
        values = numbers("f", data) if encoding == "f32" else array.array(
            "f", struct.unpack(f"<{len(data) // 2}e", data))
        need(all(map(math.isfinite, values)), where, "finite numbers", "others")
        return digest(hashlib.sha256(), values).hexdigest()
    hasher, scales = hashlib.sha256(), numbers("f", part["row_scales"])
    sums = numbers("i", part["row_sums"]) if encoding in MATRIX else None
    for row, scale in enumerate(scales):
        row_integers, largest = integers(t, part, row, k)
        need(0 <= scale < math.inf, f"{where} row {row}", "a finite scale", scale)
        need(min(row_integers) > -128, f"{where} row {row}", "-127...127", -128)
        need(t["rotation"] > 1 or not any(row_integers[t["shape"][-1]:]), f"{where} row {row}",
             "zeros for padded inputs", "others")
        need(sums is None or sums[row] == sum(row_integers), f"{where} row {row}",
             "the sum of its integers", sums and sums[row])
        if row < n:  # exact in binary64, then rounded once to binary32
            digest(hasher, array.array("f", [q * scale for q in row_integers]))
        else:
            need(not any(row_integers) and struct.pack("<f", scale) == bytes(4) and largest == 1,
                 f"{where} row {row}", "zero padding", scale)
    return hasher.hexdigest()


def read(path, only_open):
    with open(path, "rb") as file:
        minor, offset, data = read_head(file, os.fstat(file.fileno()).st_size)
        manifest = parse(data, "Manifest", minor)
        tail = check_table(manifest, offset)
        check_manifest(manifest)
        check_features(manifest, minor)
        found = fingerprint(manifest)
        need(found == manifest["fingerprint"], "fingerprint", found.hex(),
             manifest["fingerprint"].hex())
        rows = []
        for t in [] if only_open else manifest["tensors"]:
            file.seek(t["gap"][0])
            need(not any(file.read(t["gap"][1] - t["gap"][0])), t["name"], "zeros before", "others")
            checksum = decode(t, memoryview(file.read(t["byte_count"])))
            rows.append({key: t[key] for key in ("name", "encoding", "shape")})
            rows[-1]["sha256"] = checksum
        file.seek(tail[0])
        need(not any(file.read(tail[1] - tail[0])), "the last tensor", "zeros after", "others")
    return found.hex(), rows


if __name__ == "__main__":
    try:
        name, table = read(sys.argv[-1], "--open" in sys.argv)
    except (Bad, OSError) as problem:
        sys.exit(f"{os.path.basename(sys.argv[-1])}: {problem}")
    lines = ",\n".join("  " + json.dumps(row) for row in table)
    print(f'{{"fingerprint": "{name}", "tensors": [\n{lines}\n]}}')
