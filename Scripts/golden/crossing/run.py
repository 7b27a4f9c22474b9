"""Runs one of the package's programs in a Python that has the libraries."""

import os
import subprocess
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent.parent


def run(python, module, *options):
    """`python -m crossing.MODULE OPTIONS...`, on one thread."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(GOLDEN)}
    subprocess.run([python, "-m", f"crossing.{module}", *map(str, options)], env=environment, check=True)
