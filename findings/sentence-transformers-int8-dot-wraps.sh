#!/usr/bin/env bash
# sentence-transformers 6.2.0: the dot product of int8 embeddings is taken modulo 256, without a warning.
#
# Packages: sentence-transformers 6.2.0 with transformers 5.23.0, torch 2.13.0 (CPU).
# Input:    a tiny random BERT whose similarity is "dot", eight sentences, encode(..., precision="int8").
# Seen:     encode gives int8 arrays. model.similarity, util.dot_score and util.semantic_search multiply them as they
#           are, and torch keeps int8: sums of 32 products wrap, scores are in -128 to 127 and are wrong by multiples
#           of 256. pairwise_dot_score wraps each product and sums those in int64, and is wrong as well.
#           For "cosine" and "euclidean" the same arrays are refused with a RuntimeError.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 transformers==5.23.0 sentence-transformers==6.2.0 numpy==2.4.6
cat > "$folder/check.py" <<'PYTHON'
import os
import sys
import warnings

import numpy as np
import torch
from sentence_transformers import SentenceTransformer, models, util
from transformers import BertConfig, BertModel, BertTokenizer

warnings.filterwarnings("ignore")
base = sys.argv[1] + "/model"
os.makedirs(base)
words = "[PAD] [UNK] [CLS] [SEP] [MASK] where is the station a house by river tea at five".split()
with open(base + "/vocab.txt", "w") as file:
    file.write("\n".join(words) + "\n")
BertTokenizer(base + "/vocab.txt").save_pretrained(base)
torch.manual_seed(1)
BertModel(BertConfig(
    vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
    max_position_embeddings=64, initializer_range=0.5)).save_pretrained(base)
modules = [models.Transformer(base), models.Pooling(32)]
model = SentenceTransformer(modules=modules, device="cpu", similarity_fn_name="dot")
texts = ["where is the station", "the station is by the river", "a house", "a house by the river", "tea is at five",
         "tea at the station", "five", "is a house the station"]
codes = model.encode(texts, precision="int8")
scores = model.similarity(codes, codes)
exact = codes.astype(np.int64) @ codes.astype(np.int64).T
pairs = model.similarity_pairwise(codes, codes)
print(f"embeddings {codes.dtype}, scores {scores.dtype}")
print("products of the embeddings with themselves:", exact.diagonal().tolist())
print("similarity:         ", scores.numpy().diagonal().tolist())
print("similarity_pairwise:", pairs.tolist(), pairs.dtype)
best = [hits[0]["corpus_id"] for hits in util.semantic_search(codes, codes, score_function=util.dot_score)]
print(f"best match of each text: {best}; exact: {exact.argmax(1).tolist()}")
assert codes.dtype == np.int8 and scores.dtype == torch.int8, "the behaviour has changed"
assert ((exact - scores.numpy()) % 256 == 0).all() and (exact != scores.numpy()).any(), "the behaviour has changed"
assert best != exact.argmax(1).tolist(), "the behaviour has changed"
try:
    util.cos_sim(codes, codes)
    raise AssertionError("cos_sim takes int8: the behaviour has changed")
except RuntimeError as error:
    print("cos_sim:", error)
PYTHON
HF_HUB_OFFLINE=1 TRANSFORMERS_VERBOSITY=error "$folder/venv/bin/python" "$folder/check.py" "$folder" 2> "$folder/log" \
  || { cat "$folder/log"; exit 1; }
