#!/usr/bin/env python3
"""Writes Golden/tiny-moe.golden.safetensors: what the bundled tiny MoE must give for 63 texts.

The texts (21 languages and edge cases) come from Golden/texts/tiny.json; three of them get hidden
states and router probabilities. The same texts also run in float64, and how far fp32 is from that
is printed: it is the floor below which a difference to the golden means nothing.
"""

import argparse
from pathlib import Path

import torch
from goldenfile import golden_tensors, load_texts, write_golden
from reference import Reference
from safetensors.torch import load_file

ROOT = Path(__file__).resolve().parents[2]
DETAIL = (1, 31, 44)  # texts with hidden states: Spanish, Chinese, mixed scripts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "Golden/tiny-moe")
    parser.add_argument("--texts", type=Path, default=ROOT / "Golden/texts/tiny.json")
    parser.add_argument("--out", type=Path, default=ROOT / "Golden/tiny-moe.golden.safetensors")
    parser.add_argument("--compare", type=Path, help="an earlier golden: print the largest differences to it")
    return parser.parse_args()


def fp32_error(outputs, exact):
    """Largest difference of an embedding element, and how many tokens choose other experts."""
    error = max(float((a.embedding.double() - b.embedding).abs().max()) for a, b in zip(outputs, exact))
    flips = sum(int((a.top.sort(-1).values != b.top.sort(-1).values).any(-1).sum()) for a, b in zip(outputs, exact))
    return error, flips


def compare(tensors, path):
    """Prints, for every tensor of an earlier golden, how far the new one is from it."""
    for name, earlier in load_file(path).items():
        difference = (tensors[name].double() - earlier.double()).abs().max()
        print(f"{name:16} largest difference to the earlier golden {float(difference):.2e}")


def main():
    options = arguments()
    torch.set_num_threads(1)
    entries = load_texts(options.texts)
    reference = Reference.open(options.model)
    exact_reference = Reference.open(options.model, torch.float64)
    ids = [reference.ids(entry["text"]) for entry in entries]
    outputs = [reference(sequence) for sequence in ids]
    error, flips = fp32_error(outputs, [exact_reference(sequence) for sequence in ids])
    tensors = golden_tensors(outputs, ids, reference.shape.pad_id, DETAIL)
    write_golden(
        options.out,
        tensors,
        [entry["text"] for entry in entries],
        [entry["lang"] for entry in entries],
        {"model": "tiny-moe", "torch": torch.__version__},
    )
    print(f"{len(entries)} texts; fp32 against float64: max-abs {error:.2e}, {flips} tokens routed otherwise")
    if options.compare:
        compare(tensors, options.compare)


if __name__ == "__main__":
    main()
