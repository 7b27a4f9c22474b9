#!/usr/bin/env python3
"""Makes the tokenization goldens: lines of text in many languages with the ids that HuggingFace
`tokenizers` gives them with pipeline A (tokenizer.json as it is) and B (" {2,}" to " ", Metaspace
only).

usage: make_tokenization_golden.py [--all FILE]
  writes Golden/tokenization/lines.tsv and graphemes/, the committed fixtures; with --all, every line
  to FILE too, and 100,000 lines of clusters to FILE.graphemes.

needs: pip install tokenizers==0.23.3 django==5.2.19 faker==40.54.0 babel==2.18.0

Texts: translations in Django (BSD-3-Clause), sentences of Faker (MIT), names and patterns of the
Unicode CLDR in Babel (BSD-3-Clause, data Unicode-3.0), and lines composed here.

A line of the fixture: language TAB the text as a JSON string TAB ids of A TAB ids of B, or "=" where
B has the same; the special ids around every text (0 and 2) are left out; an id is written as the
base-36 number, ids are separated by spaces.
"""
import argparse
import base64
import copy
import datetime
import json
import os
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MODEL = ROOT / "Golden/tokenization/xlm-roberta/tokenizer.json"
END = datetime.datetime(2026, 1, 1)
SEED = 20260801
FIXTURE_LINES = 4000
LANGUAGES = {
    "ar": "ar_SA", "bg": "bg_BG", "bn": "bn_BD", "cs": "cs_CZ", "de": "de_DE", "el": "el_GR",
    "en": "en_US", "es": "es_ES", "fa": "fa_IR", "fi": "fi_FI", "fr": "fr_FR", "he": "he_IL",
    "hi": "hi_IN", "hu": "hu_HU", "hy": "hy_AM", "id": "id_ID", "it": "it_IT", "ja": "ja_JP",
    "ka": "ka_GE", "ko": "ko_KR", "lt": "lt_LT", "nl": "nl_NL", "pl": "pl_PL", "pt": "pt_BR",
    "ro": "ro_RO", "ru": "ru_RU", "sv": "sv_SE", "ta": "ta_IN", "th": "th_TH", "tr": "tr_TR",
    "uk": "uk_UA", "ur": None, "vi": "vi_VN", "zh": "zh_CN", "ml": None, "te": None, "kn": None,
    "mr": None, "ne": "ne_NP", "my": None, "km": None, "eu": None, "cy": None, "sw": None,
    "is": None, "ga": None, "az": "az_AZ", "mn": None, "sr": None, "kk": None,
}


def clean(text):
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


def django_lines(language):
    import django
    from babel.messages.mofile import read_mo

    folder = pathlib.Path(django.__file__).parent
    names = {"zh": "zh_Hans", "pt": "pt_BR"}
    locale = names.get(language, language)
    for path in sorted(folder.glob(f"**/locale/{locale}/LC_MESSAGES/*.mo")):
        with open(path, "rb") as file:
            catalog = read_mo(file)
        for message in catalog:
            if not message.id:
                continue
            strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            yield from (s for s in strings if s)


def faker_lines(language, random_source):
    from faker import Faker

    if LANGUAGES[language] is None:
        return
    fake = Faker(LANGUAGES[language])
    fake.seed_instance(random_source.randrange(1 << 30))
    for _ in range(300):
        yield fake.text(max_nb_chars=random_source.choice([60, 120, 400]))
        yield f"{fake.name()}, {fake.address()}".replace("\n", random_source.choice([" ", "\n", ", "]))
        yield f"{fake.company()} – {fake.job()}: {fake.phone_number()} <{fake.email()}> {fake.date(end_datetime=END)}"


def babel_lines(language):
    from babel import Locale

    names = {"zh": "zh_Hans", "pt": "pt_BR"}
    locale = Locale.parse(names.get(language, language))
    for table in (locale.languages, locale.territories, locale.currencies, locale.scripts):
        values = [str(v) for _, v in sorted(table.items())]
        for begin in range(0, len(values), 7):
            yield ", ".join(values[begin:begin + 7])
    for _, names in sorted(locale.unit_display_names.items()):
        yield from (str(name) for _, name in sorted(names.items()))


