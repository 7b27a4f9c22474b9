"""Small helpers for writing HuggingFace model folders."""

import hashlib
import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "Golden/tiny-moe"
XLM_ROBERTA = ROOT / "Golden/tokenization/xlm-roberta"
TOKENIZER_FILES = ("sentencepiece.bpe.model", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json")


def read_json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_json(path, value):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_compact(path, value):
    """JSON without spaces."""
    Path(path).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def copy_file(source, target):
    """Copies the content only, so that a read-only source gives a writable copy."""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def sha256(path):
    """Hex SHA-256 of a file of any size."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sentence_transformers(folder, width, prompts, max_tokens=512):
    """modules.json and the files it names: mean pooling, then L2 normalisation."""
    folder = Path(folder)
    copy_file(TINY / "modules.json", folder / "modules.json")
    pooling = read_json(TINY / "1_Pooling/config.json")
    write_json(folder / "1_Pooling/config.json", pooling | {"word_embedding_dimension": width})
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": max_tokens, "do_lower_case": False})
    write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )


def copy_tokenizer(source, folder):
    """Copies the XLM-R tokenizer files as they are (chain A)."""
    for name in TOKENIZER_FILES:
        copy_file(Path(source) / name, Path(folder) / name)


def write_chain_b(path):
    """Turns a tokenizer.json of chain A into chain B, in place.

    Both have the same vocabulary. Chain A (nomic-embed-text-v2-moe) splits at white space; chain B
    (multilingual-e5-small) only joins runs of spaces, so that a trailing space stays as a token.
    """
    tokenizer = read_json(path)
    collapse = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
    tokenizer["normalizer"] = {"type": "Sequence", "normalizers": [tokenizer["normalizer"], collapse]}
    tokenizer["pre_tokenizer"] = tokenizer["pre_tokenizer"]["pretokenizers"][-1]
    Path(path).write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
