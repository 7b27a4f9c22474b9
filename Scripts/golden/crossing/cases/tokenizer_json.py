"""What a tokenizer.json may look like."""

from .. import vocabularies
from ..case import folder


@folder("vocabulary-holes", "tokenizer", "ids of a tokenizer.json that leave rows out")
def _(m):
    m.bert_folder(config={"vocab_size": len(vocabularies.wordpiece_tokens()) + 40})
    content = m.read("tokenizer.json")
    vocab = content["model"]["vocab"]
    for token, index in vocab.items():
        vocab[token] = index + 40 if index > 300 else index
    m.write("tokenizer.json", content)


@folder("vocabulary-canonical", "tokenizer", "a vocabulary with U+03A9 and U+2126, and é in both forms")
def _(m):
    more = ("\u03a9", "\u2126", "e\u0301t\u00e9", "\u00e9t\u00e9", "\u00e9te\u0301")
    tokens = (*vocabularies.wordpiece_tokens(), *more)
    tokens = tuple(dict.fromkeys(tokens))
    m.bert_folder(config={"vocab_size": len(tokens)}, tokenizer=m.wordpiece(do_lower_case=False))
    content = m.read("tokenizer.json")
    content["model"]["vocab"] = {token: index for index, token in enumerate(tokens)}
    m.write("tokenizer.json", content)


@folder("baked-truncation", "tokenizer", "truncation and padding inside tokenizer.json")
def _(m):
    m.bert_folder()
    content = m.read("tokenizer.json")
    content["truncation"] = {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0}
    content["padding"] = {"strategy": {"Fixed": 16}, "direction": "Left", "pad_to_multiple_of": None,
                          "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}  # fmt: skip
    m.write("tokenizer.json", content)


@folder("baked-truncation-left", "tokenizer", "truncation on the left inside tokenizer.json")
def _(m):
    m.bert_folder()
    content = m.read("tokenizer.json")
    content["truncation"] = {"direction": "Left", "max_length": 8, "strategy": "LongestFirst", "stride": 0}
    m.write("tokenizer.json", content)


METASPACES = {
    "first": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True},
    "never": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": True},
    "unsplit": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": False},
    "older": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True},
    "older-str-rep": {"type": "Metaspace", "replacement": "▁", "str_rep": "▁", "add_prefix_space": True},
}
for name, metaspace in METASPACES.items():

    @folder(f"metaspace-{name}", "tokenizer", f"tokenizer.json whose pre-tokenizer is {metaspace}")
    def _(m, metaspace=metaspace):
        m.xlm_roberta_folder()
        vocabularies.xlm_roberta().write(m.folder, 62, chain="B")
        content = m.read("tokenizer.json")
        content["pre_tokenizer"] = metaspace
        m.write("tokenizer.json", content)


def template(ids, parts):
    """TemplateProcessing of (token, type), with no token for the text's own; `ids` has the tokens' ids."""
    single = [
        {"SpecialToken": {"id": token, "type_id": of}} if token else {"Sequence": {"id": "A", "type_id": of}}
        for token, of in parts
    ]
    special = {token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token, _ in parts if token}
    pair = [*single, {"Sequence": {"id": "B", "type_id": 1}}]
    return {"type": "TemplateProcessing", "single": single, "pair": pair, "special_tokens": special}


TEMPLATES = {
    "no-sep": [("[CLS]", 0), (None, 0)],
    "no-cls": [(None, 0), ("[SEP]", 0)],
    "more": [("[CLS]", 0), ("[unused0]", 0), (None, 0), ("[SEP]", 0), ("[SEP]", 0)],
    "types": [("[CLS]", 1), (None, 0), ("[SEP]", 1)],
}
for kind in ("BertTokenizer", "PreTrainedTokenizerFast"):
    for name, parts in TEMPLATES.items():

        @folder(
            f"template-{name}-{kind}",
            "tokenizer",
            f"post_processor {parts} under {kind}",
            refusal="tokenizer.json: post_processor",
        )
        def _(m, kind=kind, parts=parts):
            m.bert_folder()
            content = m.read("tokenizer.json")
            content["post_processor"] = template(content["model"]["vocab"], parts)
            m.write("tokenizer.json", content)
            m.edit("tokenizer_config.json", tokenizer_class=kind)


@folder("processor-bert", "tokenizer", "post_processor BertProcessing, as tokenizers 0.8 wrote")
def _(m):
    m.bert_folder()
    content = m.read("tokenizer.json")
    ids = content["model"]["vocab"]
    content["post_processor"] = {
        "type": "BertProcessing",
        "sep": ["[SEP]", ids["[SEP]"]],
        "cls": ["[CLS]", ids["[CLS]"]],
    }
    m.write("tokenizer.json", content)


