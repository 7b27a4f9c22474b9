"""Making `.crest` files and judging them: `goldcrest[convert]`, which has the library and the command for it."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p
from typing import Any

from . import _library
from ._background import Progress, in_background
from ._file import checked_path
from ._run import counted
from .errors import CommandError, InvalidArgumentError, LibraryError

_REMEDY = "pip install goldcrest[convert]"


class _ConvertOptions(ctypes.Structure):
    """`goldcrest_convert_options`."""

    _fields_ = [
        ("byte_count", c_size_t),
        ("scheme", c_char_p),
        ("minimum_cosine", c_double),
        ("target_byte_count", c_int64),
        ("calibration", c_char_p),
        ("calibration_texts", POINTER(c_char_p)),
        ("pooling", c_char_p),
        ("dimensions", POINTER(c_int32)),
        ("dimension_count", c_int32),
        ("thread_count", c_int32),
        ("languages", POINTER(c_char_p)),
        ("vocabulary_texts", POINTER(c_char_p)),
        ("overwrites", c_int32),
        ("resumes", c_int32),
        ("progress", c_void_p),
        ("context", c_void_p),
    ]


class _Conversion(ctypes.Structure):
    """`goldcrest_conversion`."""

    _fields_ = [
        ("file_byte_count", c_int64),
        ("fingerprint", c_char_p),
        ("notes", POINTER(c_char_p)),
        ("note_count", c_int32),
    ]


class _VerifyOptions(ctypes.Structure):
    """`goldcrest_verify_options`."""

    _fields_ = [
        ("byte_count", c_size_t),
        ("golden", c_char_p),
        ("original", c_char_p),
        ("vectors", c_char_p),
        ("texts", POINTER(c_char_p)),
        ("prompt_name", c_char_p),
        ("prompt_text", c_char_p),
        ("dimension", c_int32),
        ("thread_count", c_int32),
        ("minimum_cosine", c_double),
        ("minimum_centered_cosine", c_double),
        ("progress", c_void_p),
        ("context", c_void_p),
    ]


class _Fidelity(ctypes.Structure):
    """`goldcrest_fidelity`."""

    _fields_ = [
        ("passes", c_int32),
        ("text_count", c_int64),
        ("mean_cosine", c_double),
        ("minimum_cosine", c_double),
        ("mean_centered_cosine", c_double),
        ("neighbour_overlap", c_double),
        ("router_agreement", c_double),
        ("token_mismatch_count", c_int64),
    ]


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
        None if calibration is None or isinstance(calibration, str) else _strings(calibration, "calibration")
    )
    sizes = [counted(size, "dimensions") for size in dimensions or ()]
    options = _ConvertOptions(
        byte_count=ctypes.sizeof(_ConvertOptions),
        scheme=_name(quantize, "quantize"),
        minimum_cosine=_fraction(min_cosine, "min_cosine"),
        target_byte_count=0 if target_size is None else counted(target_size, "target_size", 63),
        calibration=_name(calibration, "calibration") if isinstance(calibration, str) else None,
        calibration_texts=own,
        pooling=None if pooling is None else _name(pooling, "pooling"),
        dimensions=(c_int32 * len(sizes))(*sizes) if sizes else None,
        dimension_count=len(sizes),
        thread_count=0 if threads is None else counted(threads, "threads"),
        languages=None if languages is None else _strings(languages, "languages"),
        vocabulary_texts=None if keep_texts is None else _strings(keep_texts, "keep_texts"),
        overwrites=1 if overwrite else 0,
        resumes=1 if resume else 0,
    )
    library = _conversion_library()
    made = POINTER(_Conversion)()
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
    options = _VerifyOptions(
        byte_count=ctypes.sizeof(_VerifyOptions),
        texts=None if texts is None else _strings(texts, "texts"),
        prompt_name=None if prompt_name is None or prompt is not None else _name(prompt_name, "prompt_name"),
        prompt_text=None if prompt is None else _name(prompt, "prompt"),
        dimension=0 if truncate_dim is None else counted(truncate_dim, "truncate_dim"),
        thread_count=0 if threads is None else counted(threads, "threads"),
        minimum_cosine=_fraction(min_cosine, "min_cosine"),
        minimum_centered_cosine=_fraction(min_centered_cosine, "min_centered_cosine"),
        **files,
    )
    library = _conversion_library()
    found = _Fidelity()
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


def evaluate(
    model: str | os.PathLike[str],
    beir: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    **options: Any,
) -> dict[str, Any]:
    """Measures retrieval on datasets in the layout of BEIR, as `goldcrest eval` does.

    Args:
        model: a `.crest` file or a model's folder.
        beir: a folder with one dataset or several, or a list of such folders.
        options: those of the command, as in `against="other.crest"`, `top=100` or `query_prompt="query"`.

    Returns:
        The command's report: nDCG@10, recall and MRR of every dataset and their mean.

    Raises:
        CommandError: the command failed, and says why.
        LibraryError: `goldcrest[convert]` is not installed.
    """
    folders = [beir] if isinstance(beir, (str, os.PathLike)) else list(beir)
    return _report(["eval", checked_path(model, "model")], {"beir": folders, **options})


def inspect(model: str | os.PathLike[str], *, check: bool = False, tensors: bool = False) -> dict[str, Any]:
    """What is inside a `.crest` file, or what would be converted of a model's folder.

    Args:
        model: a `.crest` file or a model's folder.
        check: whether every checksum and rule is checked, and known vectors are computed.
        tensors: whether the tensors are listed.

    Returns:
        The command's report: configuration, prompts, sizes, bit widths, fingerprint.

    Raises:
        CommandError: the file is refused.
        LibraryError: `goldcrest[convert]` is not installed.
    """
    return _report(["inspect", checked_path(model, "model")], {"check": check, "tensors": tensors})


def folder() -> str:
    """Where the conversion's library and the command lie.

    Raises:
        LibraryError: `goldcrest[convert]` is not installed.
    """
    if os.environ.get("GOLDCREST_LIBRARY"):
        return _library.folder()
    try:
        import goldcrest_convert
    except ImportError:
        raise LibraryError(f"converting needs a second package; {_REMEDY}") from None
    return os.path.dirname(os.path.abspath(str(goldcrest_convert.__file__)))


def command() -> str:
    """The path of the command `goldcrest`.

    Raises:
        LibraryError: `goldcrest[convert]` is not installed.
    """
    path = os.path.join(folder(), "goldcrest")
    if not os.access(path, os.X_OK):
        raise LibraryError(f"{path}: expected the command, found none; {_REMEDY}")
    return path


_loaded: ctypes.CDLL | None = None


def _conversion_library() -> ctypes.CDLL:
    """The conversion's library, loaded when it is first needed."""
    global _loaded
    if _loaded is None:
        library = _library.opened(os.path.join(folder(), "libgoldcrest-convert.so"), _REMEDY)
        library.goldcrest_convert_version.restype = c_char_p
        library.goldcrest_convert_error_message.restype = c_char_p
        library.goldcrest_conversion_free.restype = None
        library.goldcrest_convert.argtypes = [
            c_char_p, c_char_p, POINTER(_ConvertOptions), POINTER(POINTER(_Conversion)),
        ]  # fmt: skip
        library.goldcrest_conversion_free.argtypes = [POINTER(_Conversion)]
        library.goldcrest_verify.argtypes = [c_char_p, POINTER(_VerifyOptions), POINTER(_Fidelity)]
        _loaded = _library.checked(library, library.goldcrest_convert_version())
    return _loaded


