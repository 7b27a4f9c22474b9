"""RoBERTa, whose tokenizer is a byte-level BPE, and CamemBERT."""

from transformers import CamembertForMaskedLM, CamembertModel, RobertaForMaskedLM

from .. import vocabularies
from ..case import folder
from .added import grown
from .tokenizer_json import template

FILE = {"tokenizer_class": "PreTrainedTokenizerFast"}
LOWER = {"max_seq_length": 32, "do_lower_case": True}


@folder("roberta", "files", "RoBERTa")
def _(m):
    m.roberta_folder()


@folder("roberta-cls", "files", "RoBERTa, cls")
def _(m):
    m.roberta_folder(pooling="cls")


@folder("roberta-types", "files", "RoBERTa with two token types")
def _(m):
    m.roberta_folder(config={"type_vocab_size": 2})


@folder("roberta-pad", "files", "RoBERTa whose pad_token_id is 4")
def _(m):
    m.roberta_folder(config={"pad_token_id": 4, "max_position_embeddings": 80})


@folder("roberta-masked", "files", "RobertaForMaskedLM: prefix roberta., head lm_head")
def _(m):
    m.roberta_folder()
    m.roberta(len(m.byte_level()), RobertaForMaskedLM).save_pretrained(m.folder)


@folder("roberta-unigram", "tokenizer", "RoBERTa with XLM-R's tokenizer")
def _(m):
    m.roberta_folder(m.unigram())


@folder("xlm-roberta-byte-level", "tokenizer", "XLM-R with RoBERTa's tokenizer")
def _(m):
    m.xlm_roberta_folder(m.byte_level())


# What the tokenizer is saved with, and keys of tokenizer_config.json changed afterwards.
SETTINGS = {
    "no-class": ({}, {"tokenizer_class": ...}),
    "fast-class": ({}, {"tokenizer_class": "RobertaTokenizerFast"}),
    "prefix-space": ({"add_prefix_space": True}, {}),
    "prefix-space-no-key": ({"add_prefix_space": True}, {"add_prefix_space": ...}),
    "prefix-space-key": ({}, {"add_prefix_space": True}),
    "truncation-left": ({}, {"truncation_side": "left"}),
    "mask-plain": ({}, {"mask_token": "<mask>"}),
    "mask-plain-decoder": ({}, {"mask_token": "<mask>", "added_tokens_decoder": ...}),
    "lower-key": ({}, {"do_lower_case": True}),
    "file": ({}, FILE),
    "file-no-key": ({}, FILE | {"add_prefix_space": ...}),
    "file-prefix-space": ({"add_prefix_space": True}, FILE),
    "file-prefix-space-no-key": ({"add_prefix_space": True}, FILE | {"add_prefix_space": ...}),
    "file-prefix-space-false": ({"add_prefix_space": True}, FILE | {"add_prefix_space": False}),
    "file-prefix-space-key": ({}, FILE | {"add_prefix_space": True}),
}
for name, (saved, changed) in SETTINGS.items():

    @folder(
        f"roberta-{name}", "tokenizer", f"saved with {saved or 'defaults'}, then {changed or 'no change'}"
    )
    def _(m, saved=saved, changed=changed):
        m.roberta_folder(m.byte_level(**saved))
        m.edit("tokenizer_config.json", **changed)


def merges_otherwise(content):
    """Pairs for strings, and strings for pairs."""
    merges = content["model"]["merges"]
    content["model"]["merges"] = [
        merge.split(" ") if isinstance(merge, str) else " ".join(merge) for merge in merges
    ]


def lacks_bytes(content):
    """Without every other byte that no merge needs."""
    vocab = content["model"]["vocab"]
    used = set("".join(map("".join, content["model"]["merges"])))
    for token in [token for token in vocab if len(token) == 1 and token not in used][::2]:
        del vocab[token]


def unknown_bytes(content):
    """<unk> for the bytes that no token has."""
    lacks_bytes(content)
    content["model"]["unk_token"] = "<unk>"


def ignores_merges(content):
    """Words that no merge makes, taken whole."""
    content["model"]["ignore_merges"] = True
    del content["model"]["merges"][-100:]


def older(content):
    """As tokenizers 0.8 wrote roberta-base's."""
    merges_otherwise(content)
    del content["model"]["type"], content["pre_tokenizer"]["use_regex"]


def templated(content):
    """TemplateProcessing for RobertaProcessing."""
    parts = [("<s>", 0), (None, 0), ("</s>", 0)]
    content["post_processor"] = template(content["model"]["vocab"], parts)


