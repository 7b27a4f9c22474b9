#!/usr/bin/env bash
# sentence-transformers 5.1.2 and 6.2.0 give other vectors for one folder: cls pooling, include_prompt false.
#
# Packages: sentence-transformers 5.1.2 with transformers 4.57.6, 6.2.0 with transformers 5.23.0; torch 2.13.0 (CPU).
# Input:    a tiny random BERT with cls pooling, "include_prompt": false and a prompt, saved by 5.1.2.
# Seen:     with the prompt, 5.1.2 takes the first token, [CLS], as if include_prompt were true; 6.2.0 takes the
#           first token after the prompt. Without a prompt both agree. Neither warns, so an index that was made
#           with one is searched with unrelated vectors by the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for generation in "5.1.2 4.57.6" "6.2.0 5.23.0"; do
  read -r sentence transformers <<< "$generation"
  python3 -m venv "$folder/$sentence"
  "$folder/$sentence/bin/pip" install -q torch==2.13.0 "transformers==$transformers" "sentence-transformers==$sentence"
done
cat > "$folder/check.py" <<'PYTHON'
import os
import sys
import warnings

import numpy
import torch
from sentence_transformers import SentenceTransformer, models
from transformers import BertConfig, BertModel, BertTokenizer

warnings.filterwarnings("ignore")
base, saved, output = sys.argv[1:]
if not os.path.exists(saved):
    torch.manual_seed(1)
    os.makedirs(base)
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] where is the station query : a house by river".split()
    with open(base + "/vocab.txt", "w") as file:
        file.write("\n".join(words) + "\n")
    BertTokenizer(base + "/vocab.txt").save_pretrained(base)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=64, initializer_range=0.5)
    BertModel(config).save_pretrained(base)
    pooling = models.Pooling(32, pooling_mode="cls", include_prompt=False)
    SentenceTransformer(
        modules=[models.Transformer(base), pooling], device="cpu", prompts={"query": "query: "}).save(saved)
model = SentenceTransformer(saved, device="cpu")
text = ["where is the station"]
numpy.save(output, numpy.concatenate([model.encode(text), model.encode(text, prompt_name="query")]))
PYTHON
export HF_HUB_OFFLINE=1 TRANSFORMERS_VERBOSITY=error
for sentence in 5.1.2 6.2.0; do
  "$folder/$sentence/bin/python" "$folder/check.py" "$folder/base" "$folder/saved" "$folder/$sentence.npy" 2> /dev/null
done
"$folder/6.2.0/bin/python" - "$folder" <<'PYTHON'
import sys

import numpy

old, new = (numpy.load(f"{sys.argv[1]}/{version}.npy") for version in ("5.1.2", "6.2.0"))
cosines = (old * new).sum(1) / numpy.linalg.norm(old, axis=1) / numpy.linalg.norm(new, axis=1)
print(f"cosine of 5.1.2 to 6.2.0: without the prompt {cosines[0]:.6f}, with it {cosines[1]:.6f}")
assert cosines[0] > 0.99999 and cosines[1] < 0.9, "the behaviour has changed"
PYTHON
