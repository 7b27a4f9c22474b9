"""Python's texts as the library takes them: the UTF-8 of all of them, one after another, and where each begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .errors import TextError, TextTypeError


class PackedTexts(NamedTuple):
    """Texts in one buffer: text `i` is `data[offsets[i]:offsets[i + 1]]`."""

    data: bytes
    #: int64 `[N + 1]`, ascending from 0.
    offsets: NDArray[np.int64]


def listed(sentences: Any, name: str = "sentences") -> list[Any]:
    """What is given for texts as a list; its items are not looked at.

    Raises:
        TextTypeError: it holds no texts, such as None, bytes, a dictionary, a table or an array of numbers.
    """
    if isinstance(sentences, list):
        return sentences
    if isinstance(sentences, np.ndarray):
        if sentences.dtype.kind in "UOT" and sentences.ndim > 0:
            return list(sentences.tolist())
        found = f"a numpy array of {sentences.dtype} with shape {list(sentences.shape)}"
        raise TextTypeError(f"{name}: expected texts, found {found}")
    # A dictionary or a data frame would give the names of its columns.
    is_table = isinstance(sentences, Mapping) or getattr(sentences, "ndim", 1) != 1
    if not is_table and not isinstance(sentences, (bytes, bytearray, memoryview)):
        # A column of pandas or Arrow is made a list without an object of its own for each item.
        for method in ("tolist", "to_pylist"):
            if hasattr(sentences, method):
                return list(getattr(sentences, method)())
        if hasattr(sentences, "__iter__"):
            return list(sentences)
    raise TextTypeError(f"{name}: expected a str or a list of str, found {_kind(sentences)}")


def packed(texts: list[Any], name: str = "sentences") -> PackedTexts:
    """Texts in one buffer.

    Raises:
        TextTypeError: one is no str.
        TextError: one has a lone surrogate, which UTF-8 cannot hold.
    """
    offsets = np.zeros(len(texts) + 1, np.int64)
    try:
        joined = "".join(texts)
        if joined.isascii():
            lengths, data = map(len, texts), joined.encode()
        else:
            encoded = [text.encode() for text in texts]
            lengths, data = map(len, encoded), b"".join(encoded)
    except (TypeError, UnicodeEncodeError):
        for index, text in enumerate(texts):
            if (reason := refusal(text)) is not None:
                kind = TextError if isinstance(text, str) else TextTypeError
                raise kind(f"{name}[{index}]: {reason}", index) from None
        raise
    np.cumsum(np.fromiter(lengths, np.int64, len(texts)), out=offsets[1:])
    return PackedTexts(data, offsets)


def packed_one(text: str, name: str = "sentences") -> PackedTexts:
    """One text in a buffer.

    Raises:
        TextError: it has a lone surrogate, which UTF-8 cannot hold.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise TextError(f"{name}: {refusal(text)}", 0) from None
    return PackedTexts(data, np.array([0, len(data)], np.int64))


def refusals(texts: list[Any]) -> dict[int, str]:
    """Why some of `texts` are no texts, by their place."""
    return {index: reason for index, text in enumerate(texts) if (reason := refusal(text)) is not None}


def refusal(text: Any) -> str | None:
    """Why something is no text that a model could take, or None."""
    if not isinstance(text, str):
        return f"expected str, found {_kind(text)}"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        return (
            f"expected text that is UTF-8, found the lone surrogate U+{code:04X} at character {error.start}"
        )
    return None


def _kind(value: Any) -> str:
    """What the type of a value is called."""
    if isinstance(value, float) and value != value:
        return "NaN"
    return type(value).__name__
