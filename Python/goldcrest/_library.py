"""The C library: where it lies, what it declares, and its failures as exceptions.

The declarations are those of `goldcrest.h`, which says what each means.
"""

from __future__ import annotations

import ctypes
import os
from ctypes import (
    POINTER,
    c_char_p,
    c_float,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)

from . import errors

#: The version of the header that this module was written after.
VERSION = "0.1"

OK, INVALID_ARGUMENT, FILE, MODEL, PROMPT, DIMENSIONS, OUTPUT, LANGUAGE, TEXT, CLOSED, FORKED, CANCELLED, MEMORY = range(13)  # fmt: skip

SPARSE, COLBERT = 1, 2

_EXCEPTIONS: dict[int, type[errors.GoldcrestError]] = {
    INVALID_ARGUMENT: errors.InvalidArgumentError,
    FILE: errors.FileError,
    MODEL: errors.ModelError,
    PROMPT: errors.PromptError,
    DIMENSIONS: errors.DimensionsError,
    OUTPUT: errors.OutputError,
    LANGUAGE: errors.LanguageError,
    TEXT: errors.TextError,
    CLOSED: errors.ClosedError,
    CANCELLED: errors.CancelledError,
    MEMORY: errors.OutOfMemoryError,
}

#: What is called otherwise in Python than in a message of the library's on an argument.
_NAMES = {
    "options.scheme": "quantize",
    "options.": "",
    "minimum_c": "min_c",
    "target_byte_count": "target_size",
    "thread_count": "threads",
    "normalizes 1": "normalize_embeddings=True",
}


class Prompt(ctypes.Structure):
    """`goldcrest_prompt`."""

    _fields_ = [("name", c_char_p), ("text", c_char_p)]


class Info(ctypes.Structure):
    """`goldcrest_info`."""

    _fields_ = [
        ("dimension", c_int32),
        ("dimensions", POINTER(c_int32)),
        ("dimension_count", c_int32),
        ("maximum_token_count", c_int32),
        ("colbert_dimension", c_int32),
        ("outputs", c_uint32),
        ("normalizes", c_int32),
        ("has_tokenizer", c_int32),
        ("thread_count", c_int32),
        ("prompt_count", c_int32),
        ("prompts", POINTER(Prompt)),
        ("default_prompt_name", c_char_p),
        ("fingerprint", c_char_p),
        ("kernel", c_char_p),
        ("similarity", c_char_p),
    ]


class Options(ctypes.Structure):
    """`goldcrest_options`."""

    _fields_ = [
        ("byte_count", c_size_t),
        ("prompt_name", c_char_p),
        ("prompt_text", c_char_p),
        ("dimension", c_int32),
        ("overflow", c_int32),
        ("precision", c_int32),
        ("bit_order", c_int32),
        ("normalizes", c_int32),
        ("outputs", c_uint32),
        ("progress", c_void_p),
        ("context", c_void_p),
    ]


class Texts(ctypes.Structure):
    """`goldcrest_texts`."""

    _fields_ = [("bytes", c_char_p), ("offsets", c_void_p), ("count", c_int64)]


class Tokens(ctypes.Structure):
    """`goldcrest_tokens`."""

    _fields_ = [("ids", c_void_p), ("offsets", c_void_p), ("count", c_int64)]


class Outputs(ctypes.Structure):
    """`goldcrest_outputs`."""

    _fields_ = [
        ("text_count", c_int64),
        ("sparse_offsets", POINTER(c_int64)),
        ("sparse_ids", POINTER(c_int32)),
        ("sparse_weights", POINTER(c_float)),
        ("colbert_offsets", POINTER(c_int64)),
        ("colbert_vectors", POINTER(c_float)),
        ("colbert_dimension", c_int32),
    ]


class Results(ctypes.Structure):
    """`goldcrest_results`."""

    _fields_ = [
        ("byte_count", c_size_t),
        ("vectors", c_void_p),
        ("vectors_byte_count", c_size_t),
        ("token_counts", c_void_p),
        ("dropped_token_counts", c_void_p),
        ("statuses", c_void_p),
        ("outputs", POINTER(POINTER(Outputs))),
    ]


_library: ctypes.CDLL | None = None

#: Whether `guard_files` was called: a library that is loaded later is told, too.
guards_files = False


