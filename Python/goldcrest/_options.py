"""How texts are embedded: options of Python's as those of the library, and checks of what the library cannot check."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from . import _library
from .errors import InvalidArgumentError, PromptError

#: The library's number for a precision, NumPy's type for it, and whether eight components share a byte.
PRECISIONS: dict[str, tuple[int, type[np.generic], bool]] = {
    "float32": (0, np.float32, False),
    "float16": (1, np.float16, False),
    "int8": (2, np.int8, False),
    "binary": (3, np.int8, True),
    "ubinary": (4, np.uint8, True),
}
BIT_ORDERS = {"big": 0, "little": 1}
#: What becomes of a text that is too long; "warn" cuts it as "truncate" does.
OVERFLOWS = {"truncate": 0, "warn": 0, "error": 1}
OUTPUTS = {"sparse": _library.SPARSE, "colbert": _library.COLBERT}


class Job(NamedTuple):
    """How texts are embedded, as the library takes it, and what the arrays for them look like."""

    options: _library.Options
    dtype: type[np.generic]
    column_count: int
    batch_size: int
    #: Whether a text that is refused leaves a row of zeros and its reason, instead of ending the call.
    reports: bool


def job(
    dimension: int,
    largest: int,
    *,
    outputs: Sequence[str],
    reports: bool,
    prompt_name: str | None = None,
    prompt: str | None = None,
    batch_size: int = 64,
    normalize_embeddings: bool = False,
    precision: str = "float32",
    truncate_dim: int | None = None,
    overflow: str = "truncate",
    bit_order: str = "big",
) -> Job:
    """Checks what the library cannot; `dimension` is the model's usual size, `largest` that of a whole vector.

    Raises:
        InvalidArgumentError: a name that is not known, a size that is no number above 0.
        PromptError: a prompt that is no str.
    """
    number, dtype, is_bits = PRECISIONS[chosen(precision, PRECISIONS, "precision")]
    flags = 0
    for output in outputs:
        flags |= OUTPUTS[chosen(output, OUTPUTS, "outputs")]
    size = dimension if truncate_dim is None else counted(truncate_dim, "truncate_dim")
    options = prompt_options(prompt_name, prompt)
    options.dimension = 0 if truncate_dim is None else size
    options.overflow = OVERFLOWS[chosen(overflow, OVERFLOWS, "overflow")]
    options.precision = number
    options.bit_order = BIT_ORDERS[chosen(bit_order, BIT_ORDERS, "bit_order")]
    options.normalizes = 1 if normalize_embeddings else 0
    options.outputs = flags
    # The library refuses a larger size, for whose vectors there may be no memory.
    size = min(size, largest)
    columns = (size + 7) // 8 if is_bits else size
    return Job(options, dtype, columns, counted(batch_size, "batch_size"), reports)


def prompt_options(prompt_name: str | None, prompt: str | None) -> _library.Options:
    """The library's usual options with a prompt; one's own counts before a name.

    Raises:
        PromptError: it is no str.
    """
    return _library.Options(
        ctypes.sizeof(_library.Options),
        None if prompt_name is None or prompt is not None else _c_string(prompt_name, "prompt_name"),
        None if prompt is None else _c_string(prompt, "prompt"),
    )


def chosen(name: str, names: dict[str, Any], argument: str) -> str:
    """`name`, if it is one of `names`.

    Raises:
        InvalidArgumentError: it is not.
    """
    if isinstance(name, str) and name in names:
        return name
    raise InvalidArgumentError(f"{argument}: expected {', '.join(names)}, found {name!r}")


def counted(value: Any, argument: str, bits: int = 31) -> int:
    """`value` as an int above 0 of at most so many bits.

    Raises:
        InvalidArgumentError: it is none.
    """
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and 0 < value < 1 << bits:
        return int(value)
    raise InvalidArgumentError(f"{argument}: expected a whole number above 0, found {value!r}")


def _c_string(text: Any, argument: str) -> bytes:
    """A prompt or its name, which the library takes up to the first zero."""
    if not isinstance(text, str):
        raise PromptError(f"{argument}: expected str, found {type(text).__name__}")
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise PromptError(f"{argument}: expected text that is UTF-8, found a lone surrogate") from None
    if b"\0" in data:
        raise PromptError(f"{argument}: expected text without a zero character, found one")
    return data