CONTENTS = {
    "merges": (merges_otherwise, "the other form of merges"),
    "bytes-missing": (lacks_bytes, "bytes that no token has"),
    "older": (older, "no model.type and no use_regex"),
    "no-regex": (lambda content: content["pre_tokenizer"].update(use_regex=False), "use_regex false"),
    "lowercase": (lambda content: content.update(normalizer={"type": "Lowercase"}), "normalizer Lowercase"),
    "ignore-merges": (ignores_merges, "ignore_merges, and words that no merge makes"),
    "unknown": (unknown_bytes, "unk_token <unk>, and bytes that no token has"),
    "template": (templated, "post_processor TemplateProcessing"),
}
REFUSALS = {
    "class-bytes-missing": "model.vocab",
    "class-unknown": "model.vocab",
    "file-bytes-missing": "model.vocab",
    "file-ignore-merges": "model.ignore_merges",
    "file-lowercase": "normalizer",
    "file-no-regex": "pre_tokenizer",
    "file-unknown": "model.vocab",
}
for name, (change, note) in CONTENTS.items():
    for kind, settings in (("class", {}), ("file", FILE)):
        refused = REFUSALS.get(f"{kind}-{name}")

        @folder(
            f"roberta-{kind}-{name}",
            "tokenizer",
            f"tokenizer.json under RoBERTa's class or none: {note}",
            refusal=refused and f"tokenizer.json: {refused}",
        )
        def _(m, change=change, settings=settings):
            m.roberta_folder()
            content = m.read("tokenizer.json")
            change(content)
            m.write("tokenizer.json", content)
            m.edit("tokenizer_config.json", **settings)


@folder("roberta-published", "tokenizer", "RoBERTa's tokenizer as it was published")
def _(m):
    m.roberta_folder()
    vocabularies.roberta().write(m.folder, 62)


ALONE = {
    "alone": (),
    "alone-no-config": ("tokenizer_config.json",),
    "no-map": ("special_tokens_map.json",),
}
for name, removed in ALONE.items():

    @folder(
        f"roberta-vocab-{name}",
        "tokenizer",
        f"vocab.json and merges.txt without {removed or 'tokenizer.json'}",
    )
    def _(m, removed=removed):
        m.roberta_folder()
        vocabularies.roberta().write(m.folder, 62)
        m.remove("tokenizer.json", *removed)


@folder(
    "roberta-vocab-no-version",
    "tokenizer",
    "merges.txt without its first line, vocab.json, no tokenizer.json",
)
def _(m):
    m.roberta_folder()
    vocabularies.roberta().write(m.folder, 62)
    m.remove("tokenizer.json")
    path = m.folder / "merges.txt"
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")


for name, settings in (("lower", {}), ("lower-file", FILE)):

    @folder(f"roberta-{name}", "tokenizer", f"do_lower_case of sentence_bert_config.json, {settings}")
    def _(m, settings=settings):
        m.roberta_folder()
        m.write("sentence_bert_config.json", LOWER)
        m.edit("tokenizer_config.json", **settings)


@folder("roberta-lower-added", "tokenizer", "do_lower_case of sentence_bert_config.json and added tokens")
def _(m):
    grown(m, "roberta", ["[NEW]", "foobarium"])
    m.write("sentence_bert_config.json", LOWER)


def camembert(m, tokenizer=None, kind=CamembertModel):
    tokenizer = tokenizer or m.camembert_tokenizer()
    model = m.roberta(len(tokenizer), kind, bos_token_id=5, eos_token_id=6)
    m.save(m.base(model, tokenizer))
    return model


@folder("camembert", "files", "CamemBERT")
def _(m):
    camembert(m)


@folder("camembert-masked", "files", "CamembertForMaskedLM: prefix roberta., head lm_head")
def _(m):
    camembert(m, kind=CamembertForMaskedLM).save_pretrained(m.folder)


@folder("camembert-byte-level", "tokenizer", "CamemBERT with RoBERTa's tokenizer")
def _(m):
    camembert(m, m.byte_level())


@folder("camembert-unigram", "tokenizer", "CamemBERT with XLM-R's tokenizer")
def _(m):
    camembert(m, m.unigram())


for name, settings in (
    ("file", FILE),
    ("no-class", {"tokenizer_class": ...}),
    ("mask-plain", {"mask_token": "<mask>"}),
):

    @folder(
        f"camembert-{name}",
        "tokenizer",
        f"CamemBERT with {settings} in tokenizer_config.json",
        refusal="tokenizer.json: normalizer" if name == "file" else None,
    )
    def _(m, settings=settings):
        camembert(m)
        m.edit("tokenizer_config.json", **settings)


@folder("camembert-no-config", "tokenizer", "CamemBERT with tokenizer.json alone")
def _(m):
    camembert(m)
    m.remove("tokenizer_config.json", "special_tokens_map.json")


for name, removed in (("spm-only", ()), ("spm-no-config", ("tokenizer_config.json",))):

    @folder(f"camembert-{name}", "tokenizer", f"CamemBERT with sentencepiece.bpe.model, without {removed}")
    def _(m, removed=removed):
        camembert(m)
        m.remove("tokenizer.json", "special_tokens_map.json", *removed)
        (m.folder / "sentencepiece.bpe.model").write_bytes(vocabularies.sentencepiece_model())
