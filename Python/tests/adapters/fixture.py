"""What the tests of all adapters share: a model with prompts for queries and documents, and texts."""

import importlib
import unittest
from collections.abc import Sequence
from types import ModuleType
from typing import ClassVar

import guide
import numpy as np
import support
from numpy.typing import ArrayLike, NDArray

import goldcrest

DOCUMENTS = [
    "Copies one or more files or folders to a new place.",
    "The station is over there, behind the church.",
    "Tea is served at five.\nWith cake, if there is any.",
    "",
    "  two  spaces, a\ttab and an emoji: \N{TEAPOT}  ",
]
QUERY = "how do I copy a file\nto another folder?"


def library(name: str) -> ModuleType | None:
    """The module of that name, or none where its package is not installed."""
    package = name.partition(".")[0]
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        return None


class AdapterTest(unittest.TestCase):
    """Tests against vectors that `goldcrest.Embedder` gives with prompts named one by one."""

    #: The adapter's section of ADAPTERS.md.
    section: ClassVar[str]
    path: ClassVar[str]
    embedder: ClassVar[goldcrest.Embedder]
    documents: ClassVar[NDArray[np.float32]]
    query: ClassVar[NDArray[np.float32]]
    nearest: ClassVar[int]

    @classmethod
    def setUpClass(cls) -> None:
        cls.path = support.model("tiny-moe")
        cls.embedder = goldcrest.Embedder(cls.path, threads=1)
        cls.documents = cls.embedder.encode(DOCUMENTS, prompt_name="passage")
        cls.query = cls.embedder.encode([QUERY], prompt_name="query")
        cls.nearest = int(np.argmax(cls.embedder.similarity(cls.query, cls.documents)))

    def assert_rows(
        self, found: ArrayLike | Sequence[Sequence[float]], expected: NDArray[np.float32]
    ) -> None:
        """Compares bits: a float32 passes through Python's floats unchanged."""
        np.testing.assert_array_equal(np.asarray(found, dtype=np.float32), expected)
        self.assertTrue(np.isfinite(expected).all())

    def check_section(self) -> None:
        """Runs what ADAPTERS.md has of this adapter."""
        guide.run("ADAPTERS.md", self.section, self.path)
