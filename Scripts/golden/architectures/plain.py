"""nomic-embed-text-v2-moe in numpy and float64, token by token: a second opinion on reference.py.

Nothing is shared with reference.py, not even the order of the work: heads and experts are loops, and
the rotation is a product of complex numbers.
"""

import math

import numpy
from safetensors.numpy import load_file

ERF = numpy.vectorize(math.erf)


def gelu(x):
    return x * 0.5 * (1 + ERF(x / math.sqrt(2)))


def softmax(x):
    powers = numpy.exp(x - x.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


class Plain:
    """Called with ids, it gives the embedding and the chosen experts [expert layers, S, k]."""

    def __init__(self, folder, config):
        tensors = load_file(folder / "model.safetensors")
        self.tensors = {name: value.astype(numpy.float64) for name, value in tensors.items()}
        self.config = config

    def linear(self, x, name):
        return x @ self.tensors[f"{name}.weight"].T + self.tensors.get(f"{name}.bias", 0.0)

    def norm(self, x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / numpy.sqrt(
            (centred**2).mean(-1, keepdims=True) + self.config["layer_norm_epsilon"]
        )
        return scaled * self.tensors[f"{name}.weight"] + self.tensors[f"{name}.bias"]

    def rotate(self, x):
        """Pairs (i, i + half) are complex numbers, turned by position times frequency."""
        length, width = x.shape
        half = width // 2
        frequency = self.config["rotary_emb_base"] ** (-numpy.arange(half) * 2.0 / width)
        turned = (x[:, :half] + 1j * x[:, half:]) * numpy.exp(
            1j * numpy.outer(numpy.arange(length), frequency)
        )
        return numpy.concatenate([turned.real, turned.imag], -1)

    def attention(self, x, prefix):
        packed = self.linear(x, f"{prefix}attn.Wqkv")
        query, key, value = numpy.split(packed, 3, -1)
        size = self.config["n_embd"] // self.config["n_head"]
        heads = []
        for head in range(self.config["n_head"]):
            part = slice(head * size, (head + 1) * size)
            scores = self.rotate(query[:, part]) @ self.rotate(key[:, part]).T / math.sqrt(size)
            heads.append(softmax(scores) @ value[:, part])
        return self.linear(numpy.concatenate(heads, -1), f"{prefix}attn.out_proj")

    def experts(self, x, prefix):
        """The mixture for every token, one token at a time."""
        config, inner = self.config, self.config["n_inner"]
        probabilities = softmax(self.linear(x, f"{prefix}mlp.router.layer"))
        first, second = (self.tensors[f"{prefix}mlp.experts.mlp.{name}"] for name in ("w1", "w2"))
        chosen = numpy.argsort(-probabilities, -1, kind="stable")[:, : config["moe_top_k"]]
        out = numpy.tile(self.tensors[f"{prefix}mlp.experts.bias"], (len(x), 1))
        for token, experts in enumerate(chosen):
            share = probabilities[token, experts]
            if config["moe_normalize_expert_weights"]:
                share = share / share.sum()
            for expert, weight in zip(experts, share):
                rows = slice(expert * inner, (expert + 1) * inner)
                out[token] += weight * (gelu(first[rows] @ x[token]) @ second[rows])
        return out, chosen

    def __call__(self, ids):
        tensors, config = self.tensors, self.config
        x = (
            tensors["embeddings.word_embeddings.weight"][ids]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        x, routing, period = self.norm(x, "emb_ln"), [], config["moe_every_n_layers"]
        for layer in range(config["n_layer"]):
            prefix = f"encoder.layers.{layer}."
            x = self.norm(x + self.attention(x, prefix), f"{prefix}norm1")
            if layer % period == 1 % period:
                mixed, chosen = self.experts(x, prefix)
                routing.append(chosen)
            else:
                mixed = self.linear(gelu(self.linear(x, f"{prefix}mlp.fc1")), f"{prefix}mlp.fc2")
            x = self.norm(x + mixed, f"{prefix}norm2")
        mean = x.mean(0)
        return mean / numpy.linalg.norm(mean), numpy.stack(routing)
