#!/usr/bin/env python3
"""Writes Golden/synthetic.golden.safetensors: what the full-size synthetic model must give.

    make_synthetic_golden.py MODEL_FOLDER

MODEL_FOLDER is the output of make_synthetic.py for the default seed. The texts are real (20
languages, from Golden/texts/multilingual.json, prompts included); two of about 16 tokens get hidden
states and router probabilities. The metadata names the model by seed and sha256, so that a golden
is never compared with another model by mistake.
"""

import argparse
from pathlib import Path

import torch
from calibrate import routing_report
from folder import ROOT, sha256
from goldenfile import golden_tensors, load_texts, write_golden
from reference import Reference

QUERY, DOCUMENT = "search_query: ", "search_document: "
LONG_LANGUAGES = ("en", "ru", "ar", "ja")
FULL_LANGUAGES = ("de", "hi")  # joined until they fill all 512 tokens
DETAIL_COUNT, DETAIL_TOKENS = 2, 16


def choose_texts(entries):
    """(language, text): two short ones without a prompt, then per language a query and a document."""
    by_language = {}
    for entry in entries:
        by_language.setdefault(entry["lang"], []).append(entry)
    chosen = [("de", "Ja"), ("zh", "你好，世界")]
    for language, texts in by_language.items():
        query = next(entry["text"] for entry in texts if not entry.get("note"))
        document = next(entry["text"] for entry in texts if entry.get("note") == "paragraph")
        chosen += [(language, QUERY + query), (language, DOCUMENT + document)]
    longest = {language: texts[-1]["text"] for language, texts in by_language.items()}
    chosen += [(language, DOCUMENT + longest[language]) for language in LONG_LANGUAGES]
    chosen += [(language, DOCUMENT + " ".join([longest[language]] * 6)) for language in FULL_LANGUAGES]
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--seed", type=int, default=1234, help="the seed the model was made with")
    parser.add_argument("--texts", type=Path, default=ROOT / "Golden/texts/multilingual.json")
    parser.add_argument("--out", type=Path, default=ROOT / "Golden/synthetic.golden.safetensors")
    options = parser.parse_args()
    chosen = choose_texts(load_texts(options.texts))
    reference = Reference.open(options.model)
    ids = [reference.ids(text) for _, text in chosen]
    outputs = [reference(sequence) for sequence in ids]
    by_distance = sorted(range(len(ids)), key=lambda row: abs(len(ids[row]) - DETAIL_TOKENS))
    detail = sorted(by_distance[:DETAIL_COUNT])
    tensors = golden_tensors(outputs, ids, reference.shape.pad_id, detail)
    extra = {
        "model": "synthetic nomic-embed-text-v2-moe",
        "model_seed": str(options.seed),
        "model_sha256": sha256(options.model / "model.safetensors"),
        "torch": torch.__version__,
    }
    write_golden(options.out, tensors, [text for _, text in chosen], [lang for lang, _ in chosen], extra)
    print(f"{len(ids)} texts, {len({lang for lang, _ in chosen})} languages, {options.out.stat().st_size} bytes")
    print(f"tokens {sorted(map(len, ids))}; details for texts {detail}")
    layers = [layer for layer in range(reference.shape.layers) if reference.shape.has_experts(layer)]
    print("\n".join(routing_report(outputs, layers)))
    print(f"smallest router margin {float(tensors['router_margin'].min()):.2e}")


if __name__ == "__main__":
    main()
