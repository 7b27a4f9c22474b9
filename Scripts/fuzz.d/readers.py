#!/usr/bin/env python3
"""Reads sealed files of the fuzz target `crest` with Formats/reader.py and compares what it says.

    readers.py FOLDER       files are called taken-* or refused-*, as Goldcrest's reader says

A file that one reader takes and the other refuses is an error: Formats/ERRATA.md says which was right.
"""
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "Formats"))

import reader  # noqa: E402


def refusal(path: pathlib.Path) -> str:
    """Why the reader in Python refuses a file; empty if it takes it."""
    try:
        reader.read(str(path), False)
    except reader.Bad as error:
        return str(error)
    return ""


def main() -> int:
    paths = sorted(pathlib.Path(sys.argv[1]).iterdir())
    taken = wrong = 0
    for path in paths:
        is_taken = path.name.startswith("taken-")
        taken += is_taken
        reason = refusal(path)
        if is_taken == (reason != ""):
            wrong += 1
            print(f"{path.name}: {reason or 'taken by reader.py'}")
    print(f"{len(paths)} files, {taken} of them taken, {wrong} read otherwise")
    return 1 if wrong or not paths else 0


sys.exit(main())
