"""Text embeddings by Goldcrest: quantised models in one file, mapped and run without PyTorch.

    >>> from goldcrest import Embedder
    >>> embedder = Embedder("model.crest")
    >>> vectors = embedder.encode(["Where is the station?", "It is over there."])
    >>> embedder.similarity(vectors, vectors)

`Embedder` opens a file and turns texts into vectors; it is shaped as `SentenceTransformer`.

`convert` makes such a file of a model's folder, `verify` holds it against the original, `evaluate` measures
retrieval, and `inspect` says what is inside. They need the second package: `pip install goldcrest[convert]`.

Everything that is refused is a `GoldcrestError`; `goldcrest.errors` has its classes.
"""

from ._library import guard_files
from ._run import Embeddings, SparseVector
from .command import evaluate, inspect
from .conversion import convert, verify
from .embedder import Embedder
from .errors import (
    CancelledError,
    ClosedError,
    CommandError,
    DimensionsError,
    FileError,
    GoldcrestError,
    InvalidArgumentError,
    LanguageError,
    LibraryError,
    ModelError,
    OutOfMemoryError,
    OutputError,
    PromptError,
    TextError,
    TextTypeError,
    TruncationWarning,
)

__version__ = "0.1.0"

__all__ = [
    "CancelledError",
    "ClosedError",
    "CommandError",
    "DimensionsError",
    "Embedder",
    "Embeddings",
    "FileError",
    "GoldcrestError",
    "InvalidArgumentError",
    "LanguageError",
    "LibraryError",
    "ModelError",
    "OutOfMemoryError",
    "OutputError",
    "PromptError",
    "SparseVector",
    "TextError",
    "TextTypeError",
    "TruncationWarning",
    "convert",
    "evaluate",
    "guard_files",
    "inspect",
    "verify",
]
