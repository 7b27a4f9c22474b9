"""The measurements of Scripts/bench, each a function that gives what goes into bench-SET.json."""

import json
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

from machine import wait_until_idle
from tool import ToolError, run

SCHEMES = ("int8", "int4")
# A file is as large and as fast without calibration, which takes minutes; Scripts/size-fidelity measures what it does.
UNCALIBRATED = ("--calibration", "none")
QUERY = "Where is the station?"
RIVAL_SHAPES = [(1, 16), (1, 128), (1, 512), (32, 128)]


def say(text):
    print(f"{Path(sys.argv[0]).name}: {text}", file=sys.stderr, flush=True)


def rooflines(goldcrest, threads, seconds):
    """The machine's ceilings for every number of threads."""
    found = []
    for count in threads:
        report, result = goldcrest.json("bench", "--roofline", "--threads", count, "--seconds", seconds)
        kept = ("threads", "int8_ops_per_second", "int4_ops_per_second", "read_bytes_per_second", "memory_bytes")
        found.append({key: report[key] for key in kept} | {"others_share": result.others_share})
    return found


def higher(first, second):
    """The higher of two measurements of every ceiling: a disturbed one would flatter the model."""
    merged = []
    for one, other in zip(first, second):
        operations = {
            key: {
                kernel: max((rate for rate in (one[key][kernel], again) if rate), default=None)
                for kernel, again in other[key].items()
            }
            for key in ("int8_ops_per_second", "int4_ops_per_second")
        }
        merged.append(one | operations | {
            "read_bytes_per_second": max(one["read_bytes_per_second"], other["read_bytes_per_second"]),
            "others_share": [one["others_share"], other["others_share"]],
        })
    return merged


def conversion(goldcrest, model, file, scheme, threads, times):
    """Converts, `times` times; the fastest counts. The first reads the model into the page cache."""
    runs = []
    for _ in range(times + 1):
        result = goldcrest.run(
            "convert", "--quantize", scheme, *UNCALIBRATED, "--threads", threads, "--force", "--quiet", "-o", file,
            model)
        runs.append(result.usage())
    warm = runs[1:]
    best = min(warm, key=lambda usage: usage["wall_seconds"])
    return best | {"file_bytes": file.stat().st_size, "threads": threads, "runs": runs}


def fidelity(goldcrest, file, golden):
    """What `verify` says; a model below its bars is reported, not an error."""
    report, _ = goldcrest.json("verify", file, "--golden", golden, "--min-cosine", 0)
    kept = ("count", "cosine", "centered_cosine", "top10_overlap", "router_agreement", "token_mismatches")
    return {key: report[key] for key in kept if key in report}


def start(goldcrest, file, threads, times):
    """A process of its own for one vector, and the same from within: opening to first vector."""
    walls = [
        goldcrest.run("embed", file, "--quiet", "--threads", threads, QUERY).wall_seconds * 1000
        for _ in range(times + 1)
    ][1:]
    reports = [goldcrest.bench(file, 1, 4, threads, "auto", 0) for _ in range(times)]
    return {
        "process_ms": {"min": min(walls), "p50": statistics.median(walls)},
        "load_ms": statistics.median(report["load_ms"] for report in reports),
        "first_embedding_ms": statistics.median(report["first_embedding_ms"] for report in reports),
        "times": times,
    }


def grid(goldcrest, files, shapes, threads, kernels, options):
    """Every shape x threads x kernel x scheme; whole rounds, so that a disturbance hits one of them.

    A cell's figures are those of its fastest round: whatever disturbs a run only slows it.
    """
    cells = {}
    for number in range(options.rounds):
        say(f"grid, round {number + 1} of {options.rounds}")
        for kernel in kernels:
            for count in threads:
                for scheme, file in files.items():
                    rate = 0
                    for batch, tokens in shapes:
                        cell = cells.setdefault(
                            (batch, tokens, count, kernel, scheme),
                            {"batch": batch, "tokens": tokens, "threads": count, "kernel": kernel,
                             "scheme": scheme, "rounds": []})
                        # A repetition and the one before it that warms up.
                        if rate and 2 * batch * tokens / rate > options.longest:
                            cell["skipped"] = f"two repetitions take more than {options.longest:g} s"
                            continue
                        quiet = wait_until_idle(times=1, timeout=options.cell_wait, window=0.2)
                        report = goldcrest.bench(file, batch, tokens, count, kernel, options.seconds)
                        report["busy_before"] = quiet["busy_share"]
                        cell["rounds"].append(report)
                        rate = max(rate, report["tokens_per_second"])
    return [_summary(cell) for cell in cells.values()]


def _summary(cell):
    rounds = cell.pop("rounds")
    if not rounds:
        return cell
    cell.pop("skipped", None)
    best = max(rounds, key=lambda report: report["tokens_per_second"])
    kept = (
        "tokens_per_second", "latency_ms", "cpu_seconds_per_batch", "peak_rss_bytes", "own_bytes",
        "repetitions", "vectors_sha256", "others_share", "busy_before")
    return cell | {key: best[key] for key in kept} | {
        "rounds": [
            {"tokens_per_second": report["tokens_per_second"], "p50_ms": report["latency_ms"]["p50"],
             "others_share": report["others_share"]}
            for report in rounds]
    }


