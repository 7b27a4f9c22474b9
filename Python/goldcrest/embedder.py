"""The model: opening it, turning texts into vectors, closing it."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _options, _run, _similarity, _texts
from ._file import Model, ModelFile
from ._progress import bar
from ._run import Embeddings, SparseVector
from .errors import TruncationWarning

if TYPE_CHECKING:
    from typing_extensions import Unpack

Precision = Literal["float32", "float16", "int8", "binary", "ubinary"]
Overflow = Literal["truncate", "warn", "error"]
BitOrder = Literal["big", "little"]


class EncodeOptions(TypedDict, total=False):
    """The options of `Embedder.encode`, which its other methods take too."""

    prompt_name: str | None
    prompt: str | None
    batch_size: int
    show_progress_bar: bool | None
    normalize_embeddings: bool
    precision: Precision
    truncate_dim: int | None
    overflow: Overflow
    bit_order: BitOrder


class Embedder(ModelFile):
    """An embedding model in a `.crest` file, shaped as `SentenceTransformer`.

        >>> embedder = Embedder("model.crest")
        >>> vectors = embedder.encode(["Where is the station?", "It is over there."])

    The file is mapped, so that all processes of a machine share its memory. Any number of threads may use one
    embedder; the library runs without the GIL. It pickles by its path, and opens its file again by
    itself in a process that was forked. The same file and text give the same bits on every CPU, for any number
    of threads and any batch.

    It is a context manager: `with Embedder(path) as embedder:` closes it at the end.
    """

    @overload
    def encode(
        self,
        sentences: str | Iterable[str],
        prompt_name: str | None = ...,
        prompt: str | None = ...,
        batch_size: int = ...,
        show_progress_bar: bool | None = ...,
        *,
        normalize_embeddings: bool = ...,
        precision: Precision = ...,
        truncate_dim: int | None = ...,
        convert_to_numpy: Literal[True] = ...,
        overflow: Overflow = ...,
        bit_order: BitOrder = ...,
    ) -> NDArray[Any]: ...

    @overload
    def encode(
        self,
        sentences: str | Iterable[str],
        prompt_name: str | None = ...,
        prompt: str | None = ...,
        batch_size: int = ...,
        show_progress_bar: bool | None = ...,
        *,
        normalize_embeddings: bool = ...,
        precision: Precision = ...,
        truncate_dim: int | None = ...,
        convert_to_numpy: bool,
        overflow: Overflow = ...,
        bit_order: BitOrder = ...,
    ) -> NDArray[Any] | list[NDArray[Any]]: ...

    def encode(
        self,
        sentences: str | Iterable[str],
        prompt_name: str | None = None,
        prompt: str | None = None,
        batch_size: int = 64,
        show_progress_bar: bool | None = None,
        *,
        normalize_embeddings: bool = False,
        precision: Precision = "float32",
        truncate_dim: int | None = None,
        convert_to_numpy: bool = True,
        overflow: Overflow = "truncate",
        bit_order: BitOrder = "big",
    ) -> NDArray[Any] | list[NDArray[Any]]:
        """The vectors `[N, D]` of texts, in their order, or `[D]` of one `str`.

        An empty list gives `[0, D]`, an empty text the vector of the special tokens alone.

        Args:
            sentences: a `str`, or a list, a tuple, a NumPy array or another iterable of `str`.
            prompt_name: one of `prompts`, put before each text; by default `default_prompt_name`.
            prompt: a prompt of your own, "" for none; `prompt_name` then does not count.
            batch_size: how many texts are embedded at a time, at most. It changes no bit; Ctrl-C and progress act
                between batches.
            show_progress_bar: whether tqdm shows progress, if it is installed.
            normalize_embeddings: gives vectors length 1 even if the model does not.
            precision: "float32"; "float16"; "int8", a signed byte for each component of a vector of length 1, as
                sqlite-vec's `vec_quantize_int8` makes it; "ubinary", a bit, set above 0, for each component,
                `uint8 [N, (D + 7) // 8]`; "binary", the same less 128, `int8`.
            truncate_dim: the size that vectors are cut to, one of `dimensions`.
            convert_to_numpy: if False, a list of N arrays `[D]` instead of one array.
            overflow: what becomes of a text that is too long: "truncate", "warn", which cuts it and warns with
                `TruncationWarning`, or "error".
            bit_order: where the first of eight components has its bit: "big", the highest, as `numpy.packbits`, or
                "little", the lowest, as sqlite-vec's `vec_quantize_binary`.

        Raises:
            TextError: a text is refused; nothing is returned. `encode_rows` goes on instead.
            TextTypeError: something is no `str`; both have its `index`.
            PromptError, DimensionsError: the model does not have what is asked for.
            ModelError: the model was made without a tokenizer.
            InvalidArgumentError: an argument that no model takes.
            ClosedError: the embedder is closed.
        """
        vectors = self._embed(
            sentences,
            prompt_name=prompt_name,
            prompt=prompt,
            batch_size=batch_size,
            show_progress_bar=show_progress_bar,
            normalize_embeddings=normalize_embeddings,
            precision=precision,
            truncate_dim=truncate_dim,
            overflow=overflow,
            bit_order=bit_order,
        ).vectors
        if isinstance(sentences, str):
            return vectors[0]  # type: ignore[no-any-return]
        return vectors if convert_to_numpy else list(vectors)

    def encode_query(self, sentences: str | Iterable[str], **options: Unpack[EncodeOptions]) -> NDArray[Any]:
        """The vectors of queries: as `encode`, with the prompt `query` if no other is asked for.

        Without one there is no prompt, not even the model's default, as in sentence-transformers.
        """
        return self.encode(sentences, **self._prompted(options, ["query"]))

    def encode_document(
        self, sentences: str | Iterable[str], **options: Unpack[EncodeOptions]
    ) -> NDArray[Any]:
        """The vectors of documents: as `encode`, with a prompt for documents if no other is asked for.

        That is the first of `document`, `passage` and `corpus` that the model has, or none.
        """
        return self.encode(sentences, **self._prompted(options, ["document", "passage", "corpus"]))

    def encode_sparse(
        self, sentences: str | Iterable[str], **options: Unpack[EncodeOptions]
    ) -> list[SparseVector] | SparseVector:
        """The sparse vectors of texts, each `(ids, weights)`, or that of one `str`; options are those of `encode`.

        Raises:
            OutputError: the model has none; otherwise as `encode`.
        """
        sparse = self._embed(sentences, outputs=["sparse"], **options).sparse or []
        return sparse[0] if isinstance(sentences, str) else sparse

    def encode_colbert(
        self, sentences: str | Iterable[str], **options: Unpack[EncodeOptions]
    ) -> list[NDArray[np.float32]] | NDArray[np.float32]:
        """The ColBERT vectors of texts, each float32 `[T, H]` for all tokens but the first, or those of one `str`.

        Options are those of `encode`.

        Raises:
            OutputError: the model has none; otherwise as `encode`.
        """
        colbert = self._embed(sentences, outputs=["colbert"], **options).colbert or []
        return colbert[0] if isinstance(sentences, str) else colbert

    def encode_rows(
        self, sentences: Iterable[Any], **options: Unpack[EncodeOptions]
    ) -> tuple[NDArray[Any], list[str | None]]:
        """The vectors `[N, D]` of texts, and for each the reason why it was refused, or None.

        A row that is refused, or is no `str`, is zero, and the call goes on. Options are those of `encode`.

        Raises:
            GoldcrestError: as `encode`, but for single texts.
        """
        found = self._embed(sentences, reports=True, **options)
        return found.vectors, found.reasons

    def embed(
        self,
        sentences: str | Iterable[Any],
        outputs: Sequence[str] = (),
        *,
        reports: bool = False,
        **options: Unpack[EncodeOptions],
    ) -> Embeddings:
        """All that the model gives for texts, in one run: vectors, how many tokens each has and how many were cut off.

        Args:
            sentences: as for `encode`; one `str` counts as a list of it.
            outputs: "sparse" and "colbert", as the model has them.
            reports: whether a text that is refused has a row of zeros and its reason, instead of ending the call.
            options: those of `encode`.

        Raises:
            OutputError: the model has no such output; otherwise as `encode`.
        """
        return self._embed(sentences, outputs=outputs, reports=reports, **options)

    async def encode_async(
        self, sentences: str | Iterable[str], **options: Unpack[EncodeOptions]
    ) -> NDArray[Any]:
        """`encode` in a thread of its own; a task that is cancelled ends the call after the batch that runs.

        Raises:
            GoldcrestError: as `encode`.
            asyncio.CancelledError: the task was cancelled.
        """
        import asyncio

        is_over = threading.Event()
        try:
            found = await asyncio.to_thread(self._embed, sentences, is_cancelled=is_over.is_set, **options)
        finally:
            is_over.set()
        return found.vectors[0] if isinstance(sentences, str) else found.vectors

    def encode_tokens(self, token_ids: Iterable[ArrayLike], **options: Unpack[EncodeOptions]) -> NDArray[Any]:
        """The vectors `[N, D]` of texts that are token ids, special tokens and prompt included, as `tokenize` gives.

        Options are those of `encode`; a prompt only says how many tokens are left out of pooling, by a model that
        does so.

        Raises:
            GoldcrestError: as `encode`.
        """
        rows = _run.token_lists(token_ids)
        job = self._job(options)
        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=offsets[1:])
        ids = np.concatenate([*rows, np.empty(0, np.int32)])
        call = _run.call_of_tokens(self._handle, job, ids, offsets)
        with bar(options.get("show_progress_bar"), len(rows)) as done:
            return _run.run(job, offsets, call, name="token_ids", done=done).vectors

    def similarity(self, embeddings1: ArrayLike, embeddings2: ArrayLike) -> NDArray[np.float32]:
        """The similarity `[N, M]` of N vectors of floats to M, as the model means it; higher is more alike.

        Raises:
            InvalidArgumentError: the vectors are no floats, or not of one size.
        """
        return _similarity.similarity(self.similarity_fn_name, embeddings1, embeddings2)

    def similarity_pairwise(self, embeddings1: ArrayLike, embeddings2: ArrayLike) -> NDArray[np.float32]:
        """The similarity `[N]` of N vectors of floats to N others, each to the one of its place.

        Raises:
            InvalidArgumentError: the vectors are no floats, not of one size, or not as many.
        """
        return _similarity.similarity_pairwise(self.similarity_fn_name, embeddings1, embeddings2)

    @overload
    def tokenize(  # type: ignore[overload-overlap]
        self, texts: str, prompt_name: str | None = ..., prompt: str | None = ...
    ) -> list[int]: ...

    @overload
    def tokenize(
        self, texts: Iterable[str], prompt_name: str | None = ..., prompt: str | None = ...
    ) -> list[list[int]]: ...

    def tokenize(
        self, texts: str | Iterable[str], prompt_name: str | None = None, prompt: str | None = None
    ) -> list[int] | list[list[int]]:
        """The token ids of texts as the model is given them: with the prompt and special tokens, cut, not padded.

        sentence-transformers gives a dictionary of padded tensors instead.

        Raises:
            TextError, TextTypeError, PromptError, ModelError, ClosedError: as `encode`.
        """
        model = self._opened()
        one = isinstance(texts, str)
        items = [texts] if one else _texts.listed(texts, "texts")
        data, offsets = _texts.packed(items, "texts")
        options = _options.prompt_options(prompt_name, prompt)
        rows = []
        for index, (start, stop) in enumerate(zip(offsets.tolist(), offsets[1:].tolist())):
            rows.append(
                _run.tokens(self._handle, data[start:stop], options, model.maximum_token_count, index)
            )
        return rows[0] if one else rows

    def _handle(self) -> int:
        return self._opened().handle

    def _prompted(self, options: EncodeOptions, names: Sequence[str]) -> EncodeOptions:
        """`options` with the first of the prompts `names` that the model has, or none, unless they choose one."""
        if options.get("prompt_name") is not None or options.get("prompt") is not None:
            return options
        prompts = self._opened().prompts
        for name in names:
            if name in prompts:
                return {**options, "prompt_name": name}
        return {**options, "prompt": ""}

    def _job(
        self, options: EncodeOptions, outputs: Sequence[str] = (), reports: bool = False
    ) -> _options.Job:
        given: dict[str, Any] = {
            name: value for name, value in options.items() if name != "show_progress_bar"
        }
        model = self._opened()
        return _options.job(model.dimension, model.dimensions[0], outputs=outputs, reports=reports, **given)

    def _embed(
        self,
        sentences: Any,
        outputs: Sequence[str] = (),
        reports: bool = False,
        is_cancelled: Callable[[], bool] | None = None,
        **options: Unpack[EncodeOptions],
    ) -> Embeddings:
        job = self._job(options, outputs, reports)
        refused: dict[int, str] = {}
        if isinstance(sentences, str) and not reports:
            data, offsets = _texts.packed_one(sentences)
        else:
            items = [sentences] if isinstance(sentences, str) else _texts.listed(sentences)
            if reports:
                refused = _texts.refusals(items)
                items = [text for index, text in enumerate(items) if index not in refused]
            data, offsets = _texts.packed(items)
        call = _run.call_of_texts(self._handle, job, data, offsets)
        with bar(options.get("show_progress_bar"), len(offsets) - 1) as done:
            found = _run.run(job, offsets, call, done=done, is_cancelled=is_cancelled)
        if refused:
            found = _run.with_refused(found, refused)
        if options.get("overflow") == "warn":
            _warn(found.dropped_token_counts)
        return found


def _warn(dropped: NDArray[np.int32]) -> None:
    """Warns whoever called the package of texts that were cut, once for all of them."""
    cut = dropped.nonzero()[0]
    if len(cut):
        first, count = cut[0], dropped[cut[0]]
        message = (
            f"{len(cut)} of {len(dropped)} texts were cut, the first sentences[{first}] by {count} tokens"
        )
        level, frame = 1, sys._getframe()
        while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("goldcrest."):
            level, frame = level + 1, frame.f_back
        warnings.warn(TruncationWarning(message), stacklevel=level)
