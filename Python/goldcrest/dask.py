"""Embedding in Dask: `embed_partitions` for a data frame.

>>> import dask.dataframe
>>> from goldcrest.dask import embed_partitions
>>> embed_partitions(dask.dataframe.read_parquet("texts"), "/models/model.crest").to_parquet("vectors")
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from ._rows import OnError, checked_columns, checked_on_error, embedded, opened
from .embedder import Embedder, EncodeOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack


def embed_partitions(
    frame: Any,
    path: str | os.PathLike[str],
    *,
    column: str = "text",
    output_column: str = "embedding",
    error_column: str = "embedding_error",
    on_error: OnError = "raise",
    threads: int = 1,
    **options: Unpack[EncodeOptions],
) -> Any:
    """The Dask data frame with a column of vectors, by `map_partitions`; index, columns and order stay.

    Vectors are pandas' `ArrowDtype` of `fixed_size_list<float>[D]`, or of what `precision` asks for.

    Args:
        path: a path on every machine, the one that calls included: workers refuse another model than is there.
        column: the column of texts.
        output_column: what the column of vectors is called.
        error_column: what the column of reasons is called; there is one with `on_error="null"`.
        on_error: what becomes of a row that is no text, is too long with `overflow="error"`, or whose vector is not
            finite: "raise" fails the job, "null" gives a null and the reason.
        threads: how many threads a task embeds with; Dask counts a task as one.
        options: those of `Embedder.encode`.

    Raises:
        InvalidArgumentError: `on_error`; the data frame lacks the column, or has one of the new names.
        GoldcrestError: the model cannot be opened, or does not take an option.
    """
    checked_on_error(on_error)
    added = [output_column] + ([error_column] if on_error == "null" else [])
    checked_columns(list(frame.columns), column, added)
    source = os.path.abspath(path)
    with Embedder(source, threads=1) as embedder:
        fingerprint, empty = embedder.fingerprint, embedder.encode([], **options)
    kind = pd.ArrowDtype(pa.list_(pa.from_numpy_dtype(empty.dtype), empty.shape[1]))
    meta = frame._meta.assign(**{output_column: pd.Series([], dtype=kind)})
    if on_error == "null":
        meta = meta.assign(**{error_column: pd.Series([], dtype=pd.ArrowDtype(pa.string()))})
    return frame.map_partitions(
        _embedded, source, threads, fingerprint, column, added, on_error, options, meta=meta
    )


def _embedded(
    partition: pd.DataFrame,
    path: str,
    threads: int,
    fingerprint: str,
    column: str,
    added: list[str],
    on_error: OnError,
    options: EncodeOptions,
) -> pd.DataFrame:
    """One partition with the new columns."""
    embedder = opened(path, threads, fingerprint)
    values = partition[column]
    texts = [None if missing else text for text, missing in zip(values, values.isna())]
    rows = embedded(embedder, texts, on_error, f"column {column!r} of a partition of {len(texts)}", **options)
    arrays = [rows.arrow(), rows.arrow_reasons()]
    new = {
        name: pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([array])), index=partition.index)
        for name, array in zip(added, arrays)
    }
    return partition.assign(**new)
