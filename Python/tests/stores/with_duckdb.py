"""DuckDB: float32 in arrays, int8 in arrays that are cast, and bits."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pyarrow as arrow
from numpy.typing import NDArray

from . import exact
from .data import Data, Vectors
from .exact import Row


def rows(data: Data) -> Iterator[Row]:
    def row(column: str, call: str, found: NDArray[Any], distances: NDArray[Any]) -> Row:
        recall = exact.recall(found, data.cosine_distances)
        return Row("DuckDB", duckdb.__version__, column, call, recall, exact.agreement(found, distances))

    vectors = data.float32
    size = vectors.dimension
    found = search(f"FLOAT[{size}]", "array_cosine_distance(d.v, q.v)", vectors)
    yield row("FLOAT[D]", "array_cosine_distance", found, exact.cosine(vectors.queries, vectors.documents))
    found = search(f"FLOAT[{size}]", "array_negative_inner_product(d.v, q.v)", vectors)
    yield row(
        "FLOAT[D]",
        "array_negative_inner_product",
        found,
        exact.inner_product(vectors.queries, vectors.documents),
    )

    codes = data.int8
    cast = f"FLOAT[{size}]"
    found = search(f"TINYINT[{size}]", f"array_cosine_distance(d.v::{cast}, q.v::{cast})", codes)
    yield row(
        "TINYINT[D]",
        f"array_cosine_distance, both cast to FLOAT[D]",
        found,
        exact.cosine(codes.queries, codes.documents),
    )

    distances = exact.hamming(data.bits.queries, data.bits.documents)
    for order, bits in (("ubinary", data.bits), ("ubinary, little", data.little_bits)):
        yield row(
            "BIT",
            f"{order}, bit_count(xor(a, b))",
            search("BIT", "bit_count(xor(d.v, q.v))", bits),
            distances,
        )


def search(column: str, distance: str, vectors: Vectors) -> NDArray[Any]:
    """Fills two tables of `column` from Arrow and joins them."""
    with duckdb.connect() as database:
        for name, matrix in (("documents", vectors.documents), ("queries", vectors.queries)):
            database.register(
                "given", arrow.table({"id": np.arange(len(matrix)), "v": as_arrow(matrix, column)})
            )
            database.execute(f"CREATE TABLE {name} AS SELECT id, v::{column} AS v FROM given")
        found = database.execute(
            f"SELECT d.id FROM queries q, documents d QUALIFY row_number() OVER "
            f"(PARTITION BY q.id ORDER BY {distance}) <= {exact.NEIGHBOURS} ORDER BY q.id, {distance}"
        ).fetchnumpy()["id"]
    return np.asarray(found).reshape(len(vectors.queries), exact.NEIGHBOURS)


def as_arrow(matrix: NDArray[Any], column: str) -> arrow.Array:
    """Bytes for bits, otherwise lists of one length."""
    if column == "BIT":
        return arrow.array([row.tobytes() for row in matrix], arrow.binary())
    return arrow.FixedSizeListArray.from_arrays(arrow.array(matrix.reshape(-1)), matrix.shape[1])
