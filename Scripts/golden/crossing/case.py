"""What a folder of the crossing suite is, and the list of all of them."""

from collections.abc import Callable
from dataclasses import dataclass

GENERATIONS = ("old", "new")  # in the order in which they make folders


@dataclass(frozen=True)
class Case:
    """One kind of folder, made once by each generation of the libraries that can make it."""

    name: str
    part: str  # tokenizer, files, pipeline or sizes: what of the reader it tries
    note: str  # what is special about it
    make: Callable
    generations: tuple[str, ...] = GENERATIONS
    refusal: str | None = None  # the entry of Formats/FOLDERS.md that says why it is refused
    oracle: str = "library"  # or "reference": Scripts/golden/reference.py


CASES: dict[str, Case] = {}


def folder(name, part, note, **options):
    """Registers the decorated function, which gets a Maker, as a case."""

    def register(make):
        assert name not in CASES, name
        CASES[name] = Case(name, part, note, make, **options)
        return make

    return register
