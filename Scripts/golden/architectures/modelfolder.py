"""Writes the folder of one of the tiny models."""

import torch
from folder import TINY, copy_file, read_json, write_json
from tensorfile import write_safetensors

from . import configs, weights


def write_folder(model, tokenizer, folder):
    """Writes the whole model folder."""
    folder.mkdir(parents=True, exist_ok=True)
    config = model.config(tokenizer.size)
    draw = weights.Draw(model.seed)
    tensors = model.tensors(draw, config)
    tensors = {
        name: value.to(model.dtype) if value.is_floating_point() else value for name, value in tensors.items()
    }
    write_safetensors(folder / "model.safetensors", tensors, {"format": "pt"})
    write_json(folder / "config.json", config)
    tokenizer.write(folder, model.max_tokens, **model.tokenizer_options)
    copy_file(TINY / "modules.json", folder / "modules.json")
    pooling = read_json(TINY / "1_Pooling/config.json") | {
        "word_embedding_dimension": configs.WIDTH,
        "pooling_mode_cls_token": model.pooling == "cls",
        "pooling_mode_mean_tokens": model.pooling == "mean",
    }
    write_json(folder / "1_Pooling/config.json", pooling)
    write_json(
        folder / "sentence_bert_config.json", {"max_seq_length": model.max_tokens, "do_lower_case": False}
    )
    if model.prompts is not None:
        versions = {"sentence_transformers": "3.3.0", "transformers": "4.44.2", "pytorch": "2.4.1+cu121"}
        settings = {"__version__": versions, "prompts": model.prompts, "default_prompt_name": None}
        write_json(folder / "config_sentence_transformers.json", settings | {"similarity_fn_name": "cosine"})
    if model.heads == "m3":
        for name, rows in (("sparse_linear", 1), ("colbert_linear", configs.WIDTH)):
            head = torch.nn.Linear(configs.WIDTH, rows)
            values = draw.linear(name, rows, configs.WIDTH)
            head.load_state_dict({part: values[f"{name}.{part}"] for part in ("weight", "bias")})
            torch.save(head.half().state_dict(), folder / f"{name}.pt")