def library() -> ctypes.CDLL:
    """The runtime's library, loaded when it is first needed.

    It lies beside this module, unless `GOLDCREST_LIBRARY` names a file or a folder.

    Raises:
        LibraryError: it is missing, or is of another version than this package.
    """
    global _library
    if _library is None:
        _library = _declared(opened(os.path.join(folder(), "libgoldcrest.so"), "the package is not complete"))
    return _library


def folder() -> str:
    """Where the library lies."""
    named = os.environ.get("GOLDCREST_LIBRARY")
    if not named:
        return os.path.dirname(os.path.abspath(__file__))
    return named if os.path.isdir(named) else os.path.dirname(os.path.abspath(named))


def opened(path: str, remedy: str) -> ctypes.CDLL:
    """Loads a library; ctypes releases the GIL while it runs.

    Raises:
        LibraryError: it cannot be loaded; `remedy` is what the user can do.
    """
    if not os.path.exists(path):
        raise errors.LibraryError(f"{path}: expected a library, found none; {remedy}")
    try:
        return ctypes.CDLL(path)
    except OSError as error:
        raise errors.LibraryError(str(error)) from None


def checked(library: ctypes.CDLL, version: bytes) -> ctypes.CDLL:
    """`library`, if its interface is the one that this package was written after."""
    found = version.decode()
    if found.split(".")[:2] != VERSION.split("."):
        raise errors.LibraryError(f"{library._name}: expected version {VERSION}, found {found}")
    return library


def guard_files() -> None:
    """From now on a file that is shortened while it is open is an error, and the process goes on.

    Files are mapped: reading what one has lost raises SIGBUS, which ends the process. This installs a handler that
    takes the faults inside files of this package and passes on all others to the handler that was there before.
    Without this call no signal is touched. A handler that is installed later has to pass on what is not its own.

    Raises:
        FileError: the system does not let the signal be handled.
    """
    global guards_files
    status: int = library().goldcrest_guard_files()
    if status != OK:
        raise failure(status)
    guards_files = True


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    library.goldcrest_version.restype = c_char_p
    library.goldcrest_guard_files.argtypes = []
    library.goldcrest_error_message.restype = c_char_p
    library.goldcrest_error_text_index.restype = c_int64
    library.goldcrest_info_free.restype = None
    library.goldcrest_outputs_free.restype = None
    for name, types in {
        "goldcrest_open": [c_char_p, c_int32, POINTER(c_uint64)],
        "goldcrest_close": [c_uint64],
        "goldcrest_get_info": [c_uint64, POINTER(POINTER(Info))],
        "goldcrest_info_free": [POINTER(Info)],
        "goldcrest_outputs_free": [POINTER(Outputs)],
        "goldcrest_embed": [c_uint64, POINTER(Texts), POINTER(Options), POINTER(Results)],
        "goldcrest_embed_tokens": [c_uint64, POINTER(Tokens), POINTER(Options), POINTER(Results)],
        "goldcrest_tokenize": [
            c_uint64, c_char_p, c_int64, POINTER(Options), c_void_p, c_int64, POINTER(c_int64), POINTER(c_int64),
        ],
    }.items():  # fmt: skip
        getattr(library, name).argtypes = types
    return checked(library, library.goldcrest_version())


def failure(status: int, first: int = 0, name: str = "sentences") -> errors.GoldcrestError:
    """The last failure of this thread as an exception.

    A text's place is that among all of `name`, of which the call was given those from `first` on.
    """
    message: str = library().goldcrest_error_message().decode(errors="replace")
    kind = _EXCEPTIONS.get(status, errors.GoldcrestError)
    if kind is not errors.TextError:
        return exception(status, message)
    index: int = library().goldcrest_error_text_index()
    if index < 0:
        return errors.TextError(message)
    message = message.removeprefix(f"text {index}: ")
    return errors.TextError(f"{name}[{first + index}]: {message}", first + index)


def exception(status: int, message: str) -> errors.GoldcrestError:
    """A failure as an exception, which names arguments as Python does."""
    if status == INVALID_ARGUMENT:
        for name, here in _NAMES.items():
            message = message.replace(name, here)
    return _EXCEPTIONS.get(status, errors.GoldcrestError)(message)
