"""Makes folders with the libraries of the Python that runs it."""

import hashlib
import json
import shutil

import torch
from safetensors.torch import load, save_file
from sentence_transformers import SentenceTransformer, models
from transformers import (
    AutoModel,
    AutoTokenizer,
    BertModel,
    DistilBertModel,
    MPNetModel,
    RobertaModel,
    XLMRobertaModel,
)

from . import vocabularies

ROWS = 64  # of a position table
COMPACT_TOKENS = 448  # the rows of every token embedding among the committed folders
XLM_ROBERTA = {
    "type_vocab_size": 1,
    "layer_norm_eps": 1e-5,
    "pad_token_id": 1,
    "bos_token_id": 0,
    "eos_token_id": 2,
}


class Maker:
    """Makes one folder; what several folders share is kept in `shared`."""

    def __init__(self, generation, name, folder, shared, compact=False):
        self.generation, self.name, self.folder, self.shared = generation, name, folder, shared
        self.is_new, self.compact = generation == "new", compact
        self.width = 32 if compact else 64
        self.scratch = shared / "scratch" / name
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.seed(name)

    @staticmethod
    def seed(name):
        torch.manual_seed(int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little"))

    # Files

    def read(self, name):
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def write(self, name, value):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2), encoding="utf-8")

    def edit(self, name, **keys):
        """Changes keys of a JSON file; `...` takes one away."""
        content = (self.read(name) if (self.folder / name).exists() else {}) | keys
        self.write(name, {key: value for key, value in content.items() if value is not ...})

    def remove(self, *names):
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    # Tokenizers

    def wordpiece(self, tokens=None, **settings):
        """A BERT tokenizer of the library, made from vocab.txt."""
        path = self.scratch / "wordpiece"
        path.mkdir(parents=True, exist_ok=True)
        tokens = tokens or vocabularies.wordpiece_tokens()
        (path / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
        known = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": ROWS}
        (path / "tokenizer_config.json").write_text(json.dumps(known | settings))
        return AutoTokenizer.from_pretrained(path)

    def mpnet_tokenizer(self, **settings):
        """MPNet's tokenizer of the library: BERT's tokens between its own special ones."""
        tokens = ["<s>", "<pad>", "</s>", "<unk>", *vocabularies.wordpiece_tokens(), "<mask>"]
        known = {"tokenizer_class": "MPNetTokenizer", "model_max_length": ROWS - 2}
        return self.wordpiece(tokens, **(known | settings))

    def unigram(self, trained=False, use_fast=True, options=None, **settings):
        """XLM-R's tokenizer of the library: `trained` by sentencepiece, else cut from the real one."""
        path = self.scratch / "unigram"
        path.mkdir(parents=True, exist_ok=True)
        if trained:
            (path / "sentencepiece.bpe.model").write_bytes(vocabularies.sentencepiece_model(**options or {}))
        else:
            vocabularies.xlm_roberta().write(path, ROWS - 2)
        known = {"tokenizer_class": "XLMRobertaTokenizer", "model_max_length": ROWS - 2}
        (path / "tokenizer_config.json").write_text(json.dumps(known | settings))
        return AutoTokenizer.from_pretrained(path, use_fast=use_fast)

    def byte_level(self, **settings):
        """RoBERTa's tokenizer of the library, made from vocab.json and merges.txt."""
        path = self.scratch / "byte-level"
        path.mkdir(parents=True, exist_ok=True)
        vocabularies.roberta().write(path, ROWS - 2)
        for name in ("tokenizer.json", "special_tokens_map.json"):
            (path / name).unlink()
        known = {"tokenizer_class": "RobertaTokenizer", "model_max_length": ROWS - 2}
        (path / "tokenizer_config.json").write_text(json.dumps(known | settings))
        return AutoTokenizer.from_pretrained(path)

    def camembert_tokenizer(self):
        """CamemBERT's tokenizer of the library, trained by sentencepiece."""
        return self.unigram(trained=True, tokenizer_class="CamembertTokenizer")

    # Models

    @staticmethod
    def random(model):
        """Weights that make every token and every position count."""
        with torch.no_grad():
            for name, value in model.named_parameters():
                if value.dim() > 1:
                    value.normal_(0, 1.0 if "embeddings" in name else 0.15)
                else:
                    value.add_(torch.randn_like(value) * 0.1)
        return model.eval()

    def model(self, kind, rows, config):
        """A random model of a class; models of the same configuration have the same weights."""
        sizes = {"hidden_size": self.width, "num_attention_heads": self.width // 32, "vocab_size": rows}
        sizes |= {"num_hidden_layers": 2 - self.compact, "intermediate_size": 3 * self.width // 2}
        sizes |= {"max_position_embeddings": ROWS}
        sizes |= config
        if self.compact:
            sizes["vocab_size"] = max(sizes["vocab_size"], COMPACT_TOKENS)
        self.seed(f"{kind.__name__} {sorted(sizes.items())}")
        return self.random(kind(kind.config_class(**sizes)))

    def bert(self, rows, kind=BertModel, **config):
        return self.model(kind, rows, config)

    def xlm_roberta(self, rows, kind=XLMRobertaModel, **config):
        return self.model(kind, rows, XLM_ROBERTA | config)

    def roberta(self, rows, kind=RobertaModel, **config):
        return self.model(kind, rows, XLM_ROBERTA | config)

    def distilbert(self, rows, kind=DistilBertModel, **config):
        return self.model(kind, rows, {"hidden_dim": 3 * self.width // 2} | config)

    def mpnet(self, rows, kind=MPNetModel, **config):
        return self.model(kind, rows, config)

    def base(self, model, tokenizer, **options):
        """A plain transformers folder."""
        path = self.scratch / "base"
        model.save_pretrained(path, **options)
        tokenizer.save_pretrained(path)
        return str(path)

    # Pipelines

    def save(self, path, pooling="mean", normalize=True, more=(), transformer=None, pool=None, **options):
        """Saves a SentenceTransformer of the folder at `path` as the case's folder."""
        first = models.Transformer(path, **(transformer or {}))
        config = json.loads((self.scratch / "base/config.json").read_text())
        width = config["dim"] if config["model_type"] == "distilbert" else config["hidden_size"]
        modules = [first, self.pooling(width, pooling, **(pool or {})), *more]
        if normalize:
            modules.append(models.Normalize())
        model = SentenceTransformer(modules=modules, device="cpu", **options)
        model.save(str(self.folder), create_model_card=False)
        return model

    def save_modules(self, *modules):
        """Saves any pipeline as the case's folder."""
        SentenceTransformer(modules=list(modules), device="cpu").save(
            str(self.folder), create_model_card=False
        )

    def pooling(self, width, modes, **options):
        if isinstance(modes, str):
            return models.Pooling(width, pooling_mode=modes, **options)
        if self.is_new:
            return models.Pooling(width, pooling_mode=tuple(modes), **options)
        flags = {"cls": "cls_token", "max": "max_tokens", "mean": "mean_tokens", "lasttoken": "lasttoken"}
        flags |= {mode: f"{mode}_tokens" for mode in ("mean_sqrt_len", "weightedmean")}
        chosen = {f"pooling_mode_{flags[mode.removesuffix('_tokens')]}": True for mode in modes}
        return models.Pooling(width, **{"pooling_mode_mean_tokens": False} | chosen, **options)

    def bert_base(self, **config):
        """A plain transformers folder of a BERT."""
        tokenizer = self.wordpiece()
        return self.base(self.bert(len(tokenizer), **config), tokenizer)

    def bert_folder(self, tokenizer=None, config=None, **options):
        """A whole BERT folder."""
        tokenizer = tokenizer or self.wordpiece()
        return self.save(self.base(self.bert(len(tokenizer), **(config or {})), tokenizer), **options)

    def xlm_roberta_folder(self, tokenizer=None, config=None, **options):
        """A whole XLM-R folder."""
        tokenizer = tokenizer or self.unigram()
        return self.save(self.base(self.xlm_roberta(len(tokenizer), **(config or {})), tokenizer), **options)

    def roberta_folder(self, tokenizer=None, config=None, **options):
        """A whole RoBERTa folder."""
        tokenizer = tokenizer or self.byte_level()
        return self.save(self.base(self.roberta(len(tokenizer), **(config or {})), tokenizer), **options)

    # Weights

    def change_weights(self, change):
        """Rewrites model.safetensors with `change`, which gets and returns the tensors."""
        path = self.folder / "model.safetensors"
        save_file(
            {name: value.contiguous() for name, value in change(load(path.read_bytes())).items()},
            path,
            {"format": "pt"},
        )

    def loaded(self):
        return AutoModel.from_pretrained(self.folder)
