#!/usr/bin/env bash
# Ray Data 2.60.0 reads 40 small Parquet files as one block, and a pool of two actors has one that gets nothing.
#
# Packages: ray 2.60.0 (data), pyarrow 26.0.1, pandas 2.3.3.
# Input:    40 Parquet files of 500 rows; read_parquet with and without override_num_blocks=40, map_batches by an
#           ActorPoolStrategy(size=2) with batch_size=100.
# Seen:     all 20,000 rows come in one block to one of the two actors, with override_num_blocks as without, so a job
#           runs on half of its workers. A UserWarning advises override_num_blocks, which does nothing here. After
#           repartition(target_num_rows_per_block=500) there are 40 blocks, and both actors work.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q "ray[data]==2.60.0" pyarrow==26.0.1 pandas==2.3.3
cat > "$folder/check.py" <<'PYTHON'
import os
import sys
import time

os.environ["RAY_AUTH_MODE"] = "disabled"
import pyarrow as pa
import pyarrow.parquet as pq
import ray

folder = sys.argv[1] + "/texts"
os.makedirs(folder)
for index in range(40):
    ids = list(range(index * 500, (index + 1) * 500))
    pq.write_table(pa.table({"id": ids, "text": ["where is the station"] * 500}), f"{folder}/{index:02}.parquet")
ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
ray.data.DataContext.get_current().enable_progress_bars = False


class Work:
    def __call__(self, batch):
        time.sleep(0.02)
        return batch.append_column("process", pa.array([os.getpid()] * batch.num_rows))


def shares(dataset):
    pool = ray.data.ActorPoolStrategy(size=2)
    made = dataset.map_batches(Work, batch_format="pyarrow", batch_size=100, compute=pool, num_cpus=1)
    made = made.materialize()
    counts = made.to_pandas()["process"].value_counts().tolist()
    return made.num_blocks(), sorted(counts)


plain = shares(ray.data.read_parquet(folder))
overridden = shares(ray.data.read_parquet(folder, override_num_blocks=40))
blocks, rows = shares(ray.data.read_parquet(folder).repartition(target_num_rows_per_block=500))
print("blocks, rows of each actor that got some")
print("read_parquet:                        ", *plain)
print("read_parquet, override_num_blocks=40:", *overridden)
print("read_parquet, repartition:           ", blocks, "from two actors" if len(rows) == 2 else rows)
assert plain == overridden == (1, [20000]), "the behaviour has changed"
assert blocks == 40 and len(rows) == 2 and sum(rows) == 20000, "the behaviour has changed"
PYTHON
"$folder/venv/bin/python" "$folder/check.py" "$folder" 2> "$folder/log" || { cat "$folder/log"; exit 1; }
