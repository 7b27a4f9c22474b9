"""A long call of the library in a thread of its own, so that Ctrl-C and progress act while it runs.

The library calls back from its threads, where an exception of Python's could only be printed: the callback
merely takes down how far it is, and says whether the caller wants an end.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable

from ._progress import moving_bar

#: Is called with what is done and how much there is to do.
Progress = Callable[[int, int], object]

_Callback = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)

#: Seconds between two looks at how far the call is.
_INTERVAL = 0.1


class _State:
    """How far a call is, and whether it shall end."""

    def __init__(self) -> None:
        self.reached: tuple[int, int] | None = None
        self.ends = False
        #: Thread.join is not asked: interrupted, it takes the thread for one that has ended (CPython 3.11).
        self.is_over = threading.Event()
        self.failure: BaseException | None = None


def in_background(call: Callable[[int], None], progress: Progress | None, show_progress_bar: bool) -> None:
    """Runs `call`, which is given the address of a `goldcrest_progress`, to its end.

    An exception of `progress`, or a KeyboardInterrupt, ends the call early and is raised when it has ended.

    Raises:
        GoldcrestError: as `call` does.
    """
    state = _State()

    def reach(context: int | None, done: int, total: int) -> int:
        state.reached = (done, total)
        return 1 if state.ends else 0

    callback = _Callback(reach)

    def run() -> None:
        # The thread keeps the callback alive, even if its caller is interrupted twice and goes.
        try:
            call(ctypes.cast(callback, ctypes.c_void_p).value or 0)
        except BaseException as failure:
            state.failure = failure
        finally:
            state.is_over.set()

    threading.Thread(target=run, name="goldcrest").start()
    try:
        _watch(state, progress, show_progress_bar)
    except BaseException:
        state.ends = True
        state.is_over.wait()
        raise
    if state.failure is not None:
        raise state.failure


def _watch(state: _State, progress: Progress | None, show_progress_bar: bool) -> None:
    """Tells how far the call is until it has ended."""
    told: tuple[int, int] | None = None
    with moving_bar(show_progress_bar) as shown:
        while True:
            is_over = state.is_over.wait(_INTERVAL)
            if state.reached is not None and state.reached != told:
                told = state.reached
                if shown is not None:
                    shown(*told)
                if progress is not None:
                    progress(*told)
            if is_over:
                return
