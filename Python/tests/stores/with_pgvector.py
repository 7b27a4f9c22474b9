"""pgvector: float32, float16, bits and sparse vectors in a private PostgreSQL."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector import Bit, HalfVector, SparseVector, Vector
from pgvector.psycopg import register_vector

from . import exact
from .data import Data
from .exact import Row
from .postgresql import Server


def rows(data: Data, server: Server) -> Iterator[Row]:
    with psycopg.connect(server.address, autocommit=True) as database:
        register_vector(database)

        def row(
            column: str,
            call: str,
            found: NDArray[Any],
            distances: NDArray[Any],
            reference: NDArray[Any] | None = None,
        ) -> Row:
            recall = exact.recall(found, data.cosine_distances if reference is None else reference)
            return Row(
                "pgvector", server.extension_version, column, call, recall, exact.agreement(found, distances)
            )

        def searched(
            column: str, operator: str, wrap: Callable[[NDArray[Any]], Any], vectors: Any, **options: str
        ) -> NDArray[Any]:
            documents, queries = ([wrap(v) for v in side] for side in (vectors.documents, vectors.queries))
            return search(database, column, operator, documents, queries, **options)

        vectors, halves, size = data.float32, data.float16, data.float32.dimension
        distances = exact.cosine(vectors.queries, vectors.documents)
        yield row(
            "vector(D)", "`<=>` (cosine)", searched(f"vector({size})", "<=>", Vector, vectors), distances
        )
        found = searched(f"vector({size})", "<=>", Vector, vectors, index="hnsw (v vector_cosine_ops)")
        yield row("vector(D)", "`<=>`, HNSW", found, distances)
        distances = exact.cosine(halves.queries, halves.documents)
        yield row(
            "halfvec(D)", "`<=>` (cosine)", searched(f"halfvec({size})", "<=>", HalfVector, halves), distances
        )
        distances = exact.hamming(data.bits.queries, data.bits.documents)
        for order, bits in (("ubinary", data.bits), ("ubinary, little", data.little_bits)):
            found = searched(f"bit({size})", "<~>", lambda row: Bit(row.tobytes()), bits)
            yield row("bit(D)", f"{order}, `<~>` (Hamming)", found, distances)
        given: Any = (
            [Vector(v) for v in vectors.documents],
            [Bit(row.tobytes()) for row in data.bits.queries],
        )
        found = search(database, f"bit({size})", "<~>", *given, insert="binary_quantize(%s::vector)")
        yield row("bit(D)", "ubinary against `binary_quantize(v)`", found, distances)

        documents, queries, size = data.sparse.documents, data.sparse.queries, data.sparse.size
        distances = exact.inner_product(data.sparse.dense(queries), data.sparse.dense(documents))
        for name, made in (("SparseVector, ids from 0", from_zero), ("text, ids from 1", from_one)):
            column = f"sparsevec({size})"
            given = [[made(ids, weights, size) for ids, weights in side] for side in (documents, queries)]
            found = search(database, column, "<#>", *given)
            yield row("sparsevec(D)", f"{name}, `<#>` (inner product)", found, distances, reference=distances)


def from_zero(ids: NDArray[Any], weights: NDArray[Any], size: int) -> SparseVector:
    """The Python class, which counts from 0 as Goldcrest does."""
    return SparseVector(dict(zip(ids.tolist(), weights.tolist())), size)


def from_one(ids: NDArray[Any], weights: NDArray[Any], size: int) -> str:
    """pgvector's text, which counts from 1."""
    return (
        "{"
        + ",".join(f"{i + 1}:{weight}" for i, weight in zip(ids.tolist(), weights.tolist()))
        + f"}}/{size}"
    )


def search(
    database: psycopg.Connection,
    column: str,
    operator: str,
    documents: Sequence[Any],
    queries: Sequence[Any],
    insert: str = "%s",
    index: str = "",
) -> NDArray[Any]:
    """Fills a table of one column, with an index if there is to be one, and searches it query by query."""
    with database.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE vectors (id int, v {column})")
        cursor.executemany(f"INSERT INTO vectors VALUES (%s, {insert}::{column})", list(enumerate(documents)))
        if index:
            cursor.execute(f"CREATE INDEX ON vectors USING {index}")
        cursor.execute(f"SET enable_seqscan = {'off' if index else 'on'}")
        statement = f"SELECT id FROM vectors ORDER BY v {operator} %s::{column} LIMIT {exact.NEIGHBOURS}"
        found = [[row[0] for row in cursor.execute(statement, (query,)).fetchall()] for query in queries]
        cursor.execute("DROP TABLE vectors")
    return np.array(found)
