#!/usr/bin/env python3
"""Writes Golden/Bad/pytorch/: one small file for every way in which a file of torch.save must be
refused. Each is named after its case; PyTorchFilesTests has the error that each must give. Needs no
torch: archives and pickles are put together byte by byte, and nothing here is ever unpickled.

    make_bad_pytorch_files.py [FOLDER]
"""

import io
import struct
import sys
import zipfile
import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "Golden/Bad/pytorch"

# Pickles


def text(string):
    data = string if isinstance(string, bytes) else string.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def name(module, attribute):
    return f"c{module}\n{attribute}\n".encode()


def integer(value):
    if 0 <= value < 256:
        return b"K" + bytes([value])
    data = value.to_bytes(8 if value.bit_length() < 64 else 9, "little", signed=True)
    return b"\x8a" + bytes([len(data)]) + data


def tuple_of(*items):
    return b"(" + b"".join(items) + b"t"


def integers(values):
    return tuple_of(*map(integer, values))


FLOAT, HALF = name("torch", "FloatStorage"), name("torch", "HalfStorage")
ORDERED = name("collections", "OrderedDict")
NO_HOOKS = ORDERED + b")R"
REBUILD = name("torch._utils", "_rebuild_tensor_v2")
PARAMETER = name("torch._utils", "_rebuild_parameter")


def storage(key="0", count=6, kind=FLOAT):
    return tuple_of(text("storage"), kind, text(key), text("cpu"), integer(count)) + b"Q"


def tensor(shape=(2, 3), strides=(3, 1), offset=0, of=None, hooks=NO_HOOKS, more=b""):
    of = storage() if of is None else of
    return REBUILD + tuple_of(of, integer(offset), integers(shape), integers(strides), b"\x89", hooks, more) + b"R"


def dictionary(**items):
    return b"}(" + b"".join(text(key) + value for key, value in items.items()) + b"u"


def pickled(body, protocol=2):
    return b"\x80" + bytes([protocol]) + body + b"."


GOOD = pickled(dictionary(w=tensor()))
DATA = struct.pack("<6f", *range(6))

# Archives, laid out as PyTorch's caffe2/serialize does

LOCAL, CENTRAL, END64, LOCATOR, END = "<4s5H3I2H", "<4s6H3I5H2I", "<4sQ2H2I4Q", "<4sIQI", "<4s4H2IH"


def entries(pickle=GOOD, data=DATA, folder="bad", **more):
    """Entry -> contents, all in one folder; `None` leaves an entry out."""
    files = {"data.pkl": pickle, "byteorder": b"little", "data/0": data, "version": b"3\n", **more}
    return {f"{folder}/{key}": value for key, value in files.items() if value is not None}


