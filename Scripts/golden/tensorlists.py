"""The tensors of each architecture's checkpoint: name -> (shape, deviation of the random values)."""

MATRIX, QUERY_KEY_VALUE, EMBEDDING, POSITION, BIAS, NORM = 0.02, 0.036, 0.03, 0.02, 0.03, "norm"
RELATIVE = 1.0


def linear(name, rows, columns, deviation=MATRIX, bias=True):
    weight = {f"{name}.weight": ((rows, columns), deviation)}
    return weight | ({f"{name}.bias": ((rows,), BIAS)} if bias else {})


def norm(name, width):
    return {f"{name}.weight": ((width,), NORM), f"{name}.bias": ((width,), BIAS)}


def _embeddings(config, width, norm_name):
    """The tables that every architecture has, and the norm after them."""
    return {
        "embeddings.word_embeddings.weight": ((config["vocab_size"], width), EMBEDDING),
        "embeddings.token_type_embeddings.weight": ((config["type_vocab_size"], width), BIAS),
    } | norm(norm_name, width)


# Query, key, value; attention's output and norm; up; down and its norm.
BERT_LAYER = (
    *(f"attention.self.{which}" for which in ("query", "key", "value")),
    *("attention.output.dense", "attention.output.LayerNorm"),
    *("intermediate.dense", "output.dense", "output.LayerNorm"),
)
DISTILBERT_LAYER = (
    *(f"attention.{which}_lin" for which in "qkv"),
    *("attention.out_lin", "sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm"),
)

MPNET_LAYER = (
    *(f"attention.attn.{which}" for which in "qkvo"),
    *("attention.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"),
)


def _layer(prefix, width, inner, names):
    """A layer whose query, key and value are linears of their own and whose feed-forward part has no gate."""
    *attention, output, output_norm, up, down, down_norm = (prefix + name for name in names)
    tensors = {}
    for name in attention:
        tensors |= linear(name, width, width, QUERY_KEY_VALUE)
    tensors |= linear(output, width, width) | norm(output_norm, width)
    tensors |= linear(up, inner, width, QUERY_KEY_VALUE)
    return tensors | linear(down, width, inner) | norm(down_norm, width)


def bert(config):
    """BertModel, RobertaModel and XLMRobertaModel, with the pooler that nothing uses."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    tensors = _embeddings(config, width, "embeddings.LayerNorm")
    tensors["embeddings.position_embeddings.weight"] = ((config["max_position_embeddings"], width), POSITION)
    for layer in range(config["num_hidden_layers"]):
        tensors |= _layer(f"encoder.layer.{layer}.", width, inner, BERT_LAYER)
    return tensors | linear("pooler.dense", width, width)


def _untyped_embeddings(config, width):
    """The tables of models without token types, and the norm after them."""
    return {
        "embeddings.word_embeddings.weight": ((config["vocab_size"], width), EMBEDDING),
        "embeddings.position_embeddings.weight": ((config["max_position_embeddings"], width), POSITION),
    } | norm("embeddings.LayerNorm", width)


def mpnet(config):
    """MPNetModel, with the pooler that nothing uses."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    tensors = _untyped_embeddings(config, width)
    for layer in range(config["num_hidden_layers"]):
        tensors |= _layer(f"encoder.layer.{layer}.", width, inner, MPNET_LAYER)
    buckets = config["relative_attention_num_buckets"]
    tensors["encoder.relative_attention_bias.weight"] = ((buckets, config["num_attention_heads"]), RELATIVE)
    return tensors | linear("pooler.dense", width, width)


def distilbert(config):
    """DistilBertModel."""
    width, inner = config["dim"], config["hidden_dim"]
    tensors = _untyped_embeddings(config, width)
    for layer in range(config["n_layers"]):
        tensors |= _layer(f"transformer.layer.{layer}.", width, inner, DISTILBERT_LAYER)
    return tensors


def gte(config, prefix):
    """`new` and `gte`, every name behind a prefix."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    tensors = _embeddings(config, width, "embeddings.LayerNorm")
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}."
        tensors |= linear(f"{name}attention.qkv_proj", 3 * width, width, QUERY_KEY_VALUE)
        tensors |= linear(f"{name}attention.o_proj", width, width)
        tensors |= norm(f"{name}attn_ln", width)
        tensors |= linear(f"{name}mlp.up_gate_proj", 2 * inner, width, QUERY_KEY_VALUE, bias=False)
        tensors |= linear(f"{name}mlp.down_proj", width, inner)
        tensors |= norm(f"{name}mlp_ln", width)
    return {prefix + name: value for name, value in tensors.items()}


def nomic(config):
    """`nomic_bert` v1.5: gated, without biases."""
    width, inner = config["n_embd"], config["n_inner"]
    tensors = _embeddings(config, width, "emb_ln")
    for layer in range(config["n_layer"]):
        prefix = f"encoder.layers.{layer}."
        tensors |= linear(f"{prefix}attn.Wqkv", 3 * width, width, QUERY_KEY_VALUE, bias=False)
        tensors |= linear(f"{prefix}attn.out_proj", width, width, bias=False)
        tensors |= norm(f"{prefix}norm1", width)
        tensors |= linear(f"{prefix}mlp.fc11", inner, width, QUERY_KEY_VALUE, bias=False)
        tensors |= linear(f"{prefix}mlp.fc12", inner, width, QUERY_KEY_VALUE, bias=False)
        tensors |= linear(f"{prefix}mlp.fc2", width, inner, bias=False)
        tensors |= norm(f"{prefix}norm2", width)
    return tensors
