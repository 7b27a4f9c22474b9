"""What the configs of all supported models mean."""

from dataclasses import dataclass


class Unsupported(Exception):
    """A config key has a value that this reference does not implement."""


@dataclass(frozen=True)
class Shape:
    """What the forward pass needs to know about a model, whatever its config calls it."""

    width: int
    heads: int
    layers: int
    inner: int
    epsilon: float
    rope_base: float | None  # None: absolute positions
    rope_divisor: float = 1.0  # of every frequency
    first_position: int = 0
    gate: str | None = None  # of the dense feed-forward part: None, "gelu" or "silu"
    experts: int = 0  # 0: every layer is dense
    top_k: int = 0
    expert_period: int = 0
    normalizes_experts: bool = False
    pad_id: int = 0
    relative_buckets: int = 0  # of a bias for each distance in all layers' attention; 0: there is none

    @property
    def head_width(self):
        return self.width // self.heads

    def has_experts(self, layer):
        """True where the layer's feed-forward part is a mixture of experts (layers 1, 3, ...)."""
        return self.experts > 0 and layer % self.expert_period == 1 % self.expert_period


# The only values of nomic_bert keys that this forward pass implements.
NOMIC_REQUIRED = {
    "causal": False,
    "expert_choice_router": False,
    "ffn_div": 1,
    "num_shared_experts": 0,
    "parallel_block": False,
    "prenorm": False,
    "rotary_emb_interleaved": False,
    "rotary_emb_scale_base": None,
    "rotary_scaling_factor": None,
    "scale_attn_by_inverse_layer_idx": False,
    "scale_attn_weights": True,
}
BERT_REQUIRED = {"hidden_act": "gelu", "position_embedding_type": "absolute"}
GTE_REQUIRED = {
    "hidden_act": "gelu",
    "layer_norm_type": "layer_norm",
    "logn_attention_scale": False,
    "pack_qkv": True,
    "position_embedding_type": "rope",
}


def _require(config, required):
    for key, value in required.items():
        if key in config and config[key] != value:
            raise Unsupported(f"config.json: {key} is {config[key]!r}, only {value!r} is implemented")


def _bert_sizes(config):
    return {
        "width": config["hidden_size"],
        "heads": config["num_attention_heads"],
        "layers": config["num_hidden_layers"],
        "inner": config["intermediate_size"],
        "epsilon": config["layer_norm_eps"],
        "pad_id": config["pad_token_id"],
    }


def _bert_shape(config):
    _require(config, BERT_REQUIRED)
    first = config["pad_token_id"] + 1 if config["model_type"] != "bert" else 0
    return Shape(**_bert_sizes(config), rope_base=None, first_position=first)


def _mpnet_shape(config):
    """The padding token of positions and the number of buckets are written into the class."""
    _require(config, {"hidden_act": "gelu", "relative_attention_num_buckets": 32})
    sizes = _bert_sizes(config) | {"pad_id": 1}
    return Shape(**sizes, rope_base=None, first_position=2, relative_buckets=32)


def _distilbert_shape(config):
    _require(config, {"activation": "gelu"})
    return Shape(
        width=config["dim"],
        heads=config["n_heads"],
        layers=config["n_layers"],
        inner=config["hidden_dim"],
        epsilon=1e-12,
        rope_base=None,
        pad_id=config["pad_token_id"],
    )


def _gte_shape(config):
    """`ntk` multiplies the base by its factor, and then divides every frequency by factor^(2 / head size)."""
    _require(config, GTE_REQUIRED)
    scaling, divisor, base = config["rope_scaling"], 1.0, config["rope_theta"]
    if scaling is not None:
        _require(scaling, {"type": "ntk"})
        divisor = scaling["factor"] ** (2 * config["num_attention_heads"] / config["hidden_size"])
        base *= scaling["factor"]
    return Shape(**_bert_sizes(config), rope_base=base, rope_divisor=divisor, gate="gelu")


def _nomic_shape(config):
    _require(config, NOMIC_REQUIRED)
    fraction, activation = config["rotary_emb_fraction"], config["activation_function"]
    if fraction not in (0, 1):
        raise Unsupported(f"config.json: rotary_emb_fraction is {fraction}, only 0 and 1 are implemented")
    if activation not in ("gelu", "swiglu"):
        raise Unsupported(f"config.json: activation_function is {activation!r}, only 'gelu' and 'swiglu' are")
    if config.get("use_rms_norm"):
        raise Unsupported("config.json: use_rms_norm is not implemented")
    return Shape(
        width=config["n_embd"],
        heads=config["n_head"],
        layers=config["n_layer"],
        inner=config["n_inner"],
        epsilon=config["layer_norm_epsilon"],
        rope_base=config["rotary_emb_base"] if fraction == 1 else None,
        gate="silu" if activation == "swiglu" else None,
        experts=config.get("num_experts", 0),
        top_k=config.get("moe_top_k", 0),
        expert_period=config.get("moe_every_n_layers", 0),
        normalizes_experts=config.get("moe_normalize_expert_weights", False),
        pad_id=config["pad_token_id"],
    )


SHAPES = {
    "bert": _bert_shape,
    "roberta": _bert_shape,
    "xlm-roberta": _bert_shape,
    "distilbert": _distilbert_shape,
    "mpnet": _mpnet_shape,
    "new": _gte_shape,
    "gte": _gte_shape,
    "nomic_bert": _nomic_shape,
}


def shape_of(config):
    """The Shape described by a parsed config.json; raises Unsupported."""
    kind = config.get("model_type")
    if kind not in SHAPES:
        raise Unsupported(f"config.json: model_type is {kind!r}, only {', '.join(SHAPES)} are implemented")
    return SHAPES[kind](config)