def archive(files=None, local=None, central=None, descriptor=None, end64=None, locator=None, end=None, **other):
    """An archive; each keyword of a record's name changes fields of it, those of entries for `target`."""
    files = entries() if files is None else files
    files = list(files.items()) if isinstance(files, dict) else files
    target, gap, offset = other.pop("target", "bad/data/0"), other.pop("gap", {}), other.pop("offset", None)
    wide = other.pop("wide", False)
    comment, tail = other.pop("comment", b""), other.pop("tail", b"")
    assert not other, other
    body, directory, count = b"", b"", 0
    for file, data in files:
        hit = file == target
        begin, crc = len(body), zlib.crc32(data)
        raw = file if isinstance(file, bytes) else file.encode()
        flags = 0x0808 if data else 0x0800
        fields = dict(
            signature=b"PK\3\4", version=0, flags=flags, method=0, time=0, date=0, crc=0, packed=0, size=0,
            name=raw, extra=b"",
        )  # fmt: skip
        fields |= (local or {}) if hit else {}
        padding = -(begin + 30 + len(raw) + 4) % 64 if raw.endswith(b"/data/0") else 0
        extra = fields.pop("extra") + b"FB" + struct.pack("<H", padding) + b"Z" * padding
        local_name = fields.pop("name")
        body += struct.pack(LOCAL, *fields.values(), len(local_name), len(extra)) + local_name + extra + data
        if data:
            parts = dict(signature=b"PK\7\b", crc=crc, packed=len(data), size=len(data)) | (
                (descriptor or {}) if hit else {}
            )
            body += struct.pack("<4sI2Q" if wide and hit else "<4s3I", *parts.values())
        body += gap.get(file, b"")
        fields = dict(
            signature=b"PK\1\2", made=0, version=0, flags=flags, method=0, time=0, date=0, crc=crc, packed=len(data),
            size=len(data), name=len(raw), extra=b"", comment=0, disk=0, internal=0, external=0, offset=begin,
        )  # fmt: skip
        fields |= (central or {}) if hit else {}
        if hit and offset is not None:
            fields["offset"] = offset
        extra, fields["extra"] = fields["extra"], len(fields["extra"])
        directory += struct.pack(CENTRAL, *fields.values()) + raw + extra
        count += 1
    place = len(body)
    end64_fields = dict(
        signature=b"PK\6\6", length=44, made=0x31E, version=0x2D, disk=0, first=0, here=count, count=count,
        size=len(directory), offset=place,
    ) | (end64 or {})  # fmt: skip
    locator_fields = dict(signature=b"PK\6\7", disk=0, offset=place + len(directory), disks=1) | (locator or {})
    end_fields = dict(
        signature=b"PK\5\6", disk=0, first=0, here=count, count=count, size=len(directory), offset=place,
        comment=len(comment),
    ) | (end or {})  # fmt: skip
    records = struct.pack(END64, *end64_fields.values()) + struct.pack(LOCATOR, *locator_fields.values())
    return body + directory + records + struct.pack(END, *end_fields.values()) + comment + tail


def of(body, protocol=2, **more):
    """An archive with the pickle of `body`."""
    return archive(entries(pickled(body, protocol), **more))


def one(**fields):
    """An archive whose tensor `w` is another."""
    return of(dictionary(w=tensor(**fields)))


def zip64(**changes):
    """The good archive with `data/0` written as torch writes an entry of 4 GiB and more."""
    sizes = {"size": 2**32 - 1, "packed": 2**32 - 1}
    # The local header's field has no compressed size yet.
    both, early = (b"\1\0\x10\0" + struct.pack("<2Q", len(DATA), packed) for packed in (len(DATA), 0))
    return archive(**{"central": {**sizes, "extra": both}, "local": {"extra": early}, "wide": True} | changes)


def patched(old, new):
    """The good archive with one run of bytes replaced in place, wherever it stands."""
    data = archive()
    assert len(old) == len(new) and old in data
    return data.replace(old, new)


def plain_zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("notes/a.txt", (1980, 1, 1, 0, 0, 0)), "aaaa" * 20)
    return buffer.getvalue()


LEGACY = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."
SYSTEM = name("os", "system") + text("true") + b"\x85R"
SHORT = b"\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R"
LONG_NAME = "n" * 1024

KINDS = {
    "kind-empty": b"",
    "kind-text": b"weights?",
    "kind-legacy": LEGACY,
    "kind-bare-pickle": pickled(b"}"),
    "kind-cut-to-ten-bytes": archive()[:10],
    "kind-plain-zip": plain_zip(),
    "kind-empty-zip": struct.pack(END, b"PK\5\6", 0, 0, 0, 0, 0, 0, 0),
    "kind-no-pickle": archive(entries(pickle=None)),
    "kind-pickle-in-no-folder": archive({"data.pkl": GOOD, "version": b"3\n"}),
    "kind-torchscript": archive(entries(**{"constants.pkl": pickled(b")")})),
    "kind-torchscript-code": archive(entries(**{"code/__torch__.py": b"op_version_set = 1\n"})),
}

