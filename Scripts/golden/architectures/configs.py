"""config.json of each architecture: the keys and spellings of the real repositories, sizes shrunk."""

from folder import TINY, read_json

WIDTH, HEADS, LAYERS, INNER, GATED_INNER = 64, 2, 3, 128, 96


def _sizes(vocabulary, rows):
    return {
        "hidden_size": WIDTH,
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "intermediate_size": INNER,
        "vocab_size": vocabulary,
        "max_position_embeddings": rows,
    }


def xlm_roberta(name, vocabulary, rows, **others):
    """multilingual-e5, bge-m3, arctic-l-v2.0; rows are two more than the usable tokens."""
    return {
        "_name_or_path": name,
        "architectures": ["XLMRobertaModel"],
        "attention_probs_dropout_prob": 0.1,
        "bos_token_id": 0,
        "classifier_dropout": None,
        "eos_token_id": 2,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "layer_norm_eps": 1e-05,
        "model_type": "xlm-roberta",
        "output_past": True,
        "pad_token_id": 1,
        "position_embedding_type": "absolute",
        "torch_dtype": "float32",
        "transformers_version": "4.33.0",
        "type_vocab_size": 1,
        "use_cache": True,
        **_sizes(vocabulary, rows),
        **others,
    }


def bert(name, vocabulary, rows, **others):
    """all-MiniLM-L6-v2 and bge-small-en-v1.5."""
    return {
        "_name_or_path": name,
        "architectures": ["BertModel"],
        "attention_probs_dropout_prob": 0.1,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "layer_norm_eps": 1e-12,
        "model_type": "bert",
        "pad_token_id": 0,
        "position_embedding_type": "absolute",
        "type_vocab_size": 2,
        "use_cache": True,
        **_sizes(vocabulary, rows),
        **others,
    }


def mpnet(name, vocabulary, rows, **others):
    """all-mpnet-base-v2 and what is derived from mpnet-base; rows are two more than the usable tokens."""
    return {
        "_name_or_path": name,
        "architectures": ["MPNetForMaskedLM"],
        "attention_probs_dropout_prob": 0.1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "layer_norm_eps": 1e-05,
        "model_type": "mpnet",
        "pad_token_id": 1,
        "relative_attention_num_buckets": 32,
        "torch_dtype": "float32",
        "transformers_version": "4.8.2",
        **_sizes(vocabulary, rows),
        **others,
    }


def roberta(name, vocabulary, rows, **others):
    """all-distilroberta-v1 and what is derived from roberta-base; rows are two more than the usable tokens."""
    known = {"architectures": ["RobertaForMaskedLM"], "bos_token_id": 0, "eos_token_id": 2}
    known |= {"gradient_checkpointing": False, "layer_norm_eps": 1e-05, "model_type": "roberta"}
    known |= {"pad_token_id": 1, "transformers_version": "4.8.2", "type_vocab_size": 1}
    return bert(name, vocabulary, rows, **known, **others)


def distilbert(name, vocabulary, rows, **others):
    """multi-qa-distilbert-cos-v1 and what is derived from distilbert-base."""
    return {
        "_name_or_path": name,
        "activation": "gelu",
        "architectures": ["DistilBertModel"],
        "attention_dropout": 0.1,
        "dim": WIDTH,
        "dropout": 0.1,
        "hidden_dim": INNER,
        "initializer_range": 0.02,
        "max_position_embeddings": rows,
        "model_type": "distilbert",
        "n_heads": HEADS,
        "n_layers": LAYERS,
        "pad_token_id": 0,
        "qa_dropout": 0.1,
        "seq_classif_dropout": 0.2,
        "sinusoidal_pos_embds": False,
        "tie_weights_": True,
        "torch_dtype": "float32",
        "transformers_version": "4.11.0",
        "vocab_size": vocabulary,
        **others,
    }


def _gte(vocabulary, auto_map, **others):
    return {
        "attention_probs_dropout_prob": 0.0,
        "auto_map": auto_map,
        "classifier_dropout": 0.0,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "layer_norm_eps": 1e-12,
        "layer_norm_type": "layer_norm",
        "logn_attention_clip1": False,
        "logn_attention_scale": False,
        "pack_qkv": True,
        "pad_token_id": 1,
        "position_embedding_type": "rope",
        "type_vocab_size": 1,
        **_sizes(vocabulary, 8192),
        "intermediate_size": GATED_INNER,
        **others,
    }


