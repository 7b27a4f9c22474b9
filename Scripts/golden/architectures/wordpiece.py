"""The files of an uncased BERT tokenizer and of MPNet's, from the vocabulary."""

from folder import write_compact, write_json

from . import roberta

BERT_SPECIAL = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103}


def write_wordpiece(tokens, folder, max_tokens, baked=None, tokenizer_class="BertTokenizer"):
    """tokenizer.json and its companions; `baked` are truncation and padding, added as they are."""
    content = _wordpiece_json({token: index for index, token in enumerate(tokens)})
    write_compact(folder / "tokenizer.json", content | (baked or {}))
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    names = {"cls": "[CLS]", "mask": "[MASK]", "pad": "[PAD]", "sep": "[SEP]", "unk": "[UNK]"}
    names = {f"{key}_token": token for key, token in names.items()}
    settings = {"do_lower_case": True, "model_max_length": max_tokens, "strip_accents": None}
    settings |= {"tokenize_chinese_chars": True, "tokenizer_class": tokenizer_class}
    write_json(folder / "tokenizer_config.json", names | settings)
    write_json(folder / "special_tokens_map.json", names)


def write_mpnet(tokens, folder, max_tokens):
    """MPNet's tokenizer as mpnet-base publishes it, of BERT's tokens: four before them, one behind."""
    tokens = [*roberta.FIRST, *tokens, "<mask>"]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    added = roberta.added_tokens(vocabulary, "[UNK]")
    content = _wordpiece_json(vocabulary) | {"added_tokens": added, "post_processor": roberta.PROCESSOR}
    write_compact(folder / "tokenizer.json", content)
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    settings = {"do_lower_case": True, "model_max_length": max_tokens, "strip_accents": None}
    settings |= {"tokenize_chinese_chars": True, "tokenizer_class": "MPNetTokenizer"}
    roberta.write_settings(folder, settings, "[UNK]")


def _wordpiece_json(vocabulary):
    """tokenizer.json of an uncased BERT."""

    def special(name, kind):
        return {"SpecialToken": {"id": name, "type_id": kind}}

    def sequence(name, kind):
        return {"Sequence": {"id": name, "type_id": kind}}

    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    single = [special("[CLS]", 0), sequence("A", 0), special("[SEP]", 0)]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": index, "content": token, **flags} for token, index in BERT_SPECIAL.items()],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": single,
            "pair": [*single, sequence("B", 1), special("[SEP]", 1)],
            "special_tokens": {
                name: {"id": name, "ids": [BERT_SPECIAL[name]], "tokens": [name]}
                for name in ("[CLS]", "[SEP]")
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocabulary,
        },
    }
