"""Keys of tokenizer_config.json beside tokenizer.json, which the libraries let win."""

from ..case import folder

WORDPIECE = {
    "uncased": {},
    "cased": {"do_lower_case": False},
    "cased-strip-accents": {"do_lower_case": False, "strip_accents": True},
    "uncased-keep-accents": {"strip_accents": False},
    "no-chinese": {"tokenize_chinese_chars": False},
}
OVERRIDES = {
    "lower-false": {"do_lower_case": False},
    "strip-accents-false": {"strip_accents": False},
    "strip-accents-true": {"strip_accents": True},
    "chinese-false": {"tokenize_chinese_chars": False},
    "split-special-tokens": {"split_special_tokens": True},
    "clean-up-spaces": {"clean_up_tokenization_spaces": True},
    "never-split": {"never_split": ["foobarium"]},
    "no-basic-tokenize": {"do_basic_tokenize": False},
    "no-class": {"tokenizer_class": ...},
    "plain-fast-class": {"tokenizer_class": "PreTrainedTokenizerFast"},
    "fast-class": {"tokenizer_class": "BertTokenizerFast"},
    "padding-side-left": {"padding_side": "left"},
    "truncation-side-left": {"truncation_side": "left"},
    "nested-specials": {"cls_token": {"__type": "AddedToken", "content": "[CLS]", "lstrip": False,
                                      "normalized": False, "rstrip": False, "single_word": False}},
    "other-cls": {"cls_token": "[unused0]"},
    "other-sep": {"sep_token": "[unused1]"},
}  # fmt: skip

for name, settings in WORDPIECE.items():

    @folder(f"wordpiece-{name}", "tokenizer", f"A BERT tokenizer saved with {settings or 'its defaults'}")
    def _(m, settings=settings):
        m.bert_folder(m.wordpiece(**settings))


for name, settings in OVERRIDES.items():
    refusal = "tokenizer_config.json: padding_side" if "padding_side" in settings else None

    @folder(
        f"override-{name}",
        "tokenizer",
        f"tokenizer_config.json beside tokenizer.json: {settings}",
        refusal=refusal,
    )
    def _(m, settings=settings):
        m.bert_folder()
        m.edit("tokenizer_config.json", **settings)


@folder(
    "override-lower-true", "tokenizer", "do_lower_case true beside a tokenizer.json that does not lowercase"
)
def _(m):
    m.bert_folder(m.wordpiece(do_lower_case=False))
    m.edit("tokenizer_config.json", do_lower_case=True)


@folder("override-no-config", "tokenizer", "tokenizer.json without tokenizer_config.json")
def _(m):
    m.bert_folder()
    m.remove("tokenizer_config.json", "special_tokens_map.json")


@folder("override-xlmr-split-special-tokens", "tokenizer", "split_special_tokens true for XLM-R")
def _(m):
    m.xlm_roberta_folder()
    m.edit("tokenizer_config.json", split_special_tokens=True)


@folder("override-xlmr-truncation-side-left", "tokenizer", "XLM-R's texts are cut on the left")
def _(m):
    m.xlm_roberta_folder()
    m.edit("tokenizer_config.json", truncation_side="left")


@folder(
    "override-xlmr-no-prefix-space",
    "tokenizer",
    "add_prefix_space false beside XLM-R's tokenizer.json",
    refusal="tokenizer_config.json: add_prefix_space",
)
def _(m):
    m.xlm_roberta_folder()
    m.edit("tokenizer_config.json", add_prefix_space=False)
