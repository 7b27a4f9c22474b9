"""Gathers groups of texts of equal meaning from the unpacked Debian packages."""

import collections
import json
import random
import re
import zlib
from glob import glob
from pathlib import Path

from .cleaning import LONGEST, clean, normalized, usable
from .readers import read_catalogue, read_dictionary, read_help_page, read_manual_page, read_office_page
from .sources import FREEDICT_LANGUAGES, LANGUAGES, language_of

# source -> groups used at most, texts drawn from each
QUOTAS = {
    "office-help": (15000, 5),
    "desktop-help": (6000, 6),
    "ui-long": (14000, 5),
    "ui-short": (6000, 4),
    "story": (7000, 5),
    "iso": (2500, 5),
    "dictionary": (6000, 5),
    "manual": (5000, 10),
    "manual-text": (24000, 1),
}
MONOLINGUAL = "manual-text"  # the only source whose groups have one text


class HeldOut:
    """The evaluation set, which must not leak into the training text."""

    def __init__(self, folder):
        self.pages, self.text, self.queries = set(), "", []
        for name in ("corpus", "queries"):
            with open(folder / f"{name}.jsonl", encoding="utf-8") as file:
                for line in file:
                    record = json.loads(line)
                    text = normalized(record["text"])
                    self.pages.add(record["_id"].split(":")[0])
                    self.text += "|" + text
                    if name == "queries" and len(text) >= 16:
                        self.queries.append(text)

    def leaks(self, text):
        """True if a sentence of the text occurs in the held-out texts, or a held-out query in the text."""
        plain = normalized(text)
        if len(plain) >= 12 and plain in self.text:
            return True
        sentences = (normalized(sentence) for sentence in re.split(r"[.;。!?]\s*", text))
        if any(len(sentence) >= 24 and sentence in self.text for sentence in sentences):
            return True
        return len(plain) >= 12 and any(query in plain for query in self.queries)


class Groups:
    """(source, key) -> {(language, kind): text}; kind is q (query), d (document) or x."""

    def __init__(self):
        self.texts = collections.defaultdict(dict)

    def add(self, source, key, language, text, kind="x", shortest=2):
        if usable(text, language, shortest):
            self.texts[source, key].setdefault((language, kind), text)


def files(tree, pattern):
    return [Path(path) for path in sorted(glob(f"{tree}/{pattern}", recursive=True))]


def skipped_code(domain, message):
    """True for most of the thousands of rare language and region names."""
    if domain in ("iso_639-3", "iso_639_3"):
        return zlib.crc32(message) % 12 != 0
    return domain.startswith("iso_3166-2") and zlib.crc32(message) % 4 != 0


def add_catalogues(groups, tree):
    for path in files(tree, "**/*.mo"):
        match = re.search(r"/([A-Za-z_@]+)/LC_MESSAGES/([^/]+)\.mo$", str(path))
        language = match and language_of(match.group(1))
        if not language or language == "en" or match.group(1) == "pt":
            continue
        domain = match.group(2)
        for message, translation in read_catalogue(path):
            if skipped_code(domain, message):
                continue
            try:
                message = message.split(b"\4")[-1].split(b"\0")[0].decode()
                translation = translation.split(b"\0")[0].decode()
            except UnicodeDecodeError:
                continue
            message, translation = clean(message, True), clean(translation, True)
            if message.lower() == translation.lower() or not usable(message, "en"):
                continue
            if domain.startswith("iso"):
                source = "iso"
            elif domain.startswith("wesnoth"):
                source = "story"
            else:
                source = "ui-long" if len(message) >= 24 else "ui-short"
            key = message.lower().rstrip(".:… ")
            groups.add(source, key, "en", message)
            groups.add(source, key, language, translation)


def add_office_help(groups, tree):
    """Two thirds of the pages of LibreOffice's help."""
    for path in files(tree, "usr/share/libreoffice/help/*/text/**/*.html"):
        locale, page = str(path).split("/libreoffice/help/")[1].split("/", 1)
        language = language_of(locale)
        if not language or zlib.crc32(page.encode()) % 3 == 0:
            continue
        for identifier, text in read_office_page(path):
            if len(text) >= 8:
                groups.add("office-help", f"{page}#{identifier}", language, text)


def add_desktop_help(groups, tree):
    """GNOME's help: a translation is used where it has as many blocks as the original."""
    folder = Path(tree) / "usr/share/help"
    for path in files(tree, "usr/share/help/C/*/*.page"):
        page = str(path).split("/help/C/")[1]
        english = read_help_page(path)
        for locale in sorted(each.name for each in folder.iterdir()):
            language = language_of(locale)
            if not language or locale == "pt":
                continue
            blocks = english if language == "en" else read_help_page(folder / locale / page)
            if len(blocks) != len(english):
                continue
            for index, text in enumerate(blocks):
                if language == "en" or text != english[index]:
                    groups.add("desktop-help", f"{page}#{index}", language, text)


