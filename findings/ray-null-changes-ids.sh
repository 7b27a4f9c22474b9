#!/usr/bin/env bash
# Ray Data 2.60.0 rounds integer ids to floats where one of them is null, in map_batches with a function that returns what
# it is given.
#
# Packages: ray[data] 2.60.0, pyarrow 26.0.1, pandas 2.3.3, numpy 2.4.6.
# Input:    an Arrow table of one int64 column: 2^60 + 1, null, 3, 2^60 + 3.
# Seen:     in the default batch format the column reaches the function as float64, and comes out as double: both large
#           ids are 2^60 by then, and nothing is said. With batch_size=2 only the batch with the null is rounded,
#           and the job fails when the two are put together. With batch_format="pyarrow" or "pandas" the ids stay.
#           So a vector index that is filled through map_batches gives rows ids that do not exist.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q "ray[data]==2.60.0" pyarrow==26.0.1 pandas==2.3.3 numpy==2.4.6
cat > "$folder/check.py" <<'PYTHON'
import pyarrow as pa
import ray

ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
ids = [2**60 + 1, None, 3, 2**60 + 3]
data = ray.data.from_arrow(pa.table({"id": pa.array(ids, pa.int64())}))


def mapped(**options):
    tables = ray.get(data.map_batches(lambda batch: batch, **options).to_arrow_refs())
    column = pa.concat_tables(tables)["id"]
    print(options or "default", column.type, column.to_pylist())
    return column


column = mapped()
assert column.type == pa.float64(), "the behaviour has changed"
assert column[0].as_py() == column[3].as_py() == 2**60, "the behaviour has changed"
for batch_format in ("pyarrow", "pandas"):
    column = mapped(batch_format=batch_format)
    assert column.type == pa.int64() and column.to_pylist() == ids, "the behaviour has changed"
try:
    mapped(batch_size=2)
except ray.exceptions.RayError as error:
    print("batch_size=2", next(line for line in str(error).splitlines() if "ArrowInvalid: Integer value" in line))
else:
    raise AssertionError("the behaviour has changed")
PYTHON
RAY_AUTH_MODE=disabled "$folder/venv/bin/python" -W ignore "$folder/check.py" 2> "$folder/log" || { cat "$folder/log"; exit 1; }
