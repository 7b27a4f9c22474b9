"""The two Pythons, each with one generation of the libraries."""

import subprocess
import sys
from pathlib import Path

from .case import GENERATIONS

HERE = Path(__file__).resolve().parent


def made(work, generation):
    """A virtual environment with the generation's pinned requirements."""
    folder = work / f".venv-{generation}"
    python = folder / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    requirements = HERE / f"requirements-{generation}.txt"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", requirements], check=True)
    return python


def pythons(given):
    """Generation -> interpreter, made where the caller named none."""
    return {
        generation: getattr(given, generation) or made(given.work, generation) for generation in GENERATIONS
    }
