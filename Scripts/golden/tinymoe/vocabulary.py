"""Cuts the XLM-R unigram vocabulary of the teacher down to the pieces the training text uses most."""

import base64
import collections
import json
import random

import sentencepiece
from folder import write_json
from sentencepiece import sentencepiece_model_pb2 as protobuf
from tokenizers import Tokenizer

from .corpus import load_groups
from .sources import LANGUAGES, PROMPTS

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")  # ids 0 to 3; <mask> is the last id
META = "\u2581"
CJK = 0x2E80  # code points from here on are kept only where they are frequent enough
# alphabets kept whole, as ranges of code points
ALPHABETS = (
    (0x21, 0x7F),
    (0xA1, 0x180),
    (0x400, 0x460),
    (0x490, 0x492),
    (0x3041, 0x3097),
    (0x30A1, 0x30FB),
    (0x621, 0x64B),
    (0x904, 0x94E),
    (0x3B1, 0x3CA),
    (0x1EA0, 0x1EFA),
)
ROUNDS = (2.2, 1.35, 1.0)  # sizes of the successive vocabularies, as multiples of the wanted one
TOKEN_NAMES = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "mask_token": "<mask>",
    "pad_token": "<pad>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
}


def added_token(identifier, content):
    return {
        "id": identifier,
        "content": content,
        "single_word": False,
        "lstrip": content == "<mask>",
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def tokenizer_json(vocabulary, charsmap):
    """tokenizer.json of nomic-embed-text-v2-moe (chain A) with another vocabulary of [piece, score]."""

    def special(name):
        return {"SpecialToken": {"id": name, "type_id": 0}}

    def sequence(name):
        return {"Sequence": {"id": name, "type_id": 0}}

    metaspace = {"type": "Metaspace", "replacement": META, "prepend_scheme": "always", "split": True}
    added = [added_token(index, name) for index, name in enumerate(SPECIAL)]
    added.append(added_token(len(vocabulary) - 1, "<mask>"))
    begin, end = special("<s>"), special("</s>")
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap).decode()},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, sequence("A"), end],
            "pair": [begin, sequence("A"), end, end, sequence("B"), end],
            "special_tokens": {
                name: {"id": name, "ids": [index], "tokens": [name]} for name, index in (("<s>", 0), ("</s>", 2))
            },
        },
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary, "byte_fallback": False},
    }


def make_tokenizer(vocabulary, charsmap):
    return Tokenizer.from_str(json.dumps(tokenizer_json(vocabulary, charsmap)))


class Pruning:
    """Chooses ids of the full vocabulary for a list of (language, text)."""

    def __init__(self, full, charsmap, texts):
        self.full, self.charsmap, self.texts = full, charsmap, texts
        self.ids = {piece: index for index, (piece, _) in enumerate(full)}
        self.mask = len(full) - 1

    def required(self, min_cjk):
        """Ids kept in any case: characters, whole alphabets, and the pieces of the prompts."""
        tokenizer = make_tokenizer(self.full, self.charsmap)
        counts = collections.Counter()
        for _, text in self.texts:
            counts.update(set(tokenizer.normalizer.normalize_str(text)))
        needed = {char for char, count in counts.items() if count >= (3 if ord(char) < CJK else min_cjk)}
        for first, end in ALPHABETS:
            needed |= {chr(code) for code in range(first, end)}
        ids = {self.ids[char] for char in needed if char in self.ids} | {self.ids[META]}
        for prompt in PROMPTS.values():
            ids |= set(tokenizer.encode(prompt).ids)
        return ids - {0, 1, 2, 3, self.mask}

    def usage(self, vocabulary):
        """How much each piece is used, languages weighted nearly alike."""
        tokenizer = make_tokenizer(vocabulary, self.charsmap)
        counts = collections.defaultdict(collections.Counter)
        for start in range(0, len(self.texts), 4096):
            batch = self.texts[start : start + 4096]
            encoded = tokenizer.encode_batch([text for _, text in batch], add_special_tokens=False)
            for (language, _), encoding in zip(batch, encoded):
                counts[language].update(encoding.tokens)
        weights = collections.Counter()
        for language, pieces in counts.items():
            total = sum(pieces.values())
            for piece, count in pieces.items():
                weights[piece] += LANGUAGES[language] * count / total * (count >= 3)
        return weights

    def choose(self, size, min_cjk):
        """The kept ids in order: specials, pieces, mask. Each round segments with the vocabulary of the last."""
        required, vocabulary = self.required(min_cjk), self.full
        for factor in ROUNDS:
            kept = set(required)
            for piece, _ in self.usage(vocabulary).most_common():
                if len(kept) >= int(size * factor) - len(SPECIAL) - 1:
                    break
                index = self.ids.get(piece)
                if index is not None and 3 < index < self.mask:
                    kept.add(index)
            ordered = [0, 1, 2, 3, *sorted(kept), self.mask]
            vocabulary = [self.full[index] for index in ordered]
        return ordered


