#!/usr/bin/env bash
# tokenizers 0.23.3 gives an added token the id of another piece where the ids of the vocabulary have a hole.
#
# Package:  tokenizers 0.23.3.
# Input:    a tokenizer.json of six WordPiece pieces with the ids 0, 1, 2, 3, 4 and 6, and an added token with the id 7,
#           which is free; no other token has it.
# Seen:     Tokenizer.from_file does not take the id that the file gives, but the number of pieces, or that of the last
#           added token and one: 6. That is the id of a piece, so that both texts have it, and id_to_token(6) is the
#           added token. token_to_id says 6 for both. save() writes 6. Nothing warns.
#           The same token without a hole gets the id of the file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q tokenizers==0.23.3
cat > "$folder/read.py" <<'PYTHON'
import json
import sys

from tokenizers import Tokenizer

path = sys.argv[1] + "/tokenizer.json"


def read(last):
    token = {"id": last + 1, "content": "[NEW]", "single_word": False, "lstrip": False, "rstrip": False}
    pieces = ["[UNK]", "a", "b", "##a", "##b"]
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [token | {"normalized": False, "special": False}],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {piece: id for id, piece in enumerate(pieces)} | {"last": last},
        },
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)
    tokenizer = Tokenizer.from_file(path)
    tokenizer.save(path)
    saved = json.load(open(path, encoding="utf-8"))["added_tokens"][0]["id"]
    ids = tokenizer.encode("last [NEW]").ids
    return ids, [tokenizer.token_to_id(text) for text in ("last", "[NEW]")], tokenizer.id_to_token(last), saved


for last in (5, 6):
    print(last, *read(last))
PYTHON
"$folder/venv/bin/python" "$folder/read.py" "$folder" 2>"$folder/errors" | tee "$folder/seen"
[[ ! -s $folder/errors ]] || { cat "$folder/errors"; exit 1; }
diff - "$folder/seen" <<'SEEN'
5 [5, 6] [5, 6] last 6
6 [6, 6] [6, 6] [NEW] 6
SEEN
