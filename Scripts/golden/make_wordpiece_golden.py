#!/usr/bin/env python3
"""Makes the goldens of WordPiece tokenizers: what HuggingFace `tokenizers` gives for the vocabulary of
BERT (uncased), and how BertNormalizer and BertPreTokenizer cut text into words with other switches.

usage: make_wordpiece_golden.py [--all FILE]
  writes Golden/tokenization/wordpiece/; with --all, 200,000 lines made from another seed to FILE.

needs: pip install tokenizers==0.23.3

lines.tsv: the text as a JSON string TAB hash of its ids TAB hash of its words. shared.tsv: both hashes
for the texts of ../lines.tsv, then of ../graphemes/lines.tsv. A hash is the first 8 hexadecimal digits
of a SHA-256: of the ids without the special ones around them, as decimal numbers with one space
between; of the words of every variant, each word followed by byte FF, each variant by byte FE; a word
with U+0000 is one byte 00.

scalars.tsv: a line for each 4,096 scalars: the first one, then for each variant 16 digits of a hash of
words as above of, for each scalar c, the texts c and "a", c, "b", each text followed by byte FE.
"""
import argparse
import hashlib
import json
import pathlib
import random

from tokenizers import Tokenizer
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "Golden/tokenization"
SEED = 20261121
COUNT = 14000
# clean_text, handle_chinese_chars, strip_accents, lowercase; as in WordPieceFixtures.swift.
VARIANTS = ["1111", "1100", "1110", "1101", "0000", "0011"]


def variant(switches):
    names = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")
    normalize = BertNormalizer(**{n: s == "1" for n, s in zip(names, switches)}).normalize_str
    split = BertPreTokenizer().pre_tokenize_str

    def words(text):
        result = b""
        for word, _ in split(normalize(text)):
            word = word.encode()
            result += (b"\0" if 0 in word else word) + b"\xff"
        return result + b"\xfe"
    return words


WORDS = [variant(v) for v in VARIANTS]


def tokenizer():
    vocabulary = (FOLDER / "bert-uncased/vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return Tokenizer.from_str(json.dumps({
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [
            {"id": vocabulary.index(t), "content": t, "single_word": False, "lstrip": False,
             "rstrip": False, "normalized": False, "special": True} for t in special],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", vocabulary.index("[SEP]")],
                           "cls": ["[CLS]", vocabulary.index("[CLS]")]},
        "decoder": None,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {t: i for i, t in enumerate(vocabulary)}}}))


SPACES = ["\t", "\n", "\v", "\f", "\r", "\r\n", "\x1c", "\x85", "\xa0", "\u1680", "\u180e", "\u2000",
          "\u2003", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000", "\u200b", "\u200c", "\u200d",
          "\u2060", "\ufeff", "\xad", "  ", "\x00", "\x01", "\x7f", "\ufffd", "\ue000", "\U000f0000", "\u0378"]
SPECIALS = ["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", "[cls]", "[CLS", "[[SEP]]", "[ SEP ]", "[MASK].",
            "[MASK][MASK]", "[unused5]", "##ing", "##", "# #", "［ＣＬＳ］"]
PUNCTUATION = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") + [
    "\u037e", "\u1fef", "\u0387", "\xa7", "\xb6", "\xbf", "‐", "–", "…", "‹", "»", "。", "、", "・", "｡", "～",
    "\u2e52", "\U00010100", "\U0001da87", "\u061d", "€", "©", "™", "°", "´", "\u0384", "\uff3e", "⸺"]
MARKS = ["\u0300", "\u0301", "\u0307", "\u0308", "\u0323", "\u0327", "\u0338", "\u0345", "\u0344", "\u064b",
         "\u0651", "\u093c", "\u094d", "\u0e31", "\u0e48", "\u20d0", "\u20e3", "\u3099", "\u309a", "\ufe0f",
         "\ufe20", "\u0903", "\u093e", "\u0cc0", "\u0f73", "\u1dce", "\u302a", "\U000e0100"]
# Marks that stay, of every rank, and newer than the tables of marks.
KEPT = ["\u302e", "\u302f", "\U0001d165", "\U0001d166", "\U0001d16d", "\U0001d16e", "\U00016ff0", "\u08d4",
        "\u1dfb", "\U0001e000", "\U00011442", "\U0001e94a", "\U0001e944", "\u1b44", "\u1baa", "\U00011235"]
