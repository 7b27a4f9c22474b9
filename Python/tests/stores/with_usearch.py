"""USearch: float32, float16, int8 and bits, by exact search and by its graph."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import usearch
from numpy.typing import NDArray
from usearch.index import Index

from . import exact
from .data import Data, Vectors
from .exact import Row


def rows(data: Data) -> Iterator[Row]:
    def row(
        dtype: str, call: str, found: NDArray[Any], distances: NDArray[Any], expected: str = "equal"
    ) -> Row:
        recall = exact.recall(found, data.cosine_distances)
        return Row(
            "USearch", usearch.__version__, dtype, call, recall, exact.agreement(found, distances), expected
        )

    for dtype, vectors in (("f32", data.float32), ("f16", data.float16), ("i8", data.int8)):
        index = filled(Index(ndim=vectors.dimension, metric="cos", dtype=dtype), vectors)
        distances = exact.cosine(vectors.queries, vectors.documents)
        yield row(
            f'dtype="{dtype}"',
            f"{vectors.documents.dtype}, exact=True",
            search(index, vectors, exact=True),
            distances,
        )
        yield row(
            f'dtype="{dtype}"',
            f"{vectors.documents.dtype}, graph",
            search(index, vectors),
            distances,
            "approximate",
        )
    distances = exact.hamming(data.bits.queries, data.bits.documents)
    for name, vectors, expected in (
        ("ubinary", data.bits, "equal"),
        ("ubinary, little", data.little_bits, "equal"),
        ("binary", data.signed_bits, "other"),
    ):
        index = filled(Index(ndim=data.float32.dimension, metric="hamming", dtype="b1"), vectors)
        yield row(
            'dtype="b1"', f"{name}, exact=True", search(index, vectors, exact=True), distances, expected
        )


def filled(index: Index, vectors: Vectors) -> Index:
    """Adds the documents under their positions."""
    index.add(np.arange(len(vectors.documents)), vectors.documents)
    return index


def search(index: Index, vectors: Vectors, exact: bool = False) -> NDArray[Any]:
    """The keys of what is nearest to each query."""
    return index.search(vectors.queries, 10, exact=exact).keys.astype(np.int64)
