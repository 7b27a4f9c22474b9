#!/usr/bin/env bash
# sentence-transformers 6.2.0 cannot be installed with its extra for ONNX: nothing satisfies both.
#
# Packages: sentence-transformers[onnx] 6.2.0; optimum-onnx 0.1.0 and older.
# Input:    pip install "sentence-transformers[onnx]==6.2.0" in an empty environment.
# Seen:     sentence-transformers 6.2.0 needs transformers 5, every optimum-onnx that the extra asks for needs transformers
#           below 4.58: pip ends with ResolutionImpossible. So figures of backend="onnx" are those of
#           sentence-transformers 5.1.2 with transformers 4.57.6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
if "$folder/venv/bin/pip" install --dry-run "sentence-transformers[onnx]==6.2.0" >"$folder/log" 2>&1; then
  echo "the extra can be installed: the behaviour has changed" >&2
  exit 1
fi
grep -m 2 -E 'depends on transformers' "$folder/log"
grep -o 'ResolutionImpossible' "$folder/log"
