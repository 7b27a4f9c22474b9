"""How long a text may be: under all names, and in the order in which the libraries look."""

from ..case import folder

OLDER = ("roberta", "xlm-roberta", "distilbert", "camembert", "albert", "xlnet")


def without_limit(m):
    m.bert_folder()
    m.remove("sentence_bert_config.json")
    m.edit("tokenizer_config.json", model_max_length=..., max_len=...)


for name in OLDER:

    @folder(f"length-{name}", "tokenizer", f"sentence_{name}_config.json")
    def _(m, name=name):
        without_limit(m)
        m.write(f"sentence_{name}_config.json", {"max_seq_length": 12, "do_lower_case": False})


@folder("length-two-files", "tokenizer", "sentence_bert_config.json and sentence_roberta_config.json")
def _(m):
    without_limit(m)
    m.write("sentence_bert_config.json", {"max_seq_length": 16, "do_lower_case": False})
    m.write("sentence_roberta_config.json", {"max_seq_length": 9, "do_lower_case": False})


@folder("length-max-seq", "tokenizer", "max_seq_length set on the model and saved")
def _(m):
    m.bert_folder(transformer={"max_seq_length": 12})


@folder(
    "length-max-seq-file",
    "tokenizer",
    "max_seq_length in sentence_bert_config.json, another in tokenizer_config.json",
)
def _(m):
    m.bert_folder()
    m.write("sentence_bert_config.json", {"max_seq_length": 12, "do_lower_case": False})
    m.edit("tokenizer_config.json", model_max_length=20)


@folder("length-max-seq-null", "tokenizer", "max_seq_length null")
def _(m):
    m.bert_folder()
    m.write("sentence_bert_config.json", {"max_seq_length": None, "do_lower_case": False})
    m.edit("tokenizer_config.json", model_max_length=20)


@folder("length-max-len", "tokenizer", "max_len of tokenizer_config.json")
def _(m):
    without_limit(m)
    m.edit("tokenizer_config.json", max_len=12)


@folder("length-model-max", "tokenizer", "model_max_length of tokenizer_config.json")
def _(m):
    without_limit(m)
    m.edit("tokenizer_config.json", model_max_length=12)


@folder("length-none", "tokenizer", "no length anywhere: the rows of the position table")
def _(m):
    without_limit(m)


@folder("length-huge", "tokenizer", "model_max_length 10^30")
def _(m):
    without_limit(m)
    m.edit("tokenizer_config.json", model_max_length=int(1e30))


@folder("length-xlmr-none", "tokenizer", "XLM-R without a length, texts shorter than its rows")
def _(m):
    m.xlm_roberta_folder(config={"max_position_embeddings": 514})
    m.remove("sentence_bert_config.json")
    m.edit("tokenizer_config.json", model_max_length=...)


@folder("length-processing", "tokenizer", "processing_kwargs.text.max_length", generations=("new",))
def _(m):
    m.bert_folder(transformer={"processing_kwargs": {"text": {"max_length": 12}}})


@folder("length-tasks", "tokenizer", "query_length and document_length", generations=("new",))
def _(m):
    m.bert_folder(transformer={"document_length": 24, "query_length": 8})


@folder("length-lower", "tokenizer", "do_lower_case of sentence_bert_config.json with a cased tokenizer")
def _(m):
    m.bert_folder(m.wordpiece(do_lower_case=False))
    m.write("sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": True})


@folder(
    "length-lower-uncased",
    "tokenizer",
    "do_lower_case of sentence_bert_config.json with an uncased tokenizer",
)
def _(m):
    m.bert_folder()
    m.write("sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": True})


@folder("length-lower-xlmr", "tokenizer", "do_lower_case of sentence_bert_config.json with XLM-R")
def _(m):
    m.xlm_roberta_folder()
    m.write("sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": True})


@folder("length-above-rows", "tokenizer", "max_seq_length above the rows, the tokenizer's limit below them")
def _(m):
    m.bert_folder(config={"max_position_embeddings": 514})
    m.write("sentence_bert_config.json", {"max_seq_length": 1024, "do_lower_case": False})


@folder("length-xlmr-rows", "tokenizer", "max_seq_length equal to XLM-R's rows, of which two are never used")
def _(m):
    m.xlm_roberta_folder(config={"max_position_embeddings": 514})
    m.write("sentence_bert_config.json", {"max_seq_length": 514, "do_lower_case": False})
