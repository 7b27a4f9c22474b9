"""What HuggingFace transformers makes of a folder: eager attention, fp32, one text at a time.

`gte` and `nomic_bert` have classes of their own in transformers 5, which split the packed matrices
while loading. `new` has none; GteModel is the same network but for its angles, which are replaced.
"""

import json

import torch
import torch.nn.functional as F
import transformers
from reference import Output
from transformers import (
    BertModel,
    DistilBertModel,
    GteConfig,
    GteModel,
    MPNetModel,
    NomicBertConfig,
    NomicBertModel,
    RobertaModel,
    XLMRobertaModel,
)

transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

LOADERS = {"bert": BertModel, "mpnet": MPNetModel, "roberta": RobertaModel, "xlm-roberta": XLMRobertaModel}


def _gte_config(raw):
    """GteConfig without the keys of the remote code; the angles' base is exact for `gte`."""
    scaling = raw["rope_scaling"] or {"factor": 1.0}
    names = ("hidden_size", "num_attention_heads", "num_hidden_layers", "intermediate_size", "vocab_size")
    same = {
        key: raw[key] for key in (*names, "layer_norm_eps", "type_vocab_size", "pad_token_id", "hidden_act")
    }
    base = float(raw["rope_theta"] * scaling["factor"])
    return GteConfig(**same, rope_parameters={"rope_theta": base, "rope_type": "default"})


def _nomic_config(raw):
    """NomicBertConfig from the remote code's keys."""
    return NomicBertConfig(
        hidden_size=raw["n_embd"],
        num_attention_heads=raw["n_head"],
        num_hidden_layers=raw["n_layer"],
        intermediate_size=raw["n_inner"],
        vocab_size=raw["vocab_size"],
        layer_norm_eps=raw["layer_norm_epsilon"],
        type_vocab_size=raw["type_vocab_size"],
        pad_token_id=raw["pad_token_id"],
        rope_parameters={"rope_theta": float(raw["rotary_emb_base"]), "rope_type": "default"},
    )


def _scale_angles(model, raw):
    """The second correction of `ntk`: every frequency divided by factor^(2 / head size)."""
    if raw["rope_scaling"] is not None:
        head = raw["hidden_size"] // raw["num_attention_heads"]
        model.rotary_emb.inv_freq /= raw["rope_scaling"]["factor"] ** (2 / head)


class Oracle:
    """A folder loaded by transformers; called with ids, it gives reference.py's Output."""

    def __init__(self, folder, pooling):
        raw = json.loads((folder / "config.json").read_text())
        kind, self.pooling = raw["model_type"], pooling
        options = {"attn_implementation": "eager", "add_pooling_layer": False, "dtype": torch.float32}
        options["output_loading_info"] = True
        if kind in ("new", "gte"):
            self.model, report = GteModel.from_pretrained(folder, config=_gte_config(raw), **options)
            _scale_angles(self.model, raw)
        elif kind == "nomic_bert":
            self.model, report = NomicBertModel.from_pretrained(folder, config=_nomic_config(raw), **options)
        elif kind == "distilbert":
            del options["add_pooling_layer"]
            self.model, report = DistilBertModel.from_pretrained(folder, **options)
        else:
            self.model, report = LOADERS[kind].from_pretrained(folder, **options)
        unused = [
            name for name in report["unexpected_keys"] if "pooler" not in name and "classifier" not in name
        ]
        assert not report["missing_keys"] and not report["mismatched_keys"] and not unused, report
        self.model.eval()

    @torch.inference_mode()
    def __call__(self, ids):
        states = self.model(input_ids=torch.tensor([ids]), output_hidden_states=True).hidden_states
        hidden = torch.stack(states)[:, 0]
        assert len(hidden) == self.model.config.num_hidden_layers + 1
        pooled = hidden[-1][0] if self.pooling == "cls" else hidden[-1].mean(0)
        return Output(hidden, None, None, pooled, F.normalize(pooled, dim=-1))
