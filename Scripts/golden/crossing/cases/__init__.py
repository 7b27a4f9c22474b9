"""All folders of the suite; importing registers them."""

from . import (  # noqa: F401
    added,
    architectures,
    configuration,
    dense,
    leftovers,
    lengths,
    modules,
    overrides,
    pooling,
    prompts,
    roberta,
    sizes,
    tokenizer_json,
    vocabulary,
    weights,
)
