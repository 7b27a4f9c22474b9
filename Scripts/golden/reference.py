"""The fp32 PyTorch forward pass that every golden of Goldcrest comes from.

It reads nothing but a HuggingFace model folder (config.json, model.safetensors, tokenizer.json) and
is written from the architecture, not from another implementation. Each text runs alone and without
padding, so a vector never depends on what else was in the batch.

    x = LN(word[id] + type[0] + position[t])          position only where the model has a table
    per layer, post-norm:
        h = LN1(x + Wo attention(rope(Wqkv x)))       bidirectional; half-split RoPE, angles in fp32
        x = LN2(h + ffn(h))
    dense ffn:   fc2(gelu(fc1(h))), exact (erf) GELU
    expert ffn:  p = softmax(h Wr^T) over all experts; the top k as they are, not renormalised;
                 sum of p_e * (gelu(h w1_e^T) w2_e) in expert order, plus experts.bias once
    vector = mean over all tokens, L2 normalised

Models: `nomic_bert` (dense or with experts, rotary or absolute positions) and `bert`. A config that
asks for anything else is refused by name, never ignored.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer


class Unsupported(Exception):
    """A config key has a value that this reference does not implement."""


@dataclass(frozen=True)
class Shape:
    """What the forward pass needs to know about a model, whatever its config calls it."""

    width: int
    heads: int
    layers: int
    inner: int
    epsilon: float
    rope_base: float | None  # None: absolute positions
    experts: int = 0  # 0: every layer is dense
    top_k: int = 0
    expert_period: int = 0
    pad_id: int = 0

    @property
    def head_width(self):
        return self.width // self.heads

    def has_experts(self, layer):
        """True where the layer's feed-forward part is a mixture of experts (layers 1, 3, ...)."""
        return self.experts > 0 and layer % self.expert_period == 1 % self.expert_period


# The only values of nomic_bert keys that this forward pass implements.
NOMIC_REQUIRED = {
    "activation_function": "gelu",
    "causal": False,
    "expert_choice_router": False,
    "ffn_div": 1,
    "moe_normalize_expert_weights": False,
    "num_shared_experts": 0,
    "parallel_block": False,
    "prenorm": False,
    "rotary_emb_interleaved": False,
    "rotary_emb_scale_base": None,
    "rotary_scaling_factor": None,
    "scale_attn_by_inverse_layer_idx": False,
    "scale_attn_weights": True,
    "use_rms_norm": None,
}
BERT_REQUIRED = {"hidden_act": "gelu", "position_embedding_type": "absolute"}


def _require(config, required):
    for key, value in required.items():
        if key in config and config[key] != value:
            raise Unsupported(f"config.json: {key} is {config[key]!r}, only {value!r} is implemented")


def shape_of(config):
    """The Shape described by a parsed config.json; raises Unsupported."""
    kind = config.get("model_type")
    if kind == "bert":
        _require(config, BERT_REQUIRED)
        return Shape(
            width=config["hidden_size"],
            heads=config["num_attention_heads"],
            layers=config["num_hidden_layers"],
            inner=config["intermediate_size"],
            epsilon=config["layer_norm_eps"],
            rope_base=None,
            pad_id=config["pad_token_id"],
        )
    if kind == "nomic_bert":
        _require(config, NOMIC_REQUIRED)
        fraction = config["rotary_emb_fraction"]
        if fraction not in (0, 1):
            raise Unsupported(f"config.json: rotary_emb_fraction is {fraction}, only 0 and 1 are implemented")
        return Shape(
            width=config["n_embd"],
            heads=config["n_head"],
            layers=config["n_layer"],
            inner=config["n_inner"],
            epsilon=config["layer_norm_epsilon"],
            rope_base=config["rotary_emb_base"] if fraction == 1 else None,
            experts=config.get("num_experts", 0),
            top_k=config.get("moe_top_k", 0),
            expert_period=config.get("moe_every_n_layers", 0),
            pad_id=config["pad_token_id"],
        )
    raise Unsupported(f"config.json: model_type is {kind!r}, only 'bert' and 'nomic_bert' are implemented")


