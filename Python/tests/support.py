"""What the tests share: small models, converted once, and the command's vectors to compare with."""

from __future__ import annotations

import atexit
import io
import json
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from goldcrest.command import command

GOLDEN = Path(__file__).resolve().parents[2] / "Golden"

TEXTS = [
    "Where is the station?",
    "",
    "Der Bahnhof liegt dort drüben, hinter der alten Brücke.",
    "駅はどこですか",
    "a\0b, a zero in the middle",
    "naïve café \N{GRINNING FACE} e\N{COMBINING ACUTE ACCENT}",
    "the same words " * 12,
]

#: The first lines of a program that is to be interrupted: what a shell starts in the background ignores Ctrl-C, and
#: so do its children unless they say otherwise.
INTERRUPTIBLE = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"

_folder: Path | None = None

#: Folder below `Golden` and options of the command by name.
_MODELS: dict[str, tuple[str, list[str]]] = {
    "tiny-moe": ("tiny-moe", []),
    # With sparse and ColBERT vectors.
    "bge-m3": ("models/xlm-roberta-cls", []),
    "matryoshka": ("models/nomic-v1.5", ["--matryoshka", "64,40"]),
    # At most 32 tokens.
    "short": ("models/bert-mean", []),
}


def folder() -> Path:
    """A folder of this run's."""
    global _folder
    if _folder is None:
        _folder = Path(tempfile.mkdtemp(prefix="goldcrest-tests-"))
        atexit.register(_remove, _folder, os.getpid())
    return _folder


def _remove(path: Path, process: int) -> None:
    if process == os.getpid():
        shutil.rmtree(path, ignore_errors=True)


def model(name: str) -> str:
    """The path of a small model, which is converted when it is first asked for."""
    path = folder() / f"{name}.crest"
    if not path.exists():
        source, options = _MODELS[name]
        subprocess.run([command(), "convert", "--quiet", GOLDEN / source, "-o", path, *options], check=True)
    return str(path)


def embedded(path: str, texts: list[str], *options: str) -> np.ndarray[Any, Any]:
    """The vectors of texts by the command."""
    return np.load(io.BytesIO(_run(path, texts, "--output-format", "npy", *options)))


def lines(path: str, texts: list[str], *options: str) -> list[dict[str, Any]]:
    """The command's lines of JSON."""
    return [json.loads(line) for line in _run(path, texts, *options).splitlines()]


def _run(path: str, texts: list[str], *options: str) -> bytes:
    given = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    done = subprocess.run(
        [command(), "embed", path, "-i", "-", "--input-format", "jsonl", "--quiet", *options],
        input=given,
        capture_output=True,
        check=True,
    )
    return done.stdout


def golden(path: Path) -> tuple[list[str], np.ndarray[Any, Any]]:
    """The texts of a golden file, prompts included, and PyTorch's vectors of them."""
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    entry = header["embeddings"]
    begin, end = entry["data_offsets"]
    vectors = np.frombuffer(data[8 + size + begin : 8 + size + end], np.float32).reshape(entry["shape"])
    return json.loads(header["__metadata__"]["texts"]), vectors


def model_of_other_lengths() -> str:
    """A model that does not normalise its vectors."""
    path = folder() / "other-lengths.crest"
    if not path.exists():
        source = folder() / "other-lengths"
        shutil.copytree(GOLDEN / "models/bert-mean", source)
        modules = json.loads((source / "modules.json").read_text())
        kept = [module for module in modules if not module["type"].endswith("Normalize")]
        (source / "modules.json").write_text(json.dumps(kept))
        subprocess.run([command(), "convert", "--quiet", source, "-o", path], check=True)
    return str(path)


def not_finite_model() -> str:
    """A model with a weight that is NaN, so that every vector is."""
    path = folder() / "not-finite.crest"
    data = bytearray(Path(model("tiny-moe")).read_bytes())
    weights = (GOLDEN / "tiny-moe/model.safetensors").read_bytes()
    (size,) = struct.unpack("<Q", weights[:8])
    begin, end = json.loads(weights[8 : 8 + size])["emb_ln.weight"]["data_offsets"]
    place = data.index(weights[8 + size + begin : 8 + size + end])
    data[place : place + 4] = struct.pack("<f", float("nan"))
    path.write_bytes(data)
    return str(path)
