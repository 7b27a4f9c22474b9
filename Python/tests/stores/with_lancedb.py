"""LanceDB: float32, float16 and bits, searched without an index."""

import tempfile
from collections.abc import Iterator
from typing import Any

import lancedb
import numpy as np
import pyarrow as arrow
from numpy.typing import NDArray

from . import exact
from .data import Data, Vectors
from .exact import Row


def rows(data: Data) -> Iterator[Row]:
    def row(column: str, call: str, found: NDArray[Any], distances: NDArray[Any]) -> Row:
        recall = exact.recall(found, data.cosine_distances)
        return Row("LanceDB", lancedb.__version__, column, call, recall, exact.agreement(found, distances))

    vectors, halves = data.float32, data.float16
    yield row(
        "float32", "cosine", search(vectors, "cosine"), exact.cosine(vectors.queries, vectors.documents)
    )
    yield row("float32", "l2", search(vectors, "l2"), exact.euclidean(vectors.queries, vectors.documents))
    yield row("float16", "cosine", search(halves, "cosine"), exact.cosine(halves.queries, halves.documents))
    distances = exact.hamming(data.bits.queries, data.bits.documents)
    for order, bits in (("ubinary", data.bits), ("ubinary, little", data.little_bits)):
        yield row("uint8", f"{order}, hamming", search(bits, "hamming"), distances)


def search(vectors: Vectors, metric: str) -> NDArray[Any]:
    """Writes a table from Arrow and searches it query by query."""
    matrix = vectors.documents
    lists = arrow.FixedSizeListArray.from_arrays(arrow.array(matrix.reshape(-1)), matrix.shape[1])
    with tempfile.TemporaryDirectory() as folder:
        table = lancedb.connect(folder).create_table(
            "vectors", arrow.table({"id": np.arange(len(matrix)), "vector": lists})
        )
        return np.array([nearest(table, query, metric) for query in vectors.queries])


def nearest(table: Any, query: NDArray[Any], metric: str) -> list[int]:
    """The ids of what is nearest to one query."""
    found = table.search(query).distance_type(metric).limit(exact.NEIGHBOURS).to_arrow()
    ids: list[int] = found["id"].to_pylist()
    return ids
