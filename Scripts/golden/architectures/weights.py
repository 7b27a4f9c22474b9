"""Random tensors under the names that each architecture's checkpoints really have.

Every tensor has its own generator, seeded with the model's seed and the tensor's name, so no value
depends on the order of the calls. The sizes of the values are chosen so that mistakes show: query
and key weights make attention peaky, every bias is about as large as what it is added to, norms are
far from 1, and the embeddings are so small that the epsilon of their norm matters.
"""

import hashlib

import torch
from tensorlists import BERT_LAYER, DISTILBERT_LAYER, MPNET_LAYER

EMBEDDING, POSITION, TYPE = 0.004, 0.004, 0.002
QUERY_KEY, MATRIX, BIAS, NORM = 0.2, 0.15, 0.3, 0.3
RELATIVE = 2.0


class Draw:
    """Draws tensors by name."""

    def __init__(self, seed):
        self.seed = seed

    def __call__(self, name, *shape, scale, mean=0.0):
        digest = hashlib.sha256(f"{self.seed} {name}".encode()).digest()
        generator = torch.Generator().manual_seed(int.from_bytes(digest[:6], "little"))
        return {name: torch.randn(shape, generator=generator) * scale + mean}

    def matrix(self, name, rows, columns, scale=MATRIX):
        return self(f"{name}.weight", rows, columns, scale=scale)

    def linear(self, name, rows, columns, scale=MATRIX):
        return self.matrix(name, rows, columns, scale) | self(f"{name}.bias", rows, scale=BIAS)

    def norm(self, name, width):
        return self(f"{name}.weight", width, scale=NORM, mean=1.0) | self(f"{name}.bias", width, scale=BIAS)

    def packed_attention(self, name, width, bias=True):
        """Query, key and value in one matrix; the value part is smaller."""
        parts = self.matrix(name, 3 * width, width, QUERY_KEY)
        parts[f"{name}.weight"][2 * width :] *= MATRIX / QUERY_KEY
        return parts | (self(f"{name}.bias", 3 * width, scale=BIAS) if bias else {})


def _tables(draw, config, width):
    """The tables of words and positions."""
    tensors = draw("embeddings.word_embeddings.weight", config["vocab_size"], width, scale=EMBEDDING)
    rows = config["max_position_embeddings"]
    return tensors | draw("embeddings.position_embeddings.weight", rows, width, scale=POSITION)


def _layer(draw, prefix, width, inner, names):
    """A layer of eight names, as tensorlists.py has them."""
    query, key, value, output, output_norm, up, down, down_norm = (prefix + name for name in names)
    tensors = {}
    for name, scale in ((query, QUERY_KEY), (key, QUERY_KEY), (value, MATRIX), (output, MATRIX)):
        tensors |= draw.linear(name, width, width, scale)
    tensors |= draw.norm(output_norm, width)
    tensors |= draw.linear(up, inner, width)
    return tensors | draw.linear(down, width, inner) | draw.norm(down_norm, width)


def bert(draw, config, pooler=True, position_ids=False):
    """BertModel, RobertaModel and XLMRobertaModel."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    tensors = _tables(draw, config, width)
    tensors |= draw("embeddings.token_type_embeddings.weight", config["type_vocab_size"], width, scale=TYPE)
    tensors |= draw.norm("embeddings.LayerNorm", width)
    for layer in range(config["num_hidden_layers"]):
        tensors |= _layer(draw, f"encoder.layer.{layer}.", width, inner, BERT_LAYER)
    if pooler:
        tensors |= draw.linear("pooler.dense", width, width)
    if position_ids:
        tensors["embeddings.position_ids"] = torch.arange(config["max_position_embeddings"])[None]
    return tensors


def mpnet(draw, config):
    """MPNetModel: one table of distances for all layers, no token types; with the pooler."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    tensors = _tables(draw, config, width) | draw.norm("embeddings.LayerNorm", width)
    for layer in range(config["num_hidden_layers"]):
        tensors |= _layer(draw, f"encoder.layer.{layer}.", width, inner, MPNET_LAYER)
    buckets, heads = config["relative_attention_num_buckets"], config["num_attention_heads"]
    tensors |= draw("encoder.relative_attention_bias.weight", buckets, heads, scale=RELATIVE)
    return tensors | draw.linear("pooler.dense", width, width)


