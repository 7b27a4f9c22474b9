"""Whether Formats/FOLDERS.md says why a folder is refused.

A case names what is refused as `FILE: KEY` or `FILE`. FOLDERS.md documents it with a row of a table that
has the word "refused" and, in its first cell, both in back-ticks; the file may stand in the mark
`<!-- keys: FILE -->` before the table instead.
"""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "Formats/FOLDERS.md"
MARK = re.compile(r"<!-- keys: (.*?) -->")


def rows(page):
    """(the names that a row is about, the row) of every row that refuses something."""
    file = ""
    for line in page.splitlines():
        if mark := MARK.match(line):
            file = mark[1].split(":")[0]
        elif line.startswith("#"):
            file = ""
        elif line.startswith("|") and "refused" in line:
            first = line.split("|")[1]
            yield {file, *re.findall(r"`(.*?)`", first)}, line


def is_documented(refusal, page=None):
    """Whether the page has a row for `FILE: KEY` or `FILE`."""
    if page is None:
        page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    wanted = {re.sub(r"^\d_", "N_", part) for part in refusal.split(": ", 1)}
    return any(wanted <= {re.sub(r"^\d_", "N_", name) for name in names} for names, _ in rows(page))
