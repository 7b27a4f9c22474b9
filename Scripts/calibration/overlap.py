"""Tells whether texts share wording: eight words in a row, or sixteen characters where a script has no spaces."""

import json
import re
from pathlib import Path

NO_SPACES = re.compile(r"[\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")
WORDS, CHARACTERS = 8, 16


def shingles(text):
    """The hashable pieces of a text that no other text may have."""
    text = text.lower()
    words = re.findall(r"\w+", text)
    found = {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}
    if len(NO_SPACES.findall(text)) > len(text) / 4:
        joined = re.sub(r"\W+", "", text)
        found |= {joined[i : i + CHARACTERS] for i in range(len(joined) - CHARACTERS + 1)}
    return found


def sentences(text):
    """The sentences of a text, in lower case and with single spaces, too short ones left out."""
    parts = re.split(r"(?<=[.!?。！？؟।])\s*", re.sub(r"\s+", " ", text.lower()))
    return {part.strip() for part in parts if len(part.strip()) >= (8 if NO_SPACES.search(part) else 20)}


def strings(path):
    """All texts of a JSON, JSON lines or Swift file."""

    def walk(node):
        if isinstance(node, dict):
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)
        elif isinstance(node, str):
            yield node

    content = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        yield from walk(json.loads(content))
    elif path.suffix == ".jsonl":
        for line in content.splitlines():
            yield from walk(json.loads(line))
    else:
        yield from re.findall(r"^    [a-z]{2} (.+)$", content, re.MULTILINE)


def judged_files(root):
    """Every committed file with texts that models are judged by."""
    folders = [root / "Golden/texts", root / "Golden/published", root / "Golden/retrieval"]
    files = [path for folder in folders for path in folder.rglob("*.json*")]
    return sorted(files) + sorted(root.glob("Sources/Evaluation/Fidelity/VerificationTexts*.swift"))


class Judged:
    """The texts that models are judged by; `touches` tells whether another text shares anything with them."""

    def __init__(self, root: Path):
        texts = {text for path in judged_files(root) for text in strings(path)}
        self.whole = {re.sub(r"\s+", " ", text.lower()).strip() for text in texts}
        self.shingles = set().union(*(shingles(text) for text in texts))
        self.sentences = set().union(*(sentences(text) for text in texts))

    def touches(self, text):
        return (
            re.sub(r"\s+", " ", text.lower()) in self.whole
            or not self.shingles.isdisjoint(shingles(text))
            or not self.sentences.isdisjoint(sentences(text))
        )
