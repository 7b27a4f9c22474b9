#!/usr/bin/env bash
# transformers' save_pretrained leaves the index of shards that it deletes, beside the one file that is valid.
#
# Packages: transformers 5.23.0 and 4.57.6; torch 2.13.0 (CPU).
# Input:    a tiny BERT saved in shards, then saved again into the same folder in one piece.
# Seen:     both versions delete the shards and leave model.safetensors.index.json, which names files that are
#           gone, beside the new model.safetensors. transformers itself looks for model.safetensors first and
#           never notices; a reader that takes an index where there is one fails on a valid folder, or, where
#           the shards were copied along, reads the old weights.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/check.py" <<'PYTHON'
import json
import os
import sys

import torch
import transformers
from transformers import BertConfig, BertModel

folder = sys.argv[1]
torch.manual_seed(1)
config = BertConfig(
    vocab_size=100, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)
model = BertModel(config).eval()
model.save_pretrained(folder, max_shard_size="20KB")
with torch.no_grad():
    model.embeddings.word_embeddings.weight.mul_(2)
model.save_pretrained(folder)
files = sorted(name for name in os.listdir(folder) if name.startswith("model"))
with open(folder + "/model.safetensors.index.json") as file:
    named = set(json.load(file)["weight_map"].values())
print(transformers.__version__, files, "and the index names", len(named), "files that are missing")
assert files == ["model.safetensors", "model.safetensors.index.json"], "the behaviour has changed"
assert named and not named & set(files), "the behaviour has changed"
loaded = BertModel.from_pretrained(folder)
assert torch.equal(loaded.embeddings.word_embeddings.weight, model.embeddings.word_embeddings.weight)
PYTHON
export HF_HUB_OFFLINE=1 TRANSFORMERS_VERBOSITY=error
for version in 4.57.6 5.23.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q torch==2.13.0 "transformers==$version" numpy
  "$folder/$version/bin/python" "$folder/check.py" "$folder/model-$version" 2> "$folder/log" || { cat "$folder/log"; exit 1; }
done
