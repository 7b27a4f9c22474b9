#!/usr/bin/env bash
# transformers takes `hidden_size` of a DistilBERT's config.json before the model's own `dim`, wherever it stands.
#
# Packages: transformers 5.23.0; 4.57.6 does the same.
# Input:    config.json of model_type distilbert, whose own keys are dim, n_layers and n_heads, with one of the names that
#           other encoders have for them beside its own: hidden_size, num_hidden_layers, num_attention_heads.
# Seen:     the class reads the other name as its own key, and the other name always counts, first or last in the file.
#           So a program that reads `dim`, the key that the class documents and saves, sees another size than
#           transformers runs. Nothing says that one of the two was dropped, and the configuration that is saved
#           again has `dim` with the other name's value.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/check.py" <<'PYTHON'
import json
import sys
from pathlib import Path

import transformers
from transformers import AutoConfig

folder = Path(sys.argv[1])
OWN = {"dim": 64, "n_layers": 2, "n_heads": 2}
OTHER = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4}


def read(content):
    (folder / "config.json").write_text(json.dumps({"model_type": "distilbert"} | content))
    config = AutoConfig.from_pretrained(folder)
    config.save_pretrained(folder)
    saved = json.loads((folder / "config.json").read_text())
    return (config.dim, config.n_layers, config.n_heads), tuple(saved.get(key) for key in OWN)


for what, content in (("own, other", OWN | OTHER), ("other, own", OTHER | OWN), ("own", OWN)):
    run, saved = read(content)
    print(f"transformers {transformers.__version__}, {what}: {run}, saved as {saved}")
    expected = (64, 2, 2) if what == "own" else (32, 1, 4)
    assert run == saved == expected, "the behaviour has changed"
PYTHON
for version in 5.23.0 4.57.6; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q "transformers==$version"
  mkdir "$folder/model-$version"
  "$folder/$version/bin/python" "$folder/check.py" "$folder/model-$version" 2> "$folder/log" || { cat "$folder/log"; exit 1; }
done
