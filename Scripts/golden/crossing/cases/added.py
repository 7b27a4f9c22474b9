"""Tokens added to a tokenizer: flags, and the files in which they stand."""

from transformers import AddedToken

from .. import vocabularies
from ..case import folder

PLAIN = {
    "plain": ("foobarium",),
    "plain-upper": ("FOOBARIUM",),
    "plain-marks": ("naïve", "Straßenbahn"),
    "plain-decomposed": ("nai\u0308ve",),
    "plain-space": ("two words",),
    "plain-cjk": ("猫である",),
    "plain-overlapping": ("foo", "foobar", "foobarium", "barium"),
    "plain-punctuation": ("snake_case-word", "#tag", "..."),
}
FLAGGED = {
    "lstrip": {"lstrip": True},
    "rstrip": {"rstrip": True},
    "both-strips": {"lstrip": True, "rstrip": True},
    "single-word": {"single_word": True},
    "normalized": {"normalized": True},
    "unnormalized": {"normalized": False},
}


def grown(m, kind, tokens, special=False):
    """A folder of BERT, XLM-R or RoBERTa whose tokenizer knows `tokens`, everything in tokenizer.json."""
    made, save = {
        "bert": (m.wordpiece, m.bert_folder),
        "xlmr": (m.unigram, m.xlm_roberta_folder),
        "roberta": (m.byte_level, m.roberta_folder),
    }[kind]
    tokenizer = made()
    tokenizer.add_tokens(list(tokens), special_tokens=special)
    save(tokenizer)
    return tokenizer


for kind in ("bert", "xlmr", "roberta"):
    for name, tokens in PLAIN.items():

        @folder(f"added-{kind}-{name}", "tokenizer", f"add_tokens({list(tokens)})")
        def _(m, kind=kind, tokens=tokens):
            grown(m, kind, tokens)

    @folder(f"added-{kind}-special", "tokenizer", "add_tokens([NEW], special_tokens=True)")
    def _(m, kind=kind):
        grown(m, kind, ["[NEW]"], special=True)

    for name, flags in FLAGGED.items():

        @folder(f"added-{kind}-{name}", "tokenizer", f"add_tokens of AddedToken({flags})")
        def _(m, kind=kind, flags=flags):
            grown(m, kind, [AddedToken("[NEW]", **flags), AddedToken("foobarium", **flags)])


def entry(text, special=True, normalized=False):
    flags = {"lstrip": False, "rstrip": False, "single_word": False}
    return {"content": text, **flags, "normalized": normalized, "special": special}


def outside(m, kind):
    """A folder with a row for [NEW], whose tokenizer files do not know it."""
    if kind == "bert":
        m.bert_folder(config={"vocab_size": len(m.wordpiece()) + 1})
        return len(vocabularies.wordpiece_tokens())
    rows = len(m.unigram())
    m.xlm_roberta_folder(config={"vocab_size": rows + 1})
    return rows


def alone(m, kind):
    """Leaves only the vocabulary's own file."""
    m.remove("tokenizer.json", "special_tokens_map.json", "added_tokens.json")
    if kind == "bert":
        (m.folder / "vocab.txt").write_text(
            "\n".join(vocabularies.wordpiece_tokens()) + "\n", encoding="utf-8"
        )
    else:
        vocabularies.xlm_roberta().write(m.folder, 62)
        m.remove("tokenizer.json")


