#!/usr/bin/env python3
"""Makes the goldens of byte-level BPE: a tokenizer with RoBERTa's settings, what HuggingFace `tokenizers`
gives for it, and how the pre-tokenizer ByteLevel cuts text into words.

usage: make_bpe_golden.py [--all FILE]
  writes Golden/tokenization/byte-level-bpe/; with --all, 200,000 lines made from another seed to FILE.

needs: pip install tokenizers==0.23.3

tokenizer.json: 8,000 ids, trained on the texts of ../lines.tsv and on lines of this repository's sources.

lines.tsv: the text as a JSON string TAB hash of its ids TAB hash of its words; the lines of sources come
first, and later runs take them from here. shared.tsv: both hashes for the texts of ../lines.tsv, then of
../graphemes/lines.tsv, then of ../wordpiece/lines.tsv. A hash is the first 8 hexadecimal digits of a
SHA-256: of the ids without the special ones around them, as decimal numbers with one space between; of the
words with add_prefix_space false, then with true: the bytes of each word followed by byte FF, those of each
of the two by byte FE. Words are those of the whole text, in which no added tokens are looked for.

scalars.tsv: a line for each 4,096 scalars: the first one, then 16 digits of a hash of words as above of, for
each scalar c, the texts c; "a", c, "b"; "1", c, "2"; "!", c, "?"; two spaces, c, a space; c, "'s".
"""

import argparse
import json
import random
from pathlib import Path

from architectures.roberta import tokenizer_json, trained
from folder import ROOT, write_compact
from make_wordpiece_golden import (
    BASES,
    FOLDER,
    KEPT,
    MARKS,
    PUNCTUATION,
    hashed,
    hashes,
    quoted,
    scalar,
    scalar_rows,
    texts_of,
    write,
)
from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel

TARGET = FOLDER / "byte-level-bpe"
SEED = 20261130
SIZE = 8000
CODE_LINES, BLOCK, COUNT = 1800, 25, 1800
SOURCES = ("Sources/**/*.swift", "Sources/CKernels/**/*.c", "Scripts/**/*.py")

# A byte's character, those of the printable ones first, back to the byte.
PRINTABLE = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
BYTES = dict(zip([*PRINTABLE, *range(0x100, 0x144)], [*PRINTABLE, *sorted({*range(256)} - {*PRINTABLE})]))

SPACES = list(filter(str.isspace, map(chr, range(0x3001))))
BLANKS = [*SPACES, "\r\n", "\u180e", "\u200b", "\u200d", "\u2060", "\ufeff", "\xad", "\x00", "\x7f"]
AROUND = ["{}", "{}a", "a{}", "a{}b", "1{}2", "!{}?", "é{} 's", "\u0301{}\u0301"]
CONTRACTIONS = (
    "'s 'S 't 'T 're 'RE 'Re 've 'VE 'm 'M 'll 'LL 'd 'D ’s ʼs `s 'ſ '\u0301s 'sT 's's 're's".split()
)
CONTRACTIONS += ["' s", *"''s '''s ' 'r 'v 'l 'e".split()]
NUMBERS = "0 12 007 1.5 ٣ ३ ௧ ๙ ０ 𝟘 Ⅳ ⅷ ½ ² ① ⓪ ❶ ㊈ 〇 六 ௰ ፩ 𐄇 𒐀 🄀 \U00011de0".split()
LETTERS = "ªºʰᴬـーǅ\u16ee𐐀𠀀\U0001df00\U0002ebf0\U00011f04\u1c89\U000105c0\ua7cb\ua7d2"
OTHERS = "\u0378\ue000\U000f0000\U0010ffff\ufffe\ufffd"
SPECIALS = "<s> </s> <mask> <mask><mask> <unk> <pad> <pad <s </s <S> <MASK> <<s>> ＜s＞ <s></s>".split()
SPECIALS += [" <mask>", "<mask> ", "\n<mask>", "\xa0 <mask>", " <s> ", "< s>"]
SPECIALS += ["<s<pad>>", "<</s>pad>", "<ma<s>sk>", "<m<unk>ask>"]
POOLS = [(SPACES, 2), (BLANKS, 2), (CONTRACTIONS, 4), (NUMBERS, 3), (LETTERS, 1), (OTHERS, 1), (BASES, 2)]
POOLS += [(MARKS, 2), (KEPT, 1), (PUNCTUATION, 3), (SPECIALS, 1), ([" ", "  ", "\n", "\t"], 5)]
LONG = ["a", "ab", "the", "=", "1", " ", "\n", "é", "\u0301", "中", "𝐀", "👍", "'s", " a"]


