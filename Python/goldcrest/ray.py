"""Embedding in Ray Data: `Embed` for `Dataset.map_batches`.

    >>> import ray
    >>> from goldcrest.ray import Embed
    >>> texts = ray.data.read_parquet("texts").repartition(target_num_rows_per_block=10_000)
    >>> texts.map_batches(
    ...     Embed,
    ...     fn_constructor_kwargs={"model": "/models/model.crest", "column": "text"},
    ...     batch_format="pyarrow",
    ...     batch_size=1024,
    ...     compute=ray.data.ActorPoolStrategy(size=4),
    ...     num_cpus=2,
    ... ).write_parquet("vectors")

`num_cpus` is how many threads each worker embeds with. A block goes to one worker, and Ray reads small files into one
block: `repartition` gives each worker some. All workers of a machine share the memory of the file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import ray

from ._parts import Job, PartWriter
from ._rows import OnError, TableEmbedder, opened
from .embedder import Embedder, EncodeOptions
from .errors import FileError, InvalidArgumentError

if TYPE_CHECKING:
    from typing_extensions import Unpack


class StoredModel(NamedTuple):
    """A model in Ray's object store, as `put` makes it; it is small and may be handed to workers."""

    #: The bytes of the file as NumPy's `uint8 [N]`.
    reference: Any
    byte_count: int
    sha256: str
    fingerprint: str


def put(path: str | os.PathLike[str]) -> StoredModel:
    """Puts the model at `path`, on the machine that calls, into the object store, for machines without the file.

    Raises:
        GoldcrestError: as `Embedder`.
    """
    with Embedder(path, threads=1) as embedder:
        fingerprint = embedder.fingerprint
    data = np.fromfile(path, np.uint8)
    return StoredModel(ray.put(data), data.size, hashlib.sha256(data.data).hexdigest(), fingerprint)


class Embed:
    """A class for `map_batches`: adds vectors to batches of texts.

    A worker opens the model once. Vectors are `fixed_size_list<float>[D]`, or of what `precision` asks for; other
    columns, rows and their order in a batch stay as they are. Ray promises no order of batches: keep an id.
    """

    def __init__(
        self,
        model: str | os.PathLike[str] | StoredModel,
        *,
        column: str = "text",
        output_column: str = "embedding",
        error_column: str = "embedding_error",
        on_error: OnError = "raise",
        threads: int | None = None,
        fingerprint: str | None = None,
        **options: Unpack[EncodeOptions],
    ) -> None:
        """Opens the model, in the worker.

        Args:
            model: a path on every machine, or what `put` gave: each machine then writes the file once, into its
                folder for temporary files, where it stays for the next job.
            column: the column of texts.
            output_column: what the column of vectors is called.
            error_column: what the column of reasons is called; there is one with `on_error="null"`.
            on_error: what becomes of a row that is null, is not UTF-8, is too long with `overflow="error"`, or whose
                vector is not finite: "raise" fails the job, "null" gives a null and the reason.
            threads: by default as many as the worker's CPUs.
            fingerprint: if given, a model with another one is refused.
            options: those of `Embedder.encode`.

        Raises:
            GoldcrestError: the model cannot be opened, or does not take an option.
        """
        if isinstance(model, StoredModel):
            path, fingerprint = _written(model), fingerprint or model.fingerprint
        else:
            path = os.path.abspath(model)
        embedder = opened(path, threads or _slot_cpus(), fingerprint)
        self._embed = TableEmbedder(embedder, column, output_column, error_column, on_error, **options)

    def __call__(self, batch: pa.Table) -> pa.Table:
        """The batch with the new columns.

        Raises:
            InvalidArgumentError: the batch is no Arrow table, lacks the column, or has one of the new names.
            TextTypeError: the column does not hold strings.
            TextError: a row is refused and `on_error` is "raise".
        """
        if not isinstance(batch, pa.Table):
            # As NumPy arrays, integers with a null among them have become floats, and large ids other ids.
            raise InvalidArgumentError(
                f'batch: expected an Arrow table (batch_format="pyarrow"), found {type(batch).__name__}'
            )
        return self._embed(batch)


def write_parts(
    job: Job, indexes: list[int], workers: int | None, threads: int | None
) -> Iterator[tuple[int, int]]:
    """Writes parts of a job, and gives for each how many rows were refused.

    Raises:
        ray.exceptions.RayError: a worker's exception is within it.
    """
    if not ray.is_initialized():
        ray.init()
    cpus = threads or 1
    workers = workers or max(1, int(ray.cluster_resources().get("CPU", 1) // cpus))
    # A worker that held a second part would keep it from one that has nothing to do.
    pool = ray.data.ActorPoolStrategy(size=min(workers, len(indexes)), max_tasks_in_flight_per_actor=1)
    items = ray.data.from_items([{"part": index} for index in indexes], override_num_blocks=len(indexes))
    done = items.map(_RayPartWriter, fn_constructor_kwargs={"job": job}, compute=pool, num_cpus=cpus)
    for row in done.iter_rows():
        yield row["part"], row["refused"]


class _RayPartWriter:
    """Writes the parts that a worker of Ray is given."""

    def __init__(self, job: Job) -> None:
        self._write = PartWriter(job, _slot_cpus())

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"part": row["part"], "refused": self._write(row["part"])}


def _slot_cpus() -> int:
    """The CPUs that Ray gave to this worker, at least 1."""
    return max(1, int(ray.get_runtime_context().get_assigned_resources().get("CPU", 1)))


def _written(model: StoredModel) -> str:
    """The path of the model's file on this machine, which the first worker writes and the others wait for.

    Raises:
        FileError: the folder belongs to somebody else, or the object is not what was put.
    """
    folder = Path(tempfile.gettempdir(), f"goldcrest-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077 or folder.is_symlink():
        raise FileError(f"{folder}: expected a folder that nobody else can write to")
    path = folder / f"{model.sha256}.crest"
    with open(folder / f"{model.sha256}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists() or path.stat().st_size != model.byte_count:
            data = ray.get(model.reference)
            if hashlib.sha256(data).hexdigest() != model.sha256:
                raise FileError(f"{path}: expected the object of sha256 {model.sha256}, found another")
            temporary = folder / f"{uuid.uuid4().hex}.tmp"
            try:
                with open(temporary, "xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
    return str(path)
