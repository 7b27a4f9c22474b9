#!/usr/bin/env python3
"""Makes a full-size random model folder of a published shape, and a golden beside it.

    make_synthetic_model.py SHAPE OUT [--seed 1234] [--no-golden]

SHAPE is `e5-large` (multilingual-e5-large: 24 layers of 1,024, F32, 2.2 GB) or `gte-base`
(gte-multilingual-base: 12 layers of 768, F16, 611 MB). Config, names, shapes and types are those
published; the values are random with outliers, as in make_synthetic.py. Every block of rows has its
own generator and is written before the next is drawn, so the memory needed is that of one block; the
golden needs the model in fp32. The golden's vectors come from transformers; OUT.golden.safetensors.
"""

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from architectures import configs
from architectures.oracles import Oracle
from folder import (
    ROOT,
    XLM_ROBERTA,
    copy_tokenizer,
    read_json,
    sha256,
    write_json,
    write_sentence_transformers,
)
from goldenfile import golden_tensors, load_texts, write_golden
from make_synthetic import heavy_tailed
from tensorfile import DTYPES
from tokenizers import Tokenizer

BLOCK = 8192  # rows drawn at a time
MATRIX, QUERY_KEY_VALUE, EMBEDDING, POSITION, BIAS, NORM = 0.02, 0.036, 0.03, 0.02, 0.03, "norm"
GOLDEN_TOKENS = 512
PADDING = 1


@dataclass(frozen=True)
class Shape:
    """A published model."""

    config: dict
    tensors: dict  # name -> (shape, deviation)
    parameters: int
    dtype: torch.dtype
    pooling: str
    max_tokens: int
    prompts: tuple[str, ...]  # put before the golden's texts


def linear(name, rows, columns, deviation=MATRIX, bias=True):
    weight = {f"{name}.weight": ((rows, columns), deviation)}
    return weight | ({f"{name}.bias": ((rows,), BIAS)} if bias else {})


def norm(name, width):
    return {f"{name}.weight": ((width,), NORM), f"{name}.bias": ((width,), BIAS)}


def e5_large():
    sizes = {
        "hidden_size": 1024,
        "num_attention_heads": 16,
        "num_hidden_layers": 24,
        "intermediate_size": 4096,
    }
    config = configs.xlm_roberta("intfloat/multilingual-e5-large", 250002, 514) | sizes
    width, inner = config["hidden_size"], config["intermediate_size"]
    tensors = {
        "embeddings.word_embeddings.weight": ((250002, width), EMBEDDING),
        "embeddings.position_embeddings.weight": ((514, width), POSITION),
        "embeddings.token_type_embeddings.weight": ((1, width), BIAS),
    } | norm("embeddings.LayerNorm", width)
    for layer in range(config["num_hidden_layers"]):
        prefix = f"encoder.layer.{layer}."
        for which in ("query", "key", "value"):
            tensors |= linear(f"{prefix}attention.self.{which}", width, width, QUERY_KEY_VALUE)
        tensors |= linear(f"{prefix}attention.output.dense", width, width)
        tensors |= norm(f"{prefix}attention.output.LayerNorm", width)
        tensors |= linear(f"{prefix}intermediate.dense", inner, width, QUERY_KEY_VALUE)
        tensors |= linear(f"{prefix}output.dense", width, inner)
        tensors |= norm(f"{prefix}output.LayerNorm", width)
    tensors |= linear("pooler.dense", width, width)
    return Shape(config, tensors, 559_890_432, torch.float32, "mean", 512, ("query: ", "passage: "))


def gte_base():
    sizes = {
        "hidden_size": 768,
        "num_attention_heads": 12,
        "num_hidden_layers": 12,
        "intermediate_size": 3072,
    }
    config = configs.new(250048) | sizes
    width, inner = config["hidden_size"], config["intermediate_size"]
    tensors = {
        "new.embeddings.word_embeddings.weight": ((250048, width), EMBEDDING),
        "new.embeddings.token_type_embeddings.weight": ((1, width), BIAS),
    } | norm("new.embeddings.LayerNorm", width)
    for layer in range(config["num_hidden_layers"]):
        prefix = f"new.encoder.layer.{layer}."
        tensors |= linear(f"{prefix}attention.qkv_proj", 3 * width, width, QUERY_KEY_VALUE)
        tensors |= linear(f"{prefix}attention.o_proj", width, width)
        tensors |= norm(f"{prefix}attn_ln", width)
        tensors |= linear(f"{prefix}mlp.up_gate_proj", 2 * inner, width, QUERY_KEY_VALUE, bias=False)
        tensors |= linear(f"{prefix}mlp.down_proj", width, inner)
        tensors |= norm(f"{prefix}mlp_ln", width)
    tensors |= linear("classifier", 1, width)
    return Shape(config, tensors, 305_369_089, torch.float16, "cls", 8192, ("",))


