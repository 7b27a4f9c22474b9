"""The fp32 graph that ONNX Runtime and OpenVINO start from: `ids` [batch, tokens] to vectors."""

import json
from pathlib import Path

from points import Missing, made


def original(options):
    """The graph of --onnx, or an export of the model folder."""
    if options.onnx:
        return Path(options.onnx)
    model, work = Path(options.model), Path(options.work)
    return made(work / "onnx-F32", lambda folder: _export(model, folder / "model.onnx")) / "model.onnx"


def sentence(model):
    """The model folder as a module of torch: ids to vectors, pooled and L2 normalised."""
    try:
        import torch
        from transformers import AutoModel
    except ImportError as error:
        raise Missing(f"no Python package {error.name}") from error
    config = json.loads((model / "config.json").read_text())
    if config.get("num_experts"):
        raise Missing("no --onnx: transformers drops the experts of this model")
    first = json.loads((model / "1_Pooling/config.json").read_text())["pooling_mode_cls_token"]

    class Sentence(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = AutoModel.from_pretrained(model, dtype=torch.float32, attn_implementation="eager")

        def forward(self, ids):
            states = self.encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
            pooled = states[:, 0] if first else states.mean(1)
            return torch.nn.functional.normalize(pooled, dim=-1)

    return Sentence().eval(), torch.ones((2, 9), dtype=torch.int64)


def _export(model, file):
    module, example = sentence(model)
    import torch

    axes = {"ids": {0: "batch", 1: "tokens"}, "vectors": {0: "batch"}}
    with torch.inference_mode():
        torch.onnx.export(
            module, (example,), str(file), input_names=["ids"], output_names=["vectors"],
            dynamic_axes=axes, opset_version=17, dynamo=False)
