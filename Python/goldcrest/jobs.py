"""Jobs over Parquet files, cut into parts: what is done stays done when a job dies and is started again.

    >>> from goldcrest.jobs import embed_parquet
    >>> embed_parquet("texts", "vectors", "/models/model.crest", engine="ray", workers=8)

A part is a number of rows of one input file and becomes one file of the output folder, which is whole or not there.
Ray or Spark spread the parts; the same call, with whatever engine, goes on where an earlier one ended.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ._file import checked_path
from ._parts import TEMPORARY, Job, JobError, PartWriter, commit, finished, parts_of
from ._rows import OnError, checked_columns, opened
from .embedder import EncodeOptions
from .errors import FileError, InvalidArgumentError

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["Engine", "JobError", "JobReport", "embed_parquet"]

Engine = Literal["local", "ray", "spark"]

#: What the job is. Readers of Parquet folders pass over names that begin with an underscore.
_MANIFEST = "_goldcrest.json"
_LOCK = "_goldcrest.lock"

#: Options of `encode` that change no bit of a vector, so that a job may go on with others.
_NO_BITS = ("batch_size", "show_progress_bar")


class JobReport(NamedTuple):
    """What became of a job."""

    part_count: int
    #: How many parts were there from an earlier start.
    skipped_part_count: int
    row_count: int
    #: How many rows have a null for a vector; 0 with `on_error="raise"`.
    refused_row_count: int


def embed_parquet(
    input: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    model: str | os.PathLike[str],
    *,
    engine: Engine = "local",
    part_rows: int = 10_000,
    workers: int | None = None,
    threads: int | None = None,
    column: str = "text",
    columns: Sequence[str] | None = None,
    output_column: str = "embedding",
    error_column: str = "embedding_error",
    on_error: OnError = "raise",
    **options: Unpack[EncodeOptions],
) -> JobReport:
    """Embeds a column of Parquet files into a folder of Parquet files, or finishes a job that was interrupted.

    Rows keep their order: file after file, part after part. The schema of a part has the metadata
    `goldcrest.fingerprint`, `goldcrest.prompt`, `goldcrest.dimensions` and `goldcrest.precision`.

    Args:
        input: a file, a folder, whose `.parquet` files count in the order of their names, or a list of such.
        output: a folder that is missing, empty, or of the same job.
        model: a `.crest` file. Like input and output it is a path on every machine.
        engine: "local", this process; "ray", by Ray Data; "spark", by the active Spark session.
        part_rows: the rows of a part, at most; a worker holds the vectors of one in memory.
        workers: how many workers Ray starts; by default as many as it has CPUs for.
        threads: the threads of a worker; by default all cores with "local", 1 with "ray", and with "spark" as many
            as `spark.task.cpus`.
        column: the column of texts.
        columns: the columns of the input that the output has, by default all.
        output_column: what the column of vectors is called.
        error_column: what the column of reasons is called; there is one with `on_error="null"`.
        on_error: what becomes of a row that is null, is not UTF-8, is too long with `overflow="error"`, or whose
            vector is not finite: "raise" fails the job, and parts that are done stay; "null" gives a null and the
            reason.
        options: those of `Embedder.encode`.

    Raises:
        JobError: the output is not of the same input, model and options, or another process works there.
        InvalidArgumentError: an argument, or a file without the columns.
        TextError: a row is refused; Ray and Spark report it in an exception of their own.
        GoldcrestError: the model cannot be opened, or does not take an option.
    """
    _checked(engine, part_rows, workers)
    folder, path = Path(checked_path(output, "output")), checked_path(model, "model")
    fingerprint = opened(path, 1).fingerprint
    kept = None if columns is None else list(columns)
    inputs = [_described(file) for file in _files(input)]
    manifest = {
        "version": 1,
        "fingerprint": fingerprint,
        "part_rows": part_rows,
        "column": column,
        "columns": kept,
        "output_column": output_column,
        "error_column": error_column,
        "on_error": on_error,
        "options": {name: value for name, value in options.items() if name not in _NO_BITS},
        "inputs": inputs,
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, default=int) + "\n"
    identifier = hashlib.sha256(text.encode()).hexdigest()
    parts = parts_of(inputs, part_rows)
    names = (column, output_column, error_column)
    job = Job(identifier, str(folder), path, fingerprint, parts, kept, *names, on_error, options)
    added = job.embedder(1).added()
    for file in inputs:
        _check_columns(file["path"], [column, *(kept or [])], added)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder}: {error.strerror}") from None
    with _locked(folder):
        _claim(folder, text)
        for leftover in folder.glob(TEMPORARY + "*"):
            leftover.unlink()
        refused = {
            index: finished(job, part) for index, part in enumerate(parts) if (folder / part.name).exists()
        }
        skipped, left = len(refused), [index for index in range(len(parts)) if index not in refused]
        if left:
            refused.update(_written(job, left, engine, workers, threads))
    return JobReport(len(parts), skipped, sum(part.row_count for part in parts), sum(refused.values()))


def _written(
    job: Job, indexes: list[int], engine: Engine, workers: int | None, threads: int | None
) -> Iterable[tuple[int, int]]:
    """Writes parts by an engine, and gives for each how many rows were refused."""
    if engine == "ray":
        from .ray import write_parts

        return write_parts(job, indexes, workers, threads)
    if engine == "spark":
        from .spark import write_parts as write_spark_parts

        return write_spark_parts(job, indexes, threads)
    write = PartWriter(job, threads)
    return ((index, write(index)) for index in indexes)


def _checked(engine: str, part_rows: object, workers: object) -> None:
    """Refuses arguments that fit no job.

    Raises:
        InvalidArgumentError: by name.
    """
    if engine not in ("local", "ray", "spark"):
        raise InvalidArgumentError(f'engine: expected "local", "ray" or "spark", found {engine!r}')
    if isinstance(part_rows, bool) or not isinstance(part_rows, int) or part_rows < 1:
        raise InvalidArgumentError(f"part_rows: expected a whole number above 0, found {part_rows!r}")
    if workers is not None and engine != "ray":
        raise InvalidArgumentError(f'workers: expected engine="ray", found {engine!r}')


def _files(input: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[str]:
    """The input files in their order.

    Raises:
        FileError: there is none.
        InvalidArgumentError: something is no path.
    """
    if isinstance(input, (list, tuple)):
        if not input:
            raise FileError("input: expected files or folders, found an empty list")
        return [file for one in input for file in _files(one)]
    path = checked_path(input, "input")
    if not os.path.isdir(path):
        return [path]
    names = sorted(name for name in os.listdir(path) if name.endswith(".parquet") and name[0] not in "._")
    if not names:
        raise FileError(f"{path}: expected .parquet files, found none")
    return [os.path.join(path, name) for name in names]


def _described(path: str) -> dict[str, Any]:
    """What identifies an input file.

    Raises:
        FileError: it is no Parquet file.
    """
    try:
        status = os.stat(path)
        row_count = pq.read_metadata(path).num_rows
    except (OSError, pa.ArrowInvalid) as error:
        raise FileError(f"{path}: {error}") from None
    return {
        "path": path,
        "byte_count": status.st_size,
        "modified_ns": status.st_mtime_ns,
        "row_count": row_count,
    }


def _check_columns(path: str, needed: Sequence[str], added: Sequence[str]) -> None:
    """Refuses a file that lacks a column, or has one that is to be added. Raises as `checked_columns`."""
    present = pq.read_schema(path).names
    try:
        for name in needed:
            checked_columns(present, name, added)
    except InvalidArgumentError as error:
        raise InvalidArgumentError(f"{path}: {error}") from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds the folder for this process; the lock ends with it, however it ends.

    Raises:
        JobError: another process holds it.
    """
    with open(folder / _LOCK, "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JobError(f"{folder}: another process is at work on this job") from None
        yield


def _claim(folder: Path, text: str) -> None:
    """Writes the manifest, or compares it with the one that is there.

    Raises:
        JobError: the folder holds another job, or something else.
    """
    path = folder / _MANIFEST
    if not path.exists():
        others = sorted(
            file.name
            for file in folder.iterdir()
            if file.name != _LOCK and not file.name.startswith(TEMPORARY)
        )
        if others:
            raise JobError(f"{folder}: expected an empty folder or one of a job, found {others[0]}")
        commit(path, lambda file: file.write(text.encode()))
        return
    try:
        before, now = dict(_leaves(json.loads(path.read_bytes()))), dict(_leaves(json.loads(text)))
    except ValueError:
        raise JobError(f"{path}: expected the manifest of a job, found no JSON") from None
    for name in [*now, *before]:
        if before.get(name) != now.get(name):
            found, expected = now.get(name), before.get(name)
            raise JobError(f"{path}: expected {name} {expected!r} as when the job began, found {found!r}")


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Each value in a tree of JSON, with its place as its name."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _leaves(one, f"{name}.{key}" if name else key)
    elif isinstance(value, list) and value:
        for index, one in enumerate(value):
            yield from _leaves(one, f"{name}[{index}]")
    else:
        yield name, value
