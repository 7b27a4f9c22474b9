"""The command `goldcrest` of `goldcrest[convert]`, and what Python asks of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from ._conversion_library import REMEDY, folder
from ._file import checked_path
from .errors import CommandError, LibraryError


def evaluate(
    model: str | os.PathLike[str],
    beir: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    show_progress_bar: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """Measures retrieval on datasets in the layout of BEIR, as `goldcrest eval` does.

    Args:
        model: a `.crest` file or a model's folder.
        beir: a folder with one dataset or several, or a list of such folders.
        show_progress_bar: whether the command shows progress and warnings on standard error; the bar needs a terminal.
        options: those of the command, as in `against="other.crest"`, `top=100` or `query_prompt="query"`.

    Returns:
        The command's report: nDCG@10, recall and MRR of every dataset and their mean.

    Raises:
        CommandError: the command failed, and says why.
        InvalidArgumentError: `model` or `beir` is no path.
        LibraryError: `goldcrest[convert]` is not installed.
    """
    if isinstance(beir, (str, os.PathLike)) or not isinstance(beir, Iterable):
        folders = [checked_path(beir, "beir")]
    else:
        folders = [checked_path(folder, "beir") for folder in beir]
    return _report(["eval", checked_path(model, "model")], {"beir": folders, **options}, show_progress_bar)


def inspect(model: str | os.PathLike[str], *, check: bool = False, tensors: bool = False) -> dict[str, Any]:
    """What is inside a `.crest` file, or what would be converted of a model's folder.

    Args:
        model: a `.crest` file or a model's folder.
        check: whether every checksum and rule is checked, and known vectors are computed.
        tensors: whether the tensors are listed.

    Returns:
        The command's report: configuration, prompts, sizes, bit widths, fingerprint.

    Raises:
        CommandError: the file is refused.
        LibraryError: `goldcrest[convert]` is not installed.
    """
    return _report(["inspect", checked_path(model, "model")], {"check": check, "tensors": tensors})


def command() -> str:
    """The path of the command `goldcrest`.

    Raises:
        LibraryError: `goldcrest[convert]` is not installed.
    """
    path = os.path.join(folder(), "goldcrest")
    if not os.access(path, os.X_OK):
        raise LibraryError(f"{path}: expected the command, found none; {REMEDY}")
    return path


def _report(arguments: list[str], options: Mapping[str, Any], is_shown: bool = False) -> dict[str, Any]:
    """What the command prints with `--json`; True is a flag, a list an option that is repeated."""
    import json
    import subprocess

    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item is True:
                arguments.append(flag)
            elif item is not None and item is not False:
                # One word, as a value may begin with a dash.
                arguments.append(f"{flag}={os.fspath(item) if isinstance(item, os.PathLike) else item}")
    done = subprocess.run(
        [command(), *arguments, "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=None if is_shown else subprocess.DEVNULL,
    )
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise CommandError(
            f"goldcrest {arguments[0]}: ended with {done.returncode}", done.returncode
        ) from None
    if "error" in report:
        raise CommandError(f"goldcrest {arguments[0]}: {report['error']['message']}", done.returncode)
    return report
