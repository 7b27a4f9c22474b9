#!/usr/bin/env python3
"""Writes a golden of seeded random ids for a nomic_bert model, of which no trained texts exist.

    make_random_golden.py MODEL_FOLDER OUT [--without-expert-bias]

--without-expert-bias gives the vectors of the model that llama.cpp computes: its converter drops
experts.bias. Without texts: `verify` takes the ids. Ids begin and end as XLM-RoBERTa's do.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from folder import sha256
from goldenfile import FORMAT, golden_tensors
from reference import Reference
from tensorfile import write_safetensors

FIRST, LAST, SPECIAL, VOCABULARY = 0, 2, 4, 250000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", type=int, default=64)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--seed", type=int, default=170)
    parser.add_argument("--without-expert-bias", action="store_true")
    options = parser.parse_args()
    ids = np.random.default_rng(options.seed).integers(SPECIAL, VOCABULARY, (options.texts, options.tokens))
    ids[:, 0], ids[:, -1] = FIRST, LAST
    reference = Reference.open(options.model)
    if options.without_expert_bias:
        for name, value in reference.weights.items():
            if name.endswith("mlp.experts.bias"):
                value.zero_()
    rows = [row.tolist() for row in ids]
    outputs = [reference(row) for row in rows]
    tensors = golden_tensors(outputs, rows, reference.shape.pad_id, with_pooled=False)
    # Routing is the judged model's only where nothing was left out, and nobody asks for it here.
    kept = {name: tensors[name] for name in ("embeddings", "input_ids", "lengths")}
    metadata = {
        "format": FORMAT,
        "seed": str(options.seed),
        "model_sha256": sha256(options.model / "model.safetensors"),
        "torch": torch.__version__,
    }
    write_safetensors(options.out, kept, metadata)


if __name__ == "__main__":
    main()
