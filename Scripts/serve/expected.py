"""What clients must get, and how a check is written."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

Check = tuple[str, Callable[[], Any]]


class Expected:
    """The vectors that the command gave, as binary32."""

    def __init__(self, path: str) -> None:
        with open(path) as file:
            self.content = json.load(file)
        self.model: str = self.content["model"]
        self.texts: list[str] = self.content["texts"]

    def same(self, found: Any, kind: str = "plain", first: int | None = None) -> None:
        """Fails unless `found` has the bits of the vectors of all texts, or of one."""
        wanted = np.asarray(self.content["vectors"][kind], dtype=np.float32)
        if first is not None:
            wanted = wanted[first : first + 1]
            found = [found]
        vectors = np.asarray(found, dtype=np.float64)
        assert vectors.shape == wanted.shape, f"shape {vectors.shape}, expected {wanted.shape}"
        assert np.array_equal(
            vectors.astype(np.float32).view(np.uint32), wanted.view(np.uint32)
        ), f"largest difference {np.abs(vectors - wanted).max()}"


def refused(kind: type[Exception], *words: str) -> Callable[[Callable[[], Any]], None]:
    """What runs a call that must fail with an exception of a kind that says words."""

    def run(call: Callable[[], Any]) -> None:
        try:
            call()
        except kind as error:
            text = str(error)
            missing = [word for word in words if word not in text]
            assert not missing, f"expected {missing} in: {text}"
        else:
            raise AssertionError(f"expected {kind.__name__}")

    return run
