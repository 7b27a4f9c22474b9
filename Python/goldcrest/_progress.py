"""tqdm's bar, if it is asked for and installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def bar(is_shown: bool | None, total: int) -> Iterator[Callable[[int], object] | None]:
    """What to tell how many more texts are done; None if nothing is shown."""
    shown = _bar(is_shown, total=total, unit="text")
    if shown is None:
        yield None
        return
    with shown:
        yield shown.update


@contextmanager
def moving_bar(is_shown: bool | None) -> Iterator[Callable[[int, int], None] | None]:
    """What to tell how much is done, and of how much, which may change; None if nothing is shown."""
    shown = _bar(is_shown)
    if shown is None:
        yield None
        return

    def move(done: int, total: int) -> None:
        shown.total, shown.n = total, done
        shown.refresh()

    with shown:
        yield move


def _bar(is_shown: bool | None, **options: Any) -> Any:
    if not is_shown:
        return None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(**options)
