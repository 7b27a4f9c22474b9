"""Where a vocabulary stands, and which tokenizer goes with which model."""

from .. import vocabularies
from ..case import folder

OLDER = {
    "nothing": None,
    "no-class": {"do_lower_case": True, "model_max_length": 64},
    "no-lower": {"tokenizer_class": "BertTokenizer"},
    "cased": {"do_lower_case": False},
    "init-inputs": {"do_lower_case": True, "init_inputs": [], "max_len": 32},
    "strip-accents": {"do_lower_case": False, "strip_accents": True, "tokenize_chinese_chars": False},
    "additional": {"additional_special_tokens": ["[MASK]", "[unused2]"]},
}


def vocab_txt(m, tokens=None):
    m.remove("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")
    tokens = tokens or vocabularies.wordpiece_tokens()
    (m.folder / "vocab.txt").write_bytes(("\n".join(tokens) + "\n").encode())


for name, config in OLDER.items():

    @folder(f"vocab-txt-{name}", "tokenizer", f"vocab.txt alone, tokenizer_config.json: {config}")
    def _(m, config=config):
        m.bert_folder()
        vocab_txt(m)
        if config is not None:
            m.write("tokenizer_config.json", config)


@folder("vocab-txt-doubles", "tokenizer", "vocab.txt in which a word stands twice: the last row counts")
def _(m):
    m.bert_folder(config={"vocab_size": len(vocabularies.wordpiece_tokens()) + 2})
    vocab_txt(m, (*vocabularies.wordpiece_tokens(), "the", "##s"))


@folder("vocab-txt-crlf", "tokenizer", "vocab.txt with CR LF")
def _(m):
    m.bert_folder()
    vocab_txt(m)
    (m.folder / "vocab.txt").write_bytes("\r\n".join(vocabularies.wordpiece_tokens()).encode())


@folder("vocab-txt-no-end", "tokenizer", "vocab.txt without a line feed at its end")
def _(m):
    m.bert_folder()
    vocab_txt(m)
    (m.folder / "vocab.txt").write_bytes("\n".join(vocabularies.wordpiece_tokens()).encode())


@folder("vocab-txt-blank", "tokenizer", "vocab.txt with an empty line and a word with a space at its end")
def _(m):
    tokens = list(vocabularies.wordpiece_tokens())
    tokens[300:300] = ["", "the "]
    m.bert_folder(config={"vocab_size": len(tokens)})
    vocab_txt(m, tokens)


CLASSES = {
    "bert": ("DistilBertTokenizer", "DistilBertTokenizerFast", "ElectraTokenizer", "MPNetTokenizer",
             "TokenizersBackend", "MyTokenizer"),
    "xlmr": ("XLMRobertaTokenizerFast", "PreTrainedTokenizerFast", "TokenizersBackend", "CamembertTokenizer",
             "MyTokenizer"),
}  # fmt: skip
for kind, names in CLASSES.items():
    for name in names:

        @folder(
            f"class-{kind}-{name}",
            "tokenizer",
            f"tokenizer_class {name}",
            refusal="tokenizer_config.json: tokenizer_class",
        )
        def _(m, kind=kind, name=name):
            m.bert_folder() if kind == "bert" else m.xlm_roberta_folder()
            if kind == "xlmr":
                vocabularies.xlm_roberta().write(m.folder, 62, chain="B")
            m.edit("tokenizer_config.json", tokenizer_class=name)


@folder("class-of-config", "tokenizer", "tokenizer_class in config.json alone")
def _(m):
    m.xlm_roberta_folder()
    vocabularies.xlm_roberta().write(m.folder, 62, chain="B")
    m.edit("tokenizer_config.json", tokenizer_class=...)
    m.edit("config.json", tokenizer_class="PreTrainedTokenizerFast")


