#!/usr/bin/env python3
"""Writes Golden/MANIFEST.json, or with --check proves that it and the folder agree both ways.

The manifest lists every file under Golden/ except itself and Golden/README.md, with its checksum
and where it comes from. A file that no rule below covers is an error: add the rule first.
"""

import argparse
import json
import sys
from dataclasses import dataclass

from folder import ROOT, sha256

GOLDEN = ROOT / "Golden"
MANIFEST = GOLDEN / "MANIFEST.json"
NOT_LISTED = {"MANIFEST.json", "README.md"}
KINDS = ("oracle", "model", "published", "fixture", "bad", "snapshot")


@dataclass(frozen=True)
class Rule:
    """Where the files under a path prefix come from; the first matching rule counts."""

    prefix: str
    kind: str
    generator: str | None  # None: written by hand
    packages: tuple[str, ...] = ()  # whose versions decide the bytes: of requirements.txt, or NAME==VERSION
    seed: int | None = None


PYTORCH = ("torch", "tokenizers", "safetensors")
SCRIPTS = "Scripts/golden/"
RULES = (
    Rule("tiny-moe.golden.safetensors", "oracle", SCRIPTS + "make_tiny_golden.py", PYTORCH),
    Rule(
        "tiny-moe/",
        "model",
        SCRIPTS + "train_tiny_moe.py",
        (*PYTORCH, "sentencepiece", "protobuf", "transformers"),
        seed=7,
    ),
    Rule("synthetic.golden.safetensors", "oracle", SCRIPTS + "make_synthetic_golden.py", PYTORCH, seed=1234),
    Rule("synthetic-routers.safetensors", "model", SCRIPTS + "make_synthetic.py", PYTORCH, seed=1234),
    Rule("models/", "oracle", SCRIPTS + "make_architecture_goldens.py", (*PYTORCH, "sentencepiece", "transformers")),
    Rule(
        "pipelines/",
        "oracle",
        SCRIPTS + "make_pipeline_golden.py",
        ("torch", "safetensors", "transformers", "sentence-transformers"),
        seed=20261129,
    ),
    Rule(
        "folders/",
        "oracle",
        SCRIPTS + "make_folder_goldens.py",
        (*PYTORCH, "sentence-transformers", "sentencepiece", "transformers"),
    ),
    Rule(
        "widths.golden.safetensors",
        "oracle",
        SCRIPTS + "make_width_goldens.py",
        (*PYTORCH, "numpy", "transformers"),
        seed=1,
    ),
    Rule("published/", "published", None),
    Rule("texts/tiny.json", "fixture", None),
    Rule("texts/architectures.json", "fixture", None),
    Rule("texts/folders.json", "fixture", None),
    Rule("texts/", "fixture", SCRIPTS + "collect_texts.py", ("Django==5.2.19",)),
    Rule(
        "precision",
        "oracle",
        SCRIPTS + "make_precision_golden.py",
        ("numpy", "sentence-transformers", "sqlite-vec"),
        seed=20261123,
    ),
    Rule("retrieval/LICENCE", "fixture", None),
    Rule("retrieval/", "fixture", SCRIPTS + "collect_retrieval.py", ("debian-faq==11.1",)),
    Rule(
        "retrieval.figures.json",
        "oracle",
        SCRIPTS + "make_retrieval_golden.py",
        (*PYTORCH, "pytrec-eval-terrier"),
    ),
    Rule(
        "rankings.json",
        "oracle",
        SCRIPTS + "make_rankings_golden.py",
        ("pytrec-eval-terrier",),
        seed=20261122,
    ),
    Rule("tokenization/xlm-roberta/", "fixture", None),
    Rule("tokenization/bert-uncased/", "fixture", None),
    Rule(
        "tokenization/wordpiece/",
        "oracle",
        SCRIPTS + "make_wordpiece_golden.py",
        ("tokenizers",),
        seed=20261121,
    ),
    Rule(
        "tokenization/byte-level-bpe/",
        "oracle",
        SCRIPTS + "make_bpe_golden.py",
        ("tokenizers",),
        seed=20261130,
    ),
    Rule("tokenization/", "fixture", SCRIPTS + "make_tokenization_golden.py", ("tokenizers",)),
    Rule("pytorch/", "oracle", SCRIPTS + "make_pytorch_files.py", ("torch",), seed=1234),
    Rule("Bad/pytorch/", "bad", SCRIPTS + "make_bad_pytorch_files.py"),
    Rule("Bad/safetensors/", "bad", SCRIPTS + "make_bad_safetensors.py"),
    Rule("Bad/crest/", "bad", "Tests/CrestFormatTests/BadFiles.swift"),
    Rule("Bad/golden/", "bad", SCRIPTS + "make_bad_golden.py"),
    Rule("Bad/npy/", "bad", SCRIPTS + "make_bad_npy.py"),
    Rule("Bad/vectors/", "bad", SCRIPTS + "make_bad_vectors.py"),
    Rule("Bad/retrieval/", "bad", SCRIPTS + "make_bad_retrieval.py"),
    Rule("Bad/kinds/", "bad", SCRIPTS + "make_bad_kinds.py"),
    Rule("Bad/models/", "bad", "Tests/ConversionTests/BadModel.swift"),
    Rule("Snapshots/bench", "snapshot", "Scripts/bench"),
    Rule("Snapshots/retrieval", "snapshot", "Scripts/retrieval"),
    Rule("Snapshots/figures.html", "snapshot", "Tests/EndToEndTests/Charts/FigureTests.swift"),
    Rule("Snapshots/report.png", "snapshot", "Scripts/report-picture"),
    Rule("Snapshots/size-fidelity", "snapshot", "Scripts/size-fidelity"),
    Rule("Snapshots/", "snapshot", "Tests/InferenceTests/BitContractTests.swift"),
    Rule("crest/tiny-moe-", "oracle", "Scripts/check-reader"),
    Rule("crest/dense-twice-", "oracle", "Scripts/check-reader"),
    Rule("crest/", "snapshot", "Tests/CrestFormatTests/GoldenTests.swift"),
)


