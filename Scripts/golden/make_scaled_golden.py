#!/usr/bin/env python3
"""Makes Golden/models/nomic-v1.5-scaled.golden.safetensors: nomic-v1.5 with dynamic NTK scaling.

The model is Golden/models/nomic-v1.5 with `rotary_scaling_factor` 2 and `max_trained_positions` 16 in
its config.json. The vectors come from HuggingFace transformers, whose `dynamic` rotary positions are
those of the remote code; every text runs in a model of its own, as transformers keeps the longest
text's angles for shorter ones.
"""

import torch
from architectures.oracles import Oracle
from folder import ROOT
from goldenfile import golden_tensors, load_texts, write_golden
from reference import Reference

FACTOR, TRAINED = 2.0, 16
FOLDER = ROOT / "Golden/models/nomic-v1.5"


def scaled(ids):
    """The output for one text."""
    oracle = Oracle(FOLDER, "mean")
    config = oracle.model.config
    config.max_position_embeddings = TRAINED
    config.rope_parameters = {"rope_theta": 1000.0, "rope_type": "dynamic", "factor": FACTOR}
    oracle.model.rotary_emb = type(oracle.model.rotary_emb)(config)
    return oracle(ids)


def main():
    torch.set_num_threads(1)
    entries = load_texts(ROOT / "Golden/texts/architectures.json")
    reference = Reference.open(FOLDER)
    ids = [reference.ids(entry["text"]) for entry in entries]
    outputs = [scaled(row) for row in ids]
    unscaled = [reference(row) for row in ids]
    for row, output, plain in zip(ids, outputs, unscaled):
        cosine = float(output.embedding @ plain.embedding)
        assert (len(row) <= TRAINED) == (cosine > 0.99999), (len(row), cosine)
    texts, languages = ([entry[key] for entry in entries] for key in ("text", "lang"))
    extra = {"model": "nomic-v1.5", "torch": torch.__version__, "rotary_scaling_factor": str(FACTOR)}
    extra["max_trained_positions"] = str(TRAINED)
    write_golden(
        f"{FOLDER}-scaled.golden.safetensors", golden_tensors(outputs, ids, 0, (2, 18, 24)), texts, languages, extra
    )
    print(f"{len(ids)} texts, {sum(len(row) > TRAINED for row in ids)} of them scaled")


if __name__ == "__main__":
    main()