ENDS = {
    "end-missing": archive()[:-22],
    "end-cut": archive()[:-1],
    "end-trailing-byte": archive(tail=b"\0"),
    "end-comment": archive(comment=b"PK"),
    "end-comment-length": archive(end={"comment": 1}),
    "end-disk": archive(end={"disk": 1}),
    "end-directory-disk": archive(end={"first": 1}),
    "end-entries-here": archive(end={"here": 3}),
    "end-entry-count": archive(end={"here": 3, "count": 3}),
    "end-directory-size": archive(end={"size": 1}),
    "end-without-zip64-size": archive(locator={"signature": b"PK\0\0"}),
    "locator-disk": archive(locator={"disk": 1}),
    "locator-disks": archive(locator={"disks": 2}),
    "locator-offset": archive(locator={"offset": 2**64 - 1}),
    "zip64-signature": archive(end64={"signature": b"PK\6\0"}),
    "zip64-length": archive(end64={"length": 2**63}),
    "zip64-disk": archive(end64={"disk": 1}),
    "zip64-directory-disk": archive(end64={"first": 1}),
    "zip64-entries-here": archive(end64={"here": 5}),
    "zip64-entries-huge": archive(end64={"here": 2**64 - 1, "count": 2**64 - 1}, end={"here": 65535, "count": 65535}),
    "zip64-entries-more": archive(end64={"here": 5, "count": 5}, end={"here": 65535, "count": 65535}),
    "zip64-offset-wraps": archive(
        end64={"offset": 2**63 - 1, "size": 2**63 - 1}, end={"offset": 2**32 - 1, "size": 2**32 - 1}
    ),
    "directory-cut": archive(central={"comment": 9}, target="bad/version"),
    "directory-signature": archive(central={"signature": b"PK\1\1"}),
    "directory-name-length": archive(central={"name": 1025}),
    "directory-no-name": archive([*entries().items(), ("", b"")]),
    "directory-last-record-cut": archive(central={"comment": 50, "name": 10}, target="bad/data/0"),
}

FIFTH = "bad/data/1"


def with_fifth(file=FIFTH, data=b"abc", **changes):
    """The good archive with one more entry, whose records may be changed."""
    return archive([*entries().items(), (file, data)], target=file, **changes)


