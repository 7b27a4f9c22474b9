#!/usr/bin/env python3
"""Compares reference.py with HuggingFace transformers' BertModel on `bert` folders.

    check_reference.py FOLDER...

Prints, over 60 texts per folder, the largest absolute difference in any hidden state and in any
vector, and the smallest cosine. Only `bert`: transformers 5 has no mixture of experts for
nomic_bert and would load its weights wrongly without saying so.
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from folder import ROOT
from goldenfile import load_texts
from reference import Reference
from transformers import BertModel

TEXT_COUNT = 60


@torch.inference_mode()
def compare(folder, texts):
    reference = Reference.open(folder)
    other = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
    hidden_error = vector_error = 0.0
    smallest = 1.0
    for text in texts:
        ids = reference.ids(text)
        ours = reference(ids)
        assert ours.embedding.isfinite().all()
        theirs = other(input_ids=torch.tensor([ids]), output_hidden_states=True)
        hidden = torch.stack(theirs.hidden_states)[:, 0]
        vector = F.normalize(hidden[-1].mean(0), dim=-1)
        hidden_error = max(hidden_error, float((ours.hidden - hidden).abs().max()))
        vector_error = max(vector_error, float((ours.embedding - vector).abs().max()))
        smallest = min(smallest, float(F.cosine_similarity(ours.embedding.double(), vector.double(), dim=0)))
    print(f"{folder.name}: max-abs hidden {hidden_error:.2e}, vector {vector_error:.2e}, cosine >= {smallest:.9f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    entries = load_texts(ROOT / "Golden/texts/multilingual.json")
    texts = [entry["text"] for entry in entries[:: len(entries) // TEXT_COUNT]]
    for folder in options.folders:
        compare(folder, texts)


if __name__ == "__main__":
    main()
