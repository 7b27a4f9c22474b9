"""RoBERTa's tokenizer: its special tokens, which MPNet has too, and the files of its byte-level BPE."""

import json

from folder import write_compact, write_json
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

FLAGS = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
PROCESSOR = {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0]}
PROCESSOR |= {"trim_offsets": True, "add_prefix_space": False}
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
FIRST = ("<s>", "<pad>", "</s>", "<unk>")


def added_tokens(ids, unknown="<unk>", normalized=()):
    """The special tokens as tokenizer.json has them; only <mask> takes the white space before it."""
    return [
        {"id": ids[token], "content": token}
        | FLAGS
        | {"lstrip": token == "<mask>", "normalized": token in normalized, "special": True}
        for token in (*FIRST[:3], unknown, "<mask>")
    ]


def write_settings(folder, settings, unknown="<unk>"):
    """tokenizer_config.json with these settings, and special_tokens_map.json."""
    names = {"bos": "<s>", "cls": "<s>", "eos": "</s>", "mask": "<mask>", "pad": "<pad>", "sep": "</s>"}
    names = {f"{key}_token": token for key, token in (names | {"unk": unknown}).items()}
    write_json(folder / "tokenizer_config.json", names | settings)
    mask = {"content": "<mask>"} | FLAGS | {"lstrip": True}
    write_json(folder / "special_tokens_map.json", names | {"mask_token": mask})


def trained(texts, size):
    """A byte-level BPE of `size` ids as RoBERTa numbers them: its tokens and its merges."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=size - 1, special_tokens=list(FIRST), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    tokens = [*sorted(model["vocab"], key=model["vocab"].get), "<mask>"]
    assert len(tokens) == size
    return tokens, [" ".join(merge) for merge in model["merges"]]


def tokenizer_json(tokens, merges):
    """tokenizer.json; two of the special tokens are looked for in normalised text, as they all once were."""
    vocabulary = {token: index for index, token in enumerate(tokens)}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added_tokens(vocabulary, normalized=("<s>", "</s>")),
        "normalizer": None,
        "pre_tokenizer": BYTE_LEVEL,
        "post_processor": PROCESSOR,
        "decoder": BYTE_LEVEL,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "vocab": vocabulary,
            "merges": merges,
        },
    }


def write_roberta(tokens, merges, folder, max_tokens):
    """tokenizer.json and its companions, as distilroberta-base publishes them."""
    content = tokenizer_json(tokens, merges)
    write_compact(folder / "tokenizer.json", content)
    write_compact(folder / "vocab.json", content["model"]["vocab"])
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n", encoding="utf-8")
    settings = {"add_prefix_space": False, "errors": "replace", "model_max_length": max_tokens}
    write_settings(folder, settings | {"tokenizer_class": "RobertaTokenizer", "trim_offsets": True})
