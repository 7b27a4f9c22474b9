#!/usr/bin/env python3
"""Makes a full-size synthetic nomic-embed-text-v2-moe folder from a seed.

    make_synthetic.py OUT [--seed 1234]

Names, shapes and config are those published (148 tensors, 475,292,928 F32 parameters); the values
are random, with outlier rows, entries and channels like trained weights. Its speed and memory are
those of the real model; its cosines only compare quantisers with each other.

The random tensors are the same on every machine with the pinned torch. The routers are not random
alone: they are calibrated with forward passes, whose rounding depends on the processor. For the
default seed they are therefore read from Golden/synthetic-routers.safetensors, which makes the
whole file reproducible; `--save-routers` calibrates anew and writes that file.
"""

import argparse
from pathlib import Path

import torch
from calibrate import calibrate_model
from folder import ROOT, TINY, XLM_ROBERTA, copy_tokenizer, read_json, sha256, write_json, write_sentence_transformers
from reference import Reference
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from tensorfile import write_safetensors

WIDTH, HEADS, INNER, EXPERTS, LAYERS, VOCABULARY = 768, 12, 3072, 8, 12, 250048
TENSORS, PARAMETERS = 148, 475_292_928
ROUTER_SPREAD = 1.45  # gives a mean top-2 probability of 0.67, within the real model's 0.30 to 0.83


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--tokenizer", type=Path, default=XLM_ROBERTA, help="folder with the tokenizer files")
    parser.add_argument("--routers", type=Path, default=ROOT / "Golden/synthetic-routers.safetensors")
    parser.add_argument("--save-routers", type=Path, help="calibrate, and write the routers here")
    return parser.parse_args()


def config():
    """config.json: that of the tiny model, which has every published key, with the published sizes."""
    return read_json(TINY / "config.json") | {
        "_name_or_path": "goldcrest-synthetic",
        "n_embd": WIDTH,
        "n_head": HEADS,
        "n_inner": INNER,
        "n_layer": LAYERS,
        "num_experts": EXPERTS,
        "vocab_size": VOCABULARY,
    }


def heavy_tailed(rows, columns, deviation):
    """Normal values with a log-normal factor per row (sigma 0.25) and 0.02 % of the entries times 4."""
    values = torch.randn(rows, columns) * (torch.randn(rows, 1) * 0.25).exp()
    outliers = torch.rand(rows, columns) < 2e-4
    values[outliers] *= 4
    return values.mul_(deviation)


def layer_norm(name):
    """Scale around 0.9 with six channels of about 2.7, as post-norm encoders have, and a small shift."""
    scale = (torch.randn(WIDTH) * 0.15).exp() * 0.9
    scale[torch.randperm(WIDTH)[:6]] *= 3.0
    return {f"{name}.weight": scale, f"{name}.bias": torch.randn(WIDTH) * 0.08}


def attention(prefix):
    return {
        f"{prefix}attn.Wqkv.weight": heavy_tailed(3 * WIDTH, WIDTH, 0.036),
        f"{prefix}attn.Wqkv.bias": torch.randn(3 * WIDTH) * 0.05,
        f"{prefix}attn.out_proj.weight": heavy_tailed(WIDTH, WIDTH, 0.02),
        f"{prefix}attn.out_proj.bias": torch.randn(WIDTH) * 0.03,
    }


def dense(prefix):
    return {
        f"{prefix}mlp.fc1.weight": heavy_tailed(INNER, WIDTH, 0.036),
        f"{prefix}mlp.fc1.bias": torch.randn(INNER) * 0.03,
        f"{prefix}mlp.fc2.weight": heavy_tailed(WIDTH, INNER, 0.012),
        f"{prefix}mlp.fc2.bias": torch.randn(WIDTH) * 0.03,
    }


def experts(prefix):
    return {
        f"{prefix}mlp.router.layer.weight": torch.randn(EXPERTS, WIDTH) * 0.05,
        f"{prefix}mlp.experts.mlp.w1": heavy_tailed(EXPERTS * INNER, WIDTH, 0.036),
        f"{prefix}mlp.experts.mlp.w2": heavy_tailed(EXPERTS * INNER, WIDTH, 0.016),
        f"{prefix}mlp.experts.bias": torch.randn(WIDTH) * 0.02,
    }


def random_tensors(seed):
    """All tensors; the order of the calls decides the values, so it must stay as it is."""
    torch.manual_seed(seed)
    tensors = {
        "embeddings.word_embeddings.weight": heavy_tailed(VOCABULARY, WIDTH, 0.03),
        "embeddings.token_type_embeddings.weight": torch.randn(1, WIDTH) * 0.01,
    }
    tensors |= layer_norm("emb_ln")
    for layer in range(LAYERS):
        prefix = f"encoder.layers.{layer}."
        tensors |= attention(prefix)
        tensors |= experts(prefix) if layer % 2 == 1 else dense(prefix)
        tensors |= layer_norm(prefix + "norm1")
        tensors |= layer_norm(prefix + "norm2")
    return tensors


def stored_routers(path, seed):
    """The committed routers, or None where they belong to another seed."""
    if not path.exists():
        return None
    with safe_open(path, "pt") as file:
        if file.metadata().get("seed") != str(seed):
            return None
    return load_file(path)


def calibrated_routers(tensors):
    """Routers balanced on 16 sequences of 128 random tokens, continuing the seeded generator."""
    sequences = torch.randint(4, 250000, (16, 128)).tolist()
    return calibrate_model(Reference(config(), tensors), sequences, ROUTER_SPREAD)


def main():
    options = arguments()
    tensors = random_tensors(options.seed)
    routers = None if options.save_routers else stored_routers(options.routers, options.seed)
    if routers is None:
        print("calibrating the routers: their last digits depend on this processor")
        routers = calibrated_routers(tensors)
    if options.save_routers:
        write_safetensors(options.save_routers, routers, {"seed": str(options.seed), "torch": torch.__version__})
    tensors |= routers
    assert len(tensors) == TENSORS and sum(value.numel() for value in tensors.values()) == PARAMETERS
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, options.out / "model.safetensors", metadata={"format": "pt"})
    write_json(options.out / "config.json", config())
    prompts = read_json(TINY / "config_sentence_transformers.json")["prompts"]
    write_sentence_transformers(options.out, WIDTH, prompts)
    copy_tokenizer(options.tokenizer, options.out)
    print(f"model.safetensors sha256 {sha256(options.out / 'model.safetensors')}")


if __name__ == "__main__":
    main()
