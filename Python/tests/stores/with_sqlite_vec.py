"""sqlite-vec: float32, int8 and bits in virtual tables."""

from collections.abc import Iterator
from typing import Any

import apsw
import numpy as np
import sqlite_vec
from numpy.typing import NDArray

from . import exact
from .data import Data, Vectors
from .exact import Row


def rows(data: Data) -> Iterator[Row]:
    database = apsw.Connection(":memory:")
    database.enable_load_extension(True)
    database.load_extension(sqlite_vec.loadable_path())
    version = database.execute("SELECT vec_version()").get.removeprefix("v")

    def row(
        column: str, call: str, found: NDArray[Any], distances: NDArray[Any], expected: str = "equal"
    ) -> Row:
        recall = exact.recall(found, data.cosine_distances)
        return Row("sqlite-vec", version, column, call, recall, exact.agreement(found, distances), expected)

    vectors = data.float32
    dimension = vectors.dimension
    found = search(database, f"float[{dimension}] distance_metric=cosine", "?", "?", vectors)
    yield row("float[D]", "cosine", found, exact.cosine(vectors.queries, vectors.documents))
    found = search(database, f"float[{dimension}]", "?", "?", vectors)
    yield row("float[D]", "L2", found, exact.euclidean(vectors.queries, vectors.documents))

    codes = data.int8
    distances = exact.cosine(codes.queries, codes.documents)
    column = f"int8[{dimension}] distance_metric=cosine"
    yield row(
        "int8[D]",
        "vec_int8(int8), cosine",
        search(database, column, "vec_int8(?)", "vec_int8(?)", codes),
        distances,
    )
    mixed = Vectors(vectors.documents, codes.queries)
    found = search(database, column, "vec_quantize_int8(?, 'unit')", "vec_int8(?)", mixed)
    yield row("int8[D]", "int8 against vec_quantize_int8(v, 'unit')", found, distances)

    bits, little = data.bits, data.little_bits
    distances = exact.hamming(bits.queries, bits.documents)
    column = f"bit[{dimension}]"
    yield row(
        "bit[D]", "vec_bit(ubinary)", search(database, column, "vec_bit(?)", "vec_bit(?)", bits), distances
    )
    yield row(
        "bit[D]",
        "vec_bit(ubinary, little)",
        search(database, column, "vec_bit(?)", "vec_bit(?)", little),
        distances,
    )
    mixed = Vectors(vectors.documents, little.queries)
    found = search(database, column, "vec_quantize_binary(?)", "vec_bit(?)", mixed)
    yield row("bit[D]", "ubinary, little, against vec_quantize_binary(v)", found, distances)
    mixed = Vectors(vectors.documents, bits.queries)
    found = search(database, column, "vec_quantize_binary(?)", "vec_bit(?)", mixed)
    yield row("bit[D]", "ubinary against vec_quantize_binary(v)", found, distances, expected="other")


def search(database: apsw.Connection, column: str, insert: str, query: str, vectors: Vectors) -> NDArray[Any]:
    """Fills a table of one column, searches it and drops it; `insert` and `query` are what stands around the bytes."""
    database.execute(f"CREATE VIRTUAL TABLE vectors USING vec0(embedding {column})")
    database.executemany(
        f"INSERT INTO vectors(rowid, embedding) VALUES (?, {insert})",
        ((i, vector.tobytes()) for i, vector in enumerate(vectors.documents)),
    )
    statement = f"SELECT rowid FROM vectors WHERE embedding MATCH {query} AND k = ? ORDER BY distance"
    found = [
        [row[0] for row in database.execute(statement, (vector.tobytes(), exact.NEIGHBOURS))]
        for vector in vectors.queries
    ]
    database.execute("DROP TABLE vectors")
    return np.array(found)
