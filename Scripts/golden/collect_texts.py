#!/usr/bin/env python3
"""Collects the texts of the real-model goldens from Django's own files (BSD-3-Clause).

    collect_texts.py UNPACKED_DJANGO_WHEEL

writes Golden/texts/multilingual.json (14 texts in each of 20 languages, from the message catalogues)
and Golden/texts/english.json (280 texts, from docstrings). Which texts are taken depends on a hash
of the text alone, so the same Django release always gives the same files.

Per language: 6 messages that all languages share (translations of each other), 5 of its own,
2 paragraphs of four messages, and 1 long text of thirty.
"""

import argparse
import ast
import gettext
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LICENCE = "Django Software Foundation and individual contributors, BSD-3-Clause"
# language tag -> Django's locale folder; English texts are the message ids themselves
LOCALES = {
    "en": None,
    "de": "de",
    "fr": "fr",
    "es": "es",
    "it": "it",
    "pt": "pt_BR",
    "nl": "nl",
    "pl": "pl",
    "cs": "cs",
    "sv": "sv",
    "ru": "ru",
    "uk": "uk",
    "tr": "tr",
    "ja": "ja",
    "zh": "zh_Hans",
    "ko": "ko",
    "ar": "ar",
    "hi": "hi",
    "vi": "vi",
    "el": "el",
}
NOT_PLAIN_TEXT = re.compile(r"[%{}<>\\`|_=]|::|\n")
CONTEXT_END = "\x04"  # ends the context that gettext puts before some messages
SHARED, OWN, PARAGRAPHS, PARAGRAPH_SIZE, LONG_SIZE = 6, 5, 2, 4, 30
ENGLISH_COUNT = 280


def rank(text, salt=""):
    """A sort key that looks random and depends only on the text."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def is_plain(text):
    """True for text of some length without markup, placeholders or code."""
    return len(text) >= 12 and not NOT_PLAIN_TEXT.search(text) and sum(c.isalpha() for c in text) > len(text) / 2


def catalogue(django, locale):
    """English message -> translation, plain messages only."""
    messages = {}
    for path in sorted(django.glob(f"**/locale/{locale}/LC_MESSAGES/django.mo")):
        with open(path, "rb") as file:
            translations = gettext.GNUTranslations(file)
        for message, translation in translations._catalog.items():
            if not isinstance(message, str) or translation in ("", message):
                continue
            message = message.split(CONTEXT_END)[-1]
            if is_plain(message):
                messages[message] = re.sub(r"\s+", " ", translation)
    return messages


def multilingual(django):
    """The list of {lang, text, note} for all languages."""
    catalogues = {lang: catalogue(django, locale) for lang, locale in LOCALES.items() if locale}
    common = set.intersection(*(set(messages) for messages in catalogues.values()))
    catalogues["en"] = {message: message for message in catalogues["de"]}
    long_common = sorted((m for m in common if len(m) > 40), key=rank)[: SHARED // 2]
    short_common = sorted((m for m in common if len(m) <= 40), key=rank)[: SHARED - SHARED // 2]
    entries = []
    for lang in LOCALES:
        messages = catalogues[lang]
        shared = long_common + short_common
        others = sorted((m for m in messages if m not in shared), key=lambda m: rank(m, lang))
        taken = {messages[m] for m in shared}
        others = [text for text in dict.fromkeys(messages[m] for m in others) if text not in taken]
        entries += [{"lang": lang, "text": messages[m], "note": "shared"} for m in shared]
        entries += [{"lang": lang, "text": text} for text in others[:OWN]]
        others = others[OWN:]
        for _ in range(PARAGRAPHS):
            entries.append({"lang": lang, "text": " ".join(others[:PARAGRAPH_SIZE]), "note": "paragraph"})
            others = others[PARAGRAPH_SIZE:]
        entries.append({"lang": lang, "text": " ".join(others[:LONG_SIZE]), "note": "long"})
    return entries


def docstrings(django):
    """All docstrings of the package, whitespace collapsed, without code-like ones."""
    found = set()
    for path in sorted(django.glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                text = ast.get_docstring(node) or ""
                paragraphs = [re.sub(r"\s+", " ", part).strip() for part in text.split("\n\n")]
                plain = [part for part in paragraphs if is_plain(part)]
                if plain and plain == paragraphs[: len(plain)]:
                    found.add(plain[0])
                    if len(plain) > 1:
                        found.add(" ".join(plain))
    return found


def english(django):
    """A quarter of the texts is longer than 200 characters."""
    found = docstrings(django)
    long = sorted((text for text in found if len(text) > 200), key=rank)[: ENGLISH_COUNT // 4]
    short = sorted((text for text in found if len(text) <= 200), key=rank)[: ENGLISH_COUNT - len(long)]
    return [{"lang": "en", "text": text} for text in sorted(short + long, key=rank)]


def write(path, version, entries):
    """One text per line, so that a change is readable in a diff."""
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    head = {"schema_version": 1, "licence": LICENCE, "source": f"Django {version}"}
    start = json.dumps(head, indent=1)[:-2]
    path.write_text(f'{start},\n "texts": [\n{lines}\n ]\n}}\n', encoding="utf-8")
    json.loads(path.read_text(encoding="utf-8"))
    print(f"{path.name}: {len(entries)} texts, {path.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path, help="folder with the unpacked wheel (holds django/)")
    parser.add_argument("--out", type=Path, default=ROOT / "Golden/texts")
    options = parser.parse_args()
    version = next(options.wheel.glob("[Dd]jango-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    write(options.out / "multilingual.json", version, multilingual(options.wheel / "django"))
    write(options.out / "english.json", version, english(options.wheel / "django"))


if __name__ == "__main__":
    main()
