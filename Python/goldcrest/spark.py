"""Embedding in Spark: `embed_udf` for one column, `embed_column` for a data frame.

    >>> from goldcrest.spark import embed_udf
    >>> embed = embed_udf("/models/model.crest")
    >>> frame.withColumn("embedding", embed("text"))

A Python worker opens the model once, whatever the number of its tasks, with as many threads as `spark.task.cpus`. All
workers of a machine share the memory of the file. Vectors are `array<float>`; with `precision="int8"` or "binary"
they are `array<tinyint>`, with "ubinary" `binary`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
from pyspark import SparkFiles, TaskContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import pandas_udf
from pyspark.sql.types import (
    ArrayType,
    BinaryType,
    ByteType,
    DataType,
    FloatType,
    StringType,
    StructField,
    StructType,
)

from ._parts import Job, PartWriter
from ._rows import OnError, Rows, TableEmbedder, checked_columns, checked_on_error, embedded, opened
from .embedder import Embedder, EncodeOptions
from .errors import InvalidArgumentError

if TYPE_CHECKING:
    from typing_extensions import Unpack

#: What a vector is in Spark, which has neither binary16 nor unsigned bytes.
_TYPES = {
    "float32": ArrayType(FloatType()),
    "int8": ArrayType(ByteType()),
    "binary": ArrayType(ByteType()),
    "ubinary": BinaryType(),
}


def embed_udf(
    path: str | os.PathLike[str],
    *,
    is_added_file: bool = False,
    on_error: OnError = "raise",
    threads: int | None = None,
    fingerprint: str | None = None,
    **options: Unpack[EncodeOptions],
) -> Any:
    """A pandas UDF from a column of strings to vectors.

    Args:
        path: a path on every machine, or with `is_added_file` the name of a file that `SparkContext.addFile` sends
            to every executor.
        on_error: what becomes of a row that is null, is too long with `overflow="error"`, or whose vector is not
            finite: "raise" fails the job; with "null" the result is `struct<embedding, error>`, of which one is null.
        threads: by default as many as the task's CPUs.
        fingerprint: if given, a model with another one is refused.
        options: those of `Embedder.encode`.

    Raises:
        InvalidArgumentError: `on_error`, or a precision that Spark has no type for.
    """
    checked_on_error(on_error)
    kind = _vector_type(options)
    source = os.fspath(path)

    def vectors(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
        embedder = _task_model(source, is_added_file, threads, fingerprint)
        for texts in batches:
            yield pd.Series(_cells(_series_rows(embedder, texts, on_error, options), kind))

    def vectors_and_errors(batches: Iterator[pd.Series]) -> Iterator[pd.DataFrame]:
        embedder = _task_model(source, is_added_file, threads, fingerprint)
        for texts in batches:
            rows = _series_rows(embedder, texts, on_error, options)
            yield pd.DataFrame({"embedding": _cells(rows, kind), "error": rows.reasons}, dtype=object)

    if on_error == "raise":
        vectors.__annotations__ = {"batches": Iterator[pd.Series], "return": Iterator[pd.Series]}
        return pandas_udf(vectors, kind)
    vectors_and_errors.__annotations__ = {"batches": Iterator[pd.Series], "return": Iterator[pd.DataFrame]}
    both = StructType([StructField("embedding", kind), StructField("error", StringType())])
    return pandas_udf(vectors_and_errors, both)


def embed_column(
    frame: DataFrame,
    path: str | os.PathLike[str],
    *,
    column: str = "text",
    output_column: str = "embedding",
    error_column: str = "embedding_error",
    is_added_file: bool = False,
    on_error: OnError = "raise",
    threads: int | None = None,
    fingerprint: str | None = None,
    **options: Unpack[EncodeOptions],
) -> DataFrame:
    """The data frame with its columns and rows, and a column of vectors, by `mapInArrow`.

    Args:
        column: the column of texts.
        output_column: what the column of vectors is called.
        error_column: what the column of reasons is called; there is one with `on_error="null"`.
        on_error: as `embed_udf`; besides, a text that is not UTF-8 is a row that is refused.

    Other arguments are those of `embed_udf`.

    Raises:
        InvalidArgumentError: as `embed_udf`; the data frame lacks the column, or has one of the new names.
    """
    checked_on_error(on_error)
    kind = _vector_type(options)
    added = [output_column] + ([error_column] if on_error == "null" else [])
    checked_columns(frame.columns, column, added)
    fields = [StructField(name, data_type) for name, data_type in zip(added, [kind, StringType()])]
    source = os.fspath(path)

    def embed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        embedder = _task_model(source, is_added_file, threads, fingerprint)
        table_embedder = TableEmbedder(embedder, column, output_column, error_column, on_error, **options)
        for batch in batches:
            rows = table_embedder.rows(batch)
            is_binary = kind == BinaryType()
            vectors = pa.array(_cells(rows, kind), pa.binary()) if is_binary else rows.arrow_list()
            arrays = [*batch.columns, *[vectors, rows.arrow_reasons()][: len(added)]]
            yield pa.RecordBatch.from_arrays(arrays, names=[*batch.schema.names, *added])

    return frame.mapInArrow(embed, StructType([*frame.schema.fields, *fields]))


def write_parts(job: Job, indexes: list[int], threads: int | None) -> list[tuple[int, int]]:
    """Writes parts of a job, one in each task, and gives for each how many rows were refused.

    Raises:
        InvalidArgumentError: there is no active session.
        PySparkException: a worker's exception is within it.
    """
    session = SparkSession.getActiveSession()
    if session is None:
        raise InvalidArgumentError("engine: expected an active Spark session, found none")

    def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        writer = PartWriter(job, threads or _task_cpus())
        for batch in batches:
            parts = [indexes[position] for position in batch.column("id").to_pylist()]
            refused = [writer(part) for part in parts]
            yield pa.RecordBatch.from_pydict({"part": parts, "refused": refused})

    tasks = session.range(0, len(indexes), 1, len(indexes))
    return [(row.part, row.refused) for row in tasks.mapInArrow(write, "part long, refused long").collect()]


def _vector_type(options: EncodeOptions) -> DataType:
    """The type of a vector.

    Raises:
        InvalidArgumentError: Spark has no type for the precision.
    """
    precision = options.get("precision", "float32")
    if precision not in _TYPES:
        raise InvalidArgumentError(f"precision: expected one of {list(_TYPES)}, found {precision!r}")
    return _TYPES[precision]


def _task_cpus() -> int:
    """The CPUs of the task that this worker runs, at least 1."""
    context = TaskContext.get()
    return 1 if context is None else max(1, context.cpus())


def _task_model(path: str, is_added_file: bool, threads: int | None, fingerprint: str | None) -> Embedder:
    """The model in this worker. Raises as `opened`."""
    found = SparkFiles.get(path) if is_added_file else os.path.abspath(path)
    return opened(found, threads or _task_cpus(), fingerprint)


def _series_rows(embedder: Embedder, texts: pd.Series, on_error: OnError, options: EncodeOptions) -> Rows:
    """The vectors of one batch; pandas gives nulls as None or NaN. Raises as `embedded`."""
    values = [None if missing else text for text, missing in zip(texts, texts.isna())]
    return embedded(embedder, values, on_error, f"a batch of {len(values)}", **options)


def _cells(rows: Rows, kind: DataType) -> list[Any]:
    """A NumPy vector or the bytes of each row, or None."""
    return [
        None if reason is not None else vector.tobytes() if kind == BinaryType() else vector
        for vector, reason in zip(rows.vectors, rows.reasons)
    ]
