#!/usr/bin/env python3
"""Makes Golden/folders: the part of the crossing suite that is committed and runs in Scripts/test.

    make_folder_goldens.py [--new PYTHON --old PYTHON] [--work DIR]

Folders are made as Scripts/crossing makes them, of smaller models, and the vectors of sentence-transformers
(the new generation) for fewer texts are kept. Weights are rounded to fp16, and tokenizer.json loses its
line feeds, before the vectors are computed. Every different file is stored once: folders.json says which
file has which name in which folder.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch
from crossing import environments, vocabularies
from crossing.compact import FOLDERS
from crossing.run import run
from folder import ROOT
from safetensors.torch import load
from tensorfile import write_safetensors

TARGET = ROOT / "Golden/folders"


def shrink(folder):
    """Rounds weights to fp16, unless their type is what the folder is about."""
    for path in folder.rglob("tokenizer.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    for path in folder.rglob("*.safetensors"):
        tensors = load(path.read_bytes())
        if all(value.dtype == torch.float32 for value in tensors.values()):
            tensors = {name: value.half() for name, value in tensors.items() if "pooler" not in name}
        write_safetensors(path, tensors, {"format": "pt"})


def store(path):
    """Puts a file into the store under its checksum; its name there."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    name = f"{digest}{path.suffix}"
    shutil.copyfile(path, TARGET / "files" / name)
    return name


def entry(folder, record, prompts):
    """What folders.json says of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "name": record["name"],
        "note": record["note"],
        "prompts": prompts,
        "files": {path.relative_to(folder).as_posix(): store(path) for path in files},
    }


def main():
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--new", type=Path, metavar="PYTHON", help="has crossing/requirements-new.txt")
    parser.add_argument("--old", type=Path, metavar="PYTHON", help="has crossing/requirements-old.txt")
    parser.add_argument("--work", type=Path, default=ROOT / ".models/folders", help="where folders are made")
    given = parser.parse_args()
    work = given.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    pythons = environments.pythons(given)
    for generation, python in pythons.items():
        names = [name for name, made_by in FOLDERS if made_by == generation]
        run(python, "make", generation, work, "--compact", *names)
    names = [f"{name}.{generation}" for name, generation in FOLDERS]
    for name in names:
        shrink(work / name)
    run(pythons["new"], "oracle", "new", work, "--compact", *names)
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "files").mkdir(parents=True)
    vocabularies.choose(True)
    entries, tensors = [], {}
    for name in names:
        record = json.loads((work / f"{name}.json").read_text())
        vectors = json.loads((work / f"{name}.new.vectors.json").read_text())["vectors"]
        entries.append(entry(work / name, record, list(vectors)))
        tensors |= {f"{name}/{prompt}": torch.tensor(rows) for prompt, rows in vectors.items()}
    write_safetensors(TARGET / "vectors.safetensors", tensors, {})
    content = {"schema_version": 1, "texts": list(vocabularies.texts()), "folders": entries}
    (TARGET / "folders.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    size = sum(path.stat().st_size for path in TARGET.rglob("*") if path.is_file())
    print(f"{len(entries)} folders, {len(list((TARGET / 'files').iterdir()))} files, {size} bytes")


if __name__ == "__main__":
    main()
