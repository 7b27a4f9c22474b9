"""The tensors of all supported checkpoints under one set of names, those of `nomic_bert`."""

import torch


def _renamed(tensors, layers, layer_names, pairs, qkv):
    """Tables, norms and linears under the names of `nomic_bert`; the three `qkv` become one matrix."""
    tables = (f"embeddings.{kind}_embeddings.weight" for kind in ("word", "token_type", "position"))
    renamed = {name: tensors[name] for name in tables if name in tensors}
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
    pairs = {
        "attn.out_proj": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "mlp.fc1": "intermediate.dense",
        "mlp.fc2": "output.dense",
        "norm2": "output.LayerNorm",
    }
    qkv = [f"attention.self.{which}" for which in ("query", "key", "value")]
    return _renamed(tensors, layers, "encoder.layer.", pairs, qkv)


def nomic_names_from_distilbert(tensors, layers):
    """A `distilbert` checkpoint under the names of `nomic_bert`."""
    pairs = {
        "attn.out_proj": "attention.out_lin",
        "norm1": "sa_layer_norm",
        "mlp.fc1": "ffn.lin1",
        "mlp.fc2": "ffn.lin2",
        "norm2": "output_layer_norm",
    }
    qkv = [f"attention.{which}_lin" for which in "qkv"]
    return _renamed(tensors, layers, "transformer.layer.", pairs, qkv)


def nomic_names_from_mpnet(tensors, layers):
    """An `mpnet` checkpoint under the names of `nomic_bert`; the table of distances keeps its own."""
    pairs = {
        "attn.out_proj": "attention.attn.o",
        "norm1": "attention.LayerNorm",
        "mlp.fc1": "intermediate.dense",
        "mlp.fc2": "output.dense",
        "norm2": "output.LayerNorm",
    }
    qkv = [f"attention.attn.{which}" for which in "qkv"]
    relative = "encoder.relative_attention_bias.weight"
    return _renamed(tensors, layers, "encoder.layer.", pairs, qkv) | {relative: tensors[relative]}


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
    "xlm-roberta": nomic_names_from_bert,
    "distilbert": nomic_names_from_distilbert,
    "mpnet": nomic_names_from_mpnet,
    "new": nomic_names_from_gte,
    "gte": nomic_names_from_gte,
}


def nomic_names(kind, tensors, layers):
    """A checkpoint of any supported model_type under the names of `nomic_bert`."""
    return NAMES[kind](tensors, layers) if kind in NAMES else tensors
