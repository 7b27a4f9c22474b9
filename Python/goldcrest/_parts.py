"""The parts of a job over Parquet files: which rows each has, reading them, writing one so that it is whole or not there."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ._rows import OnError, TableEmbedder, opened
from .embedder import Embedder, EncodeOptions
from .errors import FileError, GoldcrestError

#: What names of files that are being written begin with; readers of Parquet folders pass over them.
TEMPORARY = ".goldcrest-"


class JobError(GoldcrestError):
    """A job cannot go on: its folder holds something else, its input has changed, or another process works there."""


class Part(NamedTuple):
    """`row_count` rows, from row `first`, of the file at `path`, for the file `name` of the output."""

    name: str
    path: str
    first: int
    row_count: int
    #: The size and the time of change of the file when the job began.
    state: tuple[int, int]


class Job(NamedTuple):
    """All that a worker must know; it pickles."""

    #: SHA-256 of the manifest.
    identifier: str
    output: str
    model: str
    fingerprint: str
    parts: list[Part]
    #: The columns of the input that the output has, or None for all.
    columns: list[str] | None
    column: str
    output_column: str
    error_column: str
    on_error: OnError
    options: EncodeOptions

    def embedder(self, threads: int | None) -> TableEmbedder:
        """What adds the vectors.

        Raises:
            ModelError: the file holds another model than when the job began.
            GoldcrestError: as `Embedder`.
        """
        model = opened(self.model, threads, self.fingerprint)
        names = (self.column, self.output_column, self.error_column)
        return TableEmbedder(model, *names, self.on_error, **self.options)


def parts_of(inputs: Sequence[Mapping[str, Any]], row_count: int) -> list[Part]:
    """Parts of at most `row_count` rows, none of which has rows of two files."""
    ranges = [
        (
            file["path"],
            first,
            min(row_count, file["row_count"] - first),
            (file["byte_count"], file["modified_ns"]),
        )
        for file in inputs
        for first in range(0, file["row_count"], row_count)
    ]
    digits = max(5, len(str(len(ranges))))
    return [Part(f"part-{index:0{digits}}.parquet", *found) for index, found in enumerate(ranges)]


class PartWriter:
    """Writes parts of a job."""

    def __init__(self, job: Job, threads: int | None) -> None:
        """Opens the model. Raises as `Job.embedder`."""
        self._job = job
        self._embed = job.embedder(threads)

    def __call__(self, index: int) -> int:
        """Writes part `index`, and gives the number of its rows that were refused.

        Raises:
            TextError: a row is refused and `on_error` is "raise".
            JobError: the input has changed since the job began.
            FileError: a file cannot be read.
        """
        job, part = self._job, self._job.parts[index]
        columns = None if job.columns is None else list(dict.fromkeys([*job.columns, job.column]))
        table = self._embed(_read(part, columns), part.path, part.first)
        if job.columns is not None:
            table = table.select([*job.columns, *self._embed.added()])
        refused: int = table.column(job.output_column).null_count
        own = _metadata(job, part, refused, self._embed.embedder)
        # Keys as Arrow gives them, so that those of an earlier job, whose output this one reads, are replaced.
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **own})
        # Dictionaries and compression only cost time where all numbers differ.
        plain = [name for name in table.schema.names if name != job.output_column]
        commit(
            Path(job.output, part.name),
            lambda file: pq.write_table(
                table, file, use_dictionary=plain, compression={name: "zstd" for name in plain}
            ),
        )
        return refused


def finished(job: Job, part: Part) -> int:
    """The number of refused rows of a part that is in the output folder already.

    Raises:
        JobError: it is another job's, or damaged.
    """
    path = Path(job.output, part.name)
    try:
        found = pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise JobError(f"{path}: expected a part of this job, found a damaged file: {error}") from None
    metadata = found.metadata or {}
    if metadata.get(b"goldcrest.job") != job.identifier.encode() or found.num_rows != part.row_count:
        raise JobError(f"{path}: expected a part of this job, found another file")
    return int(metadata[b"goldcrest.refused_rows"])


def commit(path: Path, write: Callable[[Any], None]) -> None:
    """Writes a file under another name, and gives it its own when it is on the disk."""
    temporary = path.with_name(f"{TEMPORARY}{path.name}-{uuid.uuid4().hex}")
    try:
        with open(temporary, "xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(part: Part, columns: list[str] | None) -> pa.Table:
    """The rows of a part; of the file, the row groups that hold some are read up to the last of them.

    Raises:
        JobError: the file has changed since the job began.
        FileError: it cannot be read.
    """
    try:
        with pq.ParquetFile(part.path) as file:
            batches = list(_batches(file, part, columns))
            table = pa.Table.from_batches(batches) if batches else file.schema_arrow.empty_table()
        status = os.stat(part.path)
    except (OSError, pa.ArrowInvalid) as error:
        raise FileError(f"{part.path}: {error}") from None
    if table.num_rows != part.row_count:
        end = part.first + part.row_count
        raise JobError(f"{part.path}: expected {end} rows, found {part.first + table.num_rows}")
    if (status.st_size, status.st_mtime_ns) != part.state:
        raise JobError(f"{part.path}: expected the file as it was when the job began, found it changed")
    return table


def _batches(file: pq.ParquetFile, part: Part, columns: list[str] | None) -> Iterator[pa.RecordBatch]:
    """The rows of a part, as pieces of the batches in which they are read."""
    begin, end = part.first, part.first + part.row_count
    groups: list[int] = []
    offset, start = 0, 0
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        if offset < end and begin < offset + count:
            start = start if groups else offset
            groups.append(group)
        offset += count
    for batch in file.iter_batches(row_groups=groups, columns=columns):
        if begin < start + batch.num_rows:
            yield batch.slice(max(0, begin - start), min(end, start + batch.num_rows) - max(begin, start))
        start += batch.num_rows
        if start >= end:
            return


def _metadata(job: Job, part: Part, refused: int, embedder: Embedder) -> dict[bytes, str]:
    """What the schema of a part says of its vectors."""
    prompt = job.options.get("prompt")
    if prompt is None:
        name = job.options.get("prompt_name") or embedder.default_prompt_name
        prompt = "" if name is None else embedder.prompts[name]
    return {
        b"goldcrest.fingerprint": job.fingerprint,
        b"goldcrest.prompt": prompt,
        b"goldcrest.dimensions": str(job.options.get("truncate_dim") or embedder.get_embedding_dimension()),
        b"goldcrest.precision": job.options.get("precision") or "float32",
        b"goldcrest.job": job.identifier,
        b"goldcrest.input": part.path,
        b"goldcrest.first_row": str(part.first),
        b"goldcrest.refused_rows": str(refused),
    }
