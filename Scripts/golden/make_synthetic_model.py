#!/usr/bin/env python3
"""Makes a full-size random model folder of a published shape, and a golden beside it.

    make_synthetic_model.py NAME OUT [--seed 1234] [--no-golden] [--vocabulary VOCAB_TXT]

NAME is one of published.py's. Config, names, shapes and types are those published; the values are
random with outliers, as in make_synthetic.py (which makes nomic-v2-moe). Every block of rows has its
own generator and is written before the next is drawn, so the memory needed is that of one block; the
golden needs the model in fp32. The golden's vectors come from transformers; OUT.golden.safetensors.

OUT has model.safetensors only once it is complete, and the golden only once that is.
"""

import argparse
import hashlib
import json
from pathlib import Path

import published
import torch
from architectures.roberta import write_roberta
from architectures.wordpiece import write_mpnet, write_wordpiece
from folder import (
    ROOT,
    XLM_ROBERTA,
    copy_tokenizer,
    read_json,
    sha256,
    write_chain_b,
    write_json,
    write_sentence_transformers,
)
from make_synthetic import heavy_tailed
from model_golden import make_golden
from tensorfile import DTYPES
from tensorlists import BIAS, MATRIX, NORM

BLOCK = 8192  # rows drawn at a time
VOCABULARY = ROOT / "Golden/tokenization/bert-uncased/vocab.txt"
BYTE_LEVEL = ROOT / "Golden/tokenization/byte-level-bpe/tokenizer.json"


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


def write_model(path, model, seed):
    """Writes the safetensors file block by block."""
    dtype = next(dtype for dtype, name in DTYPES.items() if name == model.dtype)
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, (dimensions, _) in sorted(model.tensors.items()):
        begin, end = end, end + torch.Size(dimensions).numel() * dtype.itemsize
        header[name] = {"dtype": model.dtype, "shape": list(dimensions), "data_offsets": [begin, end]}
    assert end == model.parameters * dtype.itemsize
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    unfinished = path.with_suffix(".unfinished")
    with open(unfinished, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, (dimensions, deviation) in sorted(model.tensors.items()):
            for first in range(0, dimensions[0], BLOCK if len(dimensions) == 2 else dimensions[0]):
                file.write(drawn(seed, name, dimensions, deviation, first).to(dtype).numpy().tobytes())
    unfinished.replace(path)


def write_heads(folder, width, seed):
    """bge-m3's two heads, in half precision as published."""
    for name, rows in (("sparse_linear", 1), ("colbert_linear", width)):
        head = torch.nn.Linear(width, rows)
        parts = {"weight": ((rows, width), MATRIX), "bias": ((rows,), BIAS)}
        head.load_state_dict({part: drawn(seed, f"{name}.{part}", *parts[part], 0) for part in parts})
        torch.save(head.half().state_dict(), folder / f"{name}.pt")


def write_padded(folder, model):
    """RoBERTa's files of the byte-level BPE under Golden, filled up with tokens that no merge makes."""
    known = read_json(BYTE_LEVEL)["model"]
    *tokens, mask = known["vocab"]
    fillers = (f"madeupword{index:04}" for index in range(model.config["vocab_size"] - len(known["vocab"])))
    write_roberta([*tokens, *fillers, mask], known["merges"], folder, model.max_tokens)


def write_tokenizer(folder, model, vocabulary):
    """XLM-R's files as the repository has them, an uncased BERT's, MPNet's, or RoBERTa's."""
    if model.tokenizer in ("wordpiece", "mpnet"):
        write = write_wordpiece if model.tokenizer == "wordpiece" else write_mpnet
        write(vocabulary.read_text(encoding="utf-8").split("\n")[:-1], folder, model.max_tokens)
        return
    if model.tokenizer == "roberta":
        write_padded(folder, model)
        return
    copy_tokenizer(XLM_ROBERTA, folder)
    if model.tokenizer == "B":
        write_chain_b(folder / "tokenizer.json")
    if not model.sentencepiece:
        (folder / "sentencepiece.bpe.model").unlink()
    settings = read_json(folder / "tokenizer_config.json")
    write_json(folder / "tokenizer_config.json", settings | {"model_max_length": model.max_tokens})


def write_folder(folder, model, seed, vocabulary):
    """Writes everything a HuggingFace folder needs; the weights come last."""
    folder.mkdir(parents=True, exist_ok=True)
    width = next(model.config[key] for key in ("hidden_size", "n_embd", "dim") if key in model.config)
    write_json(folder / "config.json", model.config)
    write_sentence_transformers(folder, width, model.stored_prompts, model.max_tokens)
    if model.stored_prompts is None:
        (folder / "config_sentence_transformers.json").unlink()
    pooling = read_json(folder / "1_Pooling/config.json")
    modes = {
        "pooling_mode_cls_token": model.pooling == "cls",
        "pooling_mode_mean_tokens": model.pooling == "mean",
    }
    write_json(folder / "1_Pooling/config.json", pooling | modes)
    write_tokenizer(folder, model, vocabulary)
    if model.heads:
        write_heads(folder, width, seed)
    write_model(folder / "model.safetensors", model, seed)


def main():
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    names = [name for name, model in published.MODELS.items() if model.tensors is not None]
    parser.add_argument("name", metavar="NAME", choices=names, help=", ".join(names))
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--no-golden", action="store_true")
    parser.add_argument("--vocabulary", type=Path, default=VOCABULARY, help="vocab.txt of an uncased BERT")
    options = parser.parse_args()
    model = published.MODELS[options.name]
    write_folder(options.out, model, options.seed, options.vocabulary)
    checksum = sha256(options.out / "model.safetensors")
    print(f"model.safetensors sha256 {checksum}", flush=True)
    if not options.no_golden:
        make_golden(options.out, model, options.seed, checksum)


if __name__ == "__main__":
    main()
