#!/usr/bin/env python3
"""Makes Golden/widths.golden.safetensors: vectors of random models whose sizes are no multiples of 32.

    make_width_goldens.py

The weights are those of RandomModel in Tests/TestSupport, drawn here once more from the same seed, so
that no weights are committed. `bert` is HuggingFace transformers' BertModel; rotary positions and
experts in a plain feed-forward block, which no version of transformers has a class for, are reference.py's.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F
from folder import ROOT
from reference import Reference
from shapes import NOMIC_REQUIRED
from tensorfile import write_safetensors
from transformers import BertConfig, BertModel

OUT = ROOT / "Golden/widths.golden.safetensors"
LAYERS, VOCABULARY, POSITIONS, EXPERTS, SEED = 2, 64, 40, 4, 1
LENGTHS = (1, 2, 3, 7, 16, 17, 33, 40)
# Kind, hidden size, heads, feed-forward size; the first is rubert-tiny2's.
CASES = (
    ("bert", 312, 12, 600),
    ("bert", 64, 4, 96),
    ("bert", 160, 2, 320),
    ("bert", 30, 5, 7),
    ("bert", 33, 3, 50),
    ("bert", 80, 1, 44),
    ("nomicDense", 60, 2, 50),
    ("nomicDense", 48, 4, 33),
    ("nomicAbsolute", 40, 2, 22),
)


class SeededNumbers:
    """SplitMix64, and sums of twelve numbers in -1..<1, in binary32 as Swift adds them."""

    def __init__(self, seed):
        self.state = np.uint64(seed)

    def bits(self, count):
        with np.errstate(over="ignore"):
            step = np.uint64(0x9E3779B97F4A7C15)
            z = self.state + step * np.arange(1, count + 1, dtype=np.uint64)
            self.state = self.state + step * np.uint64(count)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            return z ^ (z >> np.uint64(31))

    def normals(self, count, spread):
        uniform = (self.bits(12 * count) >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)
        uniform = (uniform * np.float32(2) - np.float32(1)).reshape(count, 12)
        total = np.zeros(count, np.float32)
        for column in range(12):
            total = total + uniform[:, column]
        return total / np.float32(2) * np.float32(spread)


class Tensors(dict):
    """RandomModel's tensors, in the order in which they are drawn."""

    def __init__(self, kind, hidden, heads, inner):
        super().__init__()
        self.numbers = SeededNumbers(SEED)
        self.embeddings(kind, hidden)
        for layer in range(LAYERS):
            self.layer(layer, kind, hidden, inner)

    def matrix(self, name, rows, columns, spread=None):
        spread = np.float32(1) / np.sqrt(np.float32(columns)) if spread is None else np.float32(spread)
        self[name] = torch.from_numpy(self.numbers.normals(rows * columns, spread).reshape(rows, columns))

    def vector(self, name, count, around=0):
        self[name] = torch.from_numpy(self.numbers.normals(count, np.float32(0.1)) + np.float32(around))

    def linear(self, name, outputs, inputs):
        self.matrix(f"{name}.weight", outputs, inputs)
        self.vector(f"{name}.bias", outputs)

    def norm(self, name, width):
        self.vector(f"{name}.weight", width, around=1)
        self.vector(f"{name}.bias", width)

    def embeddings(self, kind, hidden):
        self.matrix("embeddings.word_embeddings.weight", VOCABULARY, hidden, 1)
        if kind != "nomicDense":
            self.matrix("embeddings.position_embeddings.weight", POSITIONS, hidden, 0.5)
        self.matrix("embeddings.token_type_embeddings.weight", 2 if kind == "bert" else 1, hidden, 0.2)
        self.norm("embeddings.LayerNorm" if kind == "bert" else "emb_ln", hidden)
        if kind == "bert":
            self.linear("pooler.dense", hidden, hidden)

    def layer(self, index, kind, hidden, inner):
        if kind == "bert":
            block = f"encoder.layer.{index}"
            for part in ("query", "key", "value"):
                self.linear(f"{block}.attention.self.{part}", hidden, hidden)
            self.linear(f"{block}.attention.output.dense", hidden, hidden)
            self.norm(f"{block}.attention.output.LayerNorm", hidden)
            self.linear(f"{block}.intermediate.dense", inner, hidden)
            self.linear(f"{block}.output.dense", hidden, inner)
            self.norm(f"{block}.output.LayerNorm", hidden)
            return
        block = f"encoder.layers.{index}"
        self.linear(f"{block}.attn.Wqkv", 3 * hidden, hidden)
        self.linear(f"{block}.attn.out_proj", hidden, hidden)
        self.norm(f"{block}.norm1", hidden)
        if kind == "nomicAbsolute" and index % 2 == 1:
            self.matrix(f"{block}.mlp.router.layer.weight", EXPERTS, hidden, 0.5)
            self.matrix(f"{block}.mlp.experts.mlp.w1", EXPERTS * inner, hidden)
            self.matrix(f"{block}.mlp.experts.mlp.w2", EXPERTS * inner, hidden)
            self.vector(f"{block}.mlp.experts.bias", hidden)
        else:
            self.linear(f"{block}.mlp.fc1", inner, hidden)
            self.linear(f"{block}.mlp.fc2", hidden, inner)
        self.norm(f"{block}.norm2", hidden)


