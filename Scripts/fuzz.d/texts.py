#!/usr/bin/env python3
"""Compares Goldcrest's token ids of random texts with those of HuggingFace's tokenizers.

    texts.py make FOLDER COUNT      writes texts.jsonl, a text a line
    texts.py compare FOLDER         compares ids.jsonl with tokenizer.json on those texts

Needs the package tokenizers.
"""
import json
import pathlib
import random
import sys

SEED = 0xC4E57
SPECIAL = ["<s>", "</s>", "<unk>", "<pad>", "<mask>", "[CLS]", "[SEP]", "[UNK]", "[MASK]", "##", "\u2581"]
WORDS = ["the", "hello", "World", "caf\u00e9", "cafe\u0301", "\u4e2d\u6587", "na\u00efve", "Stra\u00dfe", "\u0130stanbul"]
# Where text is usually from, and where it goes wrong.
BLOCKS = [
    (0x20, 0x7E), (0x20, 0x7E), (0x20, 0x7E), (0, 0x20), (0x7F, 0xFF), (0x100, 0x24F), (0x300, 0x36F),
    (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xFFF), (0x1100, 0x11FF),
    (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3), (0xE000, 0xF8FF), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE00, 0xFFFF),
    (0x1F000, 0x1FAFF), (0x20000, 0x2FA1F), (0xE0000, 0xE01EF), (0, 0x10FFFF),
]  # fmt: skip


def piece(numbers: random.Random) -> str:
    """A special token, a word, or a few characters of one block."""
    choice = numbers.random()
    if choice < 0.05:
        return numbers.choice(SPECIAL)
    if choice < 0.15:
        return numbers.choice(WORDS)
    if choice < 0.35:
        return numbers.choice([" ", " ", "  ", "\t", "\n", "\u00a0", "\u3000", "\u200b", "\u200d"])
    low, high = numbers.choice(BLOCKS)
    points = [numbers.randint(low, high) for _ in range(numbers.randint(1, 6))]
    return "".join(chr(point) for point in points if not 0xD800 <= point <= 0xDFFF)


def make(folder: pathlib.Path, count: int) -> None:
    numbers = random.Random(SEED)
    with open(folder / "texts.jsonl", "w", encoding="utf-8") as file:
        for _ in range(count):
            text = "".join(piece(numbers) for _ in range(numbers.randint(0, 12)))
            file.write(json.dumps(text) + "\n")


def compare(folder: pathlib.Path) -> int:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    texts = [json.loads(line) for line in open(folder / "texts.jsonl", encoding="utf-8")]
    found = [json.loads(line) for line in open(folder / "ids.jsonl", encoding="utf-8")]
    if len(found) != len(texts):
        print(f"expected ids of {len(texts)} texts, found {len(found)}")
        return 1
    wrong = tokens = 0
    for begin in range(0, len(texts), 1000):
        batch = texts[begin : begin + 1000]
        encodings = tokenizer.encode_batch(batch, add_special_tokens=False)
        for text, encoding, ids in zip(batch, encodings, found[begin:]):
            tokens += len(ids)
            if encoding.ids != ids:
                wrong += 1
                if wrong <= 5:
                    print(f"{text!a}: expected {encoding.ids}, found {ids}")
    print(f"{len(texts)} texts, {tokens} ids, {wrong} texts with others")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(compare(pathlib.Path(sys.argv[2])))