SHAPES = {"e5-large": e5_large, "gte-base": gte_base}


def drawn(seed, name, shape, deviation, first):
    """Up to BLOCK rows of a tensor, from a generator of their own."""
    digest = hashlib.sha256(f"{seed} {name} {first}".encode()).digest()
    torch.manual_seed(int.from_bytes(digest[:6], "little"))
    if deviation == NORM:
        scale = 0.9 + torch.randn(shape) * 0.12
        scale[torch.randperm(len(scale))[:6]] *= 3.0
        return scale
    if len(shape) == 1:
        return torch.randn(shape) * deviation
    return heavy_tailed(min(BLOCK, shape[0] - first), shape[1], deviation)


def write_model(path, shape, seed):
    """Writes the safetensors file block by block."""
    header, end, size = {"__metadata__": {"format": "pt"}}, 0, shape.dtype.itemsize
    for name, (dimensions, _) in sorted(shape.tensors.items()):
        begin, end = end, end + torch.Size(dimensions).numel() * size
        header[name] = {"dtype": DTYPES[shape.dtype], "shape": list(dimensions), "data_offsets": [begin, end]}
    assert end == shape.parameters * size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, (dimensions, deviation) in sorted(shape.tensors.items()):
            for first in range(0, dimensions[0], BLOCK if len(dimensions) == 2 else dimensions[0]):
                file.write(drawn(seed, name, dimensions, deviation, first).to(shape.dtype).numpy().tobytes())


def write_folder(folder, shape, seed):
    """Writes everything a HuggingFace folder needs."""
    folder.mkdir(parents=True, exist_ok=True)
    write_model(folder / "model.safetensors", shape, seed)
    write_json(folder / "config.json", shape.config)
    write_sentence_transformers(folder, shape.config["hidden_size"], {}, shape.max_tokens)
    (folder / "config_sentence_transformers.json").unlink()
    pooling = read_json(folder / "1_Pooling/config.json")
    modes = {
        "pooling_mode_cls_token": shape.pooling == "cls",
        "pooling_mode_mean_tokens": shape.pooling == "mean",
    }
    write_json(folder / "1_Pooling/config.json", pooling | modes)
    copy_tokenizer(XLM_ROBERTA, folder)
    if shape.config["model_type"] == "new":
        (folder / "sentencepiece.bpe.model").unlink()


def choose_texts(prompts):
    """(language, text): one word, one text of each of 13 languages, and two that fill 512 tokens."""
    by_language = {}
    for entry in load_texts(ROOT / "Golden/texts/multilingual.json"):
        by_language.setdefault(entry["lang"], []).append(entry["text"])
    chosen = [("de", "Ja")]
    for row, language in enumerate(sorted(by_language)[:13]):
        chosen.append((language, prompts[row % len(prompts)] + by_language[language][row]))
    return chosen + [
        (language, prompts[-1] + " ".join(by_language[language] * 4)) for language in ("de", "hi")
    ]


def make_golden(folder, shape, seed):
    """Runs transformers on the texts; two of about 16 tokens get hidden states."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(GOLDEN_TOKENS)
    chosen = choose_texts(shape.prompts)
    ids = [tokenizer.encode(text).ids for _, text in chosen]
    oracle = Oracle(folder, shape.pooling)
    outputs = [oracle(row) for row in ids]
    detail = sorted(sorted(range(len(ids)), key=lambda row: abs(len(ids[row]) - 16))[:2])
    extra = {"model": folder.name, "model_seed": str(seed), "torch": torch.__version__}
    extra["model_sha256"] = sha256(folder / "model.safetensors")
    languages, texts = zip(*chosen)
    tensors = golden_tensors(outputs, ids, PADDING, detail)
    write_golden(f"{folder}.golden.safetensors", tensors, list(texts), list(languages), extra)
    vectors = tensors["embeddings"]
    print(f"{len(ids)} texts, tokens {sorted(map(len, ids))}")
    print(f"closest two texts: cosine {float((vectors @ vectors.T).fill_diagonal_(-1).max()):.4f}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--no-golden", action="store_true")
    options = parser.parse_args()
    shape = SHAPES[options.shape]()
    write_folder(options.out, shape, options.seed)
    print(f"model.safetensors sha256 {sha256(options.out / 'model.safetensors')}")
    if not options.no_golden:
        make_golden(options.out, shape, options.seed)


if __name__ == "__main__":
    main()
