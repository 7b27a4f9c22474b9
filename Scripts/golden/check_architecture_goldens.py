#!/usr/bin/env python3
"""Shows that the goldens under Golden/models notice mistakes: reference.py, with one mistake at a time.

    check_architecture_goldens.py [NAME...]

Prints, per model and mistake, the smallest and the median cosine to the golden over all texts. Fails
where reference.py itself is not the golden, or a mistake leaves every text above 0.999. The bias of the
keys is left out where there are no rotary positions: there it changes nothing by construction.
"""

import argparse
import sys
from dataclasses import replace

import torch
import torch.nn.functional as F
from architectures.models import MODELS
from make_architecture_goldens import MODELS_FOLDER
from reference import Reference
from safetensors.torch import load_file

NOTICED, SAME = 0.999, 0.9999999


def without(reference, ending, part=slice(None)):
    """Zeroes (a part of) every tensor whose name ends so; says whether there was one."""
    names = [name for name in reference.weights if name.endswith(ending)]
    for name in names:
        reference.weights[name] = reference.weights[name].clone()
        reference.weights[name][part] = 0
    return bool(names)


def shaped(reference, **changes):
    """Changes the shape; says whether that is a change."""
    before, reference.shape = reference.shape, replace(reference.shape, **changes)
    return reference.shape != before


def swap_gate(reference):
    """Takes up for gate."""
    for layer in range(reference.shape.layers if reference.shape.gate else 0):
        up, gate = (f"encoder.layers.{layer}.mlp.fc{number}.weight" for number in (11, 12))
        reference.weights[up], reference.weights[gate] = reference.weights[gate], reference.weights[up]
    return reference.shape.gate is not None


def pool_otherwise(reference):
    reference.pooling = "mean" if reference.pooling == "cls" else "cls"
    return True


def mirror_distances(reference):
    """Takes what comes after a token for what comes before it."""
    if not reference.shape.relative_buckets:
        return False
    name = "encoder.relative_attention_bias.weight"
    reference.weights[name] = reference.weights[name].roll(reference.shape.relative_buckets // 2, 0)
    return True


def mistakes(shape):
    """Name -> a function that makes the mistake in a Reference and says whether it applies."""
    width = shape.width
    gates = {None: None, "gelu": "silu", "silu": "gelu"}
    found = {
        "epsilon": lambda each: shaped(each, epsilon=1e-5 if shape.epsilon < 1e-6 else 1e-12),
        "no token type": lambda each: without(each, "token_type_embeddings.weight"),
        "no bias of the embedding's norm": lambda each: without(each, "emb_ln.bias"),
        "no query bias": lambda each: without(each, "Wqkv.bias", slice(width)),
        "no value bias": lambda each: without(each, "Wqkv.bias", slice(2 * width, None)),
        "no attention output bias": lambda each: without(each, "out_proj.bias"),
        "no inner bias": lambda each: without(each, "fc1.bias"),
        "no outer bias": lambda each: without(each, "fc2.bias"),
        "no expert bias": lambda each: without(each, "experts.bias"),
        "up for gate": swap_gate,
        "other gate activation": lambda each: shaped(each, gate=gates[shape.gate]),
        "other pooling": pool_otherwise,
        "no bias of distances": lambda each: without(each, "relative_attention_bias.weight"),
        "distances mirrored": mirror_distances,
    }
    if shape.rope_base is None:
        found["positions one lower"] = lambda each: shaped(
            each, first_position=max(shape.first_position - 1, 0)
        )
        found["positions from 0"] = lambda each: shaped(each, first_position=0)
        found["no positions"] = lambda each: without(each, "position_embeddings.weight")
    else:
        found["no key bias"] = lambda each: without(each, "Wqkv.bias", slice(width, 2 * width))
        for base in (1000, 10000, 20000, 160000):
            found[f"base {base}"] = lambda each, base=base: shaped(each, rope_base=base)
        found["frequencies not divided"] = lambda each: shaped(each, rope_divisor=1.0)
    if shape.experts:
        found["experts' weights otherwise"] = lambda each: shape.top_k > 1 and shaped(
            each, normalizes_experts=not shape.normalizes_experts
        )
        found["one expert fewer"] = lambda each: shape.top_k > 1 and shaped(each, top_k=shape.top_k - 1)
        found["one expert more"] = lambda each: shaped(each, top_k=shape.top_k + 1)
    return found


def cosines(reference, golden):
    """One cosine per text."""
    rows = [row[:length].tolist() for row, length in zip(golden["input_ids"], golden["lengths"])]
    vectors = torch.stack([reference(row).embedding for row in rows])
    return F.cosine_similarity(vectors.double(), golden["embeddings"].double(), dim=-1)


def check(name):
    """Prints the table of one model; the mistakes that go unnoticed."""
    folder = MODELS_FOLDER / name
    golden = load_file(f"{folder}.golden.safetensors")
    reference = Reference.open(folder)
    unnoticed = []
    if cosines(reference, golden).min() < SAME:
        unnoticed.append(f"{name}: reference.py is not the golden")
    for mistake, make in mistakes(reference.shape).items():
        wrong = Reference.open(folder)
        if make(wrong):
            found = cosines(wrong, golden)
            print(f"{name:20} {mistake:32} {float(found.min()):8.5f} {float(found.median()):8.5f}")
            if found.min() > NOTICED:
                unnoticed.append(
                    f"{name}: {mistake}: goes unnoticed, cosine {float(found.min()):.6f} and more"
                )
    return unnoticed


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="all where none is given")
    options = parser.parse_args()
    torch.set_num_threads(1)
    unnoticed = [line for name in options.names or MODELS for line in check(name)]
    if unnoticed:
        print("\n".join(unnoticed), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
