"""llama.cpp's points: its own converter and quantiser, its library to compute."""

import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
from points import Missing, made, reason, wanted
from vectors import fidelity

TYPES = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "IQ4_XS")
HERE = Path(__file__).resolve().parent

# The converter asks transformers for the configuration. transformers 5 takes nomic_bert for v1.5 and would put
# its RoPE base and epsilon into the file without a word; without an answer the converter reads config.json.
CONVERT = """
import runpy, sys, transformers
def refuse(*arguments, **named): raise RuntimeError("config.json as it is")
transformers.AutoConfig.from_pretrained = refuse
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def points(options, golden, report):
    """Quantises the fp32 GGUF to every type and embeds the golden's ids; report(scheme, figures or error)."""
    if not options.llama_source or not options.llama_build:
        raise Missing("no --llama-source and --llama-build")
    source, programs = Path(options.llama_source), Path(options.llama_build) / "bin"
    quantize = programs / "llama-quantize"
    for path in (source / "convert_hf_to_gguf.py", source / "include/llama.h", quantize):
        if not path.exists():
            raise Missing(f"no {path.name} in llama.cpp")
    work = Path(options.work)
    runner = _runner(source, programs, work)
    original = made(work / "llama.cpp-F32", lambda folder: _convert(source, options.model, folder / "model.gguf"))
    version = None
    for scheme in wanted(options, ("F32", *TYPES)):
        try:
            folder = original
            if scheme != "F32":
                folder = made(
                    work / f"llama.cpp-{scheme}",
                    lambda made_in: _quantize(quantize, original, made_in, scheme, options.threads))
            vectors, version = _embed(runner, folder / "model.gguf", golden.ids, work, options.threads)
            figures = {"bytes": (folder / "model.gguf").stat().st_size, **fidelity(golden, vectors)}
            log = folder / "quantize.json"
            report(scheme, figures | (json.loads(log.read_text()) if log.exists() else {}))
        except (subprocess.CalledProcessError, ValueError) as error:
            report(scheme, reason(getattr(error, "stderr", None) or error))
    return version


def _runner(source, programs, work):
    """Builds llama_vectors against that llama.cpp."""
    program = work / "llama_vectors"
    command = [
        os.environ.get("CXX", "c++"), "-O2", "-std=c++17", f"-I{source}/include", f"-I{source}/ggml/include",
        HERE / "llama_vectors.cpp", "-o", program, f"-L{programs}", "-lllama", "-lggml", "-lggml-base",
        f"-Wl,-rpath,{programs}"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Missing(f"no C++ compiler '{command[0]}'") from error
    except subprocess.CalledProcessError as error:
        raise Missing(f"llama_vectors.cpp does not build: {reason(error.stderr)}") from error
    return program


def _convert(source, model, file):
    command = [sys.executable, "-c", CONVERT, source / "convert_hf_to_gguf.py", model, "--outtype", "f32", "--outfile"]
    try:
        subprocess.run([*command, file], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        raise Missing(f"convert_hf_to_gguf.py failed: {reason(error.stderr)}") from error


def _quantize(program, original, folder, scheme, threads):
    command = [program, original / "model.gguf", folder / "model.gguf", scheme, str(threads)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    # Rows that are no multiple of a type's block get a type of more bits instead.
    fallback = re.search(r"(\d+) of (\d+) tensor\(s\) required fallback", run.stdout + run.stderr)
    about = {"fallback_tensors": int(fallback[1])} if fallback else {}
    (folder / "quantize.json").write_text(json.dumps(about))


def _embed(runner, file, ids, work, threads):
    """One text at a time, as the tool's library computes it."""
    into, out = work / "ids.bin", work / "vectors.bin"
    numbers = [len(ids)] + [number for row in ids for number in (len(row), *row)]
    into.write_bytes(struct.pack(f"<{len(numbers)}i", *numbers))
    command = [runner, file, into, out, str(threads)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return np.fromfile(out, np.float32).reshape(len(ids), -1), run.stdout.strip()
