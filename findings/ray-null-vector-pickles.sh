#!/usr/bin/env bash
# Ray Data 2.60.0 turns a column of vectors into pickles of Python where one of them is None, and writes those to Parquet.
#
# Packages: ray[data] 2.60.0, pyarrow 26.0.1, pandas 2.3.3, numpy 2.4.6.
# Input:    map_batches with a function that returns a list of NumPy vectors of 4 floats, of which the second is None.
# Seen:     without the None the column is a tensor, in Parquet a list of floats for every reader. With it each vector is
#           an object of Python: write_parquet writes the column without a word as binary, each value a pickle, which
#           pyarrow without Ray gives as bytes. If a batch has a None and another has not, the job fails. A
#           fixed_size_list of Arrow, returned in an Arrow table, keeps floats and null.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q "ray[data]==2.60.0" pyarrow==26.0.1 pandas==2.3.3 numpy==2.4.6
cat > "$folder/write.py" <<'PYTHON'
import sys

import numpy as np
import pyarrow as pa
import ray

folder = sys.argv[1]
ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
data = ray.data.from_arrow(pa.table({"id": [0, 1, 2]}))


def vectors(batch, refused):
    made = [None if id in refused else np.full(4, id, np.float32) for id in batch["id"].tolist()]
    return {"id": batch["id"], "vector": made}


def arrow_vectors(table):
    values = pa.array(np.arange(4 * len(table), dtype=np.float32))
    mask = pa.array([id == 1 for id in table["id"].to_pylist()])
    return table.append_column("vector", pa.FixedSizeListArray.from_arrays(values, 4, mask=mask))


data.map_batches(vectors, fn_args=[[]]).write_parquet(folder + "/whole")
data.map_batches(vectors, fn_args=[[1]]).write_parquet(folder + "/null")
data.map_batches(arrow_vectors, batch_format="pyarrow").write_parquet(folder + "/arrow")
try:
    data.map_batches(vectors, fn_args=[[1]], batch_size=2).write_parquet(folder + "/batches")
except ray.exceptions.RayError as error:
    assert "both objects and tensors" in str(error), "the behaviour has changed"
else:
    raise AssertionError("the behaviour has changed")
PYTHON
cat > "$folder/read.py" <<'PYTHON'
import pickle
import sys

import pyarrow.types as types
import pyarrow.parquet as pq

whole, null, arrow = (pq.read_table(f"{sys.argv[1]}/{name}")["vector"] for name in ("whole", "null", "arrow"))
print(f"all vectors: {whole.type}\none None: {null.type}, {null[0].as_py()[:12]!r}...\nArrow: {arrow.type}")
assert types.is_large_list(whole.type) and types.is_floating(whole.type.value_type), "the behaviour has changed"
assert types.is_large_binary(null.type) or types.is_binary(null.type), "the behaviour has changed"
assert null[0].as_py()[:1] == pickle.PROTO, "the behaviour has changed"
assert types.is_fixed_size_list(arrow.type) and arrow[1].as_py() is None, "the behaviour has changed"
PYTHON
RAY_AUTH_MODE=disabled "$folder/venv/bin/python" -W ignore "$folder/write.py" "$folder" 2> "$folder/log" > "$folder/output" ||
  { cat "$folder/output" "$folder/log"; exit 1; }
"$folder/venv/bin/python" "$folder/read.py" "$folder"