def pinned_versions():
    """Package -> version, from requirements.txt."""
    lines = (ROOT / "Scripts/golden/requirements.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


def entry(path, versions):
    """The manifest's record of one file."""
    name = path.relative_to(GOLDEN).as_posix()
    rule = next((rule for rule in RULES if name.startswith(rule.prefix)), None)
    if rule is None:
        sys.exit(f"Golden/{name}: no rule in Scripts/golden/manifest.py says where this file comes from")
    assert rule.kind in KINDS
    pinned = (package if "==" in package else f"{package}=={versions[package]}" for package in rule.packages)
    return {
        "path": name,
        "sha256": sha256(path),
        "byteCount": path.stat().st_size,
        "kind": rule.kind,
        "generator": rule.generator,
        "versions": dict(each.split("==") for each in pinned),
        "seed": rule.seed,
    }


def current():
    """The manifest as the folder is now."""
    files = sorted(path for path in GOLDEN.rglob("*") if path.is_file())
    listed = [path for path in files if path.relative_to(GOLDEN).as_posix() not in NOT_LISTED]
    versions = pinned_versions()
    return {"schema_version": 1, "files": [entry(path, versions) for path in listed]}


def differences(recorded, found):
    """One line per file that is missing, unlisted or different."""
    recorded, found = ({record["path"]: record for record in each["files"]} for each in (recorded, found))
    lines = [f"Golden/{path}: listed in MANIFEST.json, missing in the folder" for path in recorded if path not in found]
    lines += [f"Golden/{path}: in the folder, not listed in MANIFEST.json" for path in found if path not in recorded]
    for path, record in recorded.items():
        for key, value in record.items():
            if path in found and found[path].get(key) != value:
                lines.append(f"Golden/{path}: {key}: MANIFEST.json has {value}, found {found[path].get(key)}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 on any difference")
    options = parser.parse_args()
    found = current()
    if not options.check:
        MANIFEST.write_text(json.dumps(found, indent=1) + "\n")
        print(f"{len(found['files'])} files")
        return
    lines = differences(json.loads(MANIFEST.read_text()), found)
    if lines:
        print("\n".join(lines), file=sys.stderr)
        sys.exit(1)
    print(f"{len(found['files'])} files as listed")


if __name__ == "__main__":
    main()
