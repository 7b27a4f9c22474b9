"""What every tool's points share: where files are made, how big they are, what went wrong."""

import shutil
from pathlib import Path


class Missing(Exception):
    """What is needed is not on this machine; the text says what."""


def made(folder, make):
    """`folder`, filled by make(partial folder) unless an earlier run did that."""
    folder = Path(folder)
    if not folder.exists():
        partial = folder.with_name(folder.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        make(partial)
        partial.rename(folder)
    return folder


def wanted(options, schemes):
    """Those of a tool's schemes that --schemes names; all without it."""
    return [scheme for scheme in schemes if not options.schemes or scheme in options.schemes.split(",")]


def bytes_in(folder):
    """The bytes of all files in a folder; what a model needs there."""
    return sum(path.stat().st_size for path in Path(folder).iterdir())


def reason(error):
    """An error in one line, without this machine's folders."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    words = [Path(word).name if word.startswith("/") else word for word in lines[-1].split()]
    return " ".join(words)[:200]
