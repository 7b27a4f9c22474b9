"""Runs the Python of a section of a page of documentation, and compares what it prints with what is written there."""

import contextlib
import io
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import support


def run(page: str, title: str, model: str, **names: Any) -> None:
    """Runs the page's first code, before any section, and the section's in a folder where `model` is model.crest.

    `names` are given to the code.

    Raises:
        AssertionError: a line that is printed differs from the comment after its `print`, or there is none.
    """
    text = (Path(support.__file__).resolve().parents[1] / page).read_text(encoding="utf-8")
    beginning = text.partition("\n## ")[0]
    section = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert section, f"{page}: there is no section {title}"
    code = "\n".join(re.findall(r"^```python\n(.*?)^```$", beginning + "\n" + section.group(1), re.M | re.S))
    expected = re.findall(r"^print\(.*\) +# (.*)$", code, re.M)
    printed, before = io.StringIO(), os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(model, Path(folder) / "model.crest")
        os.chdir(folder)
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(code, f"{page}: {title}", "exec"), names)
        finally:
            os.chdir(before)
    found = printed.getvalue().splitlines()
    assert found and found == expected, f"{page}, {title}: expected {expected}, found {found}"
