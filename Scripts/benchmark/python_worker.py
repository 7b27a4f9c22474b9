#!/usr/bin/env python3
"""One process of Scripts/bench-python; prints a JSON object.

    python_worker.py goldcrest|torch|onnx MODEL TEXTS BATCH OUTPUT    embeds the lines of JSON in TEXTS
    python_worker.py call MODEL                                       one short text, in C and in Python
    python_worker.py memory MODEL SEED                                embeds, and waits until its input ends

The clock starts with this file, after Python itself.
"""

import time

BEGIN = time.perf_counter()

import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402


def opened(kind, path):
    """What encodes lists of texts."""
    if kind == "goldcrest":
        from goldcrest import Embedder

        return Embedder(path)
    from sentence_transformers import SentenceTransformer

    if kind == "torch":
        return SentenceTransformer(path, device="cpu")
    options = {"provider": "CPUExecutionProvider", "file_name": "onnx/model.onnx"}
    return SentenceTransformer(path, device="cpu", backend="onnx", model_kwargs=options)


def embed(kind, path, texts, batch, output):
    model = opened(kind, path)
    model.encode("Where is the station?")
    first = time.perf_counter() - BEGIN
    import numpy as np

    texts = [json.loads(line)["text"] for line in Path(texts).read_text().splitlines()]
    begin = time.perf_counter()
    vectors = model.encode(texts, batch_size=int(batch))
    seconds = time.perf_counter() - begin
    if not np.isfinite(vectors).all():
        sys.exit("the vectors are not finite")
    np.save(output, vectors)
    print(json.dumps({"first": first, "seconds": seconds}))


def call(path):
    """The middle of many calls' times, in turns, in the best of many turns."""
    import ctypes

    import numpy as np
    from goldcrest import Embedder, _library

    embedder = Embedder(path)
    text = "Where is the station?"
    data, offsets = text.encode(), np.array([0, len(text)], np.int64)
    vector = np.empty((1, embedder.get_embedding_dimension()), np.float32)
    options = _library.Options(ctypes.sizeof(_library.Options))
    texts = _library.Texts(data, offsets.ctypes.data, 1)
    results = _library.Results(ctypes.sizeof(_library.Results), vector.ctypes.data, vector.nbytes)
    arguments = (ctypes.c_uint64(embedder._handle()), *map(ctypes.byref, (texts, options, results)))
    function = _library.library().goldcrest_embed

    def middle(body):
        times = []
        for _ in range(100):
            begin = time.perf_counter()
            body()
            times.append(time.perf_counter() - begin)
        return sorted(times)[50]

    c, python = [], []
    for _ in range(40):
        c.append(middle(lambda: function(*arguments)))
        python.append(middle(lambda: embedder.encode(text)))
    if vector[0].tobytes() != embedder.encode(text).tobytes():
        sys.exit("C and Python gave other vectors")
    print(json.dumps({"c": min(c), "python": min(python)}))


def memory(path, seed):
    """Batches of 8 x 128 tokens; says when it is done."""
    import numpy as np
    from goldcrest import Embedder

    embedder = Embedder(path)
    generator = np.random.default_rng(int(seed))
    for _ in range(8):
        ids = generator.integers(4, 200_000, (8, 128))
        ids[:, 0], ids[:, -1] = 0, 2
        embedder.encode_tokens(ids)
    print("done", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1] == "call":
        call(sys.argv[2])
    elif sys.argv[1] == "memory":
        memory(*sys.argv[2:4])
    else:
        embed(*sys.argv[1:6])
