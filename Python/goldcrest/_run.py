"""One call of the library: options in, arrays out, a batch at a time."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator
from ctypes import byref
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import _library
from ._options import Job
from .errors import CancelledError, TextTypeError

#: A batch ends here even if it may have more texts, so that Ctrl-C never waits for long.
BATCH_BYTE_COUNT = 1 << 16


class SparseVector(NamedTuple):
    """A weight for every distinct token of a text."""

    #: int32 `[K]`, ascending ids of tokens, from 0.
    ids: NDArray[np.int32]
    #: float32 `[K]`, above 0.
    weights: NDArray[np.float32]


class Embeddings(NamedTuple):
    """The vectors of N texts and what became of each text."""

    #: `[N, D]`; `[N, (D + 7) // 8]` bytes of bits. A row of a text that was refused is zero.
    vectors: NDArray[Any]
    #: int32 `[N]`: how many tokens the model was given.
    token_counts: NDArray[np.int32]
    #: int32 `[N]`: how many tokens did not fit into the model.
    dropped_token_counts: NDArray[np.int32]
    #: N sparse vectors, or None unless asked for.
    sparse: list[SparseVector] | None
    #: N arrays float32 `[T, H]`, a vector of length 1 for every token but the first, or None unless asked for.
    colbert: list[NDArray[np.float32]] | None
    #: N reasons why a text was refused, None where it was not.
    reasons: list[str | None]


Call = Callable[[int, int, _library.Results], int]


def run(
    job: Job,
    offsets: NDArray[np.int64],
    call: Call,
    *,
    name: str = "sentences",
    done: Callable[[int], object] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Embeddings:
    """Embeds what `offsets` bound, a batch at a time; Python's signals are looked at between batches.

    `call` hands the inputs from one index up to another to the library; `done` is told how many were done.

    Raises:
        GoldcrestError: as the library fails, or `CancelledError` if `is_cancelled` says so.
    """
    count = len(offsets) - 1
    vectors = np.empty((count, job.column_count), job.dtype)
    token_counts, dropped, statuses = figures = np.zeros((3, count), np.int32)
    sparse: list[SparseVector] | None = [] if job.options.outputs & _library.SPARSE else None
    colbert: list[NDArray[np.float32]] | None = [] if job.options.outputs & _library.COLBERT else None
    row = job.column_count * vectors.itemsize
    at, counts_at = vectors.ctypes.data, figures.ctypes.data
    dropped_at, statuses_at = counts_at + 4 * count, counts_at + 8 * count
    for start, stop in _batches(offsets, job.batch_size):
        if is_cancelled is not None and is_cancelled():
            raise CancelledError(f"ended after {start} of {count} {name}")
        outputs = ctypes.POINTER(_library.Outputs)() if job.options.outputs else None
        results = _library.Results(
            ctypes.sizeof(_library.Results),
            at + start * row,
            (stop - start) * row,
            counts_at + 4 * start,
            dropped_at + 4 * start,
            statuses_at + 4 * start if job.reports else None,
        )
        if outputs is not None:
            results.outputs = ctypes.pointer(outputs)
        status = call(start, stop, results)
        if status != _library.OK:
            raise _library.failure(status, start, name)
        if outputs is not None:
            try:
                _take(outputs.contents, sparse, colbert)
            finally:
                _library.library().goldcrest_outputs_free(outputs)
        if done is not None:
            done(stop - start)
    reasons: list[str | None] = [None] * count
    for index in statuses.nonzero()[0].tolist() if job.reports else ():
        reasons[index] = _reason(job, call, index, vectors)
    return Embeddings(vectors, token_counts, dropped, sparse, colbert, reasons)


def _batches(offsets: NDArray[np.int64], batch_size: int) -> Iterator[tuple[int, int]]:
    """Ranges of at most `batch_size` inputs and `BATCH_BYTE_COUNT` bytes, at least one input each."""
    count = len(offsets) - 1
    if count == 0 or (count <= batch_size and offsets[-1] <= BATCH_BYTE_COUNT):
        # Without any texts, the call still refuses a prompt or a size.
        yield 0, count
        return
    start = 0
    while start < count:
        fitting = int(np.searchsorted(offsets, offsets[start] + BATCH_BYTE_COUNT, side="right")) - 1
        stop = max(start + 1, min(start + batch_size, fitting))
        yield start, stop
        start = stop


def _reason(job: Job, call: Call, index: int, vectors: NDArray[Any]) -> str:
    """Why an input is refused: what the library says of it alone."""
    vectors[index] = 0
    spare = np.empty_like(vectors[index])
    results = _library.Results(ctypes.sizeof(_library.Results), spare.ctypes.data, spare.nbytes)
    outputs = ctypes.POINTER(_library.Outputs)()
    if job.options.outputs:
        results.outputs = ctypes.pointer(outputs)
    status = call(index, index + 1, results)
    if status == _library.OK:
        raise AssertionError(f"input {index} was refused among others and is not alone")
    return str(_library.failure(status)).removeprefix("sentences[0]: ")


def _take(
    outputs: _library.Outputs,
    sparse: list[SparseVector] | None,
    colbert: list[NDArray[np.float32]] | None,
) -> None:
    """Copies what the library made for a batch."""
    count: int = outputs.text_count
    if sparse is not None:
        offsets = _copied(outputs.sparse_offsets, count + 1, np.int64).tolist()
        ids = _copied(outputs.sparse_ids, offsets[-1], np.int32)
        weights = _copied(outputs.sparse_weights, offsets[-1], np.float32)
        sparse += [SparseVector(ids[a:b], weights[a:b]) for a, b in zip(offsets, offsets[1:])]
    if colbert is not None:
        size: int = outputs.colbert_dimension
        offsets = _copied(outputs.colbert_offsets, count + 1, np.int64).tolist()
        rows = _copied(outputs.colbert_vectors, offsets[-1] * size, np.float32).reshape(-1, size)
        colbert += [rows[a:b] for a, b in zip(offsets, offsets[1:])]


def _copied(pointer: Any, count: int, dtype: type[np.generic]) -> NDArray[Any]:
    array = np.empty(count, dtype)
    ctypes.memmove(array.ctypes.data, pointer, array.nbytes)
    return array


def call_of_texts(model: Callable[[], int], job: Job, data: bytes, offsets: NDArray[np.int64]) -> Call:
    """Hands texts to `goldcrest_embed`."""
    embed = _library.library().goldcrest_embed
    at = offsets.ctypes.data

    def call(start: int, stop: int, results: _library.Results) -> int:
        texts = _library.Texts(data, at + 8 * start, stop - start)
        status: int = embed(model(), byref(texts), byref(job.options), byref(results))
        return status

    return call


def call_of_tokens(
    model: Callable[[], int], job: Job, ids: NDArray[np.int32], offsets: NDArray[np.int64]
) -> Call:
    """Hands token ids to `goldcrest_embed_tokens`."""
    embed = _library.library().goldcrest_embed_tokens
    at = offsets.ctypes.data

    def call(start: int, stop: int, results: _library.Results) -> int:
        tokens = _library.Tokens(ids.ctypes.data, at + 8 * start, stop - start)
        status: int = embed(model(), byref(tokens), byref(job.options), byref(results))
        return status

    return call


def with_refused(found: Embeddings, refused: dict[int, str]) -> Embeddings:
    """The results of the texts that the library was given, with rows of zeros for those at `refused`."""
    count = len(found.vectors) + len(refused)
    given = np.array([index for index in range(count) if index not in refused], np.intp)

    def rows(array: NDArray[Any]) -> NDArray[Any]:
        whole = np.zeros((count, *array.shape[1:]), array.dtype)
        whole[given] = array
        return whole

    def items(values: list[Any] | None, missing: Any) -> Any:
        if values is None:
            return None
        rest = iter(values)
        return [missing if index in refused else next(rest) for index in range(count)]

    width = found.colbert[0].shape[1] if found.colbert else 0
    reasons = items(found.reasons, None)
    for index, reason in refused.items():
        reasons[index] = reason
    return Embeddings(
        rows(found.vectors),
        rows(found.token_counts),
        rows(found.dropped_token_counts),
        items(found.sparse, SparseVector(np.empty(0, np.int32), np.empty(0, np.float32))),
        items(found.colbert, np.empty((0, width), np.float32)),
        reasons,
    )


def tokens(
    model: Callable[[], int], data: bytes, options: _library.Options, capacity: int, index: int
) -> list[int]:
    """The token ids of one text, at most `capacity`.

    Raises:
        GoldcrestError: as `goldcrest_tokenize` fails.
    """
    ids = (ctypes.c_int32 * capacity)()
    count = ctypes.c_int64()
    status = _library.library().goldcrest_tokenize(
        model(), data, len(data), byref(options), ids, capacity, byref(count), None
    )
    if status != _library.OK:
        raise _library.failure(status, index, "texts")
    return ids[: count.value]


def token_lists(lists: Iterable[Any]) -> list[NDArray[np.int32]]:
    """Token ids of texts as the library takes them.

    Raises:
        TextTypeError: they are no lists of whole numbers.
    """
    if not hasattr(lists, "__iter__"):
        raise TextTypeError(f"token_ids: expected lists of token ids, found {type(lists).__name__}")
    return [_token_list(ids, f"token_ids[{index}]", index) for index, ids in enumerate(lists)]


def _token_list(ids: Any, name: str, index: int) -> NDArray[np.int32]:
    """Token ids of one text as the library takes them.

    Raises:
        TextTypeError: they are no list of whole numbers.
    """
    try:
        array = np.asarray(ids)
    except ValueError:
        raise TextTypeError(
            f"{name}: expected a list of token ids, found lists of several sizes", index
        ) from None
    if array.size == 0 and array.ndim == 1:
        return np.empty(0, np.int32)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        found = f"{array.dtype} {list(array.shape)}"
        raise TextTypeError(f"{name}: expected a list of token ids, found {found}", index)
    # What does not fit into 32 bits is in no vocabulary, and must not become another id.
    clipped: NDArray[np.int32] = np.clip(array, -1, (1 << 31) - 1).astype(np.int32)
    return clipped
