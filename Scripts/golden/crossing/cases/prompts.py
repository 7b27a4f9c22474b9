"""Prompts, whether they are pooled, and the similarity."""

from ..case import folder
from .dense import dense
from .pooling import PROMPTS


@folder("prompts", "pipeline", "prompts, one of them the default")
def _(m):
    m.bert_folder(prompts=PROMPTS, default_prompt_name="passage")


@folder("prompts-xlmr", "pipeline", "prompts with XLM-R")
def _(m):
    m.xlm_roberta_folder(prompts=PROMPTS)


@folder(
    "prompts-hard",
    "pipeline",
    "prompts with a trailing space, special tokens, a line feed, canonically equal names",
)
def _(m):
    texts = {
        "caf\u00e9": "Caf\u00e9 ",
        "cafe\u0301": "other ",
        "task": "[CLS] Instruct: find\nQuery:",
        "cut": "un",
    }
    m.bert_folder(prompts=texts)


@folder("prompt-excluded-xlmr", "pipeline", "include_prompt false with XLM-R")
def _(m):
    m.xlm_roberta_folder(pool={"include_prompt": False}, prompts=PROMPTS)


@folder("prompt-excluded-several", "pipeline", "include_prompt false with three poolings")
def _(m):
    m.bert_folder(pooling=("cls", "weightedmean", "max"), pool={"include_prompt": False}, prompts=PROMPTS)


@folder("prompt-excluded-default", "pipeline", "include_prompt false and a default prompt")
def _(m):
    m.bert_folder(pool={"include_prompt": False}, prompts=PROMPTS, default_prompt_name="passage")


@folder("prompt-long", "pipeline", "a prompt longer than the limit, and one that nearly is")
def _(m):
    texts = {"long": "a prompt that says it again " * 20, "near": "twelve words " * 13}
    m.bert_folder(prompts=texts, transformer={"max_seq_length": 32})


@folder(
    "prompt-excluded-long", "pipeline", "include_prompt false with a prompt that leaves few tokens to a text"
)
def _(m):
    texts = {"near": "twelve words " * 13, "spaces": "  spaces   around "}
    m.bert_folder(prompts=texts, pool={"include_prompt": False}, transformer={"max_seq_length": 32})


@folder("prompt-excluded-dense", "pipeline", "include_prompt false, two poolings, Dense")
def _(m):
    more = [dense(m, 2 * m.width, 48, "tanh")]
    m.bert_folder(pooling=("mean", "max"), pool={"include_prompt": False}, prompts=PROMPTS, more=more)


@folder("prompts-null", "pipeline", "settings of config_sentence_transformers.json that are null")
def _(m):
    m.bert_folder()
    m.edit("config_sentence_transformers.json", prompts={}, default_prompt_name=None, similarity_fn_name=None)


for name in ("dot", "euclidean", "manhattan"):

    @folder(f"similarity-{name}", "pipeline", f"similarity_fn_name {name}, not normalised")
    def _(m, name=name):
        m.bert_folder(normalize=False, similarity_fn_name=name)
