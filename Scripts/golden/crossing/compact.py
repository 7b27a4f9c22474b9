"""Which folders of the suite are committed, and which generation makes each."""

NEW = (
    "bert", "xlm-roberta", "nomic-bert", "gte", "wordpiece-cased", "wordpiece-uncased-keep-accents",
    "override-lower-false", "override-lower-true", "override-strip-accents-false",
    "override-chinese-false", "override-split-special-tokens", "override-truncation-side-left",
    "override-other-cls", "vocab-txt-nothing", "vocab-txt-no-class",
    "vocab-txt-doubles", "vocab-txt-additional", "vocabulary-holes", "vocabulary-canonical",
    "baked-truncation-left", "unigram-A", "unigram-B", "unigram-spm-only", "metaspace-older",
    "metaspace-never", "bert-unigram", "template-types-BertTokenizer", "processor-bert",
    "added-bert-plain", "added-bert-plain-upper", "added-bert-plain-marks",
    "added-bert-plain-overlapping", "added-bert-both-strips", "added-bert-single-word",
    "added-xlmr-plain", "added-xlmr-plain-space", "added-xlmr-special", "added-xlmr-lstrip",
    "outside-bert-added-tokens", "outside-bert-decoder", "outside-bert-map", "outside-bert-extra-named",
    "outside-xlmr-additional", "alone-bert-added-tokens", "alone-bert-decoder",
    "alone-xlmr-added-tokens", "length-roberta", "length-max-len", "length-processing", "length-tasks",
    "length-lower", "length-above-rows", "sharded-resaved", "bin-sharded", "head-bert-masked",
    "tensors-more", "config-leftovers", "config-nan", "config-without-layer_norm_eps", "pooling-max",
    "pooling-mean_sqrt_len_tokens-plain", "pooling-weightedmean", "pooling-lasttoken", "pooling-3-cls",
    "pooling-order", "prompt-excluded-cls", "prompt-excluded-mean", "prompt-excluded-several",
    "prompts-hard", "normalize-twice", "dropout", "truncate-dim", "dense-tanh", "dense-two",
    "dense-after-normalize", "dense-several", "dense-truncated", "layout-0-transformer", "size-36-2-50",
    "size-20-4-33", "size-several",
)  # fmt: skip
OLD = (
    "slow-bert", "slow-xlmr", "bert", "xlm-roberta", "added-bert-plain", "outside-xlmr-decoder",
    "pooling-3-max", "dense-gelu", "dense-bin", "vocab-txt-cased", "alone-xlmr-decoder", "unigram-B",
)  # fmt: skip
FOLDERS = (*((name, "new") for name in NEW), *((name, "old") for name in OLD))
