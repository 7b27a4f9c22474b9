"""Making `.crest` files and holding them against their originals, by the library of `goldcrest[convert]`."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterable, Sequence
from ctypes import POINTER, byref, c_int32
from typing import Any

from . import _conversion_library as c
from . import _library
from ._background import Progress, in_background
from ._file import checked_path
from ._options import counted
from .errors import InvalidArgumentError


def convert(
    model: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    quantize: str = "int8",
    min_cosine: float | None = None,
    target_size: int | None = None,
    calibration: str | Iterable[str] | None = None,
    pooling: str | None = None,
    dimensions: Sequence[int] | None = None,
    languages: Iterable[str] | None = None,
    keep_texts: Iterable[str] | None = None,
    threads: int | None = None,
    overwrite: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
    show_progress_bar: bool = False,
) -> dict[str, Any]:
    """Converts a HuggingFace model to a `.crest` file, as `goldcrest convert` does.

    The file appears complete or not at all. Ctrl-C ends the conversion; of a calibration the layers that are done
    then stay in `OUTPUT.calibration`, from which `resume` goes on.

    Args:
        model: the model's folder, or its file of weights.
        output: the file to write.
        quantize: "int8", "int4", "auto", "f16" or "none".
        min_cosine: with "auto", the mean cosine that the file must reach; by default 0.995.
        target_size: with "auto", the most bytes of the file instead.
        calibration: "built-in", "none", or your own texts; by default built-in for int4 and auto, none for others.
        pooling: "mean", "cls", "max", "mean_sqrt_len_tokens", "weightedmean" or "lasttoken", if the model's files do
            not say it.
        dimensions: the sizes that vectors may be cut to, descending, if they do not say it.
        languages: codes (ISO 639-1) of languages whose part of the vocabulary stays; by default all of it does.
        keep_texts: texts whose part of the vocabulary stays.
        threads: by default as many as there are usable cores.
        overwrite: whether a file that is there is replaced.
        resume: whether an interrupted calibration goes on.
        progress: called with what is done and how much there is to do.
        show_progress_bar: whether tqdm shows progress, if it is installed.

    Returns:
        `path`, `bytes`, `fingerprint` and `notes`, lines that a user should know of how the files were read.

    Raises:
        ModelError: the model is refused.
        FileError: the result cannot be written.
        LanguageError, TextError: a vocabulary or texts that cannot be used.
        InvalidArgumentError: an argument that no model takes.
        LibraryError: `goldcrest[convert]` is not installed.
    """
    target = checked_path(output, "output")
    own = (
        None
        if calibration is None or isinstance(calibration, str)
        else c.c_strings(calibration, "calibration")
    )
    if dimensions is not None and not isinstance(dimensions, Iterable):
        raise InvalidArgumentError(f"dimensions: expected a list of sizes, found {dimensions!r}")
    sizes = [counted(size, "dimensions") for size in dimensions or ()]
    options = c.ConvertOptions(
        byte_count=ctypes.sizeof(c.ConvertOptions),
        scheme=c.c_string(quantize, "quantize"),
        minimum_cosine=_fraction(min_cosine, "min_cosine"),
        target_byte_count=0 if target_size is None else counted(target_size, "target_size", 63),
        calibration=c.c_string(calibration, "calibration") if isinstance(calibration, str) else None,
        calibration_texts=own,
        pooling=None if pooling is None else c.c_string(pooling, "pooling"),
        dimensions=(c_int32 * len(sizes))(*sizes) if sizes else None,
        dimension_count=len(sizes),
        thread_count=0 if threads is None else counted(threads, "threads"),
        languages=None if languages is None else c.c_strings(languages, "languages"),
        vocabulary_texts=None if keep_texts is None else c.c_strings(keep_texts, "keep_texts"),
        overwrites=1 if overwrite else 0,
        resumes=1 if resume else 0,
    )
    library = c.library()
    made = POINTER(c.Conversion)()
    source = os.fsencode(checked_path(model, "model"))

    def call(progress_function: int) -> int:
        options.progress = progress_function
        status: int = library.goldcrest_convert(source, os.fsencode(target), byref(options), byref(made))
        return status

    _run(call, progress, show_progress_bar)
    try:
        found = made.contents
        return {
            "path": target,
            "bytes": found.file_byte_count,
            "fingerprint": found.fingerprint.decode(),
            "notes": [line.decode() for line in found.notes[: found.note_count]] if found.note_count else [],
        }
    finally:
        library.goldcrest_conversion_free(made)


def verify(
    path: str | os.PathLike[str],
    *,
    original: str | os.PathLike[str] | None = None,
    golden: str | os.PathLike[str] | None = None,
    vectors: str | os.PathLike[str] | None = None,
    texts: Iterable[str] | None = None,
    prompt_name: str | None = None,
    prompt: str | None = None,
    truncate_dim: int | None = None,
    threads: int | None = None,
    min_cosine: float | None = None,
    min_centered_cosine: float | None = None,
    progress: Progress | None = None,
    show_progress_bar: bool = False,
) -> dict[str, Any]:
    """Compares the vectors of a `.crest` file with a reference, as `goldcrest verify` does.

    Args:
        path: the `.crest` file.
        original: the folder of the model that it was made of; without `texts`, built-in ones are compared.
        golden: a golden file, which `Scripts/golden/make_golden` makes with sentence-transformers.
        vectors: vectors that another program gave for `texts`: a file `.npy`, `.json` or `.jsonl`.
        texts: what is embedded.
        prompt_name: one of the model's prompts; `prompt` is one of your own.
        truncate_dim: the size that vectors are cut to; by default the reference's.
        threads: by default as many as there are usable cores.
        min_cosine, min_centered_cosine: what the means must reach; by default 0.99 and nothing.
        progress, show_progress_bar: as for `convert`.

    Returns:
        `passes`, whether all figures are finite and reach the thresholds, and the figures: `text_count`,
        `mean_cosine`, `minimum_cosine`, `mean_centered_cosine`, `neighbour_overlap`, `router_agreement` (None without
        experts) and `token_mismatch_count`.

    Raises:
        FileError, ModelError: a file or model cannot be read.
        PromptError, DimensionsError, TextError: the model does not take what is asked for.
        InvalidArgumentError: not exactly one of `original`, `golden` and `vectors` is given.
        LibraryError: `goldcrest[convert]` is not installed.
    """
    references = {"original": original, "golden": golden, "vectors": vectors}
    given = [name for name, value in references.items() if value is not None]
    if len(given) != 1:
        raise InvalidArgumentError(
            f"expected one of original, golden, vectors, found {', '.join(given) or 'none'}"
        )
    files = {
        name: None if value is None else os.fsencode(checked_path(value, name))
        for name, value in references.items()
    }
    options = c.VerifyOptions(
        byte_count=ctypes.sizeof(c.VerifyOptions),
        texts=None if texts is None else c.c_strings(texts, "texts"),
        prompt_name=(
            None if prompt_name is None or prompt is not None else c.c_string(prompt_name, "prompt_name")
        ),
        prompt_text=None if prompt is None else c.c_string(prompt, "prompt"),
        dimension=0 if truncate_dim is None else counted(truncate_dim, "truncate_dim"),
        thread_count=0 if threads is None else counted(threads, "threads"),
        minimum_cosine=_fraction(min_cosine, "min_cosine"),
        minimum_centered_cosine=_fraction(min_centered_cosine, "min_centered_cosine"),
        **files,
    )
    library = c.library()
    found = c.Fidelity()
    source = os.fsencode(checked_path(path))

    def call(progress_function: int) -> int:
        options.progress = progress_function
        status: int = library.goldcrest_verify(source, byref(options), byref(found))
        return status

    _run(call, progress, show_progress_bar)
    return {
        "passes": found.passes != 0,
        "text_count": found.text_count,
        "mean_cosine": found.mean_cosine,
        "minimum_cosine": found.minimum_cosine,
        "mean_centered_cosine": found.mean_centered_cosine,
        "neighbour_overlap": found.neighbour_overlap,
        "router_agreement": found.router_agreement if found.router_agreement >= 0 else None,
        "token_mismatch_count": found.token_mismatch_count,
    }


def _run(call: Callable[[int], int], progress: Progress | None, show_progress_bar: bool) -> None:
    library = c.library()

    def checked(progress_function: int) -> None:
        status = call(progress_function)
        if status != _library.OK:
            message: str = library.goldcrest_convert_error_message().decode(errors="replace")
            raise _library.exception(status, message)

    in_background(checked, progress, show_progress_bar)


def _fraction(value: float | None, argument: str) -> float:
    """A threshold for a cosine; 0 is the library's usual one."""
    if value is None:
        return 0
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    raise InvalidArgumentError(f"{argument}: expected a number above 0, at most 1, found {value!r}")
