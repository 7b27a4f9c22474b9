"""What `Scripts/check-clusters` runs in a process of its own, one that may be killed: a stream or a job by an engine.

    python -m clusters.engines {ray,spark} {stream,job,memory} MODEL INPUT OUTPUT

A stream prints the seconds from its first worker that is ready to its last file; the engine's start is left out, by one
small run before. A job prints its report, `memory` the bytes of the file that four workers have mapped.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import goldcrest.jobs

WORKERS = 2
PART_COUNT = 100


def mapped(path: str) -> dict[str, int]:
    """The bytes of this process's mapping of the file at `path`: resident, and its share of what several have."""
    sums = {"Rss": 0, "Pss": 0}
    inside = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        name, _, value = line.partition(":")
        if "-" in name and " " in line.split(":")[0]:
            inside = line.endswith(path)
        elif inside and name in sums:
            sums[name] += int(value.split()[0]) * 1024
    return sums


class Ray:
    """A local Ray with two workers of one CPU each."""

    def __init__(self) -> None:
        os.environ["RAY_AUTH_MODE"] = "disabled"
        import ray

        self.ray = ray
        # Two CPUs for the workers; the others read and write, which costs little.
        ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        ray.data.DataContext.get_current().enable_progress_bars = False

    def stream(self, model: str, input: str, output: str) -> float:
        from goldcrest.ray import Embed

        ready = tempfile.mkdtemp(dir=Path(output).parent)

        class Worker(Embed):
            """Notes when it can embed."""

            def __init__(self, **arguments: Any) -> None:
                super().__init__(**arguments)
                Path(ready, str(os.getpid())).write_text(str(time.time()))

        # All files of texts are one block otherwise, which one worker gets.
        texts = self.ray.data.read_parquet(input).repartition(target_num_rows_per_block=2000)
        texts.map_batches(
            Worker,
            fn_constructor_kwargs={"model": model},
            batch_format="pyarrow",
            batch_size=1000,
            compute=self.ray.data.ActorPoolStrategy(size=WORKERS),
            num_cpus=1,
        ).write_parquet(output)
        return time.time() - min(float(path.read_text()) for path in Path(ready).iterdir())

    def memory(self, model: str, input: str) -> list[dict[str, int]]:
        from goldcrest.ray import Embed

        class Worker(Embed):
            def mapped(self) -> dict[str, int]:
                return mapped(model)

        texts = pq.read_table(next(Path(input).glob("*.parquet")))
        workers = [self.ray.remote(num_cpus=1)(Worker).remote(model) for _ in range(4)]
        self.ray.get([worker.__call__.remote(texts) for worker in workers])
        return list(self.ray.get([worker.mapped.remote() for worker in workers]))


class Spark:
    """A local Spark with two tasks at a time, of one CPU each."""

    def __init__(self) -> None:
        from pyspark.sql import SparkSession

        os.environ["PYSPARK_PYTHON"] = sys.executable
        self.session = (
            SparkSession.builder.master(f"local[{WORKERS}]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            # A task for each file of the input, so that neither worker is left with more than the other.
            .config("spark.sql.files.maxPartitionBytes", "1m")
            .getOrCreate()
        )
        self.session.sparkContext.setLogLevel("OFF")

    def stream(self, model: str, input: str, output: str) -> float:
        from goldcrest.spark import embed_udf

        began = time.time()
        frame = self.session.read.parquet(input)
        frame.withColumn("embedding", embed_udf(model)("text")).write.parquet(output)
        return time.time() - began


def main() -> None:
    engine, mode, model, input, output = sys.argv[1:]
    runner: Any = Ray() if engine == "ray" else Spark()
    if mode == "memory":
        print(json.dumps(runner.memory(model, input)))
        return
    if mode == "job":
        rows = sum(pq.read_metadata(path).num_rows for path in Path(input).glob("*.parquet"))
        arguments: Any = {"engine": engine, "part_rows": max(1, rows // PART_COUNT)}
        if engine == "ray":
            arguments["workers"] = WORKERS
        print(json.dumps(goldcrest.jobs.embed_parquet(input, output, model, **arguments)._asdict()))
        return
    with tempfile.TemporaryDirectory() as folder:
        for index in range(8):
            table = pa.table({"id": [index], "text": ["a text before"]})
            pq.write_table(table, Path(folder, f"{index}.parquet"))
        runner.stream(model, folder, str(Path(folder, "out")))
    print(json.dumps({"seconds": runner.stream(model, input, output)}))


if __name__ == "__main__":
    main()
