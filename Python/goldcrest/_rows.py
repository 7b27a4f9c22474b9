"""Rows of a table as vectors: what Ray, Spark, Dask and jobs have in common."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .embedder import Embedder, EncodeOptions
from .errors import FileError, InvalidArgumentError, ModelError, TextError, TextTypeError

if TYPE_CHECKING:
    from typing_extensions import Unpack

#: Whether a row that is refused ends the work, or has a null and its reason.
OnError = Literal["raise", "null"]


class Rows(NamedTuple):
    """The vectors of rows, and why some have none."""

    #: `[N, W]`; zeros where a row was refused.
    vectors: NDArray[Any]
    reasons: list[str | None]

    def arrow(self) -> pa.FixedSizeListArray:
        """The vectors as Arrow's `fixed_size_list[W]` of their type, null where a row was refused."""
        kind = pa.list_(pa.from_numpy_dtype(self.vectors.dtype), self.vectors.shape[1])
        refused = [reason is not None for reason in self.reasons]
        mask = pa.array(refused) if any(refused) else None
        return pa.FixedSizeListArray.from_arrays(pa.array(self.vectors.reshape(-1)), type=kind, mask=mask)

    def arrow_list(self) -> pa.ListArray:
        """The vectors as Arrow's `list`, whose nulls have no values under them."""
        kept = np.array([reason is None for reason in self.reasons], dtype=bool)
        ends = np.cumsum(np.concatenate([[0], kept * self.vectors.shape[1]])).astype(np.int32)
        offsets = pa.array(ends, mask=np.append(~kept, False)) if not kept.all() else pa.array(ends)
        return pa.ListArray.from_arrays(offsets, pa.array(self.vectors[kept].reshape(-1)))

    def arrow_reasons(self) -> pa.StringArray:
        """The reasons as Arrow's `string`, null where there is a vector."""
        return pa.array(self.reasons, pa.string())


_models: dict[tuple[str, int | None], tuple[object, Embedder]] = {}


def opened(path: str, threads: int | None, fingerprint: str | None = None) -> Embedder:
    """The model at `path`, which a process opens once, and again if another file has taken its place.

    Raises:
        FileError, ModelError: as `Embedder`, and if the model is not the one of `fingerprint`.
    """
    try:
        status = os.stat(path)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from None
    identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    found = _models.get((path, threads))
    if found is None or found[0] != identity:
        found = _models[path, threads] = (identity, Embedder(path, threads))
    embedder = found[1]
    if fingerprint is not None and embedder.fingerprint != fingerprint:
        raise ModelError(f"{path}: expected fingerprint {fingerprint}, found {embedder.fingerprint}")
    return embedder


def embedded(
    embedder: Embedder,
    texts: Sequence[Any],
    on_error: OnError,
    place: str,
    first: int = 0,
    **options: Unpack[EncodeOptions],
) -> Rows:
    """The vectors of `texts`, of which None is a null.

    Args:
        place: where the texts are, and `first` the number of the first row there, for what an error says.

    Raises:
        TextError: a row is refused and `on_error` is "raise".
        GoldcrestError: as `Embedder.encode`.
    """
    vectors, reasons = embedder.encode_rows(texts, **options)
    for index, text in enumerate(texts):
        if text is None:
            reasons[index] = "expected a text, found null"
        if (reason := reasons[index]) is not None and on_error == "raise":
            raise TextError(f"{place}, row {first + index}: {reason}", index)
    return Rows(vectors, reasons)


def checked_on_error(on_error: str) -> None:
    """Refuses what `on_error` cannot be.

    Raises:
        InvalidArgumentError: it is neither "raise" nor "null".
    """
    if on_error not in ("raise", "null"):
        raise InvalidArgumentError(f'on_error: expected "raise" or "null", found {on_error!r}')


def checked_columns(present: Sequence[str], column: str, added: Sequence[str]) -> None:
    """Refuses a table that lacks the column of texts or has two, or has a column that is to be added.

    Raises:
        InvalidArgumentError: by the column's name.
    """
    if column not in present:
        raise InvalidArgumentError(f"column {column!r}: expected one of {list(present)}")
    if list(present).count(column) > 1:
        raise InvalidArgumentError(f"column {column!r}: expected one of that name, found several")
    for index, name in enumerate(added):
        if name in present:
            raise InvalidArgumentError(f"column {name!r}: expected a new name, found it in the table")
        if name in added[:index]:
            raise InvalidArgumentError(f"column {name!r}: expected a name for one column, found it for two")


def texts_of(column: pa.ChunkedArray | pa.Array, name: str) -> list[Any]:
    """The texts of an Arrow column, None for a null.

    Raises:
        TextTypeError: the column does not hold strings.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    if not is_text and not pa.types.is_null(kind):
        raise TextTypeError(f"column {name!r}: expected strings, found {kind}")
    try:
        values: list[Any] = column.to_pylist()
        return values
    except UnicodeDecodeError:
        encoded = column.cast(pa.large_binary()).to_pylist()
        # What is not UTF-8 becomes lone surrogates, which the embedder refuses for that row.
        return [None if value is None else value.decode(errors="surrogateescape") for value in encoded]


class TableEmbedder:
    """Adds the column of vectors, and with `on_error="null"` that of reasons, to Arrow tables."""

    def __init__(
        self,
        embedder: Embedder,
        column: str,
        output_column: str,
        error_column: str,
        on_error: OnError,
        **options: Unpack[EncodeOptions],
    ) -> None:
        """Checks the options.

        Raises:
            GoldcrestError: an option that the model does not take.
        """
        checked_on_error(on_error)
        embedder.encode([], **options)
        self.embedder = embedder
        self.column, self.output_column, self.error_column = column, output_column, error_column
        self.on_error: OnError = on_error
        self.options = options

    def added(self) -> list[str]:
        """The names of the columns that are added."""
        return [self.output_column] + ([self.error_column] if self.on_error == "null" else [])

    def rows(self, table: pa.Table | pa.RecordBatch, place: str | None = None, first: int = 0) -> Rows:
        """The vectors of the rows of a table.

        Raises:
            InvalidArgumentError, TextTypeError: the table is not as expected.
            GoldcrestError: as `embedded`.
        """
        checked_columns(table.schema.names, self.column, self.added())
        texts = texts_of(table.column(self.column), self.column)
        place = place or f"column {self.column!r} of a batch of {len(texts)}"
        return embedded(self.embedder, texts, self.on_error, place, first, **self.options)

    def __call__(self, table: pa.Table, place: str | None = None, first: int = 0) -> pa.Table:
        """The table with its columns, rows and order, and the new columns behind. Raises as `rows`."""
        rows = self.rows(table, place, first)
        arrays = [rows.arrow(), rows.arrow_reasons()]
        for name, array in zip(self.added(), arrays):
            table = table.append_column(name, array)
        return table
