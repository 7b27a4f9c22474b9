"""Weight files, their types and the names in them."""

import torch
from safetensors.torch import load, save_file
from transformers import (
    BertForMaskedLM,
    BertForSequenceClassification,
    XLMRobertaForMaskedLM,
    XLMRobertaForSequenceClassification,
)

from ..case import folder
from ..maker import ROWS

for dtype in ("float16", "bfloat16", "float64"):

    @folder(f"dtype-{dtype}", "files", f"weights in {dtype}")
    def _(m, dtype=dtype):
        tokenizer = m.wordpiece()
        m.save(
            m.base(m.bert(len(tokenizer)).to(getattr(torch, dtype)), tokenizer),
            transformer={"model_args": {"torch_dtype": dtype}}
            if not m.is_new
            else {"model_kwargs": {"dtype": dtype}},
        )


@folder("dtype-mixed", "files", "layer norms in fp32, matrices in bf16")
def _(m):
    m.bert_folder()
    m.change_weights(
        lambda all: {name: value.bfloat16() if value.dim() > 1 else value for name, value in all.items()}
    )


@folder("bin", "files", "pytorch_model.bin")
def _(m):
    m.bert_folder()
    torch.save(load((m.folder / "model.safetensors").read_bytes()), m.folder / "pytorch_model.bin")
    m.remove("model.safetensors")


@folder("bin-beside", "files", "model.safetensors beside an older pytorch_model.bin")
def _(m):
    m.bert_folder()
    torch.save(
        {name: value * 2 for name, value in load((m.folder / "model.safetensors").read_bytes()).items()},
        m.folder / "pytorch_model.bin",
    )


@folder("bin-sharded", "files", "pytorch_model.bin in shards")
def _(m):
    m.bert_folder()
    all = load((m.folder / "model.safetensors").read_bytes())
    names, index = sorted(all), {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        file = f"pytorch_model-0000{number}-of-00002.bin"
        torch.save({name: all[name] for name in part}, m.folder / file)
        index |= dict.fromkeys(part, file)
    m.write("pytorch_model.bin.index.json", {"metadata": {"total_size": 1}, "weight_map": index})
    m.remove("model.safetensors")


def sharded(m):
    m.bert_folder()
    model = m.loaded()
    m.remove("model.safetensors")
    model.save_pretrained(m.folder, max_shard_size="60KB")
    return model


@folder("sharded", "files", "model.safetensors in shards")
def _(m):
    sharded(m)


@folder("sharded-resaved", "files", "saved in one file over shards, the index still there")
def _(m):
    model = sharded(m)
    with torch.no_grad():
        for value in model.parameters():
            value.mul_(1.2)
    model.save_pretrained(m.folder)


@folder("sharded-and-whole", "files", "old shards beside a new model.safetensors")
def _(m):
    model = sharded(m)
    with torch.no_grad():
        for value in model.encoder.parameters():
            value.mul_(1.3)
    save_file(
        {name: value.contiguous() for name, value in model.state_dict().items()},
        m.folder / "model.safetensors",
        {"format": "pt"},
    )


@folder("head-bert-masked", "files", "saved as BertForMaskedLM: prefix bert., head cls.")
def _(m):
    tokenizer = m.wordpiece()
    path = m.base(m.bert(len(tokenizer), BertForMaskedLM), tokenizer)
    m.save(path)
    m.bert(len(tokenizer), BertForMaskedLM).save_pretrained(m.folder)


@folder("head-xlmr-masked", "files", "saved as XLMRobertaForMaskedLM: prefix roberta., head lm_head.")
def _(m):
    tokenizer = m.unigram()
    m.save(m.base(m.xlm_roberta(len(tokenizer), XLMRobertaForMaskedLM), tokenizer))
    m.xlm_roberta(len(tokenizer), XLMRobertaForMaskedLM).save_pretrained(m.folder)


@folder(
    "head-classifier", "files", "saved as BertForSequenceClassification", refusal="config.json: architectures"
)
def _(m):
    tokenizer = m.wordpiece()
    m.save(m.base(m.bert(len(tokenizer)), tokenizer))
    m.bert(len(tokenizer), BertForSequenceClassification).save_pretrained(m.folder)


@folder("tensors-more", "files", "embeddings.position_ids, token_type_ids and a pooler in the checkpoint")
def _(m):
    m.bert_folder()
    rows = torch.arange(ROWS).unsqueeze(0)
    more = {"embeddings.position_ids": rows, "embeddings.token_type_ids": torch.zeros_like(rows)}
    more |= {"pooler.dense.weight": torch.randn(m.width, m.width), "pooler.dense.bias": torch.randn(m.width)}
    m.change_weights(lambda all: all | more)


@folder("tensors-gamma", "files", "LayerNorm.gamma and .beta, as TensorFlow's checkpoints have")
def _(m):
    m.bert_folder()

    def renamed(name):
        return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")

    m.change_weights(lambda all: {renamed(name): value for name, value in all.items()})


@folder(
    "bin-legacy",
    "files",
    "pytorch_model.bin as torch wrote it before 1.6: no zip archive",
    refusal="pytorch_model.bin: older than torch 1.6",
)
def _(m):
    m.bert_folder()
    tensors = load((m.folder / "model.safetensors").read_bytes())
    torch.save(tensors, m.folder / "pytorch_model.bin", _use_new_zipfile_serialization=False)
    m.remove("model.safetensors")


@folder("bin-half", "files", "pytorch_model.bin in fp16, saved by the library", generations=("old",))
def _(m):
    tokenizer = m.wordpiece()
    model = m.save(m.base(m.bert(len(tokenizer)), tokenizer))
    m.remove("model.safetensors")
    model[0].auto_model.half().save_pretrained(m.folder, safe_serialization=False)


@folder("safetensors-no-format", "files", "model.safetensors without metadata")
def _(m):
    m.bert_folder()
    path = m.folder / "model.safetensors"
    save_file(load(path.read_bytes()), path)


@folder(
    "head-xlmr-classifier",
    "files",
    "saved as XLMRobertaForSequenceClassification",
    refusal="config.json: architectures",
)
def _(m):
    tokenizer = m.unigram()
    m.save(m.base(m.xlm_roberta(len(tokenizer)), tokenizer))
    m.xlm_roberta(len(tokenizer), XLMRobertaForSequenceClassification).save_pretrained(m.folder)
