"""What the tests of clusters share: texts, tables of them, vectors to compare with."""

from __future__ import annotations

import importlib
import tempfile
import unittest
from pathlib import Path
from typing import Any

import numpy as np
import support

from goldcrest import Embedder

#: A long text for "short", which takes 32 tokens.
LONG = "the same words " * 40
#: Rows of which the second, fourth and sixth are refused with `overflow="error"`.
ROWS = ["Where is the station?", None, "Der Bahnhof", LONG, "", None, "駅はどこですか"]
GOOD = [0, 2, 4, 6]
#: Ids that a float does not hold, one of them null.
IDS = [2**60 + 1, 7, None, -(2**62) - 1, 3, 2, 1]


def needed(*names: str) -> None:
    """Skips a module of tests where a package is missing."""
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise unittest.SkipTest(f"{name} is not installed: {error}") from None


def texts(count: int) -> list[str]:
    """Different texts of several lengths and languages."""
    words = ["Fluss", "river", "川", "rivière", "über", "the", "station", "Ж", "naïve", "🙂"]
    return [" ".join(words[(i * j) % 10] for j in range(1, 2 + i % 9)) + f" {i}" for i in range(count)]


def vectors(path: str, items: list[str], **options: Any) -> np.ndarray[Any, Any]:
    """The vectors of texts by one process."""
    with Embedder(path) as embedder:
        return embedder.encode(items, **options)


def folder(case: unittest.TestCase) -> Path:
    """An empty folder for the time of a test."""
    made = tempfile.TemporaryDirectory(prefix="goldcrest-clusters-", dir=support.folder())
    case.addCleanup(made.cleanup)
    return Path(made.name)


def same(case: unittest.TestCase, found: Any, expected: np.ndarray[Any, Any]) -> None:
    """Compares rows, each a list of numbers, bit for bit."""
    rows = np.array([np.asarray(row, expected.dtype) for row in found])
    case.assertEqual(rows.shape, expected.shape)
    case.assertEqual(rows.tobytes(), expected.tobytes())
