"""What Goldcrest raises: one class for each kind of thing that is refused, all of them `GoldcrestError`."""

from __future__ import annotations


class GoldcrestError(Exception):
    """Something was refused or failed; the text says where it was, what was expected and what was found."""


class InvalidArgumentError(GoldcrestError, ValueError):
    """An argument that no model takes, such as a batch size of 0."""


class FileError(GoldcrestError):
    """A file is missing, cannot be read or written, or is damaged."""


class ModelError(GoldcrestError):
    """A model that cannot be run or converted, or is another one than before."""


class PromptError(GoldcrestError, ValueError):
    """A prompt that the model does not have."""


class DimensionsError(GoldcrestError, ValueError):
    """A size that the model does not list."""


class OutputError(GoldcrestError, ValueError):
    """Sparse or ColBERT vectors, of a model that has none."""


class LanguageError(GoldcrestError, ValueError):
    """A code of a language that is not known."""


class TextError(GoldcrestError, ValueError):
    """A text that the model does not take: not UTF-8, too long, or its vector is not finite.

    `index` is the position of the text among those given, from 0, or None.
    """

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


class TextTypeError(TextError, TypeError):
    """Something that is no text, such as None, bytes or a list inside the list; `index` as in `TextError`."""


class ClosedError(GoldcrestError):
    """The model is closed."""


class CancelledError(GoldcrestError):
    """The call was told to end before it was done."""


class OutOfMemoryError(GoldcrestError, MemoryError):
    """There is no memory left for the result."""


class LibraryError(GoldcrestError, ImportError):
    """A library or command of Goldcrest is missing, or is of another version than this package."""


class CommandError(GoldcrestError):
    """The command failed; `exit_code` is what it ended with."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class TruncationWarning(UserWarning):
    """Texts were cut to the model's maximum of tokens; only with `overflow="warn"`."""
