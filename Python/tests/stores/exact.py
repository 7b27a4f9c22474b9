"""Exact search in NumPy, and how far a store agrees with it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS = 10

# A store computes in binary32, NumPy here in binary64: two neighbours whose distances differ by less may change places.
# The largest such difference that was measured is 0: none did. Distances of bits are integers, and equal.
ROUNDING = 1e-6

# The least share of the exact neighbours that an approximate search must find; the least measured is 0.997.
LEAST_RECALL = 0.95


@dataclass(frozen=True)
class Agreement:
    """How what was found compares with exact search: ranks that lie as near, and the mean share of exact neighbours."""

    is_equal: bool
    recall: float


@dataclass(frozen=True)
class Row:
    """One line of the table: how one store's search over one type compares with exact search."""

    store: str
    version: str
    type: str
    call: str
    recall: float
    agreement: Agreement
    expected: str = "equal"

    @property
    def holds(self) -> bool:
        """Whether the store does what Python/STORES.md says of it."""
        agreement = self.agreement
        if self.expected == "approximate":
            return agreement.recall >= LEAST_RECALL
        return agreement.is_equal == (self.expected == "equal")

    @property
    def line(self) -> str:
        """The row of the table."""
        said = "yes" if self.agreement.is_equal else f"no: {self.agreement.recall:.3f} of it"
        unexpected = "" if self.holds else f", EXPECTED {self.expected}"
        return f"| {self.store} | {self.version} | `{self.type}` | {self.call} | {self.recall:.3f} | {said}{unexpected} |"


class Skipped(Exception):
    """A store cannot be had here; the text says what is missing."""


def inner_product(queries: NDArray[Any], documents: NDArray[Any]) -> NDArray[np.float64]:
    """Negative inner products `[Q, N]`: the smaller, the nearer."""
    return -(queries.astype(np.float64) @ documents.astype(np.float64).T)


def cosine(queries: NDArray[Any], documents: NDArray[Any]) -> NDArray[np.float64]:
    """Cosine distances `[Q, N]`."""
    return 1 + inner_product(_unit(queries), _unit(documents))


def euclidean(queries: NDArray[Any], documents: NDArray[Any]) -> NDArray[np.float64]:
    """Euclidean distances `[Q, N]`."""
    differences = queries.astype(np.float64)[:, None] - documents.astype(np.float64)[None]
    return np.sqrt((differences**2).sum(2))


def hamming(queries: NDArray[np.uint8], documents: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How many bits differ, `[Q, N]`, of bits packed eight to a byte."""
    return np.bitwise_count(queries[:, None] ^ documents[None]).sum(2).astype(np.float64)


def nearest(distances: NDArray[Any]) -> NDArray[np.int64]:
    """The ids of the nearest documents of each query, `[Q, 10]`."""
    return np.argsort(distances, axis=1, kind="stable")[:, :NEIGHBOURS]


def agreement(found: NDArray[Any], distances: NDArray[Any]) -> Agreement:
    """Compares ids `[Q, 10]` with exact search over distances `[Q, N]`; ties may come in any order."""
    if found.shape != (len(distances), NEIGHBOURS) or any(
        len(set(row)) < NEIGHBOURS for row in found.tolist()
    ):
        return Agreement(False, recall(found, distances))
    at = np.take_along_axis(distances, found.astype(np.int64), axis=1)
    rounding = 0 if (distances == np.rint(distances)).all() else ROUNDING
    is_equal = bool((np.abs(at - np.sort(distances, axis=1)[:, :NEIGHBOURS]) <= rounding).all())
    return Agreement(is_equal, recall(found, distances))


def recall(found: NDArray[Any], distances: NDArray[Any]) -> float:
    """The mean share of the exact nearest documents `[Q, 10]` that are among those found."""
    pairs = zip(found.tolist(), nearest(distances).tolist())
    return float(np.mean([len(set(row) & set(exact)) / NEIGHBOURS for row, exact in pairs]))


def _unit(vectors: NDArray[Any]) -> NDArray[np.float64]:
    vectors = vectors.astype(np.float64)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
