"""An open `.crest` file: one handle for each process, what there is to know of it, closing and pickling."""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from ctypes import byref
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _library
from ._library import FORKED, OK, library
from ._options import OUTPUTS, counted
from .errors import ClosedError, InvalidArgumentError, ModelError

if TYPE_CHECKING:
    from typing_extensions import Self


class Model(NamedTuple):
    """A handle of the library's and what it says of the model."""

    handle: int
    #: The id of the process that opened it; the library's threads are in no other.
    process: int
    path: str
    dimension: int
    dimensions: list[int]
    maximum_token_count: int
    thread_count: int
    has_tokenizer: bool
    outputs: list[str]
    prompts: dict[str, str]
    default_prompt_name: str | None
    fingerprint: str
    kernel: str
    similarity: str


def opened(path: str, thread_count: int) -> Model:
    """Opens the file at `path`.

    Raises:
        FileError, ModelError, InvalidArgumentError: as `goldcrest_open` fails.
    """
    handle = ctypes.c_uint64()
    _check(library().goldcrest_open(os.fsencode(path), thread_count, byref(handle)))
    info = ctypes.POINTER(_library.Info)()
    try:
        _check(library().goldcrest_get_info(handle, byref(info)))
    except BaseException:
        library().goldcrest_close(handle)
        raise
    try:
        found = info.contents
        default = found.default_prompt_name
        prompts = found.prompts[: found.prompt_count] if found.prompt_count else []
        return Model(
            handle=handle.value,
            process=os.getpid(),
            path=path,
            dimension=found.dimension,
            dimensions=found.dimensions[: found.dimension_count],
            maximum_token_count=found.maximum_token_count,
            thread_count=found.thread_count,
            has_tokenizer=found.has_tokenizer != 0,
            outputs=[name for name, bit in OUTPUTS.items() if found.outputs & bit],
            prompts={prompt.name.decode(): prompt.text.decode() for prompt in prompts},
            default_prompt_name=None if default is None else default.decode(),
            fingerprint=found.fingerprint.decode(),
            kernel=found.kernel.decode(),
            similarity=found.similarity.decode(),
        )
    finally:
        library().goldcrest_info_free(info)


def closed(handle: int, process: int) -> None:
    """Closes a handle in the process that opened it; in another there is nothing to close."""
    if process == os.getpid():
        library().goldcrest_close(handle)


def _check(status: int) -> None:
    if status != OK:
        raise _library.failure(status)


#: Held while a file is opened again. Another thread may have held it when the process was forked.
_reopening = threading.Lock()


def _forked() -> None:
    global _reopening
    _reopening = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


class ModelFile:
    """What `Embedder` does besides embedding."""

    def __init__(self, path: str | os.PathLike[str], threads: int | None = None) -> None:
        """Opens the file at `path`; its weights are not read until they are used.

        Args:
            path: a `.crest` file.
            threads: how many threads embed, the caller's included; by default as many as there are usable cores.

        Raises:
            FileError: the file is missing or damaged.
            ModelError: this machine or library cannot run it.
            InvalidArgumentError: `path` is no path or `threads` no number above 0.
            LibraryError: the library is missing.
        """
        self._model: Model | None = None
        self._threads = None if threads is None else counted(threads, "threads")
        self._open(checked_path(path))

    def _open(self, path: str) -> Model:
        model = opened(path, self._threads or 0)
        self._finalizer = weakref.finalize(self, closed, model.handle, model.process)
        # The process frees all there is when it ends.
        self._finalizer.atexit = False
        self._model = model
        return model

    def _opened(self) -> Model:
        """The model in this process: in one that was forked, the file is opened again.

        Raises:
            ClosedError: it is closed.
            FileError, ModelError: as opening fails, and if the file holds another model by now.
        """
        model = self._model
        if model is not None and model.process != os.getpid():
            with _reopening:
                before, model = model, self._model
                if model is not None and model.process != os.getpid():
                    model = self._reopened(before.path, before.fingerprint)
        if model is None:
            raise ClosedError("the embedder is closed")
        return model

    def _reopened(self, path: str, fingerprint: str) -> Model:
        """Opens a file that has been open before; other vectors than before would be mixed with those."""
        model = self._open(path)
        if model.fingerprint != fingerprint:
            self.close()
            raise ModelError(f"{path}: expected fingerprint {fingerprint}, found {model.fingerprint}")
        return model

    def close(self) -> None:
        """Closes the file; what another thread calls ends with `ClosedError`, after its batch. Twice is once."""
        model, self._model = self._model, None
        if model is not None:
            # Once: a second time would be a failure of the library's, in the place of the one that is being read.
            self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        model = self._opened()
        return _unpickled, (type(self), model.path, self._threads, model.fingerprint)

    def __repr__(self) -> str:
        model = self._model
        name = type(self).__name__
        if model is None:
            return f"{name}(closed)"
        return f"{name}({model.path!r}, dimension={model.dimension}, kernel={model.kernel!r})"

    @property
    def path(self) -> str:
        """The absolute path of the file."""
        return self._opened().path

    @property
    def threads(self) -> int:
        """How many threads embed."""
        return self._opened().thread_count

    @property
    def fingerprint(self) -> str:
        """What identifies the vectors: an index holds vectors of one fingerprint."""
        return self._opened().fingerprint

    @property
    def kernel(self) -> str:
        """The kernels that run, such as `avx2`."""
        return self._opened().kernel

    @property
    def max_seq_length(self) -> int:
        """The most tokens of one text, prompt and special tokens included."""
        return self._opened().maximum_token_count

    @property
    def prompts(self) -> dict[str, str]:
        """The model's prompts, text by name, in the order of its files."""
        return dict(self._opened().prompts)

    @property
    def default_prompt_name(self) -> str | None:
        """The name of the prompt that is used if none is chosen."""
        return self._opened().default_prompt_name

    @property
    def dimensions(self) -> list[int]:
        """The sizes that vectors may be cut to, descending; the first is that of a whole vector."""
        return list(self._opened().dimensions)

    @property
    def outputs(self) -> list[str]:
        """What there is besides vectors: "sparse", "colbert", both or neither."""
        return list(self._opened().outputs)

    @property
    def similarity_fn_name(self) -> str:
        """How similarity is meant: "cosine", "dot", "euclidean" or "manhattan"."""
        return self._opened().similarity

    def get_embedding_dimension(self) -> int:
        """How many components a vector has unless `truncate_dim` asks for others."""
        return self._opened().dimension

    def get_sentence_embedding_dimension(self) -> int:
        """`get_embedding_dimension` by its older name."""
        return self._opened().dimension


def checked_path(path: Any, name: str = "path") -> str:
    """A path as an absolute one, which stays right when the working directory changes.

    Raises:
        InvalidArgumentError: it is no path.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise InvalidArgumentError(f"{name}: expected str or os.PathLike, found {type(path).__name__}")
    text = os.fsdecode(path)
    if not text or "\0" in text:
        raise InvalidArgumentError(f"{name}: expected a path, found {text!r}")
    return os.path.abspath(text)


def _unpickled(kind: type[ModelFile], path: str, threads: int | None, fingerprint: str) -> ModelFile:
    """What a pickle is in the process that reads it: the file opened again."""
    file = kind.__new__(kind)
    file._model, file._threads = None, threads
    file._reopened(path, fingerprint)
    return file