BASES = ["a", "A", "e", "E", "i", "I", "ı", "İ", "ß", "ẞ", "ﬁ", "Å", "Å", "K", "Ω", "Ω", "Σ", "ς", "ΑΣ", "ά", "ΐ", "ᾳ",
         "ᾼ", "Ǆ", "ǅ", "ŉ", "ſ", "ẛ", "ё", "Й", "Ѐ", "ק", "שּׁ", "ﬡ", "آ", "ﷺ", "क़", "ড়", "ౖ", "ொ", "ೋ", "ෞ", "ก", "น้ำ",
         "가", "각", "한국어", "ᄀ", "ᅡ", "ᆨ", "ㄱ", "中", "文", "豈", "凞", "丽", "𠀀", "𫠝", "\U0002b81e", "\U0002b91f",
         "\U0002b920", "\U0002ceb0", "\U00030000", "か", "が", "ガ", "ｶﾞ", "Ａ", "Ⅳ", "Ⓐ", "𝐀", "𐐀", "Ꭰ", "ꭰ", "Ა",
         "Ა", "Ɡ", "Ꟃ", "\ua7f5", "\U00010570", "\U000118a0", "\U0001e900", "\U0001d15e", "\U0001d1bd",
         "½", "²", "①", "👍", "👩\u200d💻", "🇩🇪", "❤\ufe0f", "ð", "Ǽ", "ǿ", "Ố", "ṩ", "ṩ", "d\u0323\u0307", "ĳ"]


def scalar(source):
    while True:
        limit = source.choice([0x80, 0x250, 0x800, 0x2000, 0x3000, 0x10000, 0x20000, 0x30000, 0x110000])
        found = source.randrange(limit)
        if not 0xD800 <= found < 0xE000:
            return chr(found)


def lines(source, words, count):
    pools = [(words, 8), (SPACES, 2), (MARKS, 3), (KEPT, 2), (BASES, 5), (PUNCTUATION, 2), (SPECIALS, 1), ([" "], 5)]
    kinds = [pool for pool, weight in pools for _ in range(weight)]
    singles = SPACES + SPECIALS + PUNCTUATION + MARKS + KEPT + BASES
    yield from (t for s in singles for t in (s, f"a{s}b", f" {s} {s}X ", f"{s}{s}"))
    for base in BASES:
        yield from (f"{base}{mark}" for mark in MARKS + KEPT)
    for mark in MARKS + KEPT:
        yield from (f"x{other}{mark}y" for other in KEPT)
    for length in (99, 100, 101):
        for piece in ("a", "é", "e\u0301", "中", "각", "\u302e", "\U0001d165\U0001d16d", "ΐ", "İ", "\xad", "𝐀", "zq"):
            yield (piece * length)[:length]
            yield "b " + (piece * length)[:length] + " b"
    for index in range(count):
        if index % 5:
            parts = [source.choice(source.choice(kinds)) for _ in range(source.randint(2, 10))]
        elif index % 10:
            parts = [scalar(source) for _ in range(source.randint(1, 10))]
        else:  # runs of marks that change places
            parts = [source.choice(source.choice([KEPT, KEPT, MARKS, ["a"]])) for _ in range(source.randint(3, 12))]
        yield "".join(parts)


def quoted(text):
    text = json.dumps(text, ensure_ascii=False)
    for c in "\x7f\x85\u2028\u2029":
        text = text.replace(c, "\\u%04x" % ord(c))
    return text


def hashed(data, digits=8):
    return hashlib.sha256(data).hexdigest()[:digits]


def hashes(encode, text, variants=WORDS):
    ids = encode(text, add_special_tokens=False).ids
    return "\t".join([hashed(" ".join(map(str, ids)).encode()), hashed(b"".join(w(text) for w in variants))])


def scalar_rows(columns):
    """A row for each 4,096 scalars: the first one, then what `columns` makes of them all."""
    for first in range(0, 0x110000, 0x1000):
        block = [chr(c) for c in range(first, first + 0x1000) if not 0xD800 <= c < 0xE000]
        if block:
            yield "\t".join(["%x" % first, *columns(block)])


def word_columns(block):
    return [hashed(b"".join(w(c) + w(f"a{c}b") for c in block), 16) for w in WORDS]


def texts_of(name, column=1):
    """The texts of a file of lines."""
    rows = (FOLDER / name).read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(row.split("\t")[column]) for row in rows]


def write(path, rows):
    rows = list(rows)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(rows)} lines, {path.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--all")
    arguments = parser.parse_args()
    shared = texts_of("lines.tsv") + texts_of("graphemes/lines.tsv")
    words = sorted({word for text in shared[:4000] for word in text.split() if len(word) < 14})
    encode = tokenizer().encode
    target = FOLDER / "wordpiece"
    target.mkdir(exist_ok=True)
    own = list(dict.fromkeys(lines(random.Random(SEED), words, COUNT)))
    if arguments.all:
        more = dict.fromkeys(lines(random.Random(SEED + 1), words, 200000))
        write(pathlib.Path(arguments.all), (f"{quoted(text)}\t{hashes(encode, text)}" for text in more))
    write(target / "lines.tsv", (f"{quoted(text)}\t{hashes(encode, text)}" for text in own))
    write(target / "shared.tsv", (hashes(encode, text) for text in shared))
    write(target / "scalars.tsv", scalar_rows(word_columns))


if __name__ == "__main__":
    main()