def distilbert(draw, config):
    """DistilBertModel: no token types, no pooler."""
    width, inner = config["dim"], config["hidden_dim"]
    tensors = _tables(draw, config, width) | draw.norm("embeddings.LayerNorm", width)
    for layer in range(config["n_layers"]):
        tensors |= _layer(draw, f"transformer.layer.{layer}.", width, inner, DISTILBERT_LAYER)
    return tensors


def gte(draw, config):
    """`new` and `gte`, without the prefix."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    tensors = draw("embeddings.word_embeddings.weight", config["vocab_size"], width, scale=EMBEDDING)
    tensors |= draw("embeddings.token_type_embeddings.weight", config["type_vocab_size"], width, scale=TYPE)
    tensors |= draw.norm("embeddings.LayerNorm", width)
    for layer in range(config["num_hidden_layers"]):
        prefix = f"encoder.layer.{layer}."
        tensors |= draw.packed_attention(f"{prefix}attention.qkv_proj", width)
        tensors |= draw.linear(f"{prefix}attention.o_proj", width, width)
        tensors |= draw.norm(f"{prefix}attn_ln", width)
        tensors |= draw.matrix(f"{prefix}mlp.up_gate_proj", 2 * inner, width)
        tensors |= draw.linear(f"{prefix}mlp.down_proj", width, inner)
        tensors |= draw.norm(f"{prefix}mlp_ln", width)
    return tensors


def nomic(draw, config):
    """`nomic_bert`: SwiGLU without biases (v1.5), or GELU with biases and experts (v2)."""
    width, inner, gated = config["n_embd"], config["n_inner"], config["activation_function"] == "swiglu"
    period = config.get("moe_every_n_layers")
    tensors = draw("embeddings.word_embeddings.weight", config["vocab_size"], width, scale=EMBEDDING)
    tensors |= draw("embeddings.token_type_embeddings.weight", config["type_vocab_size"], width, scale=TYPE)
    tensors |= draw.norm("emb_ln", width)
    for layer in range(config["n_layer"]):
        prefix = f"encoder.layers.{layer}."
        tensors |= draw.packed_attention(f"{prefix}attn.Wqkv", width, config["qkv_proj_bias"])
        tensors |= (draw.linear if config["qkv_proj_bias"] else draw.matrix)(
            f"{prefix}attn.out_proj", width, width
        )
        tensors |= draw.norm(f"{prefix}norm1", width)
        if period and layer % period == 1 % period:
            tensors |= experts(draw, f"{prefix}mlp.", config)
        elif gated:
            tensors |= draw.matrix(f"{prefix}mlp.fc11", inner, width)
            tensors |= draw.matrix(f"{prefix}mlp.fc12", inner, width)
            tensors |= draw.matrix(f"{prefix}mlp.fc2", width, inner)
        else:
            tensors |= draw.linear(f"{prefix}mlp.fc1", inner, width)
            tensors |= draw.linear(f"{prefix}mlp.fc2", width, inner)
        tensors |= draw.norm(f"{prefix}norm2", width)
    return tensors


def experts(draw, prefix, config):
    """The mixture of one layer: a router, and all experts stacked in two matrices."""
    width, count = config["n_embd"], config["num_experts"]
    tensors = draw.matrix(f"{prefix}router.layer", count, width)
    for name in ("w1", "w2"):
        tensors |= draw(f"{prefix}experts.mlp.{name}", count * config["n_inner"], width, scale=MATRIX)
    return tensors | draw(f"{prefix}experts.bias", width, scale=BIAS)
