"""The student: nomic_bert with experts as a trainable torch module, and its HuggingFace folder.

Parameter names are those of the file. The forward pass is written for training (batches, expert
load); goldens come from reference.py, not from here.
"""

import torch
import torch.nn.functional as F
from folder import write_json, write_sentence_transformers
from safetensors.torch import save_file
from torch import nn

from .sources import PROMPTS

REMOTE_CODE = "nomic-ai/nomic-bert-2048--"
AUTO_MODELS = {
    "AutoModel": "NomicBertModel",
    "AutoModelForMaskedLM": "NomicBertForPreTraining",
    "AutoModelForMultipleChoice": "NomicBertForMultipleChoice",
    "AutoModelForQuestionAnswering": "NomicBertForQuestionAnswering",
    "AutoModelForSequenceClassification": "NomicBertForSequenceClassification",
    "AutoModelForTokenClassification": "NomicBertForTokenClassification",
}
# every key of the config.json of nomic-embed-text-v2-moe, with smaller sizes
CONFIG = {
    "_name_or_path": "tiny-nomic-moe",
    "activation_function": "gelu",
    "add_pooling_layer": False,
    "architectures": ["NomicBertModel"],
    "attn_pdrop": 0.0,
    "auto_map": {"AutoConfig": REMOTE_CODE + "configuration_hf_nomic_bert.NomicBertConfig"}
    | {key: f"{REMOTE_CODE}modeling_hf_nomic_bert.{name}" for key, name in AUTO_MODELS.items()},
    "bos_token_id": None,
    "causal": False,
    "dense_seq_output": True,
    "embd_pdrop": 0.1,
    "eos_token_id": None,
    "expert_choice_router": False,
    "ffn_div": 1,
    "fused_bias_fc": True,
    "fused_dropout_add_ln": True,
    "initializer_range": 0.02,
    "layer_norm_epsilon": 1e-05,
    "max_trained_positions": 2048,
    "mlp_fc1_bias": True,
    "mlp_fc2_bias": True,
    "model_type": "nomic_bert",
    "moe_every_n_layers": 2,
    "moe_impl": "megablocks",
    "moe_normalize_expert_weights": False,
    "moe_resid_pdrop": 0.0,
    "moe_top_k": 2,
    "n_embd": 128,
    "n_head": 4,
    "n_inner": 256,
    "n_layer": 4,
    "n_positions": 2048,
    "num_experts": 8,
    "num_shared_experts": 0,
    "pad_token_id": 1,
    "pad_vocab_size_multiple": 64,
    "parallel_block": False,
    "parallel_block_tied_norm": False,
    "prenorm": False,
    "qkv_proj_bias": True,
    "reorder_and_upcast_attn": False,
    "resid_pdrop": 0.0,
    "rotary_emb_base": 10000,
    "rotary_emb_fraction": 1.0,
    "rotary_emb_interleaved": False,
    "rotary_emb_scale_base": None,
    "rotary_scaling_factor": None,
    "router_aux_loss_coef": 0.1,
    "scale_attn_by_inverse_layer_idx": False,
    "scale_attn_weights": True,
    "summary_activation": None,
    "summary_first_dropout": 0.1,
    "summary_proj_to_labels": True,
    "summary_type": "cls_index",
    "summary_use_proj": True,
    "torch_dtype": "float32",
    "transformers_version": "4.44.2",
    "type_vocab_size": 1,
    "use_cache": True,
    "use_flash_attn": True,
    "use_rms_norm": None,
    "use_xentropy": True,
    "vocab_size": 0,
}
WIDTH, HEADS, INNER = CONFIG["n_embd"], CONFIG["n_head"], CONFIG["n_inner"]
EXPERTS, TOP_K, EPSILON = CONFIG["num_experts"], CONFIG["moe_top_k"], CONFIG["layer_norm_epsilon"]
HEAD_WIDTH = WIDTH // HEADS


class Experts(nn.Module):
    """The weights of all experts of a layer, experts one below the other."""

    def __init__(self):
        super().__init__()
        self.mlp = nn.Module()
        self.mlp.w1 = nn.Parameter(torch.randn(EXPERTS * INNER, WIDTH) * WIDTH**-0.5)
        self.mlp.w2 = nn.Parameter(torch.randn(EXPERTS * INNER, WIDTH) * INNER**-0.5)
        self.bias = nn.Parameter(torch.zeros(WIDTH))


