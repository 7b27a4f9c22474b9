"""Dense layers behind the pooling."""

import torch
from safetensors.torch import load, save_file
from sentence_transformers import models
from torch import nn

from ..case import folder

ACTIVATIONS = {
    "tanh": nn.Tanh(),
    "identity": nn.Identity(),
    "gelu": nn.GELU(),
    "relu": nn.ReLU(),
    "sigmoid": nn.Sigmoid(),
    "silu": nn.SiLU(),
}


def dense(m, width, out, activation="identity", bias=True):
    m.seed(f"{m.name} dense {width} {out}")
    return models.Dense(width, out, bias=bias, activation_function=ACTIVATIONS[activation])


for name in ACTIVATIONS:

    @folder(f"dense-{name}", "pipeline", f"Dense with {name}")
    def _(m, name=name):
        m.bert_folder(more=[dense(m, m.width, 32, name)])


@folder("dense-no-bias", "pipeline", "Dense without a bias, wider than the model")
def _(m):
    m.bert_folder(more=[dense(m, m.width, 128, bias=False)])


@folder("dense-two", "pipeline", "two Dense: wider, then narrower, as EmbeddingGemma has")
def _(m):
    m.bert_folder(more=[dense(m, m.width, 256, bias=False), dense(m, 256, 64, bias=False)])


@folder("dense-plain", "pipeline", "Dense with tanh, no Normalize, as LaBSE before its own")
def _(m):
    m.bert_folder(pooling="cls", more=[dense(m, m.width, 64, "tanh")], normalize=False)


@folder("dense-after-normalize", "pipeline", "Normalize, Dense, Normalize")
def _(m):
    m.bert_folder(more=[models.Normalize(), dense(m, m.width, 96, "tanh")])


@folder("dense-several", "pipeline", "Dense after two poolings")
def _(m):
    m.bert_folder(pooling=("cls", "mean"), more=[dense(m, 2 * m.width, 64)])


@folder("dense-odd", "pipeline", "Dense to 50 numbers")
def _(m):
    m.bert_folder(more=[dense(m, m.width, 50, "tanh")])


@folder("dense-bin", "pipeline", "Dense in pytorch_model.bin")
def _(m):
    m.bert_folder(more=[dense(m, m.width, 32, "tanh")])
    path = m.folder / "2_Dense/model.safetensors"
    torch.save(load(path.read_bytes()), m.folder / "2_Dense/pytorch_model.bin")
    path.unlink()


@folder("dense-truncated", "pipeline", "Dense, then truncate_dim")
def _(m):
    m.bert_folder(more=[dense(m, m.width, 48)], truncate_dim=24)


OTHER_ACTIVATIONS = {
    "leaky-relu": nn.LeakyReLU(),
    "mish": nn.Mish(),
    "elu": nn.ELU(),
    "softplus": nn.Softplus(),
}
for name, function in OTHER_ACTIVATIONS.items():

    @folder(
        f"dense-{name}", "pipeline", f"Dense with {name}", refusal="2_Dense/config.json: activation_function"
    )
    def _(m, function=function):
        m.seed(m.name)
        m.bert_folder(more=[models.Dense(m.width, 32, activation_function=function)])


@folder("dense-half", "pipeline", "Dense in fp16 behind a model in fp16")
def _(m):
    m.bert_folder(more=[dense(m, m.width, 32, "tanh")])
    for name in ("model.safetensors", "2_Dense/model.safetensors"):
        halve(m.folder / name)


def halve(path):
    save_file({name: value.half() for name, value in load(path.read_bytes()).items()}, path, {"format": "pt"})


@folder(
    "dense-residual",
    "pipeline",
    "Dense with use_residual",
    generations=("new",),
    refusal="2_Dense/config.json: use_residual",
)
def _(m):
    m.bert_folder(more=[models.Dense(m.width, m.width, use_residual=True)])


@folder(
    "dense-residual-wide",
    "pipeline",
    "Dense with use_residual and other sizes",
    generations=("new",),
    refusal="2_Dense/config.json: use_residual",
)
def _(m):
    m.bert_folder(more=[models.Dense(m.width, 32, use_residual=True)])


@folder(
    "dense-output-name",
    "pipeline",
    "Dense that writes elsewhere: the vector stays",
    generations=("new",),
    refusal="2_Dense/config.json: module_output_name",
)
def _(m):
    m.bert_folder(more=[models.Dense(m.width, 32, module_output_name="other")])
