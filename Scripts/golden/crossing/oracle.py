"""The vectors of one generation: `PYTHON -m crossing.oracle GENERATION FOLDER [--compact] [NAME...]`.

For each folder NAME, made by either generation, NAME.GENERATION.vectors.json gets the vector of every
text, without a prompt and with each of the model's. Weights are taken as they are stored and computed
with in fp32, whatever config.json says; every text runs alone, so that no vector depends on padding.
"""

import json
import os
import sys
import warnings
from pathlib import Path

os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "TQDM_DISABLE": "1"}
warnings.filterwarnings("ignore")

import torch  # noqa: E402
import transformers  # noqa: E402
from reference import Reference  # noqa: E402
from sentence_transformers import SentenceTransformer  # noqa: E402

from . import vocabularies  # noqa: E402
from .vocabularies import texts  # noqa: E402

DTYPE = "torch_dtype" if transformers.__version__ < "5" else "dtype"


def library(folder):
    """Prompt's name, "" for none -> vectors."""
    model = SentenceTransformer(str(folder), device="cpu", model_kwargs={DTYPE: torch.float32}).float()
    names = [""] + [name for name, text in (model.prompts or {}).items() if text]
    found = {name: [encoded(model, text, name or None) for text in texts()] for name in names}
    if not any(vector for vectors in found.values() for vector in vectors):
        model.encode(texts()[2])  # says why
    return found


def encoded(model, text, prompt):
    """The vector of one text; none where the library itself fails, as beyond the last position."""
    try:
        return model.encode(text, prompt_name=prompt, show_progress_bar=False).tolist()
    except (IndexError, RuntimeError):
        return None


def reference(folder):
    """The same by reference.py, for models whose classes are code of their repositories."""
    model = Reference.open(folder)
    path = folder / "config_sentence_transformers.json"
    prompts = json.loads(path.read_text())["prompts"] if path.exists() else {}
    return {
        name: [model(model.ids(prompt + text)).embedding.tolist() for text in texts()]
        for name, prompt in ({"": ""} | prompts).items()
    }


def main():
    generation, root, *names = [argument for argument in sys.argv[1:] if argument != "--compact"]
    vocabularies.choose("--compact" in sys.argv)
    torch.set_num_threads(1)
    for path in sorted(Path(root).glob("*.json")):
        record = json.loads(path.read_text()) if not path.name.endswith(".vectors.json") else {"error": ""}
        if "error" in record or (names and record["name"] not in names):
            continue
        target = path.with_name(f"{record['name']}.{generation}.vectors.json")
        if target.exists():
            continue
        if record["oracle"] == "reference" and generation == "old":
            continue
        make = reference if record["oracle"] == "reference" else library
        try:
            result = {"vectors": make(path.with_suffix(""))}
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"}
        target.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
