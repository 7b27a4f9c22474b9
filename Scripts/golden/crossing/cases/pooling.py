"""Poolings, and what follows them without weights."""

from sentence_transformers import models

from ..case import folder

MODES = ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")
SEVERAL = (("mean", "cls"), ("cls", "max", "mean"), ("max", "mean", "lasttoken"), MODES)
PROMPTS = {"query": "query: ", "passage": "a passage of text: ", "empty": ""}

for mode in MODES:
    for normalize in (True, False):

        @folder(
            f"pooling-{mode}{'' if normalize else '-plain'}",
            "pipeline",
            f"pooling {mode}{', Normalize' if normalize else ''}",
        )
        def _(m, mode=mode, normalize=normalize):
            m.bert_folder(pooling=mode, normalize=normalize)

    @folder(f"prompt-excluded-{mode}", "pipeline", f"include_prompt false with {mode}, with prompts")
    def _(m, mode=mode):
        m.bert_folder(pooling=mode, pool={"include_prompt": False}, prompts=PROMPTS)


for modes in SEVERAL:

    @folder(f"pooling-{len(modes)}-{modes[0]}", "pipeline", f"poolings {', '.join(modes)}")
    def _(m, modes=modes):
        m.bert_folder(pooling=modes)


@folder("pooling-xlmr-several", "pipeline", "cls and mean of XLM-R, not normalised")
def _(m):
    m.xlm_roberta_folder(pooling=("cls", "mean"), normalize=False)


@folder("pooling-list-of-one", "pipeline", 'pooling_mode: ["cls"]', generations=("new",))
def _(m):
    m.bert_folder()
    m.edit("1_Pooling/config.json", pooling_mode=["cls"])


@folder(
    "pooling-order", "pipeline", "pooling_mode in another order than the older flags", generations=("new",)
)
def _(m):
    m.bert_folder(pooling=("lasttoken", "mean", "cls"))


@folder("pooling-older-both", "pipeline", "cls and mean in the older flags")
def _(m):
    m.bert_folder()
    m.write(
        "1_Pooling/config.json",
        {
            "word_embedding_dimension": m.width,
            "pooling_mode_cls_token": True,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
    )


@folder("pooling-older-none", "pipeline", "1_Pooling with the size alone")
def _(m):
    m.bert_folder()
    m.write("1_Pooling/config.json", {"word_embedding_dimension": m.width})


@folder("normalize-twice", "pipeline", "Normalize twice")
def _(m):
    m.bert_folder(more=[models.Normalize()])


@folder("dropout", "pipeline", "Dropout before Normalize")
def _(m):
    m.bert_folder(more=[models.Dropout(0.2)])


@folder("normalize-dropout", "pipeline", "Normalize, Dropout")
def _(m):
    m.bert_folder(more=[models.Normalize(), models.Dropout(0.2)], normalize=False)


@folder("truncate-dim", "pipeline", "truncate_dim 32")
def _(m):
    m.bert_folder(truncate_dim=32)


@folder("truncate-dim-plain", "pipeline", "truncate_dim 24, no Normalize")
def _(m):
    m.bert_folder(truncate_dim=24, normalize=False)


@folder(
    "pooling-other-size",
    "pipeline",
    "word_embedding_dimension that is not the model's: no library looks",
    refusal="1_Pooling/config.json: embedding_dimension",
)
def _(m):
    m.bert_folder()
    m.edit(
        "1_Pooling/config.json", **{"embedding_dimension" if m.is_new else "word_embedding_dimension": 768}
    )