def bit_contract(cells):
    """Whether every kernel and any number of threads gave the same vectors, shape by shape."""
    hashes = {}
    for cell in cells:
        if "vectors_sha256" in cell:
            shape = (cell["scheme"], cell["batch"], cell["tokens"])
            hashes.setdefault(shape, []).append(cell["vectors_sha256"])
    different = [
        {"scheme": scheme, "batch": batch, "tokens": tokens}
        for (scheme, batch, tokens), found in hashes.items() if len(set(found)) > 1]
    return {
        "compared": sum(len(found) for found in hashes.values()),
        "shapes": len(hashes),
        "different": different,
    }


def busy_neighbour(goldcrest, file, threads, seconds, times):
    """A query of 16 tokens alone and beside one process that spins at the lowest priority."""
    def query():
        return goldcrest.bench(file, 1, 16, threads, "auto", seconds)["latency_ms"]

    alone, beside = [], []
    for _ in range(times):
        alone.append(query())
        spinner = subprocess.Popen(["nice", "-n", "19", sys.executable, "-c", "while True: pass"])
        try:
            time.sleep(0.3)
            beside.append(query())
        finally:
            spinner.kill()
            spinner.wait()

    def middle(runs):
        return {name: statistics.median(run[name] for run in runs) for name in ("p50", "p95")}

    before, after = middle(alone), middle(beside)
    return {
        "alone_ms": before, "beside_ms": after, "ratio_p50": after["p50"] / before["p50"],
        "threads": threads, "times": times,
    }


def in_turn(goldcrest, files, commands, shapes, kernel, options):
    """Both schemes and the programs of others on the same shapes, in turn: (ours, theirs).

    A disturbance so hits all of a round. A cell's figures are those of its fastest round; what fails is
    recorded and left out of the picture. Nothing is measured where there are no rivals.

    A command may hold {batch}, {tokens} and {threads}; the last line it prints that is a JSON
    object gives the figures.
    """
    if not commands:
        return [], []
    timeout = 60 if options.quick else 900

    def own(file):
        def figures(batch, tokens):
            report = goldcrest.bench(file, batch, tokens, options.threads, kernel, options.seconds)
            return {
                "tokens_per_second": report["tokens_per_second"], "p50_ms": report["latency_ms"]["p50"],
                "others_share": report["others_share"]}
        return figures

    def rival(command):
        def figures(batch, tokens):
            values = {"{batch}": batch, "{tokens}": tokens, "{threads}": options.threads}
            words = shlex.split(command)
            for key, value in values.items():
                words = [word.replace(key, str(value)) for word in words]
            result = run(words, timeout=timeout)
            return _rival_figures(result.output, batch * tokens) | {"others_share": result.others_share}
        return figures

    ours = [(scheme, own(file)) for scheme, file in files.items()]
    theirs = [(name, rival(command)) for name, command in commands]
    rounds = {}
    for number in range(options.rival_rounds):
        say(f"rivals, round {number + 1} of {options.rival_rounds}")
        for batch, tokens in shapes:
            for name, figures in ours + theirs:
                wait_until_idle(times=1, timeout=options.cell_wait, window=0.2)
                found = rounds.setdefault((name, batch, tokens), [])
                try:
                    found.append(figures(batch, tokens))
                except (ToolError, OSError, ValueError) as error:
                    found.append({"error": str(error)})
                    say(f"{name}, {batch} x {tokens}: {error}")

    def entry(name):
        cells = [
            {"batch": batch, "tokens": tokens} | _fastest(rounds[name, batch, tokens])
            for batch, tokens in shapes]
        return {"name": name, "threads": options.threads, "cells": cells}

    return [entry(name) for name, _ in ours], [entry(name) for name, _ in theirs]


def _fastest(rounds):
    done = [figures for figures in rounds if "error" not in figures]
    best = max(done, key=lambda figures: figures["tokens_per_second"]) if done else rounds[0]
    return best | {"rounds": rounds}


def _rival_figures(output, token_count):
    for line in reversed(output.splitlines()):
        try:
            report = json.loads(line)
        except ValueError:
            continue
        if isinstance(report, dict):
            break
    else:
        raise ValueError("expected a line with a JSON object, found none")
    p50 = report.get("p50", report.get("p50_ms", report.get("median_ms")))
    if p50 is None:
        p50 = report.get("latency_ms", {}).get("p50")
    rate = report.get("tokens_per_second", report.get("tok_s"))
    if p50 is None and rate is None:
        raise ValueError("expected tokens_per_second or p50, found " + ", ".join(report))
    p50 = p50 if p50 is not None else token_count / rate * 1000
    return {"tokens_per_second": rate if rate is not None else token_count / p50 * 1000, "p50_ms": p50}