def pruned_sentencepiece(original, pieces):
    """The sentencepiece model with only these [piece, score]; its ids are one less than ours."""
    model = protobuf.ModelProto()
    model.CopyFrom(original)
    del model.pieces[:]
    for name, kind in (("<unk>", 2), ("<s>", 3), ("</s>", 3)):
        model.pieces.add(piece=name, score=0.0, type=kind)
    for piece, score in pieces:
        model.pieces.add(piece=piece, score=score)
    model.trainer_spec.vocab_size = len(model.pieces)
    model.trainer_spec.model_prefix = "pruned"
    del model.trainer_spec.input[:]
    return model


def write_tokenizer_configs(folder, mask_id):
    def description(name):
        return {
            "content": name,
            "lstrip": name == "<mask>",
            "normalized": False,
            "rstrip": False,
            "single_word": False,
        }

    specials = [*enumerate(SPECIAL), (mask_id, "<mask>")]
    decoder = {str(index): description(name) | {"special": True} for index, name in specials}
    config = {
        "added_tokens_decoder": decoder,
        **TOKEN_NAMES,
        "clean_up_tokenization_spaces": True,
        "model_max_length": 512,
        "tokenizer_class": "XLMRobertaTokenizer",
    }
    write_json(folder / "tokenizer_config.json", config)
    write_json(folder / "special_tokens_map.json", {key: description(name) for key, name in TOKEN_NAMES.items()})


def report_agreement(folder, texts, seed):
    """Prints on how many of 5,000 texts the two tokenizer files give the same ids."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.bpe.model"))
    sample = random.Random(seed).sample(texts, min(5000, len(texts)))
    tokens = unknown = different = 0
    for _, text in sample:
        ids = tokenizer.encode(text).ids
        others = [0, *(3 if index == 0 else index + 1 for index in processor.encode(text)), 2]
        tokens += len(ids) - 2
        unknown += ids.count(3)
        different += ids != others
    print(f"tokenizer.json and sentencepiece agree on {len(sample) - different} of {len(sample)} texts")
    print(f"{tokens} tokens, {unknown / tokens:.4%} unknown")


def build(options):
    """Writes the tokenizer files of --model and WORK/kept_ids.json."""
    options.model.mkdir(parents=True, exist_ok=True)
    full = json.loads((options.teacher / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    original = protobuf.ModelProto()
    original.ParseFromString((options.teacher / "sentencepiece.bpe.model").read_bytes())
    charsmap = original.normalizer_spec.precompiled_charsmap
    texts = [(language, text) for group in load_groups(options.work) for language, _, text in group["t"]]
    kept = Pruning(full, charsmap, texts).choose(options.vocab, options.min_cjk)
    vocabulary = [full[index] for index in kept]
    (options.model / "tokenizer.json").write_text(
        json.dumps(tokenizer_json(vocabulary, charsmap), ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    model = pruned_sentencepiece(original, vocabulary[len(SPECIAL) : -1])
    (options.model / "sentencepiece.bpe.model").write_bytes(model.SerializeToString())
    write_tokenizer_configs(options.model, len(kept) - 1)
    (options.work / "kept_ids.json").write_text(json.dumps(kept))
    report_agreement(options.model, texts, options.seed)