def variant(add_prefix_space):
    split = ByteLevel(add_prefix_space=add_prefix_space, trim_offsets=True, use_regex=True).pre_tokenize_str

    def words(text):
        pieces = "".join(piece.translate(BYTES) + "\xff" for piece, _ in split(text))
        return pieces.encode("latin-1") + b"\xfe"

    return words


WORDS = [variant(False), variant(True)]


def code():
    """Lines of this repository's sources: those that lines.tsv has, for the sources change."""
    if (TARGET / "lines.tsv").exists():
        return texts_of(TARGET / "lines.tsv", 0)[:CODE_LINES]
    source, chosen = random.Random(SEED), []
    for pattern in SOURCES:
        found = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern))).split("\n")
        for first in sorted(source.sample(range(0, len(found), BLOCK), 2 * CODE_LINES // 3 // BLOCK)):
            chosen.append([line for line in found[first : first + BLOCK] if line.strip()])
    source.shuffle(chosen)
    found = list(dict.fromkeys(line for block in chosen for line in block))
    assert len(found) >= CODE_LINES
    return found[:CODE_LINES]


def lines(source, words, code, count):
    """Lines aimed at every branch of ByteLevel's expression, then random ones."""
    singles = [single for pool, _ in POOLS for single in pool]
    yield from (t for s in ("", *singles) for t in (s, f"a{s}b", f" {s} {s}X ", f"{s}{s}"))
    for blank in BLANKS:
        yield from (around.format(blank * length) for length in range(1, 6) for around in AROUND)
        yield from (f"a{blank}<mask>{blank}b", f"a{blank} <mask>", f"{blank}<s>{blank}</s>")
    for contraction in CONTRACTIONS:
        yield from (f"{before}{contraction}{after}" for before in "xX1! 中" for after in ("", "y", "!"))
    for piece in LONG:
        yield from (f"b{(piece * length)[:length]} b" for length in (255, 256, 257, 3000))
    for length in (300, 1000, 3000):
        yield "".join(source.choice("abcdefghijklmnopqrstuvwxyzABCÄéñßжωא") for _ in range(length))
    for first in range(0, len(code), 6):
        block = "\n".join(code[first : first + source.randint(2, 6)])
        yield source.choice((block, block.replace("    ", "\t"), block.replace("\n", "\r\n"), block + "\n\n"))
    kinds = [pool for pool, weight in [*POOLS, (words, 8)] for _ in range(weight)]
    for index in range(count):
        if index % 5:
            yield "".join(source.choice(source.choice(kinds)) for _ in range(source.randint(2, 10)))
        else:
            yield "".join(scalar(source) for _ in range(source.randint(1, 10)))


def word_columns(block):
    texts = (t for c in block for t in (c, f"a{c}b", f"1{c}2", f"!{c}?", f"  {c} ", f"{c}'s"))
    return [hashed(b"".join(words(text) for text in texts for words in WORDS), 16)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--all")
    arguments = parser.parse_args()
    TARGET.mkdir(exist_ok=True)
    real, source_lines = texts_of("lines.tsv"), code()
    content = tokenizer_json(*trained(real + source_lines, SIZE))
    write_compact(TARGET / "tokenizer.json", content)
    print(f"tokenizer.json: {(TARGET / 'tokenizer.json').stat().st_size} bytes")
    encode = Tokenizer.from_str(json.dumps(content)).encode
    words = sorted({word for text in real for word in text.split() if len(word) < 14})

    def rows(texts):
        return (f"{quoted(text)}\t{hashes(encode, text, WORDS)}" for text in texts)

    if arguments.all:
        more = dict.fromkeys(lines(random.Random(SEED + 1), words, source_lines, 200000))
        write(Path(arguments.all), rows(more))
    own = dict.fromkeys([*source_lines, *lines(random.Random(SEED), words, source_lines, COUNT)])
    write(TARGET / "lines.tsv", rows(own))
    shared = real + texts_of("graphemes/lines.tsv") + texts_of("wordpiece/lines.tsv", 0)
    write(TARGET / "shared.tsv", (hashes(encode, text, WORDS) for text in shared))
    write(TARGET / "scalars.tsv", scalar_rows(word_columns))


if __name__ == "__main__":
    main()