TRAINED = {
    "user-defined": {"user_defined_symbols": ["[NEW]", "foobarium"]},
    "control": {"control_symbols": ["[NEW]"]},
    "identity": {"normalization_rule_name": "identity"},
    "case-folded": {"normalization_rule_name": "nmt_nfkc_cf"},
    "no-dummy": {"add_dummy_prefix": False},
    "keep-spaces": {"remove_extra_whitespaces": False},
    "byte-fallback": {"byte_fallback": True, "vocab_size": 700},
    "digits": {"split_digits": True, "split_by_unicode_script": False},
}
for name, options in TRAINED.items():
    part = {"control": "pieces", "byte-fallback": "trainer_spec"}.get(name, "normalizer_spec")
    for form in ("saved", "alone"):

        @folder(
            f"spm-{name}-{form}",
            "tokenizer",
            f"SentencePiece trained with {options}, {form}",
            refusal=f"sentencepiece.bpe.model: {part}",
        )
        def _(m, options=options, form=form):
            m.xlm_roberta_folder(m.unigram(trained=True, options=options), config={"vocab_size": 800})
            if form == "alone":
                m.remove("tokenizer.json")
                path = m.folder / "sentencepiece.bpe.model"
                path.write_bytes(vocabularies.sentencepiece_model(**options))


@folder("slow-bert", "tokenizer", "Saved with the slow BERT tokenizer", generations=("old",))
def _(m):
    m.wordpiece().save_pretrained(m.scratch / "slow")
    m.save(
        m.base(m.bert(len(m.wordpiece())), m.wordpiece()), transformer={"tokenizer_args": {"use_fast": False}}
    )


@folder(
    "vocabulary-padded",
    "tokenizer",
    "more rows than tokens, as resize_token_embeddings(pad_to_multiple_of=64) leaves",
)
def _(m):
    tokenizer = m.wordpiece()
    model = m.bert(len(tokenizer))
    model.resize_token_embeddings(pad_to_multiple_of=64)
    m.save(m.base(model, tokenizer))


@folder("unigram-trained", "tokenizer", "XLM-R tokenizer from a trained SentencePiece model")
def _(m):
    m.xlm_roberta_folder(m.unigram(trained=True))


for chain in "AB":

    @folder(
        f"unigram-{chain}", "tokenizer", f"XLM-R's tokenizer.json, chain {chain}, kept as it was published"
    )
    def _(m, chain=chain):
        m.xlm_roberta_folder()
        vocabularies.xlm_roberta().write(m.folder, 62, chain=chain)


@folder("unigram-spm-only", "tokenizer", "sentencepiece.bpe.model alone")
def _(m):
    m.xlm_roberta_folder()
    vocabularies.xlm_roberta().write(m.folder, 62)
    m.remove("tokenizer.json")


@folder(
    "unigram-spm-no-config", "tokenizer", "sentencepiece.bpe.model without any other file of the tokenizer"
)
def _(m):
    m.xlm_roberta_folder(config={"max_position_embeddings": 514})
    vocabularies.xlm_roberta().write(m.folder, 62)
    m.remove("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")


@folder("unigram-trained-spm-only", "tokenizer", "A trained sentencepiece.bpe.model alone")
def _(m):
    m.xlm_roberta_folder(m.unigram(trained=True))
    m.remove("tokenizer.json")
    (m.folder / "sentencepiece.bpe.model").write_bytes(vocabularies.sentencepiece_model())


@folder("slow-xlmr", "tokenizer", "Saved with the slow XLM-R tokenizer", generations=("old",))
def _(m):
    tokenizer = m.unigram(use_fast=False)
    m.save(
        m.base(m.xlm_roberta(len(tokenizer)), tokenizer), transformer={"tokenizer_args": {"use_fast": False}}
    )


@folder("bert-unigram", "tokenizer", "BERT with XLM-R's tokenizer, as multilingual-e5-small")
def _(m):
    m.bert_folder(m.unigram())


@folder("xlmr-wordpiece", "tokenizer", "XLM-R with a WordPiece tokenizer")
def _(m):
    m.xlm_roberta_folder(m.wordpiece(), config={"pad_token_id": 0, "max_position_embeddings": 80})
