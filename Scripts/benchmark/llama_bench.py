#!/usr/bin/env python3
"""Runs llama.cpp's llama-bench on one sequence and prints what Scripts/bench reads.

    llama_bench.py LLAMA_BENCH MODEL.gguf BATCH TOKENS THREADS

It measures a prompt of TOKENS tokens without generating; batches of texts it cannot, so a BATCH
above 1 is an error.
"""

import json
import subprocess
import sys

program, model, batch, tokens, threads = sys.argv[1:]
if batch != "1":
    sys.exit("llama-bench measures single sequences only")
command = [program, "-m", model, "-t", threads, "-p", tokens, "-n", "0", "-b", "512", "-ub", "512"]
output = subprocess.run([*command, "-embd", "1", "-ngl", "0", "-r", "7", "-o", "json"], check=True, capture_output=True)
result = json.loads(output.stdout)[0]
samples = sorted(result["samples_ns"])
print(json.dumps({"tokens_per_second": result["avg_ts"], "p50": samples[len(samples) // 2] / 1e6}))
