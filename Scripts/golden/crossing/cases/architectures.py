"""Every architecture that a generation has a class for, as it saves it and as it is published."""

import shutil

import transformers
from folder import ROOT
from sentence_transformers import SentenceTransformer

from ..case import folder


@folder("bert", "files", "BERT")
def _(m):
    m.bert_folder()


@folder("xlm-roberta", "files", "XLM-RoBERTa")
def _(m):
    m.xlm_roberta_folder()


@folder("xlm-roberta-pad", "files", "XLM-RoBERTa whose pad_token_id is 4")
def _(m):
    m.xlm_roberta_folder(config={"pad_token_id": 4, "max_position_embeddings": 80})


@folder("distilbert", "files", "DistilBERT")
def _(m):
    tokenizer = m.wordpiece(tokenizer_class="DistilBertTokenizer")
    m.save(m.base(m.distilbert(len(tokenizer)), tokenizer))


@folder("distilbert-sines", "files", "DistilBERT whose position table began as sines, cls")
def _(m):
    tokenizer = m.wordpiece()
    m.save(m.base(m.distilbert(len(tokenizer), sinusoidal_pos_embds=True), tokenizer), "cls")


@folder("distilbert-masked", "files", "DistilBertForMaskedLM: prefix distilbert., heads vocab_*")
def _(m):
    tokenizer = m.wordpiece()
    m.save(m.base(m.distilbert(len(tokenizer), transformers.DistilBertForMaskedLM), tokenizer))
    m.distilbert(len(tokenizer), transformers.DistilBertForMaskedLM).save_pretrained(m.folder)


@folder("mpnet", "files", "MPNet")
def _(m):
    tokenizer = m.mpnet_tokenizer()
    m.save(m.base(m.mpnet(len(tokenizer)), tokenizer))


@folder(
    "mpnet-other-keys", "files", "MPNet with a pad_token_id and token types that the class does not read, cls"
)
def _(m):
    tokenizer = m.mpnet_tokenizer()
    m.save(m.base(m.mpnet(len(tokenizer)), tokenizer), "cls")
    m.edit("config.json", pad_token_id=0, type_vocab_size=2)


@folder("mpnet-masked", "files", "MPNetForMaskedLM: prefix mpnet., head lm_head")
def _(m):
    tokenizer = m.mpnet_tokenizer()
    m.save(m.base(m.mpnet(len(tokenizer), transformers.MPNetForMaskedLM), tokenizer))
    m.mpnet(len(tokenizer), transformers.MPNetForMaskedLM).save_pretrained(m.folder)


@folder("mpnet-no-class", "tokenizer", "MPNet whose tokenizer_config.json names no class")
def _(m):
    tokenizer = m.mpnet_tokenizer(do_lower_case=False)
    m.save(m.base(m.mpnet(len(tokenizer)), tokenizer))
    m.edit("tokenizer_config.json", tokenizer_class=...)


@folder("mpnet-bert-tokenizer", "tokenizer", "MPNet with BERT's tokenizer")
def _(m):
    tokenizer = m.wordpiece()
    m.save(m.base(m.mpnet(len(tokenizer)), tokenizer))


@folder("mpnet-vocab-txt", "tokenizer", "MPNet with vocab.txt alone")
def _(m):
    tokenizer = m.mpnet_tokenizer()
    m.save(m.base(m.mpnet(len(tokenizer)), tokenizer))
    m.remove("tokenizer.json", "special_tokens_map.json", "added_tokens.json")
    shutil.copyfile(m.scratch / "wordpiece/vocab.txt", m.folder / "vocab.txt")


@folder("mpnet-file", "tokenizer", "MPNet with its tokenizer.json as it is: RobertaProcessing")
def _(m):
    tokenizer = m.mpnet_tokenizer()
    m.save(m.base(m.mpnet(len(tokenizer)), tokenizer))
    m.edit("tokenizer_config.json", tokenizer_class="PreTrainedTokenizerFast")


def rotary(m, kind, tokenizer, **config):
    model = m.model(getattr(transformers, f"{kind}Model"), len(tokenizer), config)
    m.save(m.base(model, tokenizer))


@folder("nomic-bert", "files", "nomic_bert as transformers 5 saves it", generations=("new",))
def _(m):
    rotary(m, "NomicBert", m.wordpiece())


@folder("nomic-bert-base", "files", "nomic_bert with another base of its angles", generations=("new",))
def _(m):
    rotary(m, "NomicBert", m.wordpiece(), rope_parameters={"rope_type": "default", "rope_theta": 500.0})


@folder("gte", "files", "gte as transformers 5 saves it", generations=("new",))
def _(m):
    rotary(m, "Gte", m.unigram(), pad_token_id=1, type_vocab_size=1)


@folder("gte-types", "files", "gte with two token types and cls", generations=("new",))
def _(m):
    rotary(m, "Gte", m.unigram(), pad_token_id=1, type_vocab_size=2)


RESAVED = (
    "slow-bert",
    "slow-xlmr",
    "vocab-txt-nothing",
    "vocab-txt-cased",
    "alone-bert-added-tokens",
    "alone-xlmr-decoder",
    "outside-bert-map",
    "added-bert-plain",
    "added-xlmr-special",
    "unigram-trained-spm-only",
    "unigram-B",
    "pooling-3-max",
    "dense-two",
    "length-roberta",
    "length-lower",
    "layout-0-transformer",
    "bin-sharded",
    "prompt-excluded-mean",
    "override-lower-false",
    "override-truncation-side-left",
    "config-leftovers",
)
for name in RESAVED:

    @folder(
        f"resaved-{name}",
        "files",
        f"{name} of the old generation, saved by the new one",
        generations=("new",),
    )
    def _(m, name=name):
        SentenceTransformer(str(m.folder.parent / f"{name}.old"), device="cpu").save(
            str(m.folder), create_model_card=False
        )


REFERENCE = ("gte-new", "nomic-v1.5", "nomic-moe-4-top-1", "nomic-moe-6-top-3", "nomic-moe-normalized")
for name in REFERENCE:

    @folder(
        f"reference-{name}",
        "files",
        f"Golden/models/{name}, whose class is code of its repository",
        generations=("new",),
        oracle="reference",
    )
    def _(m, name=name):
        shutil.copytree(ROOT / "Golden/models" / name, m.folder, dirs_exist_ok=True)


@folder("reference-tiny-moe", "files", "Golden/tiny-moe, trained", generations=("new",), oracle="reference")
def _(m):
    shutil.copytree(ROOT / "Golden/tiny-moe", m.folder, dirs_exist_ok=True)


PUBLISHED = ("xlm-roberta-mean", "xlm-roberta-cls", "arctic-l", "bert-mean", "bert-cls", "gte-arctic-m")
for name in PUBLISHED:

    @folder(
        f"published-{name}",
        "files",
        f"Golden/models/{name}: the files as they are published",
        generations=("new",),
    )
    def _(m, name=name):
        shutil.copytree(ROOT / "Golden/models" / name, m.folder, dirs_exist_ok=True)
