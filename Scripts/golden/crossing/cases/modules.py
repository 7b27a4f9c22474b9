"""modules.json: other modules, older layouts, and arguments that the modules' files may have."""

import shutil

from sentence_transformers import SentenceTransformer, models
from tokenizers import Tokenizer

from ..case import folder
from .dense import dense


@folder("layer-norm", "pipeline", "a LayerNorm module")
def _(m):
    m.bert_folder(more=[models.LayerNorm(m.width)])


def inside(m, inner, kind=None):
    """Moves the transformer's files into a folder, as sentence-transformers before 2 wrote them."""
    (m.folder / inner).mkdir()
    for path in list(m.folder.iterdir()):
        if path.is_file() and path.name not in ("modules.json", "config_sentence_transformers.json"):
            shutil.move(path, m.folder / inner / path.name)
    modules = m.read("modules.json")
    modules[0] |= {"path": inner, "type": kind or modules[0]["type"]}
    m.write("modules.json", modules)


@folder("layout-0-transformer", "pipeline", "0_Transformer, as sentence-transformers 0.x and 1.x wrote")
def _(m):
    m.bert_folder()
    inside(m, "0_Transformer")


@folder("layout-0-bert", "pipeline", "0_BERT and the class names of sentence-transformers 0.2")
def _(m):
    m.bert_folder()
    inside(m, "0_BERT", "sentence_transformers.models.Transformer")


@folder("layout-other-paths", "pipeline", "module folders under other names")
def _(m):
    m.bert_folder(more=[dense(m, m.width, 32)])
    modules = m.read("modules.json")
    for module, path in zip(modules[1:], ("pool", "projection", "norm")):
        if (m.folder / module["path"]).exists():
            shutil.move(m.folder / module["path"], m.folder / path)
        module["path"] = path
    m.write("modules.json", modules)


@folder("layout-no-settings", "pipeline", "no config_sentence_transformers.json")
def _(m):
    m.bert_folder()
    m.remove("config_sentence_transformers.json")


@folder("layout-plain", "pipeline", "no modules.json: a plain transformers folder", refusal="modules.json")
def _(m):
    tokenizer = m.wordpiece()
    m.bert(len(tokenizer)).save_pretrained(m.folder)
    tokenizer.save_pretrained(m.folder)


@folder("module-cnn", "pipeline", "CNN before the pooling", refusal="modules.json: CNN")
def _(m):
    m.save_modules(models.Transformer(m.bert_base()), models.CNN(m.width, 32), models.Pooling(96))


@folder(
    "module-token-dense",
    "pipeline",
    "Dense on every token, before the pooling",
    generations=("new",),
    refusal="2_Dense/config.json: module_input_name",
)
def _(m):
    dense = models.Dense(m.width, m.width, module_input_name="token_embeddings")
    m.save_modules(models.Transformer(m.bert_base()), dense, models.Pooling(m.width))


@folder(
    "module-static", "pipeline", "StaticEmbedding, as model2vec's", refusal="modules.json: StaticEmbedding"
)
def _(m):
    m.wordpiece().save_pretrained(m.scratch / "tokenizer")
    tokenizer = Tokenizer.from_file(str(m.scratch / "tokenizer/tokenizer.json"))
    m.save_modules(models.StaticEmbedding(tokenizer, embedding_dim=32))


@folder(
    "module-router",
    "pipeline",
    "Router with one way for queries, one for documents",
    refusal="modules.json: Router",
)
def _(m):
    path = m.bert_base()
    ways = {way: [models.Transformer(path), models.Pooling(m.width)] for way in ("query", "document")}
    m.save_modules(models.Router(ways, default_route="document"))


@folder("layers-weighted", "pipeline", "WeightedLayerPooling", refusal="modules.json: WeightedLayerPooling")
def _(m):
    weighted = models.WeightedLayerPooling(m.width, num_hidden_layers=2, layer_start=1)
    m.save_modules(
        models.Transformer(m.bert_base(output_hidden_states=True)), weighted, models.Pooling(m.width)
    )


@folder("from-plain", "pipeline", "SentenceTransformer(a plain folder), saved: mean, not normalised")
def _(m):
    SentenceTransformer(m.bert_base(), device="cpu").save(str(m.folder), create_model_card=False)


@folder(
    "modules-more-keys",
    "pipeline",
    "a key in modules.json that nobody reads",
    refusal="modules.json: other keys",
)
def _(m):
    m.bert_folder()
    modules = m.read("modules.json")
    modules[0]["comment"] = "mine"
    m.write("modules.json", modules)


@folder("modules-older-classes", "pipeline", "modules.json with the classes of sentence-transformers 5")
def _(m):
    m.bert_folder(more=[dense(m, m.width, 32)])
    modules = m.read("modules.json")
    for module, kind in zip(modules, ("Transformer", "Pooling", "Dense", "Normalize")):
        module["type"] = f"sentence_transformers.models.{kind}"
    m.write("modules.json", modules)


@folder("modules-without-normalize-folder", "pipeline", "2_Normalize as an empty folder, as git drops it")
def _(m):
    m.bert_folder()
    shutil.rmtree(m.folder / "2_Normalize", ignore_errors=True)


ARGUMENTS = {
    "eager": ("model_args", {"attn_implementation": "eager"}),
    "no-pooler": ("model_args", {"add_pooling_layer": False}),
    "dtype": ("model_args", {"torch_dtype": "float32"}),
    "config-layers": ("config_args", {"num_hidden_layers": 1}),
    "tokenizer-length": ("tokenizer_args", {"model_max_length": 12}),
    "tokenizer-side": ("tokenizer_args", {"truncation_side": "left"}),
    "tokenizer-lower": ("tokenizer_args", {"do_lower_case": False}),
}
for name, (key, settings) in ARGUMENTS.items():

    @folder(
        f"arguments-{name}",
        "pipeline",
        f"sentence_bert_config.json with {key} {settings}",
        refusal=None if key == "tokenizer_args" else f"sentence_bert_config.json: {key}",
    )
    def _(m, key=key, settings=settings):
        m.bert_folder()
        limits = {"max_seq_length": None, "do_lower_case": False}
        m.write("sentence_bert_config.json", limits | {key: settings})


PROCESSING = {
    "no-special": ({"text": {"add_special_tokens": False}}, "add_special_tokens"),
    "no-truncation": ({"text": {"truncation": True, "padding": "max_length"}}, None),
    "common": ({"common": {"return_tensors": "pt"}}, "common"),
    "side": ({"text": {"padding_side": "left"}}, "padding_side"),
}
for name, (settings, refused) in PROCESSING.items():

    @folder(
        f"processing-{name}",
        "pipeline",
        f"processing_kwargs {settings}",
        generations=("new",),
        refusal=refused and f"sentence_bert_config.json: {refused}",
    )
    def _(m, settings=settings):
        m.bert_folder(transformer={"processing_kwargs": settings})