ENTRIES = {
    "entry-name-control": with_fifth("bad/data/1\n"),
    "entry-name-not-utf8": with_fifth(b"bad/\xff"),
    "entry-name-not-marked-utf8": with_fifth("bad/ü", b"", central={"flags": 0}),
    "entry-name-twice": archive([*entries().items(), ("bad/data/0", DATA)], target=""),
    "entry-unknown": archive(entries(**{"data/x": b"abc"})),
    "entry-key-too-long": archive(entries(**{"data/" + "1" * 21: b"abc"})),
    "entry-other-folder": with_fifth("worse/data/1"),
    "entry-disk": archive(central={"disk": 1}),
    "entry-encrypted": archive(central={"flags": 0x0809}, local={"flags": 0x0809}),
    "entry-flags": archive(central={"flags": 0x2808}, local={"flags": 0x2808}),
    "entry-deflated": archive(central={"method": 8}, local={"method": 8}),
    "entry-method": archive(central={"method": 93}, local={"method": 93}),
    "entry-packed-size": archive(central={"packed": 23}),
    "entry-zip64-missing": archive(central={"size": 2**32 - 1}),
    "entry-zip64-negative": archive(
        central={"size": 2**32 - 1, "packed": 2**32 - 1, "extra": b"\1\0\x10\0" + b"\xff" * 16}
    ),
    "entry-zip64-too-long": archive(central={"extra": b"\1\0\x08\0" + b"\0" * 8}),
    "entry-extra-cut": archive(central={"extra": b"FB\x04\0ZZ"}),
    "entry-extra-unknown": archive(central={"extra": b"UT\x01\0Z"}),
    "entry-extra-twice": archive(central={"extra": b"FB\0\0FB\0\0"}),
    "entry-gap": archive(gap={"bad/byteorder": b"\0"}),
    "entry-gap-at-end": archive(gap={"bad/version": b"\0"}),
    "entry-overlap": archive(offset=0),
    "entry-offset-beyond-file": archive(offset=2**32 - 2),
    "entry-local-signature": archive(local={"signature": b"PK\3\5"}),
    "entry-local-name": archive(local={"name": b"bad/data/1"}),
    "entry-local-name-length": archive(local={"name": b"bad/data/"}),
    "entry-local-version": archive(local={"version": 20}),
    "entry-local-flags": archive(local={"flags": 0x0800}),
    "entry-local-method": archive(local={"method": 8}),
    "entry-local-time": archive(local={"time": 1}),
    "entry-local-crc": archive(local={"crc": 1}),
    "entry-local-packed-size": archive(local={"crc": zlib.crc32(DATA), "packed": 1}),
    "entry-local-size": archive(local={"crc": zlib.crc32(DATA), "packed": 24, "size": 25}),
    "entry-local-zip64": archive(local={"extra": b"\1\0\x08\0" + b"\0" * 8}),
    "entry-local-extra-cut": archive(local={"extra": b"FB\xff\xff"}),
    "entry-data-beyond-directory": archive(central={"size": 2**32 - 2, "packed": 2**32 - 2}),
    "entry-descriptor-signature": archive(descriptor={"signature": b"PK\7\7"}),
    "entry-descriptor-crc": archive(descriptor={"crc": 1}),
    "entry-descriptor-packed-size": archive(descriptor={"packed": 1}),
    "entry-descriptor-size": archive(descriptor={"size": 1}),
    "entry-descriptor-beyond-directory": archive(
        {k: v for k, v in entries().items() if k != "bad/version"} | {"bad/data/1": b""},
        target="bad/data/1",
        central={"flags": 0x0808},
        local={"flags": 0x0808},
    ),
    "entry-descriptor-of-32-bits": zip64(wide=False),
    "entry-descriptor-zip64-packed-size": zip64(descriptor={"packed": 2**32 + 24}),
    "entry-descriptor-zip64-size": zip64(descriptor={"size": 2**63 + 24}),
    "entry-zip64-local-size": zip64(local={"extra": b"\1\0\x10\0" + struct.pack("<2Q", 25, 0)}),
    "entry-zip64-only-central": zip64(local={}),
    "entry-crc-of-data": patched(DATA, b"\1" + DATA[1:]),
    "entry-crc-of-pickle": patched(GOOD, GOOD[:-5] + b"\x89" + GOOD[-4:]),
    "version-missing": archive({k: v for k, v in entries().items() if k != "bad/version"}),
    "version-text": archive(entries(version=b"three")),
    "version-zero": archive(entries(version=b"0\n")),
    "version-above-ten": archive(entries(version=b"11\n")),
    "version-long": archive(entries(version=b"3" * 17)),
    "byteorder-big": archive(entries(byteorder=b"big")),
    "byteorder-line-feed": archive(entries(byteorder=b"little\n")),
}

