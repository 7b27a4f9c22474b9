#!/usr/bin/env python3
"""Measures one rival for Scripts/size-fidelity and prints its points as JSON.

    rivals.py TOOL --model DIR --golden FILE --work DIR --threads N [options]

A process of its own, in a Python that has the rival's packages.
"""

import argparse
import importlib
import json
import os
import sys

from points import Missing

MODULES = {"llama.cpp": "llama_cpp", "ONNX Runtime": "onnx_runtime", "OpenVINO": "open_vino"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", choices=MODULES)
    for name in ("model", "golden", "work"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("llama-source", "llama-build", "onnx", "schemes"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # their libraries talk on standard output
    result = {"version": None, "points": [], "skipped": []}

    def report(scheme, found):
        failed = isinstance(found, str)
        print(f"{options.tool} {scheme}: {found if failed else 'done'}", file=sys.stderr, flush=True)
        where = result["skipped" if failed else "points"]
        where.append({"tool": options.tool, "scheme": scheme} | ({"reason": found} if failed else found))

    try:
        # Their own modules import numpy and safetensors, which may be what is missing.
        vectors, module = (importlib.import_module(name) for name in ("vectors", MODULES[options.tool]))
        result["version"] = module.points(options, vectors.Golden(options.golden), report)
    except Missing as error:
        report("all", str(error))
    except ImportError as error:
        report("all", f"no Python package {error.name}")
    print(json.dumps(result), file=output, flush=True)


if __name__ == "__main__":
    main()
