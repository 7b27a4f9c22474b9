"""The conversion's C library: where it lies and what it declares, after `goldcrest_convert.h`."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p
from typing import Any

from . import _library
from .errors import InvalidArgumentError, LibraryError

#: What to do about a missing library or command.
REMEDY = "pip install goldcrest[convert]"


class ConvertOptions(ctypes.Structure):
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


class Conversion(ctypes.Structure):
    """`goldcrest_conversion`."""

    _fields_ = [
        ("file_byte_count", c_int64),
        ("fingerprint", c_char_p),
        ("notes", POINTER(c_char_p)),
        ("note_count", c_int32),
    ]


class VerifyOptions(ctypes.Structure):
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


class Fidelity(ctypes.Structure):
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
        raise LibraryError(f"converting needs a second package; {REMEDY}") from None
    return os.path.dirname(os.path.abspath(str(goldcrest_convert.__file__)))


_loaded: ctypes.CDLL | None = None


def library() -> ctypes.CDLL:
    """The conversion's library, loaded when it is first needed."""
    global _loaded
    if _loaded is None:
        library = _library.opened(os.path.join(folder(), "libgoldcrest-convert.so"), REMEDY)
        library.goldcrest_convert_version.restype = c_char_p
        library.goldcrest_convert_error_message.restype = c_char_p
        library.goldcrest_conversion_free.restype = None
        library.goldcrest_convert.argtypes = [
            c_char_p, c_char_p, POINTER(ConvertOptions), POINTER(POINTER(Conversion)),
        ]  # fmt: skip
        library.goldcrest_conversion_free.argtypes = [POINTER(Conversion)]
        library.goldcrest_verify.argtypes = [c_char_p, POINTER(VerifyOptions), POINTER(Fidelity)]
        _loaded = _library.checked(library, library.goldcrest_convert_version())
    if _library.guards_files:
        status: int = _loaded.goldcrest_convert_guard_files()
        if status != _library.OK:
            message: str = _loaded.goldcrest_convert_error_message().decode(errors="replace")
            raise _library.exception(status, message)
    return _loaded


def c_string(text: Any, argument: str) -> bytes:
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


def c_strings(texts: Iterable[str], argument: str) -> Any:
    """A list of C strings that ends with null."""
    if isinstance(texts, (str, bytes)):
        raise InvalidArgumentError(f"{argument}: expected a list of str, found {type(texts).__name__}")
    items = [c_string(text, f"{argument}[{index}]") for index, text in enumerate(texts)]
    return (c_char_p * (len(items) + 1))(*items, None)
