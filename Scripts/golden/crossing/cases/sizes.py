"""Sizes that are no multiple of 32, of models, heads, feed-forward blocks and vectors."""

from ..case import folder

SIZES = (
    (312, 12, 600),
    (160, 2, 320),
    (64, 4, 96),
    (48, 3, 100),
    (80, 1, 96),
    (36, 2, 50),
    (20, 4, 33),
    (33, 3, 7),
    (96, 3, 130),
)

for hidden, heads, inner in SIZES:
    config = {"hidden_size": hidden, "num_attention_heads": heads, "intermediate_size": inner}

    @folder(f"size-{hidden}-{heads}-{inner}", "sizes", f"hidden {hidden}, heads {heads}, inner {inner}")
    def _(m, config=config):
        m.bert_folder(config=config)


@folder("size-xlmr", "sizes", "XLM-R of 72, 6 heads, 100 inner, cls")
def _(m):
    m.xlm_roberta_folder(
        config={"hidden_size": 72, "num_attention_heads": 6, "intermediate_size": 100}, pooling="cls"
    )


@folder("size-several", "sizes", "44 wide, cls and mean, not normalised, cut to 50")
def _(m):
    config = {"hidden_size": 44, "num_attention_heads": 2, "intermediate_size": 60}
    m.bert_folder(config=config, pooling=("cls", "mean"), normalize=False, truncate_dim=50)
