"""The published models of BENCHMARKS.md's table: what their repositories hold, without the values.

Sizes, names, types and parameter counts are those of the real repositories (the pooler counts where the
checkpoint has one). Nothing here needs torch: Scripts/models reads this, too.
"""

import math
from dataclasses import dataclass

import tensorlists
from architectures import configs

E5_PROMPTS = ("query: ", "passage: ")
NOMIC_PROMPTS = ("search_query: ", "search_document: ")
ARCTIC_PROMPTS = ("query: ", "")


@dataclass(frozen=True)
class Published:
    """A published model. `tensors` is None where make_synthetic.py makes the model."""

    repository: str
    config: dict
    tensors: dict | None  # name -> (shape, deviation)
    parameters: int  # in model.safetensors
    tokenizer: str  # XLM-R's chain "A" or "B", "wordpiece", "mpnet" or "roberta"
    tiny: str  # the model under Golden that has this architecture, with a golden beside it
    pooling: str = "mean"
    max_tokens: int = 512
    prompts: tuple[str, ...] = ("",)  # put before the golden's texts in turn
    stored_prompts: dict | None = None  # None: no config_sentence_transformers.json
    dtype: str = "F32"
    sentencepiece: bool = True  # whether sentencepiece.bpe.model lies beside tokenizer.json
    heads: bool = False  # sparse_linear.pt and colbert_linear.pt

    def __post_init__(self):
        if self.tensors is not None:
            found = sum(math.prod(shape) for shape, _ in self.tensors.values())
            assert found == self.parameters, f"{self.repository}: {found:,}, not {self.parameters:,}"

    @property
    def architecture(self):
        """config.json's model_type, and the experts where there are any."""
        experts = self.config.get("num_experts")
        return self.config["model_type"] + (f", {experts} experts" if experts else "")

    @property
    def basename(self):
        """The repository's name in lower case: how Scripts/real-models names folders."""
        return self.repository.split("/")[1].lower()


def _sizes(width, layers, inner, heads):
    return {
        "hidden_size": width,
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "intermediate_size": inner,
    }


SMALL, BASE, LARGE = _sizes(384, 12, 1536, 12), _sizes(768, 12, 3072, 12), _sizes(1024, 24, 4096, 16)
NOMIC_BASE = {"n_embd": 768, "n_head": 12, "n_inner": 3072, "n_layer": 12}


def _bert(repository, parameters, vocabulary, sizes, tokenizer="wordpiece", **others):
    config = configs.bert(repository, vocabulary, 512) | sizes
    return Published(repository, config, tensorlists.bert(config), parameters, tokenizer, **others)


def _mpnet(repository, parameters, **others):
    config = configs.mpnet(repository, 30527, 514) | BASE
    return Published(repository, config, tensorlists.mpnet(config), parameters, "mpnet", **others)


def _roberta(repository, parameters, layers, **others):
    config = configs.roberta(repository, 50265, 514) | BASE | {"num_hidden_layers": layers}
    return Published(repository, config, tensorlists.bert(config), parameters, "roberta", **others)


def _distilbert(repository, parameters, vocabulary, layers=6, **others):
    config = configs.distilbert(repository, vocabulary, 512) | {
        "dim": 768, "hidden_dim": 3072, "n_heads": 12, "n_layers": layers}
    return Published(repository, config, tensorlists.distilbert(config), parameters, "wordpiece", **others)


def _xlm_roberta(repository, parameters, rows, sizes, **others):
    config = configs.xlm_roberta(repository, 250002, rows) | sizes
    max_tokens = rows - 2
    return Published(
        repository, config, tensorlists.bert(config), parameters, max_tokens=max_tokens, **others
    )


def _gte(repository, parameters, config, prefix, **others):
    tensors = tensorlists.gte(config, prefix)
    if config["model_type"] == "new":
        tensors |= tensorlists.linear("classifier", 1, config["hidden_size"])
    others |= {"pooling": "cls", "max_tokens": 8192, "sentencepiece": False}
    return Published(repository, config, tensors, parameters, "A", **others)


