"""What goes through the stores: vectors of the repository's English texts in each precision."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import goldcrest

from . import exact

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Vectors:
    """Documents `[N, D]` and queries `[Q, D]` of one model in one precision."""

    documents: NDArray[Any]
    queries: NDArray[Any]

    @property
    def dimension(self) -> int:
        """How many columns there are."""
        return int(self.documents.shape[1])


@dataclass(frozen=True)
class Sparse:
    """Sparse vectors: token ids from 0, and their weights."""

    documents: list[goldcrest.SparseVector]
    queries: list[goldcrest.SparseVector]

    @property
    def size(self) -> int:
        """One more than the largest id."""
        return 1 + max(int(ids.max(initial=0)) for ids, _ in self.documents + self.queries)

    def dense(self, rows: list[goldcrest.SparseVector]) -> NDArray[np.float32]:
        """The same vectors `[N, size]` with their zeros."""
        matrix = np.zeros((len(rows), self.size), np.float32)
        for row, (ids, weights) in zip(matrix, rows):
            row[ids] = weights
        return matrix


class Data:
    """The vectors of one model, and the sparse ones of another."""

    def __init__(self, model: str, sparse_model: str) -> None:
        self.documents = _lines("Golden/retrieval/en/corpus.jsonl") + _texts("Golden/texts/english.json")
        self.queries = _lines("Golden/retrieval/en/queries.jsonl")
        self._model = goldcrest.Embedder(model)
        self._sparse_model = goldcrest.Embedder(sparse_model)

    @cached_property
    def float32(self) -> Vectors:
        return self._encoded(precision="float32")

    @cached_property
    def float16(self) -> Vectors:
        return self._encoded(precision="float16")

    @cached_property
    def int8(self) -> Vectors:
        return self._encoded(precision="int8")

    @cached_property
    def bits(self) -> Vectors:
        """The first of eight components in the highest bit of a byte."""
        return self._encoded(precision="ubinary")

    @cached_property
    def signed_bits(self) -> Vectors:
        """Those bytes less 128."""
        return self._encoded(precision="binary")

    @cached_property
    def little_bits(self) -> Vectors:
        """The first of eight components in the lowest bit of a byte."""
        return self._encoded(precision="ubinary", bit_order="little")

    @cached_property
    def sparse(self) -> Sparse:
        return Sparse(*(self._sparse_model.encode_sparse(texts) for texts in (self.documents, self.queries)))

    @cached_property
    def cosine_distances(self) -> NDArray[np.float64]:
        """Exact distances of the float32 vectors, against which recall is taken."""
        return exact.cosine(self.float32.queries, self.float32.documents)

    def _encoded(self, **options: Any) -> Vectors:
        model = self._model
        return Vectors(
            model.encode_document(self.documents, normalize_embeddings=True, **options),
            model.encode_query(self.queries, normalize_embeddings=True, **options),
        )


def _texts(path: str) -> list[str]:
    return [text["text"] for text in json.loads((ROOT / path).read_text(encoding="utf-8"))["texts"]]


def _lines(path: str) -> list[str]:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]