def new(vocabulary):
    """gte-multilingual-base: NTK scaling, half precision, a token classifier for lexical weights."""
    implementation = "Alibaba-NLP/new-impl--"
    heads = (
        "MaskedLM",
        "MultipleChoice",
        "QuestionAnswering",
        "SequenceClassification",
        "TokenClassification",
    )
    auto_map = {
        "AutoConfig": implementation + "configuration.NewConfig",
        "AutoModel": implementation + "modeling.NewModel",
    } | {f"AutoModelFor{head}": f"{implementation}modeling.NewFor{head}" for head in heads}
    return _gte(
        vocabulary,
        auto_map,
        architectures=["NewModel", "NewForTokenClassification"],
        id2label={"0": "LABEL_0"},
        label2id={"LABEL_0": 0},
        model_type="new",
        rope_scaling={"factor": 8.0, "type": "ntk"},
        rope_theta=20000,
        torch_dtype="float16",
        transformers_version="4.39.1",
        unpad_inputs=False,
        use_memory_efficient_attention=False,
    )


def gte(vocabulary):
    """snowflake-arctic-embed-m-v2.0: two of its booleans are strings."""
    return _gte(
        vocabulary,
        {
            "AutoConfig": "configuration_hf_alibaba_nlp_gte.GteConfig",
            "AutoModel": "modeling_hf_alibaba_nlp_gte.GteModel",
        },
        architectures=["GteModel"],
        model_type="gte",
        rope_scaling=None,
        rope_theta=160000,
        torch_dtype="float32",
        transformers_version="4.44.2",
        unpad_inputs="true",
        use_memory_efficient_attention="true",
    )


def nomic_v15(vocabulary):
    """nomic-embed-text-v1.5: the keys of its remote code, and those that transformers 5 reads."""
    implementation = "nomic-ai/nomic-bert-2048--"
    tiny = read_json(TINY / "config.json")
    moe_keys = [
        key for key in tiny if "moe" in key or "expert" in key or key in ("ffn_div", "router_aux_loss_coef")
    ]
    kept = {
        key: value
        for key, value in tiny.items()
        if key not in (*moe_keys, "_name_or_path", "add_pooling_layer")
    }
    return kept | {
        "activation_function": "swiglu",
        "auto_map": {
            "AutoConfig": implementation + "configuration_hf_nomic_bert.NomicBertConfig",
            "AutoModel": implementation + "modeling_hf_nomic_bert.NomicBertModel",
            "AutoModelForMaskedLM": implementation + "modeling_hf_nomic_bert.NomicBertForPreTraining",
        },
        "embd_pdrop": 0.0,
        "hidden_act": "silu",
        "layer_norm_epsilon": 1e-12,
        "max_position_embeddings": 2048,
        "mlp_fc1_bias": False,
        "mlp_fc2_bias": False,
        "n_embd": WIDTH,
        "n_head": HEADS,
        "n_inner": GATED_INNER,
        "n_layer": LAYERS,
        "n_positions": 8192,
        "pad_token_id": 0,
        "qkv_proj_bias": False,
        "rope_parameters": {"rope_theta": 1000.0, "rope_type": "default"},
        "rotary_emb_base": 1000,
        "summary_first_dropout": 0.0,
        "transformers_version": "4.34.0",
        "type_vocab_size": 2,
        "use_rms_norm": False,
        "vocab_size": vocabulary,
    }


def nomic_moe(name, vocabulary, layers, experts, chosen, period, **others):
    """nomic-embed-text-v2-moe with other numbers of experts."""
    return read_json(TINY / "config.json") | {
        "_name_or_path": name,
        "moe_every_n_layers": period,
        "moe_top_k": chosen,
        "n_embd": WIDTH,
        "n_head": HEADS,
        "n_inner": 32,
        "n_layer": layers,
        "num_experts": experts,
        "vocab_size": vocabulary,
        **others,
    }