def bert(tensors, hidden, heads, inner):
    """transformers' model with these weights; called with ids, it gives the mean of the last states."""
    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=hidden,
        num_hidden_layers=LAYERS,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=POSITIONS,
        layer_norm_eps=1e-12,
        attn_implementation="eager",
    )
    model = BertModel(config).eval()
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    assert not unexpected and set(missing) <= {"embeddings.position_ids", "embeddings.token_type_ids"}, missing
    return lambda ids: F.normalize(model(input_ids=torch.tensor([ids])).last_hidden_state[0].mean(0), dim=-1)


def nomic(tensors, kind, hidden, heads, inner):
    """reference.py's model of a folder with these weights."""
    config = {
        "model_type": "nomic_bert",
        "architectures": ["NomicBertModel"],
        "vocab_size": VOCABULARY,
        "type_vocab_size": 1,
        "n_layer": LAYERS,
        "n_head": heads,
        "n_embd": hidden,
        "n_inner": inner,
        "pad_token_id": 0,
        "activation_function": "gelu",
        "layer_norm_epsilon": 1e-5,
        "rotary_emb_base": 1000,
        "rotary_emb_fraction": 0.0 if kind == "nomicAbsolute" else 1.0,
    }
    config |= NOMIC_REQUIRED
    if kind == "nomicAbsolute":
        config |= {
            "num_experts": EXPERTS,
            "moe_top_k": 2,
            "moe_every_n_layers": 2,
            "moe_normalize_expert_weights": False,
        }
    reference = Reference(config, dict(tensors))
    return lambda ids: reference(ids).embedding


def main():
    torch.set_num_threads(1)
    ids = SeededNumbers(99)
    texts = [(ids.bits(length) % np.uint64(VOCABULARY)).astype(np.int32) for length in LENGTHS]
    padded = torch.zeros(len(texts), max(LENGTHS), dtype=torch.int32)
    for row, text in zip(padded, texts):
        row[: len(text)] = torch.from_numpy(text)
    tensors = {"input_ids": padded, "lengths": torch.tensor(LENGTHS, dtype=torch.int32)}
    for kind, hidden, heads, inner in CASES:
        drawn = Tensors(kind, hidden, heads, inner)
        with torch.inference_mode():
            if kind == "bert":
                model = bert(drawn, hidden, heads, inner)
            else:
                model = nomic(drawn, kind, hidden, heads, inner)
            vectors = [model(text.tolist()) for text in texts]
        tensors[f"{kind}.{hidden}.{heads}.{inner}"] = torch.stack(vectors)
    write_safetensors(OUT, tensors, {"torch": torch.__version__, "cases": json.dumps(CASES)})
    print(f"{len(CASES)} models, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
