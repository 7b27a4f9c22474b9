#!/usr/bin/env python3
"""Runs a rival's embedding model and prints what Scripts/bench reads.

    rival.py onnxruntime|openvino|openvino-bf16|sentence-transformers MODEL BATCH TOKENS THREADS [IDS]

MODEL takes token ids [BATCH, TOKENS] of 64-bit integers as its first input and gives the vectors
first; for sentence-transformers, in fp32, it is a folder. IDS is how many ids there are (250000). They
are seeded, so that every rival gets the same. The first run is left out, and so is loading; runs repeat
for three seconds, three times at least.
"""

import json
import sys
import time

import numpy as np


def onnxruntime_session(path, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda ids: session.run(None, {name: ids})[0]


def openvino_session(path, threads, precision):
    import openvino

    core = openvino.Core()
    core.set_property("CPU", {
        "INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": "1",
        "PERFORMANCE_HINT": "LATENCY"})
    request = core.compile_model(path, "CPU").create_infer_request()
    return lambda ids: np.array(request.infer({0: ids})[0])


def sentence_transformers_session(path, threads):
    import sentence_transformers
    import torch

    torch.set_num_threads(threads)
    model = sentence_transformers.SentenceTransformer(path, device="cpu")

    @torch.inference_mode()
    def embed(ids):
        tokens = torch.from_numpy(ids)
        return model({"input_ids": tokens, "attention_mask": torch.ones_like(tokens)})["sentence_embedding"].numpy()

    return embed


def main():
    kind, path = sys.argv[1:3]
    batch, tokens, threads = map(int, sys.argv[3:6])
    begin = time.perf_counter()
    if kind == "onnxruntime":
        embed = onnxruntime_session(path, threads)
    elif kind in ("openvino", "openvino-bf16"):
        embed = openvino_session(path, threads, "bf16" if kind.endswith("bf16") else "f32")
    elif kind == "sentence-transformers":
        embed = sentence_transformers_session(path, threads)
    else:
        sys.exit(f"runtime '{kind}': expected onnxruntime, openvino, openvino-bf16 or sentence-transformers")
    loaded = time.perf_counter()
    count = int(sys.argv[6]) if len(sys.argv) > 6 else 250000
    ids = np.random.default_rng(1).integers(4, count, (batch, tokens), dtype=np.int64)
    ids[:, 0], ids[:, -1] = 0, 2
    embed(ids)
    runs = []
    first = time.perf_counter()
    while len(runs) < 3 or time.perf_counter() - first < 3:
        start = time.perf_counter()
        vectors = embed(ids)
        runs.append(time.perf_counter() - start)
    if not np.isfinite(vectors).all():
        sys.exit("the vectors are not finite")
    p50 = sorted(runs)[len(runs) // 2]
    print(json.dumps({
        "tokens_per_second": batch * tokens / p50, "p50": p50 * 1000, "load_ms": (loaded - begin) * 1000}))


if __name__ == "__main__":
    main()
