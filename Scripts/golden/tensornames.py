"""The tensors of all supported checkpoints under one set of names, those of `nomic_bert`."""

import torch
from tensorlists import BERT_LAYER, DISTILBERT_LAYER, MPNET_LAYER

# What a layer of eight names (tensorlists.py) is called behind its query, key and value.
PLAIN_LAYER = ("attn.out_proj", "norm1", "mlp.fc1", "mlp.fc2", "norm2")


def _renamed(tensors, layers, layer_names, names):
    """Tables, norms and linears under the names of `nomic_bert`; query, key and value become one matrix."""
    tables = (f"embeddings.{kind}_embeddings.weight" for kind in ("word", "token_type", "position"))
    renamed = {name: tensors[name] for name in tables if name in tensors}
    qkv, pairs = names[:3], dict(zip(PLAIN_LAYER, names[3:], strict=True))
    for part in ("weight", "bias"):
        renamed[f"emb_ln.{part}"] = tensors[f"embeddings.LayerNorm.{part}"]
        for layer in range(layers):
            old, new = f"{layer_names}{layer}.", f"encoder.layers.{layer}."
            for target, source in pairs.items():
                renamed[f"{new}{target}.{part}"] = tensors[f"{old}{source}.{part}"]
            renamed[f"{new}attn.Wqkv.{part}"] = torch.cat([tensors[f"{old}{name}.{part}"] for name in qkv])
    return renamed


def nomic_names_from_bert(tensors, layers):
    """A `bert` checkpoint under the names of `nomic_bert`."""
    tensors = {name.removeprefix("bert.").removeprefix("roberta."): value for name, value in tensors.items()}
    return _renamed(tensors, layers, "encoder.layer.", BERT_LAYER)


def nomic_names_from_distilbert(tensors, layers):
    """A `distilbert` checkpoint under the names of `nomic_bert`."""
    return _renamed(tensors, layers, "transformer.layer.", DISTILBERT_LAYER)


def nomic_names_from_mpnet(tensors, layers):
    """An `mpnet` checkpoint under the names of `nomic_bert`; the table of distances keeps its own."""
    relative = "encoder.relative_attention_bias.weight"
    return _renamed(tensors, layers, "encoder.layer.", MPNET_LAYER) | {relative: tensors[relative]}


def nomic_names_from_gte(tensors, layers):
    """A `new` or `gte` checkpoint under the names of `nomic_bert`: the first half of up_gate_proj is up."""
    tensors = {name.removeprefix("new."): value for name, value in tensors.items()}
    renamed = {
        name: tensors[name]
        for name in ("embeddings.word_embeddings.weight", "embeddings.token_type_embeddings.weight")
    }
    pairs = {
        "attn.Wqkv": "attention.qkv_proj",
        "attn.out_proj": "attention.o_proj",
        "norm1": "attn_ln",
        "mlp.fc2": "mlp.down_proj",
        "norm2": "mlp_ln",
    }
    for part in ("weight", "bias"):
        renamed[f"emb_ln.{part}"] = tensors[f"embeddings.LayerNorm.{part}"]
        for layer in range(layers):
            for target, source in pairs.items():
                renamed[f"encoder.layers.{layer}.{target}.{part}"] = tensors[
                    f"encoder.layer.{layer}.{source}.{part}"
                ]
    for layer in range(layers):
        up, gate = tensors[f"encoder.layer.{layer}.mlp.up_gate_proj.weight"].chunk(2)
        renamed[f"encoder.layers.{layer}.mlp.fc11.weight"] = up
        renamed[f"encoder.layers.{layer}.mlp.fc12.weight"] = gate
    return renamed


NAMES = {
    "bert": nomic_names_from_bert,
    "roberta": nomic_names_from_bert,
    "xlm-roberta": nomic_names_from_bert,
    "distilbert": nomic_names_from_distilbert,
    "mpnet": nomic_names_from_mpnet,
    "new": nomic_names_from_gte,
    "gte": nomic_names_from_gte,
}


def nomic_names(kind, tensors, layers):
    """A checkpoint of any supported model_type under the names of `nomic_bert`."""
    return NAMES[kind](tensors, layers) if kind in NAMES else tensors