PICKLES = {
    # Names and instructions
    "global-os-system": of(SYSTEM),
    "global-posix-system": of(dictionary(w=name("posix", "system") + text("true") + b"\x85R")),
    "global-eval": of(name("builtins", "eval") + text("1") + b"\x85R"),
    "global-by-stack": of(SHORT, protocol=4),
    "global-by-stack-with-space": of(b"\x8c\x17collections OrderedDict\x8c\0\x93", protocol=4),
    "global-by-stack-of-integers": of(b"K\1K\2\x93", protocol=4),
    "global-int-storage": one(of=storage(kind=name("torch", "IntStorage"))),
    "global-rebuild-v3": of(name("torch._utils", "_rebuild_tensor_v3")),
    "global-dtype": of(name("torch", "float16")),
    "global-escape-code": of(b"cos\n\x1b[2Jsystem\n"),
    "global-too-long": of(name("m" * 300, "f")),
    "global-cut": archive(entries(b"\x80\x02cos")),
    "opcode-inst": of(b"(ios\nsystem\n"),
    "opcode-obj": of(b"(" + ORDERED + b"o"),
    "opcode-newobj": of(ORDERED + b")\x81"),
    "opcode-extension": of(b"\x82\x01"),
    "opcode-list": of(b"]"),
    "opcode-float": of(b"G" + b"\0" * 8),
    "opcode-pop": of(b"}0"),
    "opcode-unknown": of(b"\xff"),
    # The frame
    "pickle-empty": archive(entries(b"")),
    "pickle-without-protocol": archive(entries(b"}.")),
    "pickle-only-stop": archive(entries(b".")),
    "pickle-protocol-1": of(b"}", protocol=1),
    "pickle-protocol-6": of(b"}", protocol=6),
    "pickle-protocol-cut": archive(entries(b"\x80")),
    "pickle-protocol-twice": of(b"\x80\x02}"),
    "pickle-without-stop": archive(entries(GOOD[:-1])),
    "pickle-behind-stop": archive(entries(GOOD + b"\0")),
    "pickle-frame-huge": of(b"\x95" + b"\xff" * 8 + b"}", protocol=4),
    # Stack, marks, memo
    "stack-empty-at-stop": of(b""),
    "stack-two-at-stop": of(b"}}"),
    "stack-mark-at-stop": of(b"}("),
    "stack-underflow": of(b"K\1\x86"),
    "stack-underflow-below-mark": of(b"}(R"),
    "stack-tuple-below-mark": of(b"K\1K\2(\x86"),
    "stack-tuple-without-mark": of(b"K\1t"),
    "stack-marks-deep": of(b"(" * 200 + b"t" * 200),
    "stack-tuples-deep": of(b")" + b"\x85" * 1000),
    "memo-missing": of(b"h\x05"),
    "memo-missing-long": of(b"j\xff\xff\xff\xff"),
    "memo-put-of-nothing": of(b"q\0"),
    "memo-memoize-of-nothing": of(b"\x94", protocol=4),
    "memo-cycle": of(b"}q\0" + text("self") + b"h\0s"),
    "memo-cycle-of-two": of(b"}q\0" + text("a") + b"}q\1" + text("b") + b"h\0ss"),
    # Operands
    "string-length-huge": of(b"X\xff\xff\xff\xff"),
    "string-too-long": of(text(LONG_NAME + "n")),
    "string-cut": archive(entries(b"\x80\x02X\x05\0\0\0ab.")),
    "string-length-cut": archive(entries(b"\x80\x02X\x05\0")),
    "string-not-utf8": of(text(b"\xed\xa0\x80")),
    "integer-wide": of(b"\x8a\x09" + b"\1" * 9),
    "integer-cut": archive(entries(b"\x80\x02\x8a\x08\1\1.")),
    # Dictionaries
    "top-tuple": of(tuple_of(text("w"), tensor())),
    "top-tensor": of(tensor()),
    "top-string": of(text("weights")),
    "key-integer": of(b"}K\1" + tensor() + b"s"),
    "key-none": of(b"}(N" + tensor() + b"u"),
    "key-tuple": of(b"})" + tensor() + b"s"),
    "key-twice": of(b"}(" + (text("w") + tensor()) * 2 + b"u"),
    "value-dictionary": of(dictionary(model=dictionary(w=tensor()))),
    "value-integer": of(dictionary(epoch=integer(3))),
    "value-storage": of(dictionary(w=storage())),
    "value-parameter-class": of(dictionary(w=PARAMETER)),
    "items-odd": of(b"}(" + text("w") + b"u"),
    "items-of-tuple": of(b")(" + text("w") + tensor() + b"u"),
    "build-of-plain-dictionary": of(dictionary(w=tensor()) + dictionary(_metadata=b"}") + b"b"),
    "build-of-tensor": of(tensor() + b"}b"),
    "build-other-attribute": of(NO_HOOKS + dictionary(__class__=b"}") + b"b"),
    "build-state-integer": of(NO_HOOKS + b"K\1b"),
    "build-twice": of(NO_HOOKS + b"}b}b"),
    # Calls
    "call-of-string": of(text("os.system") + b")R"),
    "call-of-storage-class": of(FLOAT + b")R"),
    "call-with-dictionary": of(ORDERED + b"}R"),
    "call-dictionary-with-items": of(ORDERED + tuple_of(text("a")) + b"R"),
    "call-tensor-five-arguments": of(
        REBUILD + tuple_of(storage(), integer(0), integers([6]), integers([1]), b"\x89") + b"R"
    ),
    "call-tensor-metadata": one(more=b"}"),
    "call-tensor-of-integer": one(of=integer(1)),
    "call-tensor-hooks": one(hooks=dictionary(hook=b"N")),
    "call-tensor-no-hooks": one(hooks=b"N"),
    "call-tensor-shape-of-strings": of(
        REBUILD + tuple_of(storage(), integer(0), tuple_of(text("6")), integers([1]), b"\x89", NO_HOOKS) + b"R"
    ),
    "call-tensor-strides-count": one(strides=(1,)),
    "call-parameter-of-integer": of(PARAMETER + tuple_of(integer(1), b"\x88", NO_HOOKS) + b"R"),
    "call-parameter-hooks": of(PARAMETER + tuple_of(tensor(), b"\x88", b"N") + b"R"),
    "storage-identifier-string": of(text("0") + b"Q"),
    "storage-identifier-four": of(tuple_of(text("storage"), FLOAT, text("0"), text("cpu")) + b"Q"),
    "storage-identifier-module": of(tuple_of(text("module"), FLOAT, text("0"), text("cpu"), integer(6)) + b"Q"),
    "storage-class-dictionary": of(storage(kind=ORDERED)),
    "storage-key-path": of(storage(key="../../etc/passwd")),
    "storage-key-empty": of(storage(key="")),
    "storage-count-negative": of(storage(count=-6)),
    "storage-two-types": of(dictionary(a=tensor(), b=tensor(of=storage(kind=HALF)))),
    "storage-two-counts": of(dictionary(a=tensor(), b=tensor(of=storage(count=7)))),
}

