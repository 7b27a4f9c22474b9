"""Vocabularies of a few hundred tokens that tell every setting of a tokenizer from every other.

The WordPiece vocabulary has words and characters as they stand in the texts and in every form that a
normaliser can make of them, so that no two normalisers give the same tokens. The Unigram one is XLM-R's
own, cut down, or trained by sentencepiece with the normalisation table of XLM-R. The merges of the byte-level
BPE are those of the texts.
"""

import collections
import functools
import io

import sentencepiece
from architectures.small_tokenizers import Roberta, Unigram
from folder import ROOT
from goldenfile import load_texts
from tokenizers import normalizers, pre_tokenizers

TEXTS = ROOT / "Golden/texts/folders.json"
MORE_TEXTS = ROOT / "Golden/texts/tiny.json"  # for the vocabularies only
TRAINED_PIECES = 500
COMPACT_TEXTS = (0, 3, 4, 9, 11, 14, 16, 23, 27, 29, 30, 31, 32, 36, 39)  # of TEXTS
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
NORMALIZERS = tuple(
    normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=chinese, strip_accents=strip, lowercase=lower
    )
    for chinese in (True, False)
    for strip in (True, False)
    for lower in (True, False)
)


_words = 400
_texts = tuple(entry["text"] for entry in load_texts(TEXTS))


def choose(compact):
    """Fewer texts and fewer words, for folders that are committed; before anything else is called."""
    global _words, _texts
    if compact:
        _words, _texts = 90, tuple(_texts[index] for index in COMPACT_TEXTS)


def texts():
    """The texts of the suite."""
    return _texts


@functools.cache
def wordpiece_tokens():
    """A vocabulary in a fixed order: special tokens, characters, then words and ends of words by use."""
    counts, characters = collections.Counter(), set(map(chr, range(0x21, 0x7F)))
    splitter = pre_tokenizers.BertPreTokenizer()
    for normalizer in NORMALIZERS:
        for text in texts():
            for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text)):
                characters.update(word)
                counts[word] += 1
                counts.update("##" + word[at:] for at in range(2, min(len(word) - 1, 8)))
    # Every seventh character beyond ASCII stays unknown.
    kept = [char for at, char in enumerate(sorted(characters)) if char < "\x7f" or at % 7]
    used = sorted(counts, key=lambda word: (-counts[word], word))
    tokens = [*SPECIAL, *(f"[unused{index}]" for index in range(3)), *kept, *("##" + char for char in kept)]
    seen = set(tokens)
    return tuple(tokens + [word for word in used if word not in seen][:_words])


def sentencepiece_model(**options):
    """A Unigram model trained with XLM-R's options and others, as the bytes of sentencepiece.bpe.model."""
    key = repr(sorted(options.items()))
    if key not in _trained:
        _trained[key] = _train(
            {"vocab_size": TRAINED_PIECES, "normalization_rule_name": "nmt_nfkc"} | options
        )
    return _trained[key]


_trained = {}


def _train(options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text for text in texts() if text.strip()] * 4),
        model_writer=model,
        model_type="unigram",
        character_coverage=0.98,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
        **options,
    )
    return model.getvalue()


@functools.cache
def xlm_roberta():
    """XLM-R's tokenizer with the 402 pieces that the texts use most."""
    more = [entry["text"] for entry in load_texts(MORE_TEXTS)]
    return Unigram([*texts(), *more])


@functools.cache
def roberta():
    """RoBERTa's tokenizer: its special tokens, all bytes, and merges of the texts."""
    return Roberta(texts(), 261 + _words)
