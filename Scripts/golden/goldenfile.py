"""Writes golden files: safetensors with what a model must give for a list of texts.

Tensors (N texts, L tokens of the longest, D width, M layers with experts, E experts):

    embeddings       [N, D]        F32  mean pooled, L2 normalised
    pooled           [N, D]        F32  before the normalisation
    input_ids        [N, L]        I32  padded with the model's pad_token_id
    lengths          [N]           I32
    router_topK      [N, M, L, K]  U8   the K chosen experts, the more probable first; 255 is padding
    router_margin    [N]           F32  smallest gap between the last expert chosen and the next in the text
    hidden.I         [layers + 1, S, D] F32  for a few texts I: after the embedding norm and every layer
    router_prob.I    [M, S, E]     F32  softmax over all experts, same texts

Metadata: `format`, `texts` and `languages` (JSON arrays of N strings, '' where there is no language),
and whatever else the caller adds. `prompt` (a text to put before every text) is allowed by the
format; none of these files uses it, their texts contain the prompts.
"""

import json

import torch
from tensorfile import write_safetensors

FORMAT = "goldcrest-golden-1"
PADDING_EXPERT = 255


def load_texts(path):
    """Reads a texts file: a JSON object with `texts`, a list of {lang, text, note}."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)["texts"]


def golden_tensors(outputs, ids, pad_id, detail=(), with_pooled=True):
    """The tensors of a golden file from the reference's outputs, one per text."""
    count, longest = len(ids), max(map(len, ids))
    padded = torch.full((count, longest), pad_id, dtype=torch.int32)
    for row, sequence in enumerate(ids):
        padded[row, : len(sequence)] = torch.tensor(sequence, dtype=torch.int32)
    tensors = {
        "embeddings": torch.stack([output.embedding for output in outputs]),
        "input_ids": padded,
        "lengths": torch.tensor([len(sequence) for sequence in ids], dtype=torch.int32),
    }
    if with_pooled:
        tensors["pooled"] = torch.stack([output.pooled for output in outputs])
    if outputs[0].top is not None:
        tensors |= router_tensors(outputs, ids, longest)
    for index in detail:
        tensors[f"hidden.{index}"] = outputs[index].hidden.contiguous()
        if outputs[index].probabilities is not None:
            tensors[f"router_prob.{index}"] = outputs[index].probabilities.contiguous()
    return tensors


def router_tensors(outputs, ids, longest):
    """The chosen experts of every token, and how close each text came to another choice."""
    layers, _, chosen = outputs[0].top.shape
    top = torch.full((len(ids), layers, longest, chosen), PADDING_EXPERT, dtype=torch.uint8)
    margins = []
    for row, (output, sequence) in enumerate(zip(outputs, ids)):
        top[row, :, : len(sequence)] = output.top.to(torch.uint8)
        ordered = output.probabilities.sort(-1, descending=True).values
        margins.append((ordered[..., chosen - 1] - ordered[..., chosen]).min())
    return {f"router_top{chosen}": top, "router_margin": torch.stack(margins)}


def write_golden(path, tensors, texts, languages, extra=None):
    """Saves the file; `extra` holds further metadata, all values strings."""
    metadata = {
        "format": FORMAT,
        "texts": json.dumps(texts, ensure_ascii=False, separators=(",", ":")),
        "languages": json.dumps(languages, separators=(",", ":")),
    }
    write_safetensors(path, tensors, metadata | (extra or {}))