SPACES = ["\t", "\n", "\v", "\f", "\r", "\r\n", "\x1c", "\x85", "\xa0", "\u1680", "\u180e", "\u2000",
          "\u2003", "\u2007", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\u200b",
          "\u200c", "\u200d", "\u2060", "\ufeff", "\u2581", "  ", "   ", ""]
SPECIALS = ["<s>", "</s>", "<pad>", "<unk>", "<mask>", "<mask", "<s", "</s", "<<s>>", "< s>", "＜s＞",
            "＜unk＞", "<mask><mask>", "  <mask>", "<mask>  ", "\u3000<mask>", "<S>"]
MARKS = ["\u0300", "\u0301", "\u0302", "\u0308", "\u0323", "\u0327", "\u0338", "\u0345", "\u064b",
         "\u0651", "\u0670", "\u093c", "\u094d", "\u0e31", "\u0e48", "\u0eb1", "\u1ab0", "\u20d0",
         "\u20e3", "\u3099", "\u309a", "\uff9e", "\uff9f", "\ufe0f", "\ufe20", "\u200d", "\u200c",
         "\U000e0020", "\U0001f3fb", "\U000e0100"]
BASES = ["a", "A", "e", "o", "i", "ı", "ß", "ﬁ", "ﬀ", "Å", "K", "Ω", "½", "²", "①", "㎏", "㈱", "Ａ", "ａ", "１", "ｶ",
         "ﾊ", "ｳ", "か", "は", "ア", "ق", "ل", "ﻻ", "ﷺ", "क", "ष", "ज्ञ", "ก", "น้ำ", "ກ", "ᄀ", "ᅡ", "ᆨ", "각",
         "가", "ｱ", "Ⅳ", "™", "©", "®", "ℌ", "…", "‥", "´", "¨", "¸", "Ǆ", "ŀ", "ŉ", "ſ", "ẛ", "ά", "ΐ", "ё",
         "й", "豈", "丽", "\U0002f800", "👍", "👩", "❤", "🇩", "🇪", "🏴", "\u0600", "\u06dd", "\u070f", "\u0d4e",
         "\x00", "\x01", "\x7f", "\x8f", "\x90", "\ufffd", "\ufffe", "\U0010ffff", "\ue000", "﹏", "～", "〜",
         "‑", "−", "–", "„", "«", "。", "、", "・", "･", "｡", "｢"]
