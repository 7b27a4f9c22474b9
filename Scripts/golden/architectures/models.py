"""The tiny models: what each folder under Golden/models has, and what its golden stores beyond vectors."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from . import configs, weights

ROUNDED = 448  # vocabularies that the real models pad to a multiple of 64


@dataclass(frozen=True)
class Model:
    """One folder."""

    name: str
    tokenizer: str  # "unigram", "wordpiece", "mpnet" or "roberta"
    max_tokens: int
    config: Callable[[int], dict]  # from the tokenizer's size
    tensors: Callable[[weights.Draw, dict], dict]
    seed: int
    pooling: str = "mean"
    prompts: dict | None = None  # None: no config_sentence_transformers.json
    tokenizer_options: dict = field(default_factory=dict)
    dtype: torch.dtype = torch.float32
    heads: str | None = None  # "m3": two .pt files; "classifier": in the checkpoint
    shorter: str | None = None  # "plain" or "layer norm": the golden has embeddings.32 as well
    transformers: bool = True  # False: reference.py gives the vectors
    detail: tuple[int, ...] = (
        2,
        18,
        24,
    )  # texts with hidden states: a query, mixed scripts, one at the limit


def _prefixed(prefix, tensors):
    return {prefix + name: value for name, value in tensors.items()}


def _new(draw, config):
    return _prefixed("new.", weights.gte(draw, config)) | draw.linear("classifier", 1, config["hidden_size"])


def _baked(length, strategy, pad_id, pad_token):
    """Truncation and padding inside tokenizer.json, which sentence-transformers overrides."""
    return {
        "truncation": {"direction": "Right", "max_length": length, "strategy": "LongestFirst", "stride": 0},
        "padding": {
            "strategy": strategy,
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": pad_id,
            "pad_type_id": 0,
            "pad_token": pad_token,
        },
    }


XLM_ROBERTA = (
    Model(
        "xlm-roberta-mean",
        "unigram",
        32,
        lambda size: configs.xlm_roberta("intfloat/multilingual-e5-base", size, 34),
        lambda draw, config: weights.bert(draw, config, position_ids=True),
        seed=101,
    ),
    Model(
        "xlm-roberta-cls",
        "unigram",
        64,
        lambda size: configs.xlm_roberta("BAAI/bge-m3", size, 66),
        lambda draw, config: weights.bert(draw, config, pooler=False),
        seed=102,
        pooling="cls",
        prompts={},
        tokenizer_options={"chain": "B"},
        heads="m3",
    ),
    Model(
        "arctic-l",
        "unigram",
        64,
        lambda size: configs.xlm_roberta("Snowflake/snowflake-arctic-embed-l-v2.0", size, 66),
        lambda draw, config: _prefixed("roberta.", weights.bert(draw, config)),
        seed=103,
        pooling="cls",
        prompts={"query": "query: "},
        tokenizer_options={"chain": "B", "baked": _baked(16, "BatchLongest", 1, "<pad>")},
        shorter="plain",
    ),
)
GTE = (
    Model(
        "gte-new",
        "unigram",
        64,
        lambda size: configs.new(ROUNDED),
        _new,
        seed=104,
        pooling="cls",
        tokenizer_options={"sentencepiece_model": False},
        dtype=torch.float16,
        heads="classifier",
        shorter="plain",
    ),
    Model(
        "gte-arctic-m",
        "unigram",
        64,
        lambda size: configs.gte(ROUNDED),
        weights.gte,
        seed=105,
        pooling="cls",
        prompts={"query": "query: "},
        tokenizer_options={"sentencepiece_model": False},
        shorter="plain",
    ),
)
NOMIC = (
    Model(
        "nomic-v1.5",
        "wordpiece",
        64,
        lambda size: configs.nomic_v15(ROUNDED),
        weights.nomic,
        seed=106,
        shorter="layer norm",
    ),
)
BERT = (
    Model(
        "bert-mean",
        "wordpiece",
        32,
        lambda size: configs.bert("nreimers/MiniLM-L6-H384-uncased", size, 64, gradient_checkpointing=False),
        lambda draw, config: weights.bert(draw, config, position_ids=True),
        seed=107,
        prompts={},
        tokenizer_options={"baked": _baked(16, {"Fixed": 16}, 0, "[PAD]")},
    ),
    Model(
        "bert-cls",
        "wordpiece",
        64,
        lambda size: configs.bert(
            "BAAI/bge-small-en-v1.5",
            size,
            64,
            classifier_dropout=None,
            id2label={"0": "LABEL_0"},
            label2id={"LABEL_0": 0},
            torch_dtype="float32",
            transformers_version="4.30.0",
        ),
        lambda draw, config: weights.bert(draw, config, position_ids=True),
        seed=108,
        pooling="cls",
        prompts={},
    ),
)
DISTILBERT = (
    Model(
        "distilbert",
        "wordpiece",
        64,
        lambda size: configs.distilbert("distilbert-base-uncased", size, 64),
        weights.distilbert,
        seed=114,
        prompts={},
        tokenizer_options={"tokenizer_class": "DistilBertTokenizer"},
    ),
)
MPNET = (
    Model(
        "mpnet",
        "mpnet",
        200,
        lambda size: configs.mpnet("microsoft/mpnet-base", size, 202),
        weights.mpnet,
        seed=115,
        prompts={},
    ),
)
ROBERTA = (
    Model(
        "roberta",
        "roberta",
        64,
        lambda size: configs.roberta("distilroberta-base", size, 66),
        weights.bert,
        seed=116,
        prompts={},
    ),
)
MIXTURES = tuple(
    Model(
        name,
        "unigram",
        64,
        lambda size, name=name, shape=shape, others=others: configs.nomic_moe(
            name, ROUNDED, *shape, **others
        ),
        weights.nomic,
        seed=seed,
        prompts={"query": "search_query: ", "passage": "search_document: "},
        transformers=False,
        detail=(2,),
    )
    for name, shape, others, seed in (
        ("nomic-moe-4-top-1", (4, 4, 1, 2), {}, 109),
        ("nomic-moe-6-top-3", (5, 6, 3, 3), {}, 113),
        ("nomic-moe-normalized", (4, 4, 2, 2), {"moe_normalize_expert_weights": True}, 111),
    )
)
MODELS = {
    model.name: model
    for model in (*XLM_ROBERTA, *GTE, *NOMIC, *BERT, *DISTILBERT, *MPNET, *ROBERTA, *MIXTURES)
}
