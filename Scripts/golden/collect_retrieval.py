#!/usr/bin/env python3
"""Writes Golden/retrieval/ from the Debian FAQ: a small retrieval set in six languages.

    collect_retrieval.py UNPACKED_PACKAGES

UNPACKED_PACKAGES holds usr/share/doc/debian/FAQ of debian-faq, -de, -fr, -ja, -ru and -zh-cn.

Every language is a folder in BEIR's layout. A query is a heading of the FAQ that asks something, the documents are the
paragraphs of the FAQ, their title is the chapter's. Relevant to a question are the paragraphs of its answer: the first
with 2, the others with 1. Nobody has judged them one by one. The same questions and paragraphs are taken in every
language, chosen by a hash of the English text; a paragraph that is not translated is left out in that language.
"""

import argparse
import hashlib
import html.parser
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "Golden/retrieval"
FAQ = "usr/share/doc/debian/FAQ"
LANGUAGES = {"en": ".", "de": "de", "fr": "fr", "ja": "ja", "ru": "ru", "zh": "zh-cn"}
HEADINGS = ("h1", "h2", "h3")
NOT_TEXT = ("pre", "table", "style", "script")
QUESTION_COUNT, PARAGRAPHS_PER_QUESTION = 76, 3
SHORTEST, LONGEST = 70, 480  # characters of an English paragraph


class Page(html.parser.HTMLParser):
    """The headings and paragraphs of one chapter, in order: (kind, anchor of a heading, text)."""

    def __init__(self, path):
        super().__init__()
        self.items, self.kind, self.anchor, self.text, self.hidden = [], None, None, "", 0
        self.feed(path.read_text(encoding="utf-8"))
        self.end()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in HEADINGS or tag == "p":
            self.end()
            self.kind = tag
        elif tag == "a" and self.kind in HEADINGS and self.anchor is None:
            self.anchor = attributes.get("id")
        elif tag in NOT_TEXT:
            self.end()
            self.hidden += 1

    def handle_endtag(self, tag):
        if tag in (*HEADINGS, "p", "li", "div"):
            self.end()
        elif tag in NOT_TEXT:
            self.hidden -= 1

    def handle_data(self, data):
        if self.kind and not self.hidden:
            self.text += data

    def end(self):
        text = " ".join(self.text.split())
        if self.kind and text:
            self.items.append((self.kind, self.anchor, text))
        self.kind, self.anchor, self.text = None, None, ""


def sections(folder):
    """"file.anchor" -> (heading, chapter, paragraphs)."""
    found, chapter, current = {}, "", None
    for path in sorted(folder.glob("*.html")):
        name = path.name.split(".")[0]
        if path.name == f"{name}.html" or name == "index":
            continue  # a link to the English page; the table of contents
        for kind, anchor, text in Page(path).items:
            if kind == "p":
                if current:
                    found[current][2].append(text)
            elif kind == "h1":
                chapter, current = heading(text), None
            else:
                current = f"{name}.{anchor}"
                found[current] = (heading(text), chapter, [])
    return found


def heading(text):
    """The text of a heading without its number."""
    return re.sub(r"^(\D{0,12}\d+\.\s*(\d+\.\s*)*|第\s*\d+\s*章\.?\s*)", "", text).strip()


def rank(text):
    """A sort key that looks random and depends only on the text."""
    return hashlib.sha256(text.encode()).hexdigest()


def chosen(faq):
    """The (section, paragraph numbers) that every language takes."""
    english = faq["en"]
    able = []
    for key, (question, _, paragraphs) in english.items():
        counts = {len(each[key][2]) if key in each else -1 for each in faq.values()}
        numbers = [i for i, text in enumerate(paragraphs) if SHORTEST <= len(text) <= LONGEST]
        if question.endswith("?") and counts == {len(paragraphs)} and numbers:
            able.append((key, numbers[:PARAGRAPHS_PER_QUESTION]))
    able.sort(key=lambda item: rank(english[item[0]][0]))
    return sorted(able[:QUESTION_COUNT])


def write(language, faq, selection):
    """The folder of one language."""
    documents, queries, judgements = [], [], ["query-id\tcorpus-id\tscore"]
    for key, numbers in selection:
        question, chapter, paragraphs = faq[language][key]
        english = faq["en"][key]
        kept = [i for i in numbers if language == "en" or paragraphs[i] != english[2][i]]
        documents += [{"_id": f"{key}.{i}", "title": chapter, "text": paragraphs[i]} for i in kept]
        if kept and (language == "en" or question != english[0]):
            queries.append({"_id": f"q.{key}", "text": question})
            judgements += [f"q.{key}\t{key}.{i}\t{2 if i == kept[0] else 1}" for i in kept]
    folder = OUT / language
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", documents), ("queries", queries)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels/test.tsv").write_text("\n".join(judgements) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{language}: {len(documents)} documents, {len(queries)} queries, {size:,} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path)
    base = parser.parse_args().packages / FAQ
    faq = {language: sections(base / folder) for language, folder in LANGUAGES.items()}
    selection = chosen(faq)
    for language in LANGUAGES:
        write(language, faq, selection)


if __name__ == "__main__":
    main()