EMOJI = ["👨\u200d👩\u200d👧\u200d👦", "🏳\ufe0f\u200d🌈", "👩🏽\u200d💻", "🇩🇪🇫🇷🇯", "1\ufe0f\u20e3", "❤\ufe0f\u200d🔥", "😀😃😄",
         "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "©\u200d™\u0301", "🦙.cpp", "☎\ufe0e", "🧑\u200d🎄"]
VECTORS = ["", "??????", ".??????", "ab=====", "🦙.cpp", "a\x00b", "a\x85b", "ﷺ", "ﬁn", "한국어",
           "ｽﾅｯﾌﾟﾘﾝｸﾞ\u3000SC-40", "ｶﾞ", "Ａ\u0301x", "\u1100\u1161\u11a8", "trailing  ", "   ",
           "<s>hi</s>", "foo <mask> bar", "search_query: What is TSNE?", "search_document: Hello!",
           "search_document: ¡Hola!", "What is Deep Learning?", "Deep Learning is...",
           "\x7f", " \x7f", "\x7f ", "▁a", "a▁b", "▁▁", "<s>\x7f</s>", "<s> hi", "hi <mask>  <mask> x",
           "＜s＞a", "＜unk＞🦙", "🦙🦙\x85🦙", "\x7f\u0301a", "\u0301a", " \u0301a", "\r\n", "\r\u0301\n",
           "a" * 300, "=" * 600, "あ" * 200, "ก" * 200, "🦙" * 50, "e" + "\u0301" * 60, "e\u0301" * 60,
           "\u0301" * 40, "क्" * 60, "\u200d" * 9, "🇩" * 9, "👩\u200d" * 9, "가" * 100, "\u1100" * 30]


def hard_lines(random_source, words, count):
    yield from VECTORS
    for text in SPACES + SPECIALS + EMOJI:
        yield text
        yield f"a{text}b"
        yield f" {text} {text}x "
    for base in BASES:
        for mark in MARKS:
            yield f"{base}{mark}" if random_source.random() < 0.5 else f"x{base}{mark}{base} {mark}"
    pools = [(words, 5), (SPACES, 3), (MARKS, 2), (BASES, 3), (EMOJI, 1), (SPECIALS, 1), ([" "], 4)]
    kinds = [pool for pool, weight in pools for _ in range(weight)]
    for _ in range(count):
        parts = [random_source.choice(random_source.choice(kinds)) for _ in range(random_source.randint(2, 14))]
        yield "".join(parts)
    for _ in range(count // 4):
        yield "".join(chr(random_scalar(random_source)) for _ in range(random_source.randint(1, 12)))


def random_scalar(random_source):
    while True:
        limit = random_source.choice([0x80, 0x250, 0x800, 0x3000, 0x10000, 0x20000, 0x110000])
        scalar = random_source.randrange(limit)
        if not 0xd800 <= scalar < 0xe000:
            return scalar


def base36(number):
    digits = ""
    while True:
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36] + digits
        number //= 36
        if number == 0:
            return digits


def tokenizers():
    from tokenizers import Tokenizer

    a = json.loads(MODEL.read_text())
    b = copy.deepcopy(a)
    replace = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
    b["normalizer"] = {"type": "Sequence", "normalizers": [a["normalizer"], replace]}
    b["pre_tokenizer"] = a["pre_tokenizer"]["pretokenizers"][1]
    return Tokenizer.from_str(json.dumps(a)), Tokenizer.from_str(json.dumps(b))


# One or two scalars of every class of UAX #29, short ones where there are any: they decide which
# clusters have less than 6 bytes.
CLASS_SCALARS = ["a", "é", "の", "\U00010348", "\r", "\n", "\x01", "\xad", "\u200e", "\U000e0001",
                 "\u0301", "\u0483", "\u200c", "\uff9e", "\U0001d165", "\U0001f3fb", "\u094d", "\u0acd",
                 "\U00010a3f", "\u200d", "\U0001f1e9", "\u0600", "\u070f", "\u0d4e", "\U000110bd",
                 "\u0903", "\u0e33", "\U00011000", "\u1100", "\u1161", "\u11a8", "가", "각", "\xa9",
                 "\u2122", "\u2764", "\U0001f600", "\u0915", "\u0a95", "\u1000", "\U00011103"]


def double_array(entries):
    """A precompiled character map for {key: value}, built the plain way: first fit."""
    units, taken, bases = {}, {0}, set()
    pending = [(0, b"")]
    units[0] = 0
    while pending:
        parent, prefix = pending.pop()
        labels = sorted({(key + b"\0")[len(prefix)] for key in entries if key.startswith(prefix)})
        base = next(b for b in range(1 << 20) if b not in bases and not any(b ^ x in taken for x in labels))
        bases.add(base)
        units[parent] |= (base ^ parent) << 10 | (0x100 if labels[0] == 0 else 0)
        for label in labels:
            taken.add(base ^ label)
            if label == 0:
                units[base] = 1 << 31 | entries[prefix]
            else:
                units[base ^ label] = label
                pending.append((base ^ label, prefix + bytes([label])))
    count = (max(units) | 255) + 1
    return b"".join(units.get(i, 0).to_bytes(4, "little") for i in range(count))


def grapheme_tokenizer():
    """A tokenizer that maps every class scalar to a letter of its own, so that ids show clusters."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZbcdfghijklmnopqrstuvwxyz"
    keys = {s: letters[i] for i, s in enumerate(CLASS_SCALARS) if s not in ("a", "の", "\r", "\u0301")}
    # Keys of two scalars, of which one or none is a key itself.
    keys.update({"a\u0301": "1", "の\u0301": "2", "\u0301\u0301": "3", "a\u0903": "4", "\r\n": "5",
                 "a\u200d": "6", "\u0301\u200d": "7"})
    texts, entries = b"", {}
    for key, value in keys.items():
        entries[key.encode()] = len(texts)
        texts += value.encode() + b"\0"
    trie = double_array(entries)
    charsmap = len(trie).to_bytes(4, "little") + trie + texts
    model = json.loads(MODEL.read_text())
    model["normalizer"]["precompiled_charsmap"] = base64.b64encode(charsmap).decode()
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *letters, *"1234567", "a", "の", "\u0301"]
    model["model"]["vocab"] = [[p, 0.0 if i < 4 else -1.0 - i / 16] for i, p in enumerate(pieces)]
    del model["added_tokens"][4]
    return model


def write_graphemes(count, path):
    from tokenizers import Tokenizer

    model = grapheme_tokenizer()
    folder = ROOT / "Golden/tokenization/graphemes"
    folder.mkdir(exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(model, ensure_ascii=False) + "\n")
    tokenizer = Tokenizer.from_str(json.dumps(model))
    random_source = random.Random(SEED)
    rows = []
    for _ in range(count):
        text = "".join(random_source.choice(CLASS_SCALARS) for _ in range(random_source.randint(2, 8)))
        ids = " ".join(map(base36, tokenizer.encode(text).ids[1:-1]))
        rows.append("\t".join(["graphemes", json.dumps(text), ids, "="]))
    path.write_text("\n".join(rows) + "\n")
    print(f"{path.name}: {len(rows)} lines of clusters")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--all")
    arguments = parser.parse_args()
    random_source = random.Random(SEED)
    lines = []
    for language in LANGUAGES:
        found = list(django_lines(language)) + list(faker_lines(language, random_source))
        found += list(babel_lines(language))
        found = list(dict.fromkeys(clean(line) for line in found if line.strip()))
        random_source.shuffle(found)
        lines += [(language, line) for line in found[:900]]
    words = [word for _, line in lines[::7] for word in line.split()[:2]]
    lines += [("hard", line) for line in dict.fromkeys(hard_lines(random_source, words, 4000))]
    write_graphemes(2000, ROOT / "Golden/tokenization/graphemes/lines.tsv")
    if arguments.all:
        write_graphemes(100000, pathlib.Path(arguments.all + ".graphemes"))
    a, b = tokenizers()
    rows = []
    for language, line in lines:
        ids = [tokenizer.encode(line).ids[1:-1] for tokenizer in (a, b)]
        first, second = (" ".join(map(base36, x)) for x in ids)
        rows.append("\t".join([language, json.dumps(line, ensure_ascii=False).replace("\x7f", "\\u007f").replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"),
                               first, "=" if first == second else second]))
    kinds = sorted({language for language, _ in lines})
    print(f"{len(rows)} lines, {len(kinds)} kinds: {' '.join(kinds)}")
    if arguments.all:
        pathlib.Path(arguments.all).write_text("\n".join(rows) + "\n")
    vectors = [row for (language, line), row in zip(lines, rows) if language == "hard" and line in VECTORS]
    rest = [row for (_, line), row in zip(lines, rows) if line not in VECTORS and len(row) < 600]
    picked = vectors + random_source.sample(rest, FIXTURE_LINES - len(vectors))
    target = ROOT / "Golden/tokenization/lines.tsv"
    target.write_text("\n".join(picked) + "\n")
    print(f"{target.name}: {len(picked)} lines, {target.stat().st_size} bytes")


if os.environ.get("PYTHONHASHSEED") != "0":
    # Faker draws from sets: without a fixed hash seed every run gives other lines.
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
main()