def _run(call: Callable[[int], int], progress: Progress | None, show_progress_bar: bool) -> None:
    library = _conversion_library()

    def checked(progress_function: int) -> None:
        status = call(progress_function)
        if status != _library.OK:
            message: str = library.goldcrest_convert_error_message().decode(errors="replace")
            raise _library.exception(status, message)

    in_background(checked, progress, show_progress_bar)


def _report(arguments: list[str], options: Mapping[str, Any]) -> dict[str, Any]:
    """What the command prints with `--json`; True is a flag, a list an option that is repeated."""
    import json
    import subprocess

    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item is True:
                arguments.append(flag)
            elif item is not None and item is not False:
                # One word, as a value may begin with a dash.
                arguments.append(f"{flag}={os.fspath(item) if isinstance(item, os.PathLike) else item}")
    done = subprocess.run([command(), *arguments, "--json"], stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        reason = lines[-1].removeprefix("goldcrest: ").removeprefix("error: ") if lines else "it said nothing"
        raise CommandError(f"goldcrest {arguments[0]}: {reason}", done.returncode)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _name(text: Any, argument: str) -> bytes:
    """A str as the library takes it.

    Raises:
        InvalidArgumentError: it is none, or has a zero character or a lone surrogate.
    """
    if isinstance(text, str) and "\0" not in text:
        try:
            return text.encode()
        except UnicodeEncodeError:
            pass
    raise InvalidArgumentError(f"{argument}: expected text that is UTF-8 without zeros, found {text!r}")


def _strings(texts: Iterable[str], argument: str) -> Any:
    """A list of C strings that ends with null."""
    if isinstance(texts, (str, bytes)):
        raise InvalidArgumentError(f"{argument}: expected a list of str, found {type(texts).__name__}")
    items = [_name(text, f"{argument}[{index}]") for index, text in enumerate(texts)]
    return (c_char_p * (len(items) + 1))(*items, None)


def _fraction(value: float | None, argument: str) -> float:
    """A threshold for a cosine; 0 is the library's usual one."""
    if value is None:
        return 0
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    raise InvalidArgumentError(f"{argument}: expected a number above 0, at most 1, found {value!r}")
