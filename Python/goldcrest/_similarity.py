"""How alike vectors are, as a model means it: the four functions of sentence-transformers, for NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import InvalidArgumentError

#: Rows that are compared at a time where all pairs' differences have to be held.
_ROW_COUNT = 64


def similarity(function: str, embeddings1: ArrayLike, embeddings2: ArrayLike) -> NDArray[np.float32]:
    """The similarity `[N, M]` of each of N vectors to each of M; higher is more alike.

    `function` is "cosine", "dot", "euclidean" or "manhattan"; of the last two, the negative distance is given.

    Raises:
        InvalidArgumentError: the vectors are no floats, or not of one size.
    """
    first, second = _vectors(embeddings1, embeddings2)
    if function == "manhattan":
        out = np.empty((len(first), len(second)), np.float32)
        for start in range(0, len(first), _ROW_COUNT):
            differences = first[start : start + _ROW_COUNT, None] - second[None]
            out[start : start + _ROW_COUNT] = -np.abs(differences).sum(axis=-1)
        return out
    if function == "euclidean":
        # |a - b|² = |a|² + |b|² - 2ab, in float64, as the difference may be much smaller than its terms.
        a, b = first.astype(np.float64), second.astype(np.float64)
        squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None] - 2 * (a @ b.T)
        distances: NDArray[np.float32] = np.sqrt(np.maximum(squares, 0)).astype(np.float32)
        return -distances
    if function == "cosine":
        first, second = _normalized(first), _normalized(second)
    dots: NDArray[np.float32] = first @ second.T
    return dots


def similarity_pairwise(function: str, embeddings1: ArrayLike, embeddings2: ArrayLike) -> NDArray[np.float32]:
    """The similarity `[N]` of each of N vectors to the other of its place; otherwise as `similarity`.

    Raises:
        InvalidArgumentError: also if there are not as many of one as of the other.
    """
    first, second = _vectors(embeddings1, embeddings2)
    if len(first) != len(second):
        raise InvalidArgumentError(f"embeddings2: expected {len(first)} vectors, found {len(second)}")
    result: NDArray[np.float32]
    if function == "manhattan":
        result = -np.abs(first - second).sum(axis=1)
    elif function == "euclidean":
        result = -np.sqrt(((first - second) ** 2).sum(axis=1))
    else:
        if function == "cosine":
            first, second = _normalized(first), _normalized(second)
        result = (first * second).sum(axis=1)
    return result


def _vectors(
    embeddings1: ArrayLike, embeddings2: ArrayLike
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    first, second = _matrix(embeddings1, "embeddings1"), _matrix(embeddings2, "embeddings2")
    if first.shape[1] != second.shape[1]:
        raise InvalidArgumentError(
            f"embeddings2: expected vectors of size {first.shape[1]}, found {second.shape[1]}"
        )
    return first, second


def _matrix(embeddings: ArrayLike, name: str) -> NDArray[np.float32]:
    """One vector `[D]` or several `[N, D]` as float32 `[N, D]`.

    Quantised vectors are refused: the bits of `binary` are no numbers, and nothing tells them from `int8`.
    """
    try:
        array: NDArray[Any] = np.asarray(embeddings)
    except ValueError:
        raise InvalidArgumentError(f"{name}: expected vectors of one size") from None
    if array.dtype.kind != "f":
        raise InvalidArgumentError(f"{name}: expected vectors of floats, found {array.dtype}")
    if array.ndim == 1:
        array = array[None]
    if array.ndim != 2:
        raise InvalidArgumentError(f"{name}: expected [D] or [N, D], found {list(array.shape)}")
    return array.astype(np.float32, copy=False)


def _normalized(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of length 1; a vector of zeros stays one."""
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    normalized: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
    return normalized