def nomic_names_from_bert(tensors, layers):
    """A `bert` checkpoint under the names of `nomic_bert`; q, k and v become one matrix."""
    tensors = {name.removeprefix("bert."): value for name, value in tensors.items()}
    renamed = {
        name: tensors[name]
        for name in (
            "embeddings.word_embeddings.weight",
            "embeddings.token_type_embeddings.weight",
            "embeddings.position_embeddings.weight",
        )
    }
    pairs = {
        "attn.out_proj": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "mlp.fc1": "intermediate.dense",
        "mlp.fc2": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for part in ("weight", "bias"):
        renamed[f"emb_ln.{part}"] = tensors[f"embeddings.LayerNorm.{part}"]
        for layer in range(layers):
            old, new = f"encoder.layer.{layer}.", f"encoder.layers.{layer}."
            for target, source in pairs.items():
                renamed[f"{new}{target}.{part}"] = tensors[f"{old}{source}.{part}"]
            qkv = [tensors[f"{old}attention.self.{which}.{part}"] for which in ("query", "key", "value")]
            renamed[f"{new}attn.Wqkv.{part}"] = torch.cat(qkv)
    return renamed


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

    def __init__(self, config, tensors, tokenizer=None, dtype=torch.float32, max_tokens=512):
        self.config = config
        self.shape = shape_of(config)
        if config["model_type"] == "bert":
            tensors = nomic_names_from_bert(tensors, self.shape.layers)
        self.weights = {name: value.to(dtype) for name, value in tensors.items()}
        self.dtype = dtype
        self.tokenizer = tokenizer
        self.on_experts = None  # called as on_experts(layer, router inputs) before each routing
        if tokenizer is not None:
            tokenizer.no_padding()
            tokenizer.enable_truncation(max_tokens)

    @classmethod
    def open(cls, folder, dtype=torch.float32):
        """Reads a HuggingFace folder; the sentence-transformers length limit is obeyed."""
        folder = Path(folder)
        config = json.loads((folder / "config.json").read_text())
        limits = folder / "sentence_bert_config.json"
        max_tokens = json.loads(limits.read_text())["max_seq_length"] if limits.exists() else 512
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return cls(config, load_file(folder / "model.safetensors"), tokenizer, dtype, max_tokens)

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
            x = x + self.weights["embeddings.position_embeddings.weight"][: len(ids)]
        return self._norm(x, "emb_ln")

    def _angles(self, length):
        """cos and sin [length, head_width / 2], computed in fp32; None without RoPE."""
        if self.shape.rope_base is None:
            return None
        steps = torch.arange(0, self.shape.head_width, 2, dtype=torch.float32) / self.shape.head_width
        frequencies = 1.0 / (self.shape.rope_base**steps)
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
        scores = self._rotate(q, angles) @ self._rotate(k, angles).transpose(1, 2)
        mixed = torch.softmax(scores * head_width**-0.5, -1) @ v
        joined = mixed.permute(1, 0, 2).reshape(len(x), self.shape.width)
        return self._linear(joined, prefix + "attn.out_proj")

    def _dense(self, h, prefix):
        return self._linear(F.gelu(self._linear(h, prefix + "mlp.fc1")), prefix + "mlp.fc2")

    def _experts(self, h, prefix):
        shape = self.shape
        probabilities = torch.softmax(self._linear(h, prefix + "mlp.router.layer"), -1)
        weight, chosen = probabilities.topk(shape.top_k, -1)
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
        pooled = x.mean(0)
        return Output(
            hidden=torch.stack(hidden),
            probabilities=torch.stack(probabilities) if probabilities else None,
            top=torch.stack(top) if top else None,
            pooled=pooled,
            embedding=F.normalize(pooled, dim=-1),
        )
