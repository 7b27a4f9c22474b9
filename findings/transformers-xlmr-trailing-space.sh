#!/usr/bin/env bash
# transformers 4.57.6 and 5.23.0 give other ids for one XLM-R folder when a text ends in white space.
#
# Packages: transformers 4.57.6 and 5.23.0, tokenizers as they require (CPU only, no torch).
# Input:    a tiny Unigram tokenizer whose tokenizer.json has a Metaspace pre-tokenizer without a
#           WhitespaceSplit before it, as snowflake-arctic-embed-l-v2.0 publishes it, and tokenizer_class
#           XLMRobertaTokenizer.
# Seen:     4.57.6 runs tokenizer.json as it is: "a b " ends in a piece of its own for the last space. 5.23.0
#           builds its XLMRobertaTokenizer anew from the vocabulary, with WhitespaceSplit in front, and the
#           piece is gone. Both say nothing; a vector index made with one is queried by the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/model"
cat > "$folder/check.py" <<'PYTHON'
import json
import os
import sys

import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import AutoTokenizer

folder = sys.argv[1]
if not os.path.exists(folder + "/tokenizer.json"):
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", "\u2581a", "\u2581b", "a", "b", "<mask>"]
    tokenizer = Tokenizer(models.Unigram([(piece, -float(i)) for i, piece in enumerate(pieces)], unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.save(folder + "/tokenizer.json")
    special = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>", mask_token="<mask>")
    with open(folder + "/tokenizer_config.json", "w") as file:
        json.dump(dict(tokenizer_class="XLMRobertaTokenizer", cls_token="<s>", sep_token="</s>", **special), file)
    with open(folder + "/config.json", "w") as file:
        json.dump(dict(model_type="xlm-roberta"), file)
tokenizer = AutoTokenizer.from_pretrained(folder)
print(json.dumps({"version": transformers.__version__, "ids": tokenizer("a b ")["input_ids"]}))
PYTHON
export HF_HUB_OFFLINE=1 TRANSFORMERS_VERBOSITY=error
for version in 4.57.6 5.23.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q "transformers==$version"
  "$folder/$version/bin/python" "$folder/check.py" "$folder/model" 2> /dev/null | tee "$folder/$version.json"
done
python3 - "$folder" <<'PYTHON'
import json
import sys

old, new = (json.load(open(f"{sys.argv[1]}/{version}.json"))["ids"] for version in ("4.57.6", "5.23.0"))
assert old == [0, 5, 6, 4, 2] and new == [0, 5, 6, 2], "the behaviour has changed"
PYTHON
