"""The golden of a full-size random model: 16 texts of 3 to 512 tokens through transformers."""

import bisect

import torch
from folder import ROOT
from goldenfile import golden_tensors, load_texts, write_golden
from tokenizers import Tokenizer

GOLDEN_TOKENS = 512
SHORT_TEXTS = 13
DETAIL_TOKENS = 16  # the two texts closest to this length get hidden states


def _candidates(model):
    """(language, text): one word, 13 texts, and two that are too long."""
    if model.tokenizer in ("wordpiece", "mpnet", "roberta"):
        texts = [entry["text"] for entry in load_texts(ROOT / "Golden/texts/english.json")]
        spread = texts[:: len(texts) // SHORT_TEXTS][:SHORT_TEXTS]
        chosen = [("en", "Yes"), *(("en", text) for text in spread)]
        filling = [("en", " ".join(texts[half::2])) for half in (0, 1)]
    else:
        by_language = {}
        for entry in load_texts(ROOT / "Golden/texts/multilingual.json"):
            by_language.setdefault(entry["lang"], []).append(entry["text"])
        languages = sorted(by_language)[:SHORT_TEXTS]
        chosen = [("de", "Ja")]
        chosen += [(language, by_language[language][row]) for row, language in enumerate(languages)]
        filling = [(language, " ".join(by_language[language] * 4)) for language in ("de", "hi")]
    prompts = model.prompts
    return [
        chosen[0],
        *((language, prompts[row % len(prompts)] + text) for row, (language, text) in enumerate(chosen[1:])),
        *((language, prompts[-1] + text) for language, text in filling),
    ]


def _fitting(tokenizer, text, limit):
    """The text without as many of its last words as it takes: whoever tokenises it need not cut."""
    if len(tokenizer.encode(text).ids) <= limit:
        return text
    words = text.split(" ")

    def length(count):
        return len(tokenizer.encode(" ".join(words[:count])).ids)

    return " ".join(words[: bisect.bisect_right(range(1, len(words) + 1), limit, key=length)])


def make_golden(folder, model, seed, checksum):
    """Runs transformers on the texts and writes FOLDER.golden.safetensors."""
    from architectures.oracles import Oracle  # needs transformers, which the weights do not

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    limit = min(GOLDEN_TOKENS, model.max_tokens)
    chosen = [(language, _fitting(tokenizer, text, limit)) for language, text in _candidates(model)]
    ids = [tokenizer.encode(text).ids for _, text in chosen]
    assert max(map(len, ids)) <= limit
    oracle = Oracle(folder, model.pooling)
    outputs = [oracle(row) for row in ids]
    detail = sorted(sorted(range(len(ids)), key=lambda row: abs(len(ids[row]) - DETAIL_TOKENS))[:2])
    extra = {"model": folder.name, "model_seed": str(seed), "torch": torch.__version__}
    extra["model_sha256"] = checksum
    languages, texts = zip(*chosen)
    tensors = golden_tensors(outputs, ids, model.config["pad_token_id"], detail)
    write_golden(f"{folder}.golden.safetensors", tensors, list(texts), list(languages), extra)
    vectors = tensors["embeddings"]
    print(f"{len(ids)} texts, tokens {sorted(map(len, ids))}")
    print(f"closest two texts: cosine {float((vectors @ vectors.T).fill_diagonal_(-1).max()):.4f}")