for kind in ("bert", "xlmr"):

    @folder(f"outside-{kind}-added-tokens", "tokenizer", "added_tokens.json beside tokenizer.json")
    def _(m, kind=kind):
        m.write("added_tokens.json", {"[NEW]": outside(m, kind)})

    @folder(f"outside-{kind}-decoder", "tokenizer", "added_tokens_decoder beside tokenizer.json")
    def _(m, kind=kind):
        row = outside(m, kind)
        known = m.read("tokenizer_config.json").get("added_tokens_decoder", {})
        m.edit("tokenizer_config.json", added_tokens_decoder=known | {str(row): entry("[NEW]")})

    @folder(
        f"outside-{kind}-decoder-plain",
        "tokenizer",
        "a plain token in added_tokens_decoder beside tokenizer.json",
    )
    def _(m, kind=kind):
        row = outside(m, kind)
        known = m.read("tokenizer_config.json").get("added_tokens_decoder", {})
        m.edit(
            "tokenizer_config.json", added_tokens_decoder=known | {str(row): entry("foobarium", False, True)}
        )

    @folder(f"outside-{kind}-additional", "tokenizer", "additional_special_tokens beside tokenizer.json")
    def _(m, kind=kind):
        outside(m, kind)
        m.edit("tokenizer_config.json", additional_special_tokens=["[NEW]"])

    @folder(
        f"outside-{kind}-extra",
        "tokenizer",
        "extra_special_tokens, a list, beside tokenizer.json",
        generations=("new",),
    )
    def _(m, kind=kind):
        outside(m, kind)
        m.edit("tokenizer_config.json", extra_special_tokens=["[NEW]"])

    @folder(
        f"outside-{kind}-extra-named", "tokenizer", "extra_special_tokens, an object, beside tokenizer.json"
    )
    def _(m, kind=kind):
        outside(m, kind)
        m.edit("tokenizer_config.json", extra_special_tokens={"new_token": "[NEW]"})

    @folder(f"outside-{kind}-map", "tokenizer", "special_tokens_map.json beside tokenizer.json")
    def _(m, kind=kind):
        outside(m, kind)
        m.edit("special_tokens_map.json", additional_special_tokens=["[NEW]"])

    @folder(f"outside-{kind}-mask", "tokenizer", "mask_token is [NEW] in tokenizer_config.json")
    def _(m, kind=kind):
        outside(m, kind)
        m.edit("tokenizer_config.json", mask_token="[NEW]")

    @folder(f"alone-{kind}-added-tokens", "tokenizer", "the vocabulary's file and added_tokens.json")
    def _(m, kind=kind):
        row = outside(m, kind)
        alone(m, kind)
        m.write("added_tokens.json", {"[NEW]": row})

    @folder(f"alone-{kind}-decoder", "tokenizer", "the vocabulary's file and added_tokens_decoder")
    def _(m, kind=kind):
        row = outside(m, kind)
        alone(m, kind)
        m.edit("tokenizer_config.json", added_tokens_decoder={str(row): entry("[NEW]")})

    @folder(f"alone-{kind}-additional", "tokenizer", "the vocabulary's file and additional_special_tokens")
    def _(m, kind=kind):
        outside(m, kind)
        alone(m, kind)
        m.edit("tokenizer_config.json", additional_special_tokens=["[NEW]"])

    @folder(f"alone-{kind}-map", "tokenizer", "the vocabulary's file and special_tokens_map.json")
    def _(m, kind=kind):
        outside(m, kind)
        alone(m, kind)
        m.edit("special_tokens_map.json", additional_special_tokens=["[NEW]"])

    @folder(
        f"outside-{kind}-own-name", "tokenizer", "image_token, a name of one's own, beside tokenizer.json"
    )
    def _(m, kind=kind):
        outside(m, kind)
        m.edit("tokenizer_config.json", image_token="[NEW]")

    @folder(f"outside-{kind}-other-id", "tokenizer", "added_tokens.json with an id that is not the next")
    def _(m, kind=kind):
        m.write("added_tokens.json", {"[NEW]": outside(m, kind) + 5})


@folder(
    "added-bert-plain-same",
    "tokenizer",
    "two added tokens that lower case makes one",
    refusal="tokenizer.json: added_tokens",
)
def _(m):
    grown(m, "bert", ["Foobarium", "FOOBARIUM"])


@folder("added-bert-unused", "tokenizer", "[unused0] made a special token")
def _(m):
    grown(m, "bert", ["[unused0]"], special=True)


@folder(
    "outside-bert-renamed",
    "tokenizer",
    "added_tokens_decoder gives [NEW] the id of [unused0]",
    refusal="tokenizer.json: more tokens than rows",
)
def _(m):
    m.bert_folder()
    known = m.read("tokenizer_config.json").get("added_tokens_decoder", {})
    row = vocabularies.wordpiece_tokens().index("[unused0]")
    m.edit("tokenizer_config.json", added_tokens_decoder=known | {str(row): entry("[NEW]")})


@folder("added-xlmr-mask-lstrip", "tokenizer", "mask_token as an object with lstrip, as XLM-R is published")
def _(m):
    m.xlm_roberta_folder()
    vocabularies.xlm_roberta().write(m.folder, 62)
    mask = {"__type": "AddedToken"} | entry("<mask>") | {"lstrip": True}
    mask.pop("special")
    m.edit("tokenizer_config.json", mask_token=mask)
