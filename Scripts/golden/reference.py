"""The fp32 PyTorch forward pass that every golden of Goldcrest comes from.

It reads nothing but a HuggingFace model folder (config.json, model.safetensors, tokenizer.json) and
is written from the architecture, not from another implementation. Each text runs alone and without
padding, so a vector never depends on what else was in the batch.

    x = LN(word[id] + type[0] + position[t])          position only where the model has a table
    per layer, post-norm:
        h = LN1(x + Wo attention(rope(Wqkv x)))       bidirectional; half-split RoPE, angles in fp32;
                                                      plus a bias for each distance where there is a table
        x = LN2(h + ffn(h))
    dense ffn:   fc2(gelu(fc1(h))), exact (erf) GELU; or gated, fc2(fc11(h) * silu or gelu(fc12(h)))
    expert ffn:  p = softmax(h Wr^T) over all experts; the top k as they are, divided by their sum
                 only where the config says so;
                 sum of p_e * (gelu(h w1_e^T) w2_e) in expert order, plus experts.bias once
    vector = mean over all tokens or the first token, L2 normalised

Models: `nomic_bert` (v1.5 and v2: dense or with experts, rotary or absolute positions), `bert`,
`distilbert`, `mpnet`, `roberta`, `xlm-roberta`, `new` and `gte`. A config that asks for anything else is refused
by name, never ignored.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from shapes import shape_of
from tensornames import nomic_names
from tokenizers import Tokenizer


@dataclass
class Output:
    """Everything a golden may store about one text of S tokens."""

    hidden: torch.Tensor  # [layers + 1, S, width]: after the embedding norm, after every layer
    probabilities: torch.Tensor | None  # [expert layers, S, experts]
    top: torch.Tensor | None  # [expert layers, S, top_k], the more probable first
    pooled: torch.Tensor  # [width], before the normalisation
    embedding: torch.Tensor  # [width]


class Reference:
    """A model folder ready to embed token ids in fp32 (or float64, to see fp32's own error)."""

    def __init__(self, config, tensors, tokenizer=None, dtype=torch.float32, max_tokens=512, pooling="mean"):
        self.config = config
        self.shape = shape_of(config)
        self.pooling = pooling
        tensors = nomic_names(config["model_type"], tensors, self.shape.layers)
        self.weights = {name: value.to(dtype) for name, value in tensors.items()}
        self.dtype = dtype
        self.tokenizer = tokenizer
        self.on_experts = None  # called as on_experts(layer, router inputs) before each routing
        if tokenizer is not None:
            tokenizer.no_padding()
            tokenizer.enable_truncation(max_tokens)

    @classmethod
    def open(cls, folder, dtype=torch.float32):
        """Reads a HuggingFace folder; sentence-transformers' length limit and pooling are obeyed."""
        folder = Path(folder)
        config = json.loads((folder / "config.json").read_text())
        limits = folder / "sentence_bert_config.json"
        max_tokens = json.loads(limits.read_text())["max_seq_length"] if limits.exists() else 512
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        pooling = folder / "1_Pooling/config.json"
        first = pooling.exists() and json.loads(pooling.read_text())["pooling_mode_cls_token"]
        tensors = load_file(folder / "model.safetensors")
        return cls(config, tensors, tokenizer, dtype, max_tokens, "cls" if first else "mean")

    def ids(self, text):
        """Token ids of a text, special tokens included, cut to the model's limit."""
        return self.tokenizer.encode(text).ids

    def _linear(self, x, name):
        return F.linear(x, self.weights[name + ".weight"], self.weights.get(name + ".bias"))

    def _norm(self, x, name):
        weight, bias = self.weights[name + ".weight"], self.weights[name + ".bias"]
        return F.layer_norm(x, x.shape[-1:], weight, bias, self.shape.epsilon)

    def _embed_tokens(self, ids):
        x = self.weights["embeddings.word_embeddings.weight"][torch.tensor(ids)]
        types = self.weights.get("embeddings.token_type_embeddings.weight")
        if types is not None:
            x = x + types[0]
        if self.shape.rope_base is None:
            x = x + self.weights["embeddings.position_embeddings.weight"][self._positions(ids)]
        return self._norm(x, "emb_ln")

    def _positions(self, ids):
        """0, 1, 2 ...; RoBERTa counts from 2, gives padding 1 and does not count it."""
        if self.shape.first_position == 0:
            return torch.arange(len(ids))
        real = torch.tensor(ids) != self.shape.pad_id
        return real.cumsum(0) * real + self.shape.first_position - 1

    def _angles(self, length):
        """cos and sin [length, head_width / 2], computed in fp32; None without RoPE."""
        if self.shape.rope_base is None:
            return None
        steps = torch.arange(0, self.shape.head_width, 2, dtype=torch.float32) / self.shape.head_width
        frequencies = 1.0 / (self.shape.rope_base**steps) / self.shape.rope_divisor
        angles = torch.outer(torch.arange(length, dtype=torch.float32), frequencies)
        return angles.cos().to(self.dtype), angles.sin().to(self.dtype)

    @staticmethod
    def _rotate(x, angles):
        if angles is None:
            return x
        cos, sin = angles
        first, second = x.chunk(2, -1)
        return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)

    def _attention(self, x, prefix, angles):
        heads, head_width = self.shape.heads, self.shape.head_width
        qkv = self._linear(x, prefix + "attn.Wqkv").view(len(x), 3, heads, head_width)
        q, k, v = qkv.permute(1, 2, 0, 3)
        scores = self._rotate(q, angles) @ self._rotate(k, angles).transpose(1, 2) * head_width**-0.5
        if self.shape.relative_buckets:
            scores = scores + self._distances(len(x))
        mixed = torch.softmax(scores, -1) @ v
        joined = mixed.permute(1, 0, 2).reshape(len(x), self.shape.width)
        return self._linear(joined, prefix + "attn.out_proj")

    def _distances(self, length):
        """The bias [heads, length, length] of key j for query i: a half of the buckets for keys after the
        query; of each half, one for each small distance, then others that grow up to 128 by one factor."""
        half = self.shape.relative_buckets // 2
        exact = half // 2
        distance = torch.arange(length)[None] - torch.arange(length)[:, None]
        size = distance.abs()
        growth = torch.log(size.clamp(min=1).double() / exact) / math.log(128 / exact)
        # A hair more, as the borders are powers of the factor themselves.
        large = exact + (growth * (half - exact) + 1e-9).floor().long()
        bucket = torch.where(size < exact, size, large.clamp(max=half - 1)) + (distance > 0) * half
        return self.weights["encoder.relative_attention_bias.weight"][bucket].permute(2, 0, 1)

    def _dense(self, h, prefix):
        if self.shape.gate is not None:
            gate = self._linear(h, prefix + "mlp.fc12")
            gate = F.silu(gate) if self.shape.gate == "silu" else F.gelu(gate)
            return self._linear(self._linear(h, prefix + "mlp.fc11") * gate, prefix + "mlp.fc2")
        return self._linear(F.gelu(self._linear(h, prefix + "mlp.fc1")), prefix + "mlp.fc2")

    def _experts(self, h, prefix):
        shape = self.shape
        probabilities = torch.softmax(self._linear(h, prefix + "mlp.router.layer"), -1)
        weight, chosen = probabilities.topk(shape.top_k, -1)
        if shape.normalizes_experts:
            weight = weight / weight.sum(-1, keepdim=True)
        w1 = self.weights[prefix + "mlp.experts.mlp.w1"].view(shape.experts, shape.inner, shape.width)
        w2 = self.weights[prefix + "mlp.experts.mlp.w2"].view(shape.experts, shape.inner, shape.width)
        out = torch.zeros_like(h)
        for expert in range(shape.experts):
            token, slot = torch.where(chosen == expert)
            if len(token):
                down = F.gelu(h[token] @ w1[expert].T) @ w2[expert]
                out.index_add_(0, token, down * weight[token, slot, None])
        return out + self.weights[prefix + "mlp.experts.bias"], probabilities, chosen

    @torch.inference_mode()
    def __call__(self, ids, layers=None):
        """Runs one sequence of ids; `layers` stops early (used to calibrate routers)."""
        x = self._embed_tokens(ids)
        angles = self._angles(len(ids))
        hidden, probabilities, top = [x], [], []
        for layer in range(self.shape.layers if layers is None else layers):
            prefix = f"encoder.layers.{layer}."
            h = self._norm(x + self._attention(x, prefix, angles), prefix + "norm1")
            if self.shape.has_experts(layer):
                if self.on_experts is not None:
                    self.on_experts(layer, h)
                mixed, probability, chosen = self._experts(h, prefix)
                probabilities.append(probability)
                top.append(chosen)
            else:
                mixed = self._dense(h, prefix)
            x = self._norm(h + mixed, prefix + "norm2")
            hidden.append(x)
        pooled = x[0] if self.pooling == "cls" else x.mean(0)
        return Output(
            hidden=torch.stack(hidden),
            probabilities=torch.stack(probabilities) if probabilities else None,
            top=torch.stack(top) if top else None,
            pooled=pooled,
            embedding=F.normalize(pooled, dim=-1),
        )
