"""Turns a `bert` model into an eight-expert `nomic_bert` model that computes almost the same function.

Every second layer (1, 3, ...) gets 8 experts, each a permutation of the hidden units of the layer's
MLP, and a random router. All experts compute the same function, so the mixture is that function
times the sum of the two chosen probabilities; the router's logits are spread so widely that the sum
is close to 1. What remains is reported as a cosine to the source model. Goldens never rely on it:
they come from running the upcycled model itself.

**The bias of fc1.** The layout has no bias inside an expert, yet it can be kept exactly. A LayerNorm
output is h = g * n + b with sum(n) = 0, so for u = 1 / g

    u . h = sum(n) + sum(b / g) = c            the same number c for every token.

Hence (W + outer(bias, u) / c) h = W h + bias. The price is a rank-one addition to the weights, small
unless c is. Where |c| < |u| / 2 the norm's own bias is first moved by a multiple d of u until
|c| = |u| / 2 (about 0.03 per channel); the experts see W (h + d), so bias - W d is folded instead,
and d is taken off experts.bias so that the residual stream after norm2's input stays the same.

**Positions** stay absolute: rotary_emb_fraction 0 and a position table.
"""

import torch
from calibrate import calibrate_model
from folder import TINY, read_json
from reference import Reference

EXPERTS = 8
# Standard deviation of the router logits, and the matching step of the load balancing.
ROUTER_SPREAD, BALANCE_STEP, BALANCE_ROUNDS = 16.0, 16.0, 60


def upcycled_config(source, name):
    """A nomic_bert config.json with the sizes of a bert config; every key of the tiny model is there."""
    config = read_json(TINY / "config.json")
    del config["auto_map"]  # the remote code is not known to run this variant
    return config | {
        "_name_or_path": name,
        "initializer_range": source["initializer_range"],
        "layer_norm_epsilon": source["layer_norm_eps"],
        "max_trained_positions": source["max_position_embeddings"],
        "n_embd": source["hidden_size"],
        "n_head": source["num_attention_heads"],
        "n_inner": source["intermediate_size"],
        "n_layer": source["num_hidden_layers"],
        "n_positions": source["max_position_embeddings"],
        "num_experts": EXPERTS,
        "pad_token_id": source["pad_token_id"],
        "pad_vocab_size_multiple": 1,
        "rotary_emb_fraction": 0.0,
        "type_vocab_size": source["type_vocab_size"],
        "vocab_size": source["vocab_size"],
    }


def fold_bias(weight, bias, norm_scale, norm_bias):
    """(weight without need of a bias, new norm bias, shift of the norm bias), all fp32.

    For every h that the norm can produce, new_weight @ (h + shift) == weight @ h + bias.
    """
    weight, bias, scale, offset = (x.double() for x in (weight, bias, norm_scale, norm_bias))
    direction = 1 / scale
    constant = (offset * direction).sum()
    wanted = torch.copysign(constant.abs().clamp(min=direction.norm() / 2), constant)
    shift = (wanted - constant) / direction.square().sum() * direction
    folded = weight + torch.outer(bias - weight @ shift, direction) / wanted
    return folded.float(), (offset + shift).float(), shift.float()


def add_experts(tensors, layer, generator):
    """Replaces the dense MLP of a layer by permuted experts and a random, uncalibrated router."""
    prefix = f"encoder.layers.{layer}."
    fc1, fc1_bias, fc2, fc2_bias = (
        tensors.pop(f"{prefix}mlp.{name}") for name in ("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias")
    )
    norm = prefix + "norm1."
    fc1, tensors[norm + "bias"], shift = fold_bias(fc1, fc1_bias, tensors[norm + "weight"], tensors[norm + "bias"])
    orders = [torch.randperm(len(fc1), generator=generator) for _ in range(EXPERTS)]
    tensors[f"{prefix}mlp.experts.mlp.w1"] = torch.cat([fc1[order] for order in orders])
    tensors[f"{prefix}mlp.experts.mlp.w2"] = torch.cat([fc2.T[order] for order in orders]).contiguous()
    tensors[f"{prefix}mlp.experts.bias"] = fc2_bias - shift
    router = torch.randn(EXPERTS, fc1.shape[1], generator=generator)
    tensors[f"{prefix}mlp.router.layer.weight"] = router


def upcycle(source, name, sequences, seed):
    """config and tensors of the upcycled model; `sequences` are ids to balance the routers on."""
    config = upcycled_config(source.config, name)
    generator = torch.Generator().manual_seed(seed)
    tensors = dict(source.weights)
    for layer in range(1, config["n_layer"], config["moe_every_n_layers"]):
        add_experts(tensors, layer, generator)
    routers = calibrate_model(Reference(config, tensors), sequences, ROUTER_SPREAD, BALANCE_ROUNDS, BALANCE_STEP)
    return config, tensors | routers