class Mixture(nn.Module):
    """A mixture-of-experts feed-forward part; keeps the load of the last batch for the balancing loss."""

    def __init__(self):
        super().__init__()
        self.router = nn.Module()
        self.router.layer = nn.Linear(WIDTH, EXPERTS, bias=False)
        nn.init.normal_(self.router.layer.weight, std=0.02)
        self.experts = Experts()
        self.balance_loss = self.load = self.chosen_probability = None

    def forward(self, tokens):
        """tokens [T, WIDTH], real tokens only."""
        probabilities = torch.softmax(F.linear(tokens.float(), self.router.layer.weight.float()), -1)
        weight, chosen = probabilities.topk(TOP_K, -1)
        counts = torch.bincount(chosen.reshape(-1), minlength=EXPERTS)
        self.load = counts.float() / chosen.numel()
        self.balance_loss = EXPERTS * (self.load * probabilities.mean(0)).sum()
        self.chosen_probability = weight.detach().sum(-1).mean()
        order = chosen.reshape(-1).argsort(stable=True)  # (token, choice) pairs by expert
        inputs = tokens[order // TOP_K].split(counts.tolist())
        w1 = self.experts.mlp.w1.view(EXPERTS, INNER, WIDTH)
        w2 = self.experts.mlp.w2.view(EXPERTS, INNER, WIDTH)
        outputs = torch.cat([F.gelu(x @ w1[expert].T) @ w2[expert] for expert, x in enumerate(inputs)])
        outputs = outputs.float() * weight.reshape(-1)[order][:, None]
        total = torch.zeros_like(tokens, dtype=torch.float32).index_add(0, order // TOP_K, outputs)
        return total + self.experts.bias


class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, tokens):
        return self.fc2(F.gelu(self.fc1(tokens)))


class Layer(nn.Module):
    def __init__(self, index):
        super().__init__()
        self.attn = nn.Module()
        self.attn.Wqkv, self.attn.out_proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = Mixture() if index % CONFIG["moe_every_n_layers"] == 1 else Dense()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, EPSILON), nn.LayerNorm(WIDTH, EPSILON)


class Student(nn.Module):
    """[batch, tokens] ids and lengths -> mean-pooled vectors, not normalised."""

    def __init__(self, vocabulary):
        super().__init__()
        self.embeddings = nn.Module()
        self.embeddings.word_embeddings = nn.Embedding(vocabulary, WIDTH)
        self.embeddings.token_type_embeddings = nn.Embedding(1, WIDTH)
        nn.init.normal_(self.embeddings.token_type_embeddings.weight, std=0.02)
        self.emb_ln = nn.LayerNorm(WIDTH, EPSILON)
        self.encoder = nn.Module()
        self.encoder.layers = nn.ModuleList(Layer(index) for index in range(CONFIG["n_layer"]))

    def mixtures(self):
        """layer index -> Mixture"""
        return {i: layer.mlp for i, layer in enumerate(self.encoder.layers) if isinstance(layer.mlp, Mixture)}

    def forward(self, ids, lengths):
        batch, longest = ids.shape
        mask = torch.arange(longest)[None] < lengths[:, None]
        real = mask.reshape(-1).nonzero()[:, 0]
        words = self.embeddings.word_embeddings(ids.reshape(-1)[real])
        x = self.emb_ln(words + self.embeddings.token_type_embeddings.weight[0])
        angles = rotary_angles(longest)
        padding = torch.zeros(batch, 1, 1, longest).masked_fill(~mask[:, None, None], float("-inf"))
        for layer in self.encoder.layers:
            qkv = x.new_zeros(batch * longest, 3 * WIDTH, dtype=torch.float32)
            qkv = qkv.index_copy(0, real, layer.attn.Wqkv(x).float())
            q, k, v = qkv.view(batch, longest, 3, HEADS, HEAD_WIDTH).permute(2, 0, 3, 1, 4)
            q, k = rotate(q, *angles), rotate(k, *angles)
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=padding)
            mixed = mixed.permute(0, 2, 1, 3).reshape(batch * longest, WIDTH)[real]
            h = layer.norm1(x + layer.attn.out_proj(mixed).float())
            x = layer.norm2(h + layer.mlp(h).float())
        total = torch.zeros(batch, WIDTH).index_add(0, real // longest, x)
        return total / lengths[:, None].clamp(min=1)


def rotary_angles(length):
    steps = torch.arange(0, HEAD_WIDTH, 2, dtype=torch.float64) / HEAD_WIDTH
    frequencies = CONFIG["rotary_emb_base"] ** -steps
    angles = torch.outer(torch.arange(length, dtype=torch.float64), frequencies)
    return angles.cos().float(), angles.sin().float()


def rotate(x, cos, sin):
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


def make_student(vocabulary, seed=0):
    torch.manual_seed(seed)
    return Student(vocabulary)


def export(options):
    """Writes weights and configs of --model from WORK/student.pt."""
    state = torch.load(options.work / "student.pt")["state"]
    options.model.mkdir(parents=True, exist_ok=True)
    tensors = {name: value.float().contiguous() for name, value in sorted(state.items())}
    save_file(tensors, options.model / "model.safetensors", metadata={"format": "pt"})
    vocabulary = len(state["embeddings.word_embeddings.weight"])
    write_json(options.model / "config.json", CONFIG | {"vocab_size": vocabulary})
    write_sentence_transformers(options.model, WIDTH, PROMPTS)
    print(f"{sum(value.numel() for value in tensors.values())} parameters in {len(tensors)} tensors")