def add_dictionaries(groups, tree):
    for path in files(tree, "usr/share/dictd/freedict-eng-*.dict.dz"):
        language = FREEDICT_LANGUAGES.get(re.search(r"eng-(\w+)\.dict", str(path)).group(1))
        if language:
            for head, value in read_dictionary(path):
                groups.add("dictionary", head.lower(), "en", head)
                groups.add("dictionary", head.lower(), language, value)


def add_manual_page(groups, page, language, description, paragraphs):
    """The description as a query, the first long paragraph as its document, up to six more on their own."""
    groups.add("manual", page, language, description, "q", 8)
    long = [(index, text[:LONGEST]) for index, text in enumerate(paragraphs) if len(text) >= 40]
    for _, text in long[:1]:
        groups.add("manual", page, language, text, "d")
    for index, text in long[1:7]:
        groups.add(MONOLINGUAL, f"{page}{language}{index}", language, text)


def add_manual_pages(groups, trees, held_out, most):
    count = 0
    for tree in trees:
        for path in files(tree, "usr/share/man/**/man[1-8]/*.gz"):
            locale, page = re.search(r"/man/(?:([A-Za-z_]+)/)?man\d/(.+)\.gz$", str(path)).groups()
            language = language_of(locale) if locale else "en"
            if not language or locale == "pt" or page in held_out.pages or path.is_symlink():
                continue
            if count > most:
                break
            content = read_manual_page(path)
            if content:
                count += 1
                add_manual_page(groups, page, language, *content)


def draw(texts, most, seen, random_source):
    """Up to `most` texts of a group as (language, kind, text), rarer languages less often."""
    items = [(language, kind, text) for (language, kind), text in texts.items() if text.lower() not in seen]
    items.sort(key=lambda item: -(random_source.random() ** (1 / LANGUAGES[item[0]])))
    chosen, unique = [], set()
    for item in items[:most]:
        if item[2].lower() not in unique:
            unique.add(item[2].lower())
            chosen.append(item)
    return chosen


def select(groups, held_out, random_source):
    """The groups to train on, in random order, and how many were dropped because of the held-out set."""
    by_source = collections.defaultdict(list)
    for (source, key), texts in groups.texts.items():
        if len(texts) >= smallest_group(source):
            by_source[source].append((key, texts))
    seen, selected, dropped = set(), [], 0
    for source, candidates in by_source.items():
        candidates.sort(key=lambda item: item[0])
        random_source.shuffle(candidates)
        if source == "dictionary":  # words known to many dictionaries are the common ones
            candidates.sort(key=lambda item: -len(item[1]))
        most_groups, most_texts = QUOTAS[source]
        used = 0
        for _, texts in candidates:
            if used >= most_groups:
                break
            if any(held_out.leaks(text) for text in texts.values()):
                dropped += 1
                continue
            if sum(text.lower() not in seen for text in texts.values()) < smallest_group(source):
                continue
            chosen = draw(texts, most_texts, seen, random_source)
            if len(chosen) >= smallest_group(source):
                seen.update(text.lower() for _, _, text in chosen)
                used += 1
                selected.append({"src": source, "t": chosen})
        print(f"{source}: {len(candidates)} groups available, {used} used")
    random_source.shuffle(selected)
    return selected, dropped


def smallest_group(source):
    return 1 if source == MONOLINGUAL else 2


def load_groups(work):
    """The groups that `build` wrote."""
    with open(work / "corpus.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def build(options):
    """Writes WORK/corpus.jsonl: one group a line, {src, t: [[language, kind, text], ...]}."""
    held_out, groups = HeldOut(options.held_out), Groups()
    for tree in options.tree:
        add_catalogues(groups, tree)
    for tree in options.tree:
        add_office_help(groups, tree)
        add_desktop_help(groups, tree)
    for tree in options.tree:
        add_dictionaries(groups, tree)
    add_manual_pages(groups, options.tree, held_out, options.max_man)
    selected, dropped = select(groups, held_out, random.Random(options.seed))
    with open(options.work / "corpus.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(group, ensure_ascii=False) + "\n" for group in selected)
    languages = collections.Counter(language for group in selected for language, _, _ in group["t"])
    print(f"{dropped} groups dropped because of the held-out set")
    print(f"{len(selected)} groups, {sum(languages.values())} texts: {dict(languages.most_common())}")
