"""Small tokenizers: XLM-R's with 402 of its pieces, a WordPiece vocabulary of 442, a byte-level BPE of 450.

The first two are cut from what the repository holds: the pieces of Golden/tiny-moe that the texts use most
(with XLM-R's scores), and the words and characters of the texts. The normalisation table of XLM-R is
cut to the characters that the texts have and the common compatibility forms; sentencepiece compiles
it, so it is a real table in the real format.
"""

import collections
import tempfile
from pathlib import Path

import sentencepiece
from folder import TINY, read_json, write_compact, write_json
from sentencepiece import sentencepiece_model_pb2 as protobuf
from tinymoe.vocabulary import META, TOKEN_NAMES, pruned_sentencepiece, tokenizer_json
from tokenizers import Tokenizer, normalizers, pre_tokenizers

from .roberta import trained, write_roberta
from .wordpiece import BERT_SPECIAL, write_mpnet, write_wordpiece

PIECES = 402
WORDS = 442
MERGED = 450
COMPATIBILITY = (
    *range(0x00, 0x20),
    *range(0xA0, 0xC0),
    *range(0x2000, 0x2010),
    *range(0x2160, 0x216C),
    *range(0x2460, 0x246A),
    *range(0xFB00, 0xFB05),
    0x3000,
    0xFEFF,
    *range(0xFF01, 0xFF5F),
    *range(0xFF71, 0xFFA0),
)
EMOJI = "\U0001f000"  # characters from here on stay unknown to WordPiece


def _rules(normalizer, texts):
    """(key, replacement) for every single character and every pair with a combining mark in the texts."""
    keys = {chr(code) for code in COMPATIBILITY if code} | {char for text in texts for char in text}
    keys |= {text[at : at + 2] for text in texts for at in range(len(text) - 1)}
    rules = {}
    for key in sorted(keys, key=lambda key: (len(key), key)):
        apart = "".join(normalizer.normalize_str(char) for char in key)
        together = normalizer.normalize_str(key)
        if together != (key if len(key) == 1 else apart):
            rules[key] = together
    return rules


def _compiled(rules, sentences):
    """The rules as a precompiled_charsmap, by training a throw-away model with them."""
    with tempfile.TemporaryDirectory() as folder:
        table, prefix = Path(folder) / "rules.tsv", str(Path(folder) / "model")
        lines = (
            "\t".join(" ".join(f"{ord(char):X}" for char in side) for side in rule) for rule in rules.items()
        )
        table.write_text("\n".join(lines) + "\n")
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences),
            model_prefix=prefix,
            model_type="char",
            vocab_size=64,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(table),
            minloglevel=2,
        )
        model = protobuf.ModelProto()
        model.ParseFromString(Path(prefix + ".model").read_bytes())
    return model.normalizer_spec.precompiled_charsmap


class Unigram:
    """XLM-R's tokenizer with a few hundred pieces, in any of its published forms."""

    pad_id = 1

    def __init__(self, texts):
        full = Tokenizer.from_file(str(TINY / "tokenizer.json"))
        vocabulary = read_json(TINY / "tokenizer.json")["model"]["vocab"]
        counts = collections.Counter(
            {full.token_to_id(char): 1000 for char in (META, *"abcdefghijklmnopqrstuvwxyz")}
        )
        for text in texts:
            counts.update(full.encode(text, add_special_tokens=False).ids)
        for special in (0, 1, 2, 3, len(vocabulary) - 1):
            del counts[special]
        chosen = sorted(counts, key=lambda index: (-counts[index], index))[: PIECES - 5]
        kept = [0, 1, 2, 3, *sorted(chosen), len(vocabulary) - 1]
        self.vocabulary = [vocabulary[index] for index in kept]
        self.charsmap = _compiled(_rules(full.normalizer, texts), texts)
        self.size = len(self.vocabulary)
        assert self.size == PIECES

    def write(self, folder, max_tokens, chain="A", sentencepiece_model=True, baked=None):
        """tokenizer.json and its companions; `baked` are truncation and padding that must not apply."""
        content = tokenizer_json(self.vocabulary, self.charsmap)
        if chain == "B":
            collapse = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
            content["normalizer"] = {"type": "Sequence", "normalizers": [content["normalizer"], collapse]}
            content["pre_tokenizer"] = content["pre_tokenizer"]["pretokenizers"][-1]
        write_compact(folder / "tokenizer.json", content | (baked or {}))
        settings = {"clean_up_tokenization_spaces": True, "model_max_length": max_tokens}
        # XLM-R's own class of transformers 5 makes chain A of any file.
        settings["tokenizer_class"] = "PreTrainedTokenizerFast" if chain == "B" else "XLMRobertaTokenizer"
        write_json(folder / "tokenizer_config.json", TOKEN_NAMES | settings)
        write_json(folder / "special_tokens_map.json", TOKEN_NAMES)
        if sentencepiece_model:
            original = protobuf.ModelProto()
            original.ParseFromString((TINY / "sentencepiece.bpe.model").read_bytes())
            original.normalizer_spec.precompiled_charsmap = self.charsmap
            model = pruned_sentencepiece(original, self.vocabulary[4:-1])
            (folder / "sentencepiece.bpe.model").write_bytes(model.SerializeToString(deterministic=True))


class WordPiece:
    """BERT's uncased tokenizer with a few hundred words; the special tokens have their real ids."""

    pad_id = 0

    def __init__(self, texts):
        normalizer, splitter = normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer()
        words = collections.Counter(
            word for text in texts for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))
        )
        letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        tokens = [f"[unused{index}]" for index in range(99)]
        tokens = ["[PAD]", *tokens, "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        tokens += [chr(code) for code in range(0x21, 0x7F) if not chr(code).isupper()]
        tokens += ["##" + letter for letter in letters]
        wanted = collections.Counter(
            {word: count for word, count in words.items() if count > 1 and word.isalpha()}
        )
        for word, count in words.items():
            wanted.update({"##" + word[at:]: count / 4 for at in range(2, len(word) - 1)})
            wanted.update(
                {("##" if at else "") + char: count / 2 for at, char in enumerate(word) if char < EMOJI}
            )
        ordered = sorted(wanted, key=lambda token: (-wanted[token], token))
        tokens += [token for token in ordered if token not in set(tokens)][: WORDS - len(tokens)]
        self.tokens, self.size = tokens, len(tokens)
        assert self.size == WORDS and all(tokens[index] == token for token, index in BERT_SPECIAL.items())

    def write(self, folder, max_tokens, **options):
        """tokenizer.json and its companions; the options are those of `write_wordpiece`."""
        write_wordpiece(self.tokens, folder, max_tokens, **options)


class MPNet:
    """MPNet's tokenizer of the words of another."""

    pad_id = 1

    def __init__(self, wordpiece):
        self.tokens = wordpiece.tokens
        self.size = wordpiece.size + 5

    def write(self, folder, max_tokens):
        """tokenizer.json and its companions."""
        write_mpnet(self.tokens, folder, max_tokens)


class Roberta:
    """RoBERTa's tokenizer of `size` ids, with merges of the texts."""

    pad_id = 1

    def __init__(self, texts, size=MERGED):
        self.tokens, self.merges = trained(texts, size)
        self.size = len(self.tokens)

    def write(self, folder, max_tokens):
        """tokenizer.json and its companions."""
        write_roberta(self.tokens, self.merges, folder, max_tokens)