TENSORS = {
    "tensor-name-empty": of(dictionary(**{"": tensor()})),
    "tensor-name-control": of(dictionary(**{"w\n\x1b[2J": tensor()})),
    "tensor-nine-dimensions": one(shape=(1,) * 8 + (6,), strides=(1,) * 9),
    "tensor-size-negative": one(shape=(-2, -3)),
    "tensor-size-wraps": one(shape=(2**32, 2**32), strides=(2**32, 1)),
    "tensor-size-wraps-behind-zero": one(shape=(0, 2**40, 2**40), strides=(1, 1, 1)),
    "tensor-bytes-wrap": one(shape=(2**62,), strides=(1,)),
    "tensor-transposed": one(shape=(3, 2), strides=(1, 3)),
    "tensor-strided": one(shape=(3,), strides=(2,)),
    "tensor-broadcast": one(shape=(2, 3), strides=(0, 1)),
    "tensor-stride-negative": one(shape=(6,), strides=(-1,)),
    "tensor-storage-missing": one(of=storage(key="1")),
    "tensor-storage-shorter": one(of=storage(count=7)),
    "tensor-storage-longer": one(shape=(5,), strides=(1,), of=storage(count=5)),
    "tensor-storage-cut": archive(entries(data=DATA[:-1])),
    "tensor-storage-count-wraps": one(of=storage(count=2**62 + 6)),
    "tensor-storage-other-type": one(of=storage(kind=HALF)),
    "tensor-beyond-storage": one(shape=(7,), strides=(1,)),
    "tensor-offset-beyond-storage": one(offset=1),
    "tensor-offset-negative": one(offset=-1),
    "tensor-offset-wraps": one(offset=2**63 - 1),
    "tensor-empty-beyond-storage": one(shape=(0,), strides=(1,), offset=7),
}

# Nothing is wrong with these: torch reads them, too.
SOUND = {"sound.pt": archive(), "sound-zip64.pt": zip64()}
FILES = KINDS | ENDS | ENTRIES | PICKLES | TENSORS


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"{name}.pt": data for name, data in FILES.items()} | SOUND
    stale = sorted(old.name for old in folder.iterdir() if old.name not in wanted)
    if stale:
        sys.exit(f"{folder.name}: made by nobody, remove them: {', '.join(stale)}")
    for file, data in wanted.items():
        (folder / file).write_bytes(data)
    print(f"{len(wanted)} files in {folder.name}")


if __name__ == "__main__":
    main()
