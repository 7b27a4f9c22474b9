#!/usr/bin/env bash
# sentence-transformers 6.2.0: encode_document embeds without a prompt where the model has one called "passage".
#
# Packages: sentence-transformers 6.2.0 with transformers 5.23.0, torch 2.13.0 (CPU).
# Input:    a tiny random BERT whose config_sentence_transformers.json has the prompts "query" and "passage", as E5
#           and nomic-embed-text-v2-moe have, loaded from its folder.
# Seen:     the documentation of encode_document says that the first of "document", "passage" and "corpus" among the
#           model's prompts is used. But loading adds an empty prompt "document" to those of the file, so that it is
#           always found first: documents get no prompt, and nothing says so, while encode_query uses "query". Vectors
#           of documents are those of encode(prompt=""), and not those of encode(prompt_name="passage").
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 transformers==5.23.0 sentence-transformers==6.2.0 numpy==2.4.6
cat > "$folder/check.py" <<'PYTHON'
import json
import os
import sys
import warnings

import numpy as np
import torch
from sentence_transformers import SentenceTransformer, models
from transformers import BertConfig, BertModel, BertTokenizer

warnings.filterwarnings("ignore")
base, saved = sys.argv[1] + "/base", sys.argv[1] + "/saved"
os.makedirs(base)
words = "[PAD] [UNK] [CLS] [SEP] [MASK] query passage where is the station".split()
with open(base + "/vocab.txt", "w") as file:
    file.write("\n".join(words) + "\n")
BertTokenizer(base + "/vocab.txt").save_pretrained(base)
torch.manual_seed(1)
BertModel(BertConfig(
    vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
    max_position_embeddings=64, initializer_range=0.5)).save_pretrained(base)
SentenceTransformer(modules=[models.Transformer(base), models.Pooling(32)], device="cpu").save(saved)
path = saved + "/config_sentence_transformers.json"
settings = json.load(open(path))
settings["prompts"] = {"query": "query ", "passage": "passage "}
json.dump(settings, open(path, "w"))

model = SentenceTransformer(saved, device="cpu")
text = "where is the station"
none, passage, query = (model.encode(text, prompt=prompt) for prompt in ("", "passage ", "query "))
found = model.encode_document(text)
print("prompts of the file:", settings["prompts"])
print("prompts of the model:", model.prompts)
print("encode_query is that of query:", np.allclose(model.encode_query(text), query, atol=1e-6))
print("encode_document is that of no prompt:", np.allclose(found, none, atol=1e-6))
print("encode_document is that of passage:", np.allclose(found, passage, atol=1e-6))
assert not np.allclose(none, passage, atol=1e-3), "the prompt makes no difference to this model"
assert np.allclose(model.encode_query(text), query, atol=1e-6), "the behaviour has changed"
assert np.allclose(found, none, atol=1e-6) and model.prompts["document"] == "", "the behaviour has changed"
PYTHON
HF_HUB_OFFLINE=1 TRANSFORMERS_VERBOSITY=error "$folder/venv/bin/python" "$folder/check.py" "$folder" 2> "$folder/log" \
  || { cat "$folder/log"; exit 1; }
