"""Heads on the last hidden states: lexical weights, ColBERT vectors, and shorter vectors.

Lexical weights: relu(linear(h)) per token; per id the largest over its positions; special tokens
(begin, end, padding, unknown) have none, and only weights above zero count. FlagEmbedding does this
for bge-m3, Alibaba's published script for gte-multilingual-base in the same way.
ColBERT: linear(h) of all tokens but the first, each L2 normalised.
"""

import torch
import torch.nn.functional as F

SPECIAL = (0, 1, 2, 3)  # <s>, <pad>, </s>, <unk>


def lexical_weights(hidden, ids, weight, bias):
    """id -> weight of one text, ids ascending."""
    weights = torch.relu(F.linear(hidden, weight, bias))[:, 0].tolist()
    largest = {}
    for token, value in zip(ids, weights):
        if token not in SPECIAL and value > 0:
            largest[token] = max(value, largest.get(token, 0.0))
    return dict(sorted(largest.items()))


def lexical_tensors(outputs, ids, weight, bias):
    """The lexical weights of all texts, one after the other."""
    texts = [lexical_weights(output.hidden[-1], row, weight, bias) for output, row in zip(outputs, ids)]
    ends = torch.tensor([0, *(len(text) for text in texts)], dtype=torch.int32).cumsum(0)
    return {
        "sparse.ids": torch.tensor([token for text in texts for token in text], dtype=torch.int32),
        "sparse.weights": torch.tensor([value for text in texts for value in text.values()]),
        "sparse.offsets": ends.to(torch.int32),
    }


def colbert_tensors(outputs, rows, weight, bias):
    """The ColBERT vectors of a few texts."""
    return {
        f"colbert.{row}": F.normalize(F.linear(outputs[row].hidden[-1][1:], weight, bias), dim=-1)
        for row in rows
    }


def shorter(outputs, dimensions, layer_norm):
    """Matryoshka vectors; nomic-embed-text-v1.5 normalises the pooled vector's whole width first."""
    pooled = torch.stack([output.pooled for output in outputs])
    if layer_norm:
        pooled = F.layer_norm(pooled, pooled.shape[-1:], eps=1e-5)
    return {f"embeddings.{dimensions}": F.normalize(pooled[:, :dimensions], dim=-1)}