@folder("processor-roberta", "tokenizer", "post_processor RobertaProcessing of an XLM-R")
def _(m):
    m.xlm_roberta_folder()
    vocabularies.xlm_roberta().write(m.folder, 62)
    content = m.read("tokenizer.json")
    content["post_processor"] = {
        "type": "RobertaProcessing",
        "sep": ["</s>", 2],
        "cls": ["<s>", 0],
        "trim_offsets": True,
        "add_prefix_space": True,
    }
    m.write("tokenizer.json", content)


NORMALIZERS = {
    "null": None,
    "sequence": {
        "type": "Sequence",
        "normalizers": [{"type": "NFD"}, {"type": "Lowercase"}, {"type": "StripAccents"}],
    },
    "nfkc": {"type": "NFKC"},
    "lowercase": {"type": "Lowercase"},
    "no-clean": {
        "type": "BertNormalizer",
        "clean_text": False,
        "handle_chinese_chars": True,
        "strip_accents": None,
        "lowercase": True,
    },
}
for name, normalizer in NORMALIZERS.items():
    for kind in ("bert", "xlmr"):

        @folder(
            f"normalizer-{name}-{kind}",
            "tokenizer",
            f"normalizer {normalizer} under PreTrainedTokenizerFast",
            refusal="tokenizer.json: normalizer",
        )
        def _(m, normalizer=normalizer, kind=kind):
            m.bert_folder() if kind == "bert" else m.xlm_roberta_folder()
            content = m.read("tokenizer.json")
            content["normalizer"] = normalizer
            m.write("tokenizer.json", content)
            m.edit("tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast")


for name, normalizer in NORMALIZERS.items():

    @folder(f"normalizer-{name}-kept", "tokenizer", f"normalizer {normalizer} under BertTokenizer")
    def _(m, normalizer=normalizer):
        m.bert_folder()
        content = m.read("tokenizer.json")
        content["normalizer"] = normalizer
        m.write("tokenizer.json", content)


PRE_TOKENIZERS = {
    "whitespace": {"type": "Whitespace"},
    "whitespace-split": {"type": "WhitespaceSplit"},
    "sequence": {
        "type": "Sequence",
        "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "BertPreTokenizer"}],
    },
}
for name, splitter in PRE_TOKENIZERS.items():

    @folder(
        f"pre-tokenizer-{name}",
        "tokenizer",
        f"pre_tokenizer {splitter} of a WordPiece",
        refusal="tokenizer.json: pre_tokenizer",
    )
    def _(m, splitter=splitter):
        m.bert_folder()
        content = m.read("tokenizer.json")
        content["pre_tokenizer"] = splitter
        m.write("tokenizer.json", content)
        m.edit("tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast")


@folder("pre-tokenizer-kept", "tokenizer", "pre_tokenizer WhitespaceSplit under BertTokenizer")
def _(m):
    m.bert_folder()
    content = m.read("tokenizer.json")
    content["pre_tokenizer"] = {"type": "WhitespaceSplit"}
    m.write("tokenizer.json", content)


@folder("word-limit-whole", "tokenizer", "max_input_chars_per_word 10 under PreTrainedTokenizerFast")
def _(m):
    m.bert_folder()
    content = m.read("tokenizer.json")
    content["model"]["max_input_chars_per_word"] = 10
    m.write("tokenizer.json", content)
    m.edit("tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast")


@folder("word-limit", "tokenizer", "max_input_chars_per_word 10")
def _(m):
    m.bert_folder()
    content = m.read("tokenizer.json")
    content["model"]["max_input_chars_per_word"] = 10
    m.write("tokenizer.json", content)


@folder(
    "byte-fallback", "tokenizer", "Unigram with byte_fallback", refusal="tokenizer.json: model.byte_fallback"
)
def _(m):
    m.xlm_roberta_folder()
    content = m.read("tokenizer.json")
    content["model"]["byte_fallback"] = True
    m.write("tokenizer.json", content)


@folder("other-special-names", "tokenizer", "a WordPiece whose special tokens are XLM-R's")
def _(m):
    names = {"[PAD]": "<pad>", "[UNK]": "<unk>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
    m.bert_folder()
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        if (path := m.folder / name).exists():
            content = path.read_text()
            for old, new in names.items():
                content = content.replace(old, new)
            path.write_text(content)
