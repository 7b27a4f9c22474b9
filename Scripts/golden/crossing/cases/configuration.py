"""Keys of config.json."""

from ..case import folder

LEFTOVERS = {
    "output_past": True,
    "use_bfloat16": False,
    "num_beams": 1,
    "top_k": 50,
    "task_specific_params": None,
    "xla_device": None,
    "unsloth_version": "2026.1",
    "embedding_size": 64,
    "_num_labels": 5,
    "tie_encoder_decoder": False,
    "prefix": None,
    "directionality": "bidi",
    "torchscript": False,
    "id2label": {"0": "A"},
    "label2id": {"A": 0},
    "model_name": "x",
    "summary_type": "first",
}
DEFAULTS = (
    "layer_norm_eps",
    "type_vocab_size",
    "hidden_act",
    "architectures",
    "pad_token_id",
    "position_embedding_type",
)


@folder("layers-fewer", "files", "config.json has fewer layers than the checkpoint")
def _(m):
    m.bert_folder(config={"num_hidden_layers": 3})
    m.edit("config.json", num_hidden_layers=2)


@folder("config-leftovers", "files", "keys of config.json that no code reads")
def _(m):
    m.bert_folder()
    m.edit("config.json", **LEFTOVERS | {"embedding_size": m.width})


for key, value in LEFTOVERS.items():

    @folder(f"config-with-{key}", "files", f"config.json with {key}: {value}", generations=("new",))
    def _(m, key=key, value=value):
        m.bert_folder()
        m.edit("config.json", **{key: value})


for key in DEFAULTS:

    @folder(f"config-without-{key}", "files", f"config.json without {key}")
    def _(m, key=key):
        m.bert_folder()
        m.edit("config.json", **{key: ...})


VALUES = {
    "eps": {"layer_norm_eps": 1e-3},
    "one-type": {"type_vocab_size": 1},
    "four-types": {"type_vocab_size": 4},
    "one-layer": {"num_hidden_layers": 1},
    "dropout": {"hidden_dropout_prob": 0.5, "attention_probs_dropout_prob": 0.5},
}
for name, config in VALUES.items():

    @folder(f"config-{name}", "files", f"BertConfig({config})")
    def _(m, config=config):
        m.bert_folder(config=config)


OTHERS = {
    "gelu-python": "gelu_python",
    "relu": "relu",
    "gelu-new": "gelu_new",
    "silu": "silu",
    "gelu-tanh": "gelu_pytorch_tanh",
}
for name, value in OTHERS.items():

    @folder(f"config-{name}", "files", f"hidden_act {value}", refusal="config.json: hidden_act")
    def _(m, value=value):
        m.bert_folder(config={"hidden_act": value})


@folder("config-decoder", "files", "is_decoder true: causal attention", refusal="config.json: is_decoder")
def _(m):
    m.bert_folder()
    m.edit("config.json", is_decoder=True)


@folder("config-nan", "files", "NaN in a key that nobody reads")
def _(m):
    m.bert_folder()
    path = m.folder / "config.json"
    path.write_text(path.read_text().replace("{", '{\n  "best_loss": NaN, "worst": -Infinity,', 1))


@folder("dtype-of-config", "files", "fp32 weights, config.json says bfloat16")
def _(m):
    m.bert_folder()
    m.edit("config.json", **{"dtype" if m.is_new else "torch_dtype": "bfloat16"})


@folder(
    "relative-positions",
    "files",
    "position_embedding_type relative_key",
    refusal="config.json: position_embedding_type",
)
def _(m):
    m.bert_folder(config={"position_embedding_type": "relative_key"})


ARCHITECTURES = {
    "none": [],
    "token-classifier": ["BertForTokenClassification"],
    "own": ["MyEncoder"],
    "lm": ["BertLMHeadModel"],
}
for name, value in ARCHITECTURES.items():

    @folder(
        f"config-architectures-{name}",
        "files",
        f"architectures {value}",
        refusal="config.json: architectures",
    )
    def _(m, value=value):
        m.bert_folder()
        m.edit("config.json", architectures=value)
