"""A golden file's ids and vectors, and how near other vectors of the same texts come to them."""

import numpy as np
from safetensors.numpy import load_file

NEGLIGIBLE = 1e-12  # what is shorter than this share of what it was taken from is rounding


class Golden:
    """ids: one list of token ids per text; vectors: [N, D] in binary64."""

    def __init__(self, path):
        tensors = load_file(path)
        rows = zip(tensors["input_ids"], tensors["lengths"])
        self.ids = [[int(token) for token in row[:length]] for row, length in rows]
        self.vectors = tensors["embeddings"].astype(np.float64)


def fidelity(golden, vectors):
    """Cosine and centred cosine of every text, as `goldcrest verify` computes them; mean and worst."""
    ours = np.asarray(vectors, dtype=np.float64)
    if ours.shape != golden.vectors.shape:
        raise ValueError(f"vectors: expected {golden.vectors.shape}, found {ours.shape}")
    if not np.isfinite(ours).all():
        raise ValueError("vectors: not all are finite")
    mean = golden.vectors.mean(0)
    return {
        "cosine": _summary(_cosines(golden.vectors, ours)),
        "centered_cosine": _summary(_cosines(_centered(golden.vectors, mean), _centered(ours, mean))),
    }


def _centered(vectors, mean):
    difference = vectors - mean
    rounding = np.linalg.norm(difference, axis=1) <= NEGLIGIBLE * np.linalg.norm(vectors, axis=1)
    difference[rounding] = 0
    return difference


def _cosines(first, second):
    """A vector of length zero has no direction: its cosine counts as 0."""
    lengths = np.sqrt((first * first).sum(1) * (second * second).sum(1))
    products = (first * second).sum(1)
    return np.clip(np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0), -1, 1)


def _summary(values):
    return {"mean": float(values.mean()), "min": float(values.min())}
