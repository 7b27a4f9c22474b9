"""faiss: float32, float16 and int8 in flat indexes, and bits."""

from collections.abc import Iterator
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from . import exact
from .data import Data, Vectors
from .exact import Row


def rows(data: Data) -> Iterator[Row]:
    def row(
        kind: str, call: str, found: NDArray[Any], distances: NDArray[Any], expected: str = "equal"
    ) -> Row:
        recall = exact.recall(found, data.cosine_distances)
        return Row(
            "faiss", faiss.__version__, kind, call, recall, exact.agreement(found, distances), expected
        )

    vectors = data.float32
    dimension = vectors.dimension
    found = search(faiss.IndexFlatIP(dimension), vectors)
    yield row("IndexFlatIP", "float32", found, exact.inner_product(vectors.queries, vectors.documents))

    halves = data.float16
    widened = Vectors(halves.documents.astype(np.float32), vectors.queries)
    found = search(scalar_quantizer(dimension, "QT_fp16"), widened)
    yield row("QT_fp16", "float16 as float32", found, exact.inner_product(vectors.queries, halves.documents))

    codes = data.int8
    numbers = Vectors(codes.documents.astype(np.float32), codes.queries.astype(np.float32))
    distances = exact.inner_product(codes.queries, codes.documents)
    found = search(scalar_quantizer(dimension, "QT_8bit_direct_signed"), numbers)
    yield row("QT_8bit_direct_signed", "int8 as float32", found, distances)
    found = search(scalar_quantizer(dimension, "QT_8bit_direct_signed"), vectors)
    yield row(
        "QT_8bit_direct_signed",
        "float32",
        found,
        exact.inner_product(vectors.queries, vectors.documents),
        "other",
    )

    distances = exact.hamming(data.bits.queries, data.bits.documents)
    for order, bits in (("ubinary", data.bits), ("ubinary, little", data.little_bits)):
        yield row("IndexBinaryFlat", order, search(faiss.IndexBinaryFlat(dimension), bits), distances)


def scalar_quantizer(dimension: int, name: str) -> faiss.IndexScalarQuantizer:
    """An index of one byte or two a component, by inner product."""
    kind = getattr(faiss.ScalarQuantizer, name)
    return faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)


def search(index: Any, vectors: Vectors) -> NDArray[Any]:
    """Trains if need be, adds and searches."""
    if not index.is_trained:
        index.train(vectors.documents)
    index.add(vectors.documents)
    return index.search(vectors.queries, exact.NEIGHBOURS)[1]