def _nomic_v15():
    config = configs.nomic_v15(30528) | NOMIC_BASE
    return Published(
        "nomic-ai/nomic-embed-text-v1.5", config, tensorlists.nomic(config), 136_731_648, "wordpiece",
        "models/nomic-v1.5", max_tokens=8192, prompts=NOMIC_PROMPTS)


def _nomic_v2_moe():
    config = configs.nomic_moe("nomic-ai/nomic-embed-text-v2-moe", 250048, 12, 8, 2, 2) | NOMIC_BASE
    return Published(
        "nomic-ai/nomic-embed-text-v2-moe", config, None, 475_292_928, "A", "tiny-moe", prompts=NOMIC_PROMPTS)


MODELS = {
    "e5-small": _bert(
        "intfloat/multilingual-e5-small", 117_653_760, 250037, SMALL, tokenizer="B",
        tiny="models/bert-mean", prompts=E5_PROMPTS),
    "e5-base": _xlm_roberta(
        "intfloat/multilingual-e5-base", 278_043_648, 514, BASE, tokenizer="A",
        tiny="models/xlm-roberta-mean", prompts=E5_PROMPTS),
    "e5-large": _xlm_roberta(
        "intfloat/multilingual-e5-large", 559_890_432, 514, LARGE, tokenizer="A",
        tiny="models/xlm-roberta-mean", prompts=E5_PROMPTS),
    "bge-m3": _xlm_roberta(
        "BAAI/bge-m3", 567_754_752, 8194, LARGE, tokenizer="B", tiny="models/xlm-roberta-cls", pooling="cls",
        stored_prompts={}, heads=True),
    "arctic-l": _xlm_roberta(
        "Snowflake/snowflake-arctic-embed-l-v2.0", 567_754_752, 8194, LARGE, tokenizer="B",
        tiny="models/arctic-l", pooling="cls", prompts=ARCTIC_PROMPTS, stored_prompts={"query": "query: "}),
    "gte-base": _gte(
        "Alibaba-NLP/gte-multilingual-base", 305_369_089, configs.new(250048) | BASE, "new.",
        tiny="models/gte-new", dtype="F16"),
    "arctic-m": _gte(
        "Snowflake/snowflake-arctic-embed-m-v2.0", 305_368_320, configs.gte(250048) | BASE, "",
        tiny="models/gte-arctic-m", prompts=ARCTIC_PROMPTS, stored_prompts={"query": "query: "}),
    "nomic-v1.5": _nomic_v15(),
    "nomic-v2-moe": _nomic_v2_moe(),
    "minilm-l6": _bert(
        "sentence-transformers/all-MiniLM-L6-v2", 22_713_216, 30522, SMALL | {"num_hidden_layers": 6},
        tiny="models/bert-mean", max_tokens=256, stored_prompts={}),
    "bge-small": _bert(
        "BAAI/bge-small-en-v1.5", 33_360_000, 30522, SMALL, tiny="models/bert-cls", pooling="cls",
        stored_prompts={}),
    "distilbert": _distilbert(
        "sentence-transformers/multi-qa-distilbert-cos-v1", 66_362_880, 30522, tiny="models/distilbert",
        stored_prompts={}),
    "mpnet": _mpnet(
        "sentence-transformers/all-mpnet-base-v2", 109_486_464, tiny="models/mpnet", max_tokens=384,
        stored_prompts={}),
    "roberta": _roberta(
        "sentence-transformers/all-distilroberta-v1", 82_118_400, 6, tiny="models/roberta", stored_prompts={}),
}


def find(name):
    """The short name of a model, from that or its repository's name in any case; None if there is none."""
    wanted = name.lower()
    for short, model in MODELS.items():
        if wanted in (short, model.basename, model.repository.lower()):
            return short
    return None
