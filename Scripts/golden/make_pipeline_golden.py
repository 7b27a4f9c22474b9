#!/usr/bin/env python3
"""Makes Golden/pipelines/: what sentence-transformers saves of the model Golden/models/bert-mean with
other modules behind its Transformer, and the vectors that it then gives.

Each folder has only what differs from bert-mean; vectors.json has, for each folder, texts, prompt and
vectors of the saved model, loaded again.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

import torch
from folder import ROOT
from sentence_transformers import SentenceTransformer, models

SEED = 20261129
BASE = ROOT / "Golden/models/bert-mean"
OUTPUT = ROOT / "Golden/pipelines"
HIDDEN = 64
PROMPTS = {"query": "the query: ", "\u03a9": "one ", "\u2126": "another prompt ", "empty": ""}
TEXTS = ["a", "the river and the small boat", "one two three four five six seven", "not known: Ω 漢"]
KEPT = ("modules.json", "config_sentence_transformers.json")


def dense(inputs, outputs, activation, bias=True):
    module = models.Dense(inputs, outputs, bias=bias, activation_function=activation)
    with torch.no_grad():
        module.linear.weight.normal_(0, 2 / inputs**0.5)
        if bias:
            module.linear.bias.normal_(0, 0.3)
    return module


def layer_norm(size):
    module = models.LayerNorm(size)
    with torch.no_grad():
        module.norm.weight.normal_(1, 0.2)
        module.norm.bias.normal_(0, 0.2)
    return module


def pooling(mode, **options):
    return models.Pooling(HIDDEN, pooling_mode=mode, **options)


EVERY = ["lasttoken", "max", "weightedmean", "mean_sqrt_len_tokens", "mean", "cls"]
PIPELINES = {
    "dense-tanh": lambda: [pooling("cls"), dense(HIDDEN, HIDDEN, torch.nn.Tanh()), models.Normalize()],
    "dense-twice": lambda: [
        pooling("mean"),
        dense(HIDDEN, 96, torch.nn.Identity(), bias=False),
        dense(96, 40, torch.nn.GELU()),
        models.Normalize(),
    ],
    "every-pooling": lambda: [pooling(EVERY), models.Dropout(0.1), models.Normalize(), models.Normalize()],
    "normalize-dense-norm": lambda: [
        pooling(["mean", "max"]),
        models.Normalize(),
        dense(2 * HIDDEN, 50, torch.nn.Sigmoid()),
        layer_norm(50),
    ],
    "dense-silu": lambda: [pooling("mean"), dense(HIDDEN, 24, torch.nn.SiLU())],
    "dense-relu": lambda: [pooling("mean"), dense(HIDDEN, 24, torch.nn.ReLU())],
    "without-prompt": lambda: [pooling(EVERY, include_prompt=False)],
    "truncated": lambda: [pooling("mean")],
}


def save(name, folder):
    options = {"truncate_dim": 16} if name == "truncated" else {}
    if name == "truncated":
        options["default_prompt_name"] = "\u2126"
    modules = [models.Transformer(str(BASE)), *PIPELINES[name]()]
    SentenceTransformer(modules=modules, device="cpu", prompts=PROMPTS, **options).save(folder)


def main():
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    shutil.rmtree(OUTPUT, ignore_errors=True)
    vectors = []
    for name in PIPELINES:
        with tempfile.TemporaryDirectory() as folder:
            save(name, folder)
            model = SentenceTransformer(folder, device="cpu")
            for prompt in ["query", "\u03a9", "\u2126", None]:
                found = model.encode(TEXTS, prompt_name=prompt)
                rows = [[float(f"{value:.8g}") for value in row] for row in found.tolist()]
                vectors.append({"folder": name, "prompt": prompt, "vectors": rows})
            for path in sorted(Path(folder).rglob("*")):
                place = path.relative_to(folder)
                if path.is_file() and (len(place.parts) > 1 or place.name in KEPT):
                    (OUTPUT / name / place).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, OUTPUT / name / place)
    (OUTPUT / "vectors.json").write_text(
        json.dumps({"texts": TEXTS, "cases": vectors}, ensure_ascii=False, indent=None) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    os.environ["HF_HUB_OFFLINE"] = "1"
    main()
