#!/usr/bin/env bash
# sentence-transformers 6.2.0: searching uint8 embeddings with faiss finds fewer neighbours than searching bits.
#
# Packages: sentence-transformers 6.2.0 with transformers 5.23.0, torch 2.13.0 (CPU), faiss-cpu 1.15.1, usearch 2.26.6.
# Input:    2,000 documents and 100 queries, random directions of 384 components of falling size, of length 1.
# Seen:     quantize_embeddings gives each component 256 levels from its own smallest value to its largest, so that
#           a code is a scaled component plus an offset. semantic_search_faiss (uint8) and semantic_search_usearch
#           (int8) search the codes by inner product, with offset and scale left in. Recall@10 against float32, exact
#           indexes: uint8 0.114, int8 0.848, one bit per component 0.475; with rescoring, the default: 0.211, 0.990
#           and 0.586. Eight unsigned bits are worse than one, and nothing says so. Codes without an offset,
#           round(127 v), have 0.960 by the same inner product.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 transformers==5.23.0 sentence-transformers==6.2.0 numpy==2.4.6 \
  faiss-cpu==1.15.1 usearch==2.26.6
cat > "$folder/check.py" <<'PYTHON'
import warnings

import numpy as np
from sentence_transformers.util.quantization import (
    quantize_embeddings,
    semantic_search_faiss,
    semantic_search_usearch,
)

warnings.filterwarnings("ignore")
random = np.random.default_rng(1)
vectors = random.standard_normal((2100, 384)) / np.sqrt(1 + np.arange(384))
vectors = vectors @ np.linalg.qr(random.standard_normal((384, 384)))[0]
vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
documents, queries = vectors[:2000], vectors[2000:]
nearest = np.argsort(-(queries @ documents.T), axis=1)[:, :10]


def recall(found):
    return np.mean([len(set(row) & set(exact)) / 10 for row, exact in zip(found, nearest.tolist())])


def searched(search, precision, rescore):
    codes = quantize_embeddings(documents, precision=precision)
    options = dict(corpus_embeddings=codes, corpus_precision=precision, top_k=10, exact=True, rescore=rescore)
    if precision.endswith("int8"):
        options["calibration_embeddings"] = documents
    return recall([[hit["corpus_id"] for hit in hits] for hits in search(queries, **options)[0]])


found = {
    (precision, rescore): searched(search, precision, rescore)
    for precision, search in (
        ("uint8", semantic_search_faiss),
        ("int8", semantic_search_usearch),
        ("ubinary", semantic_search_faiss),
    )
    for rescore in (False, True)
}
signed = [np.rint(127 * side).astype(np.int64) for side in (queries, documents)]
for (precision, rescore), value in found.items():
    print(f"recall@10 of {precision:8} {'rescored' if rescore else 'as found'}: {value:.3f}")
print(f"recall@10 of round(127 v): {recall(np.argsort(-(signed[0] @ signed[1].T), axis=1)[:, :10].tolist()):.3f}")
for rescore in (False, True):
    assert found["uint8", rescore] < 0.6 * found["ubinary", rescore], "the behaviour has changed"
assert found["uint8", False] < 0.2 and found["int8", False] < 0.9, "the behaviour has changed"
PYTHON
"$folder/venv/bin/python" "$folder/check.py" 2> "$folder/log" || { cat "$folder/log"; exit 1; }
